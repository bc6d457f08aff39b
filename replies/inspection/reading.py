"""What stands on a page, measured by PDFium: glyphs, straight bars and pictures. mm from the page's upper left corner."""

import ctypes
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from replies.inspection.outlines import Outlines

MM = 25.4 / 72
Color = tuple[int, int, int]
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
WHITE = 245
UNKNOWN = 0xFFFD
# A bar is this thin and this long at least; anything thicker is an area, anything shorter a dot.
THICKEST, SHORTEST = 3.0, 4.0
# A drawing of more points than this is a picture.
MOST_POINTS = 200


class Glyph(NamedTuple):
    """One character: its origin on the baseline, the end of its advance, its ink; `size` in points."""

    char: str
    x: float
    right: float
    y: float
    ink_top: float
    ink_bottom: float
    size: float
    font: str
    embedded: bool
    color: Color
    missing: bool  # drawn as nothing, or as the box of a glyph that the font has not

    @property
    def blank(self) -> bool:
        return self.char.isspace()

    @property
    def red(self) -> bool:
        return is_red(self.color)


class Box(NamedTuple):
    """A bar, or the room of a picture or a table."""

    left: float
    top: float
    right: float
    bottom: float
    color: Color = (0, 0, 0)

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def red(self) -> bool:
        return is_red(self.color)


class Sheet(NamedTuple):
    """One page. Turned text (a table across the page) is counted, not read."""

    width: float
    height: float
    rotation: int
    glyphs: list[Glyph]
    bars: list[Box]
    pictures: list[Box]
    turned: int


def is_red(color: Color) -> bool:
    return color[0] > 140 and color[1] < 90 and color[2] < 90


def read(document: pdfium.PdfDocument) -> list[Sheet]:
    """All pages of an opened document."""
    return [_sheet(page) for page in document]


def _sheet(page: pdfium.PdfPage) -> Sheet:
    left, bottom, right, top = page.get_bbox()
    glyphs, turned = _glyphs(page, left, top)
    bars: list[Box] = []
    pictures: list[Box] = []
    for box, is_bar in _drawn(page, IDENTITY, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject):
        placed = Box((box[0] - left) * MM, (top - box[3]) * MM, (box[2] - left) * MM, (top - box[1]) * MM, box.color)
        if not is_bar:
            pictures.append(placed)
        elif min(placed.width, placed.height) <= THICKEST and max(placed.width, placed.height) >= SHORTEST:
            bars.append(placed)
    return Sheet((right - left) * MM, (top - bottom) * MM, page.get_rotation(), glyphs, _joined(bars), pictures, turned)


class _Style(NamedTuple):
    size: float
    font: str
    embedded: bool
    color: Color
    shown: bool
    upright: bool
    outlines: Outlines


def _glyphs(page: pdfium.PdfPage, left: float, top: float) -> tuple[list[Glyph], int]:
    opened = page.get_textpage()
    text = opened.raw  # asked for thousands of characters, the bare handle is much the quicker
    styles: dict[int, _Style] = {}
    fonts: dict[int, Outlines] = {}
    x, y, x0, x1, y0, y1 = (ctypes.c_double() for _number in range(6))
    loose = raw.FS_RECTF()
    found: list[Glyph] = []
    turned = high = 0
    for place in range(raw.FPDFText_CountChars(text)):
        if raw.FPDFText_IsGenerated(text, place) == 1:  # a blank that PDFium puts where it sees a gap
            continue
        code = raw.FPDFText_GetUnicode(text, place)
        if 0xD800 <= code < 0xDC00:  # the two halves of a character beyond U+FFFF come one after the other
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else UNKNOWN
            high = 0
        if not (handle := raw.FPDFText_GetTextObject(text, place)):
            continue
        address = ctypes.addressof(handle.contents)
        style = styles.get(address)
        if style is None:
            style = styles[address] = _style(text, place, handle, fonts)
        if not style.shown:
            continue
        if not style.upright:
            turned += 1
            continue
        raw.FPDFText_GetCharOrigin(text, place, x, y)
        raw.FPDFText_GetLooseCharBox(text, place, loose)
        raw.FPDFText_GetCharBox(text, place, x0, x1, y0, y1)
        char = chr(code if code <= sys.maxunicode else UNKNOWN)
        ink = (x0.value - x.value, y0.value - y.value, x1.value - x.value, y1.value - y.value)
        found.append(
            Glyph(
                char,
                (x.value - left) * MM,
                (loose.right - left) * MM,
                (top - y.value) * MM,
                (top - y1.value) * MM,
                (top - y0.value) * MM,
                style.size,
                style.font,
                style.embedded,
                style.color,
                not char.isspace() and style.outlines.missing(char, ink, style.size),
            )
        )
    return found, turned


