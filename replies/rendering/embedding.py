"""The fonts of a PDF: the glyphs that it uses out of each face, in the form in which WeasyPrint writes them.

WeasyPrint makes its fonts out of what Pango chose. Here the face and the glyph of every character are already known, so Pango is
not asked, and HarfBuzz comes with the project's packages: the same version, and so the same bytes, on every machine.
"""

import struct
from array import array
from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from tempfile import NamedTemporaryFile
from typing import Any, NamedTuple

import pydyf
import uharfbuzz
from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont

from replies.rendering.fonts import Asked, Face

# What a reader of the PDF needs: shaping and screens are done with, and the characters are known from the document.
TABLES = ("CFF ", "cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep")
FLAGS = uharfbuzz.SubsetFlags.NOTDEF_OUTLINE | uharfbuzz.SubsetFlags.NO_HINTING
# A trimmed face that so many glyphs are taken out of, so many times, is prepared: it costs 0.1 s and 10 MB, and a subset then takes a
# tenth of the time. Of the others a document needs a few glyphs only.
MANY, OFTEN = 100, 3
SERIF, SYMBOLIC = 1 << 1, 1 << 2  # PDF 32000-1, table 123


class Sort(NamedTuple):
    """What a font has for a character; `width` in thousandths of an em, `digits` the code as a PDF writes it."""

    glyph: int
    code: int
    width: float
    digits: str


class Source:
    """A face as the subsetter reads it; one for the whole life of a process."""

    def __init__(self, face: Face) -> None:
        self.face = face
        name = face.font.face.get_name(6) or face.family
        self.name = name.replace(" ", "-").encode("ascii", "ignore") or b"Font"
        # Six capitals before the name, as a subset must have (PDF 32000-1, 9.6.4): of the name, the revision and the dates of the face,
        # which are the same before it is trimmed and after.
        head = face.font.face.reference_table("head").data
        seed = sha256(face.label.encode() + head[4:8] + head[20:36]).digest()
        self.tag = "".join(chr(65 + byte % 26) for byte in seed[:6])
        self.outlines = "otf" if "CFF " in face.font.face.table_tags else "ttf"
        # Glyph → CID, of a face with CIDs. Its glyphs keep them when they lose their places; others are known by their place.
        self.cids: Sequence[int] | None = None
        self._flat = False  # whether no outline calls a subroutine
        self._large_subsets, self._prepared = 0, False
        self.sorts = Asked(self._sort)
        with TTFont(face.path, fontNumber=face.number, lazy=True) as font:
            # The tables that go into a PDF alone: the subsetter reads the whole of any other, for every document.
            tables = {tag: font.reader[tag] for tag in TABLES if tag in font}
        if self.outlines == "otf":
            self._read_outlines(tables["CFF "])
        # Mapped, not held: of 17 MB of a face a document touches little, and a process may hold 250 MB. The file goes, its pages stay.
        with NamedTemporaryFile() as file:
            file.write(font_file(tables))
            file.flush()
            self._face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(file.name))

    def _read_outlines(self, table: bytes) -> None:
        """What HarfBuzz does not say. Without a font around it the parsed table is no ring, which would stay in memory."""
        cff = CFFFontSet()
        cff.decompile(BytesIO(table), None)
        top = cff.topDictIndex[0]
        if hasattr(top, "ROS"):
            self.cids = array("H", [0, *(int(name[3:]) for name in top.charset[1:])])
            self._flat = not cff.GlobalSubrs and not any(hasattr(part.Private, "Subrs") for part in top.FDArray)

    def _sort(self, char: str) -> Sort:
        glyph = self.face.glyph(char)
        code = self.cids[glyph] if self.cids else glyph
        return Sort(glyph, code, round(self.face.advance(char) * 1000, 3), f"{code:04x}")

    def subset(self, glyphs: set[int]) -> bytes:
        """A font program with these glyphs only: bare CFF for a face with CIDs, else a font file. The same glyphs give the same bytes."""
        self._large_subsets += len(glyphs) >= MANY
        if self._flat and not self._prepared and self._large_subsets > OFTEN:
            self._face, self._prepared = uharfbuzz.subset_preprocess(self._face), True
        wanted = uharfbuzz.SubsetInput()
        wanted.flags = FLAGS
        if not self._flat:
            wanted.flags |= uharfbuzz.SubsetFlags.DESUBROUTINIZE
        if not self.cids:
            wanted.flags |= uharfbuzz.SubsetFlags.RETAIN_GIDS
        wanted.glyph_set.update(sorted(glyphs))
        made = uharfbuzz.subset(self._face, wanted)
        program: bytes = made.reference_table("CFF ").data if self.cids else made.blob.data
        return program


