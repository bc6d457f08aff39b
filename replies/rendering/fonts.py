"""Which faces there are, which of them a role is set in, and which face has a character.

The page is set in the project's own fonts (`make fonts`) and in those that a bureau puts beside them, never in what a
machine happens to have, so that a reply looks the same wherever it is printed.
"""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from django.utils.translation import gettext as _
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from replies.rendering.errors import RenderError

PROJECT = Path(__file__).resolve().parents[2]
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


@dataclass(frozen=True)
class Face:
    """One face of one font file. Widths and bounds are in em."""

    path: Path
    number: int  # place in a collection; 0 for a single font
    family: str
    names: frozenset[str]  # every name by which the face is known, in small letters
    weight: int
    version: str
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    @property
    def label(self) -> str:
        """For the report: family, weight when it is not regular, version."""
        weight = "" if self.weight == 400 else f" {self.weight}"
        return f"{self.family}{weight} ({self.version})"

    @cached_property
    def _font(self) -> TTFont:
        return TTFont(self.path, fontNumber=self.number, lazy=True)

    @cached_property
    def glyphs(self) -> dict[str, tuple[int, float]]:
        """Character → (number of its glyph, advance in em)."""
        with self.lock:  # a lazy font reads its file as it goes
            units, metrics, number = self._font["head"].unitsPerEm, self._font["hmtx"].metrics, self._font.getGlyphID
            return {chr(code): (number(glyph), metrics[glyph][0] / units) for code, glyph in self._font.getBestCmap().items()}

    def has(self, text: str) -> bool:
        return all(char in self.glyphs for char in text)

    def advance(self, char: str) -> float:
        return self.glyphs[char][1]

    @cached_property
    def height(self) -> tuple[float, float]:
        """(ascent, descent) that a reader of the PDF is told, in em."""
        with self.lock:
            units, table = self._font["head"].unitsPerEm, self._font["hhea"]
            return table.ascent / units, abs(table.descent) / units

    def ink(self, text: str) -> tuple[float, float]:
        """(lowest, highest) point of the ink of a text, over the baseline."""
        with self.lock:
            units, glyphs, cmap = self._font["head"].unitsPerEm, self._font.getGlyphSet(), self._font.getBestCmap()
            boxes = []
            for char in text:
                pen = BoundsPen(glyphs)
                if ord(char) in cmap:
                    glyphs[cmap[ord(char)]].draw(pen)
                boxes += [pen.bounds] if pen.bounds else []
        return (min(box[1] for box in boxes) / units, max(box[3] for box in boxes) / units) if boxes else (0.0, 0.0)


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
                yield from _faces_in(path)
            except (TTLibError, OSError) as error:
                raise RenderError(_("The font file %(name)s cannot be read: %(error)s") % {"name": path.name, "error": error}) from error


def _faces_in(path: Path) -> Iterator[Face]:
    if path.suffix.lower() in {".ttc", ".otc"}:
        with TTCollection(path, lazy=True) as collection:
            count = len(collection.fonts)
    else:
        count = 1
    for number in range(count):
        with TTFont(path, fontNumber=number, lazy=True) as font:
            table = font["name"]
            names = frozenset(name.toUnicode().lower() for name in table.names if name.nameID in (1, 4, 6, 16))
            yield Face(
                path=path,
                number=number,
                family=table.getDebugName(16) or table.getDebugName(1) or path.stem,
                names=names,
                weight=font["OS/2"].usWeightClass,
                version=f"{font['head'].fontRevision:.3f}",
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
