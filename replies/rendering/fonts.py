"""Which faces there are, which of them a role is set in, and which face has a character.

The page is set in the project's own fonts (`make fonts`) and in those that a bureau puts beside them, never in what a
machine happens to have, so that a reply looks the same wherever it is printed.
"""

import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

import uharfbuzz
from django.utils.translation import gettext as _

from replies.rendering.errors import RenderError

Key = TypeVar("Key")
Value = TypeVar("Value")
PROJECT = Path(__file__).resolve().parents[2]
# Tables of OpenType without which nothing can be set or embedded.
NEEDED = ("cmap", "head", "hhea", "hmtx", "maxp")
OUTLINES = {"CFF ", "glyf"}
SUFFIXES = {".otf", ".ttf", ".ttc", ".otc"}


class Role(StrEnum):
    """What a face is for on the page (GB/T 9704-2012, 5.2.2 and 7)."""

    FANG = "仿宋"
    HEI = "黑体"
    KAI = "楷体"
    SONG = "宋体"
    TITLE = "小标宋"


# Faces of the right design, a bureau's own first, then the free one.
PROPER = {
    Role.FANG: ("仿宋_GB2312", "FangSong_GB2312", "方正仿宋_GBK", "FZFangSong-Z02", "仿宋", "FangSong", "FandolFang"),
    Role.HEI: ("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "FandolHei"),
    Role.KAI: ("楷体_GB2312", "KaiTi_GB2312", "方正楷体_GBK", "FZKai-Z03", "楷体", "KaiTi", "FandolKai"),
    Role.SONG: ("宋体", "SimSun", "方正书宋_GBK", "FZShuSong-Z01", "FandolSong"),
    Role.TITLE: ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05", "小标宋体"),
}
# What is set instead when there is none: (family, weight). Reported as a substitution.
STAND_INS = {
    Role.FANG: (("FandolSong", 400),),
    Role.HEI: (("Noto Sans CJK SC", 700), ("Noto Sans CJK SC", 400)),
    Role.KAI: (("FandolFang", 400),),
    Role.SONG: (("Noto Serif CJK SC", 400),),
    Role.TITLE: (("Noto Serif CJK SC", 700), ("Source Han Serif SC", 700), ("FandolHei", 400)),
}
# Where a rarer character is looked for, after the role's own face.
FALLBACKS = (("Noto Serif CJK SC", 400), ("Noto Sans CJK SC", 400))


class Asked(dict[Key, Value]):
    """What a function answers, asked once for each key."""

    def __init__(self, ask: Callable[[Key], Value]) -> None:
        self._ask = ask

    def __missing__(self, key: Key) -> Value:
        self[key] = found = self._ask(key)
        return found


@dataclass(frozen=True, eq=False)
class Face:
    """One face of one font file, read by HarfBuzz: nothing of it is parsed before it is asked for. Widths and bounds are in em."""

    path: Path
    number: int  # place in a collection; 0 for a single font
    family: str
    names: frozenset[str]  # every name by which the face is known, in small letters
    weight: int
    version: str
    font: uharfbuzz.Font = field(repr=False)

    @property
    def label(self) -> str:
        """For the report: family, weight when it is not regular, version."""
        weight = "" if self.weight == 400 else f" {self.weight}"
        return f"{self.family}{weight} ({self.version})"

    @cached_property
    def glyphs(self) -> Asked[str, tuple[int, float] | None]:
        """Character → (number of its glyph, advance in em), or None where the face has no such character."""
        return Asked(self._glyph)

    def _glyph(self, char: str) -> tuple[int, float] | None:
        glyph = self.font.get_nominal_glyph(ord(char))
        return (glyph, self.font.get_glyph_h_advance(glyph) / self.font.face.upem) if glyph else None

    def has(self, text: str) -> bool:
        return all(self.glyphs[char] for char in text)

    def glyph(self, char: str) -> int:
        """Number of the glyph of a character that the face has; raises KeyError for another."""
        return self._found(char)[0]

    def advance(self, char: str) -> float:
        """Of a character that the face has, in em; raises KeyError for another."""
        return self._found(char)[1]

    def _found(self, char: str) -> tuple[int, float]:
        if found := self.glyphs[char]:
            return found
        raise KeyError(char)

    @cached_property
    def height(self) -> tuple[float, float]:
        """(ascent, descent) that a reader of the PDF is told, in em."""
        ascent, descent = struct.unpack_from(">hh", self.font.face.reference_table("hhea").data, 4)
        return ascent / self.font.face.upem, abs(descent) / self.font.face.upem

    def ink(self, text: str) -> tuple[float, float]:
        """(lowest, highest) point of the ink of a text, over the baseline."""
        found = [self.font.get_glyph_extents(glyph[0]) for char in text if (glyph := self.glyphs[char])]
        boxes = [box for box in found if box and box.height]
        lowest = min((box.y_bearing + box.height for box in boxes), default=0)
        return lowest / self.font.face.upem, max((box.y_bearing for box in boxes), default=0) / self.font.face.upem


class Library:
    """The faces under some directories, and the choice among them."""

    def __init__(self, *directories: Path) -> None:
        self.directories = tuple(directory for directory in directories if directory.is_dir())
        self.faces = tuple(face for directory in self.directories for face in _faces_under(directory))
        self._chosen: dict[tuple[Role, str], Face | None] = {}

    @cached_property
    def roles(self) -> dict[Role, Face]:
        """The face of each role that has one."""
        return {role: face for role in Role if (face := self._role_face(role))}

    def check(self) -> None:
        """Raises RenderError when a role has neither a face of its own nor a stand-in."""
        if absent := [str(role) for role in Role if role not in self.roles]:
            raise RenderError(
                _("Fonts are not installed (%(roles)s): run make fonts, or set FONT_DIR to the directory that holds them.")
                % {"roles": "、".join(absent)}
            )

    @cached_property
    def substitutions(self) -> dict[Role, Face]:
        """The roles whose own design is not installed, with what stands in."""
        return {role: face for role, face in self.roles.items() if not _known_as(face, PROPER[role])}

    @cached_property
    def _fallbacks(self) -> tuple[Face, ...]:
        named = [face for family, weight in FALLBACKS if (face := self._named(family, weight))]
        # The faces of a collection have the same characters, in the habits of different regions: one of them is enough.
        return tuple(dict.fromkeys([*named, *self.roles.values(), *(face for face in self.faces if face.number == 0)]))

    def face_for(self, role: Role, char: str) -> Face | None:
        """The role's face when it has the character (with its accents), else the first fallback that has it, else None."""
        if self.roles[role].has(char):
            return self.roles[role]
        if (role, char) not in self._chosen:
            self._chosen[role, char] = next((face for face in self._fallbacks if face.has(char)), None)
        return self._chosen[role, char]

    def _role_face(self, role: Role) -> Face | None:
        proper = (self._named(family) for family in PROPER[role])
        stand_ins = (self._named(family, weight) for family, weight in STAND_INS[role])
        return next((face for faces in (proper, stand_ins) for face in faces if face), None)

    def _named(self, family: str, weight: int | None = None) -> Face | None:
        found = [face for face in self.faces if _known_as(face, (family,)) and weight in (None, face.weight)]
        return min(found, key=lambda face: abs(face.weight - 400), default=None)


def _known_as(face: Face, families: tuple[str, ...]) -> bool:
    return any(family.lower() in face.names for family in families)


def _faces_under(directory: Path) -> Iterator[Face]:
    for path in sorted(directory.rglob("*")):
        if path.suffix.lower() in SUFFIXES and not any(part.startswith(".") for part in path.relative_to(directory).parts):
            try:
                yield from faces_in(path)
            except (uharfbuzz.HarfBuzzError, ValueError, struct.error) as error:
                raise RenderError(_("The font file %(name)s cannot be read: %(error)s") % {"name": path.name, "error": error}) from error


def faces_in(path: Path) -> Iterator[Face]:
    """The faces of a font file. Raises HarfBuzzError, ValueError or struct.error where it is none or a damaged one."""
    blob = uharfbuzz.Blob.from_file_path(str(path))
    for number in range(max(uharfbuzz.Face(blob).count, 1)):
        face = uharfbuzz.Face(blob, number)
        if lacking := [tag for tag in (*NEEDED, *OUTLINES & {*face.table_tags}) if not len(face.reference_table(tag))]:
            raise ValueError(f"no {', '.join(lacking)}")
        font = uharfbuzz.Font(face)
        names = frozenset(name.lower() for entry in face.list_names() if entry.name_id in (1, 4, 6, 16) and (name := face.get_name(*entry)))
        revision = struct.unpack_from(">i", face.reference_table("head").data, 4)[0] / 65536
        yield Face(
            path=path,
            number=number,
            family=face.get_name(16) or face.get_name(1) or path.stem,
            names=names,
            weight=round(font.get_style_value(uharfbuzz.StyleTag.WEIGHT)),
            version=f"{revision:.3f}",
            font=font,
        )


@cache
def library() -> Library:
    """The library of this process: $FONT_DIR (var/fonts under the project when unset), then $FONT_EXTRA_DIR.

    Raises RenderError when a role has no face; that is not remembered, so fonts that come later are found.
    """
    directories = [Path(os.environ.get("FONT_DIR") or PROJECT / "var" / "fonts")]
    if extra := os.environ.get("FONT_EXTRA_DIR"):
        directories.append(Path(extra))
    found = Library(*directories)
    found.check()
    return found