def _style(text: Any, place: int, handle: Any, fonts: dict[int, Outlines]) -> _Style:
    matrix, size = raw.FS_MATRIX(), ctypes.c_float()
    raw.FPDFText_GetMatrix(text, place, matrix)
    raw.FPDFTextObj_GetFontSize(handle, size)
    red, green, blue, alpha = (ctypes.c_uint() for _number in range(4))
    raw.FPDFText_GetFillColor(text, place, red, green, blue, alpha)
    color = (red.value, green.value, blue.value)
    font = raw.FPDFTextObj_GetFont(handle)
    address = ctypes.addressof(font.contents)
    if address not in fonts:
        fonts[address] = Outlines(font)
    outlines = fonts[address]
    mode = raw.FPDFTextObj_GetTextRenderMode(handle)
    return _Style(
        size=size.value * (matrix.c**2 + matrix.d**2) ** 0.5,
        font=outlines.name,
        embedded=outlines.embedded,
        color=color,
        # Text laid invisibly over a scan, or white on white, is not what a reader sees.
        shown=mode not in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP) and alpha.value > 0 and min(color) < WHITE,
        upright=matrix.a > 0 and abs(matrix.b) < 0.01 * matrix.a,
        outlines=outlines,
    )


def _drawn(holder: Any, matrix: Matrix, count: Any, get: Any) -> Iterator[tuple[Box, bool]]:
    """(box in the page's points, with its y upwards; whether it is a bar) of what is not text; also inside forms."""
    for place in range(count(holder)):
        item = get(holder, place)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            yield from _drawn(item, _multiply(_matrix(item), matrix), raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            yield from _paths(item, _multiply(_matrix(item), matrix))
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            full = _multiply(_matrix(item), matrix)
            yield _bounds([_apply(full, *corner) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))]), False


def _paths(item: Any, matrix: Matrix) -> Iterator[tuple[Box, bool]]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    color = _color(raw.FPDFPageObj_GetFillColor if fill.value else raw.FPDFPageObj_GetStrokeColor, item)
    if not (fill.value or stroke.value) or color is None:
        return
    parts, straight = _subpaths(item, matrix)
    if not straight:
        yield _bounds([point for part in parts for point in part], color), False
        return
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(item, width)
    half = width.value * abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5 / 2
    for part in parts:
        if fill.value:
            yield _bounds(part, color), True
            continue
        for (ax, ay), (bx, by) in pairwise(part):
            across, up = (0.0, half) if abs(ax - bx) > abs(ay - by) else (half, 0.0)
            yield Box(min(ax, bx) - across, min(ay, by) - up, max(ax, bx) + across, max(ay, by) + up, color), True


def _subpaths(item: Any, matrix: Matrix) -> tuple[list[list[tuple[float, float]]], bool]:
    """The corners of each part of a path, and whether it is few straight lines."""
    parts: list[list[tuple[float, float]]] = []
    count = raw.FPDFPath_CountSegments(item)
    straight = count <= MOST_POINTS
    x, y = ctypes.c_float(), ctypes.c_float()
    for place in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, place)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([])
        parts[-1].append(_apply(matrix, x.value, y.value))
        straight = straight and kind != raw.FPDF_SEGMENT_BEZIERTO
        if raw.FPDFPathSegment_GetClose(segment):
            parts[-1].append(parts[-1][0])
    return parts, straight


def _color(getter: Any, item: Any) -> Color | None:
    """None for what is not seen on white paper."""
    red, green, blue, alpha = (ctypes.c_uint() for _number in range(4))
    getter(item, red, green, blue, alpha)
    color = (red.value, green.value, blue.value)
    return None if alpha.value == 0 or min(color) >= WHITE else color


def _matrix(item: Any) -> Matrix:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _multiply(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(points: list[tuple[float, float]], color: Color = (0, 0, 0)) -> Box:
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return Box(min(xs), min(ys), max(xs), max(ys), color)


def _joined(bars: list[Box]) -> list[Box]:
    """Level bars of one height and colour that touch are one: a border is often drawn cell by cell. Top to bottom."""
    found: list[Box] = []
    for bar in sorted(bars, key=lambda bar: (round(bar.top, 1), round(bar.height, 1), bar.color, bar.left)):
        last = found[-1] if found else None
        if (
            last
            and bar.width > bar.height
            and abs(last.top - bar.top) < 0.15
            and abs(last.bottom - bar.bottom) < 0.15
            and last.color == bar.color
            and bar.left <= last.right + 0.5
        ):
            found[-1] = last._replace(right=max(last.right, bar.right))
        else:
            found.append(bar)
    return found
