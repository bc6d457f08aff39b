"""The fonts of a PDF: the glyphs that it uses out of each face, in the form in which WeasyPrint writes them.

WeasyPrint makes its fonts out of what Pango chose. Here the face and the glyph of every character are already known, so Pango is
not asked, and HarfBuzz comes with the project's packages: the same version, and so the same bytes, on every machine.
"""

from functools import cached_property
from hashlib import sha256
from typing import Any

import pydyf
import uharfbuzz
from fontTools.ttLib import TTFont

from replies.rendering.fonts import Face

# Tables that only shaping and screens need.
UNUSED = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "JSTF", "LTSH", "VORG", "vhea", "vmtx", "VDMX", "hdmx", "kern", "meta")
FLAGS = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.DESUBROUTINIZE | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
SERIF, SYMBOLIC = 1 << 1, 1 << 2  # PDF 32000-1, table 123


class Source:
    """A face as the subsetter reads it; one for the whole life of a process."""

    def __init__(self, face: Face) -> None:
        self.face = face
        with TTFont(face.path, fontNumber=face.number, lazy=True) as font:
            self.outlines = "otf" if "CFF " in font else "ttf"
            self.cid_keyed = "CFF " in font and hasattr(font["CFF "].cff.topDictIndex[0], "ROS")
            self.name = (font["name"].getDebugName(6) or face.family).replace(" ", "-").encode("ascii", "ignore") or b"Font"
        # The glyphs of a CID-keyed face keep their names (CIDs) when they lose their places; those of others are known by their place.
        self.flags = FLAGS if self.cid_keyed else FLAGS | uharfbuzz.SubsetFlags.RETAIN_GIDS

    @cached_property
    def _prepared(self) -> uharfbuzz.Face:
        whole = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(self.face.path)), self.face.number)
        return uharfbuzz.subset_preprocess(whole)

    def subset(self, glyphs: set[int]) -> bytes:
        """A font program with these glyphs only: bare CFF for a CID-keyed face, else a font file. The same glyphs give the same bytes."""
        wanted = uharfbuzz.SubsetInput()
        wanted.flags = self.flags
        wanted.glyph_set.update(sorted(glyphs))
        wanted.drop_table_tag_set.update(int.from_bytes(tag.ljust(4).encode(), "big") for tag in UNUSED)
        made = uharfbuzz.subset(self._prepared, wanted)
        program: bytes = made.reference_table("CFF ").data if self.cid_keyed else made.blob.data
        return program


def describe(found: Any) -> None:
    """Says in a PDF what `Source.subset` gave: WeasyPrint takes every font for a whole file (PDF 32000-1, tables 117 and 126)."""
    if isinstance(found, pydyf.Stream) and found.extra.get("Subtype") == "/OpenType" and not found.stream[0].startswith(b"OTTO"):
        found.extra["Subtype"] = "/CIDFontType0C"
    if isinstance(found, pydyf.Dictionary) and found.get("Subtype") == "/CIDFontType0":
        found.pop("CIDToGIDMap", None)


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
        # Six capitals before the name, as a subset must have (PDF 32000-1, 9.6.4), out of what the face is.
        seed = sha256(f"{face.label}\0{face.path.name}\0{face.number}".encode()).digest()
        self.hash = "".join(chr(65 + byte % 26) for byte in seed[:6])
        self.name = b"/" + self.hash.encode() + b"+" + source.name
        self.family = face.family
        ascent, descent = face.height
        self.ascent, self.descent = round(ascent * 1000), -round(descent * 1000)
        self.flags = SYMBOLIC | (SERIF if b"Serif" in source.name else 0)
        self.widths: dict[int, float] = {}
        self.to_unicode: dict[int, str] = {}
        self._codes: dict[str, str] = {}

    def code(self, char: str) -> str:
        """The four hexadecimal digits that draw a character; it is then part of the subset."""
        found = self._codes.get(char)
        if found is None:
            glyph, advance = self._source.face.glyphs[char]
            found = self._codes[char] = f"{glyph:04x}"
            self.widths[glyph] = round(advance * 1000, 3)
            self.to_unicode.setdefault(glyph, char)
        return found

    @property
    def type(self) -> str:
        return self._source.outlines

    @property
    def file_content(self) -> bytes:
        return self._subset

    def clean(self, to_unicode: dict[int, str], hinting: bool) -> None:
        """WeasyPrint asks for the subset when all text is drawn."""
        self._subset = self._source.subset(set(to_unicode))