def describe(found: Any) -> None:
    """Says in a PDF what `Source.subset` gave: WeasyPrint takes every font for a whole file (PDF 32000-1, tables 117 and 126)."""
    if isinstance(found, pydyf.Stream) and found.extra.get("Subtype") == "/OpenType" and not found.stream[0].startswith(b"OTTO"):
        found.extra["Subtype"] = "/CIDFontType0C"
    if isinstance(found, pydyf.Dictionary) and found.get("Subtype") == "/CIDFontType0":
        found.pop("CIDToGIDMap", None)


def font_file(tables: Mapping[str, bytes]) -> bytes:
    """The tables as a font file (OpenType 1.9, "Organization of an OpenType font"), without checksums."""
    place = 12 + 16 * len(tables)
    directory, content = [struct.pack(">4s4H", b"OTTO" if "CFF " in tables else b"\0\1\0\0", len(tables), 0, 0, 0)], list[bytes]()
    for tag, data in sorted(tables.items()):
        directory.append(struct.pack(">4s3L", tag.encode(), 0, place, len(data)))
        padding = bytes(-len(data) % 4)
        content += [data, padding]
        place += len(data) + len(padding)
    return b"".join([*directory, *content])


class EmbeddedFont:
    """A face in one document. Its attributes are those that WeasyPrint reads of its own `pdf.fonts.Font` when it writes the fonts."""

    bitmap = used_in_forms = False
    italic_angle = 0
    stemv = stemh = 80
    missing: dict[int, int] = {}

    def __init__(self, source: Source) -> None:
        self._source = source
        self._subset: bytes = b""
        face = source.face
        self.hash = source.tag
        self.name = b"/" + self.hash.encode() + b"+" + source.name
        self.family = face.family
        ascent, descent = face.height
        self.ascent, self.descent = round(ascent * 1000), -round(descent * 1000)
        self.flags = SYMBOLIC | (SERIF if b"Serif" in source.name else 0)
        self.widths: dict[int, float] = {}
        self.to_unicode: dict[int, str] = {}
        self._codes = Asked(self._take)
        self._glyphs: set[int] = set()

    def encode(self, text: str) -> str:
        """The hexadecimal digits that draw a text, four to a character; its glyphs are then part of the subset.

        Raises ValueError for a character that the face has not.
        """
        return text.translate(self._codes)

    def _take(self, number: int) -> str:
        char = chr(number)
        try:
            glyph, code, width, digits = self._source.sorts[char]
        except KeyError as error:  # which `translate` takes for leave to pass the character on
            raise ValueError(f"the face has no glyph for {char!r}") from error
        self._glyphs.add(glyph)
        # 1000 is what a reader takes where no width is given (PDF 32000-1, 9.7.4.3); one is, for WeasyPrint measures the font by them.
        if width != 1000 or 1000 not in self.widths.values():
            self.widths[code] = width
        self.to_unicode.setdefault(code, char)
        return digits

    @property
    def type(self) -> str:
        return self._source.outlines

    @property
    def file_content(self) -> bytes:
        return self._subset

    def clean(self, to_unicode: dict[int, str], hinting: bool) -> None:
        """WeasyPrint asks for the subset when all text is drawn."""
        self._subset = self._source.subset(self._glyphs)
