"""Draws a PDF by hand, character by character: pages whose every fault is known, made without the project's engine."""

import io
import os
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

MM = 72 / 25.4
FONTS = Path(os.environ.get("FONT_DIR") or Path(__file__).resolve().parents[3] / "var" / "fonts")
FACES = {"fang": "FandolFang-Regular.otf", "hei": "FandolHei-Regular.otf", "kai": "FandolKai-Regular.otf", "song": "FandolSong-Regular.otf"}
BLACK, RED = (0.0, 0.0, 0.0), (0.85, 0.0, 0.05)
NOTDEF = "\0"  # drawn with the glyph of what a font has not


HEAD = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Drawn def /CMapType 1 def "
    "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
)
TAIL = "endcmap CMapName currentdict /CMap defineresource pop end end"


@cache
def face(name: str) -> TTFont:
    return TTFont(FONTS / FACES[name], lazy=True)


@cache
def code(char: str, font: str) -> int:
    """The number of its glyph."""
    return 0 if char == NOTDEF else int(face(font).getGlyphID(face(font).getBestCmap()[ord(char)]))


class Drawing:
    """Pages of 210 × 297 mm; places are mm from the upper left corner, `y` is the baseline."""

    def __init__(self, *, unembedded: tuple[str, ...] = (), face_names: dict[str, str] | None = None) -> None:
        self.pages: list[list[str]] = []
        self.unembedded = unembedded
        self.face_names = face_names or {}
        self._used: dict[str, set[str]] = {}

    def page(self) -> "Drawing":
        self.pages.append([])
        return self

    def advance(self, char: str, font: str) -> float:
        """In em."""
        table = face(font)
        return table["hmtx"].metrics[table.getBestCmap()[ord(char)]][0] / table["head"].unitsPerEm if char != NOTDEF else 1.0

    def width(self, text: str, size: float = 16, font: str = "fang", gap: float = 0) -> float:
        """mm, with `gap` mm between characters."""
        return sum(self.advance(char, font) for char in text) * size / MM + gap * (len(text) - 1)

    def ink(self, text: str, font: str) -> tuple[float, float]:
        """Its lowest and highest point over the baseline, in em."""
        glyphs, names = face(font).getGlyphSet(), face(font).getBestCmap()
        boxes = []
        for char in text:
            pen = BoundsPen(glyphs)
            glyphs[names[ord(char)]].draw(pen)
            boxes += [pen.bounds] if pen.bounds else []
        return min(box[1] for box in boxes) / 1000, max(box[3] for box in boxes) / 1000

    def text(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float = 16,
        font: str = "fang",
        gap: float = 0,
        color: tuple[float, ...] = BLACK,
        invisible: bool = False,
        on: list[str] | None = None,
    ) -> "Drawing":
        """On the last page unless another is given."""
        self._used.setdefault(font, set()).update(text)
        shown = []
        for char in text:
            number = ord(char) if font in self.unembedded else code(char, font)
            shown.append(f"1 0 0 1 {x * MM:.4f} {(297 - y) * MM:.4f} Tm <{number:04x}> Tj")
            x += self.advance(char, font) * size / MM + gap
        fill = " ".join(f"{part:g}" for part in color)
        (self.pages[-1] if on is None else on).append(f"BT {fill} rg {3 if invisible else 0} Tr /{font} {size:g} Tf {' '.join(shown)} ET")
        return self

    def bar(self, left: float, top: float, width: float, height: float, color: tuple[float, ...] = BLACK) -> "Drawing":
        fill = " ".join(f"{part:g}" for part in color)
        self.pages[-1].append(f"{fill} rg {left * MM:.4f} {(297 - top - height) * MM:.4f} {width * MM:.4f} {height * MM:.4f} re f")
        return self

    def stroke(self, x0: float, y0: float, x1: float, y1: float, thickness: float, color: tuple[float, ...] = BLACK) -> "Drawing":
        shade = " ".join(f"{part:g}" for part in color)
        path = f"{x0 * MM:.4f} {(297 - y0) * MM:.4f} m {x1 * MM:.4f} {(297 - y1) * MM:.4f} l S"
        self.pages[-1].append(f"{shade} RG {thickness * MM:.4f} w {path}")
        return self

    def pdf(self, *, size: tuple[float, float] = (210, 297)) -> bytes:
        document = pikepdf.new()
        fonts = pikepdf.Dictionary({f"/{name}": self._font(document, name) for name in self._used})
        for content in self.pages:
            page = document.add_blank_page(page_size=(size[0] * MM, size[1] * MM))
            page.Resources = pikepdf.Dictionary(Font=fonts)
            page.Contents = document.make_stream("\n".join(content).encode())
        made = io.BytesIO()
        document.save(made)
        return made.getvalue()

    def _font(self, document: pikepdf.Pdf, name: str) -> Any:
        used = sorted(self._used[name] - {NOTDEF})
        base = pikepdf.Name(f"/{self.face_names.get(name, FACES[name].partition('-')[0])}")
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor, FontName=base, Flags=4, FontBBox=[0, -120, 1000, 880], ItalicAngle=0
        )
        descriptor.update({"/Ascent": 880, "/Descent": -120, "/CapHeight": 700, "/StemV": 80})
        embedded = name not in self.unembedded
        if embedded:
            descriptor.FontFile3 = document.make_stream(_program(name), Subtype=pikepdf.Name.CIDFontType0C)
        widths: list[Any] = []
        for char in used if embedded else "":
            widths += [code(char, name), [self.advance(char, name) * 1000]]
        descendant = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType0,
            BaseFont=base,
            # A font that is not embedded is known by the characters of GB 2312.
            CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity" if embedded else "GB1", Supplement=0),
            FontDescriptor=document.make_indirect(descriptor),
            DW=1000,
            W=widths if embedded else [1, 95, 500],
        )
        unicode = "".join(
            f"1 beginbfchar <{code(char, name) if embedded else ord(char):04x}> <{char.encode('utf-16-be').hex()}> endbfchar\n"
            for char in used
        )
        return document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type0,
                BaseFont=base,
                Encoding=pikepdf.Name("/Identity-H" if embedded else "/UniGB-UCS2-H"),
                DescendantFonts=[document.make_indirect(descendant)],
                ToUnicode=document.make_stream(f"{HEAD}{unicode}{TAIL}".encode()),
            )
        )


@cache
def _program(name: str) -> bytes:
    """The face with every character that these tests draw."""
    text = "".join(path.read_text() for path in Path(__file__).parent.glob("*.py"))
    source = TTFont(FONTS / FACES[name])
    chosen = subset.Subsetter(subset.Options(notdef_outline=True, layout_features=[], hinting=False, retain_gids=True))
    chosen.populate(text=text)
    chosen.subset(source)
    # Readers differ on whether a code is the number of the set or of the glyph. Renamed, both are one.
    top = source["CFF "].cff.topDictIndex[0]
    top.charset = [f"cid{number:05d}" if number else ".notdef" for number in range(len(top.charset))]
    top.CharStrings.charStrings = {top.charset[number]: number for number in top.CharStrings.charStrings.values()}
    return bytes(source["CFF "].compile(source))
