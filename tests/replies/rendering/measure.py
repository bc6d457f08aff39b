"""Reads a printed page back from its PDF: every glyph, its character and its place. Knows nothing of how the page was made."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import pikepdf

MM = 25.4 / 72
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True)
class Glyph:
    """One glyph; mm from the upper left corner of the page, `y` being the baseline. `size` in points."""

    char: str
    code: int
    x: float
    y: float
    width: float
    size: float
    font: str
    color: tuple[float, ...]

    @property
    def right(self) -> float:
        return self.x + self.width


@dataclass(frozen=True)
class Line:
    """Glyphs on one baseline, from left to right."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def left(self) -> float:
        return self.glyphs[0].x

    @property
    def right(self) -> float:
        return self.glyphs[-1].right

    @property
    def y(self) -> float:
        return self.glyphs[0].y

    @property
    def size(self) -> float:
        return self.glyphs[0].size

    @property
    def fonts(self) -> set[str]:
        return {glyph.font for glyph in self.glyphs}


@dataclass(frozen=True)
class Box:
    """A filled rectangle, mm from the upper left corner."""

    left: float
    top: float
    width: float
    height: float
    color: tuple[float, ...]


@dataclass(frozen=True)
class Font:
    name: str
    widths: dict[int, float]
    chars: dict[int, str]


def multiply(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


class Page:
    """The glyphs, lines and boxes of one page of a PDF."""

    def __init__(self, page: pikepdf.Page) -> None:
        _left, _bottom, width, height = (float(side) for side in page.mediabox)
        self.width, self.height = width * MM, height * MM
        self.glyphs: list[Glyph] = []
        self.boxes: list[Box] = []
        self._points = height
        self._fonts = {name: _font(font) for name, font in page.Resources.get("/Font", {}).items()}
        self._read(page)

    @cached_property
    def lines(self) -> list[Line]:
        """Top to bottom."""
        ordered = sorted(self.glyphs, key=lambda glyph: (round(glyph.y, 1), glyph.x))
        return [Line(tuple(members)) for _y, members in groupby(ordered, key=lambda glyph: round(glyph.y, 1))]

    @cached_property
    def body(self) -> list[Line]:
        """The lines of 16 pt inside the type area."""
        return [line for line in self.lines if abs(line.size - 16) < 0.05 and 37 < line.y < 262]

    @property
    def drawn(self) -> str:
        """The text in the order in which it is drawn."""
        return "".join(glyph.char for glyph in self.glyphs)

    def _read(self, page: pikepdf.Page) -> None:
        matrix = IDENTITY
        color: tuple[float, ...] = (0.0,)
        stack: list[tuple[Matrix, tuple[float, ...]]] = []
        text, font, size, spacing = IDENTITY, Font("", {}, {}), 0.0, 0.0
        path: list[list[float]] = []
        for step in pikepdf.parse_content_stream(page):
            name, values = str(step.operator), list(step.operands)
            if name == "q":
                stack.append((matrix, color))
            elif name == "Q":
                matrix, color = stack.pop()
            elif name == "cm":
                matrix = multiply(_matrix(values), matrix)
            elif name in ("rg", "g", "k"):
                color = tuple(float(value) for value in values)
            elif name == "re":
                path.append([float(value) for value in values])
            elif name in ("f", "n"):  # what is not filled only clips
                self.boxes += [self._box(rectangle, matrix, color) for rectangle in path if name == "f"]
                path = []
            elif name == "BT":
                text = IDENTITY
            elif name == "Tm":
                text = _matrix(values)
            elif name == "Tf":
                font, size = self._fonts[str(values[0])], float(values[1])
            elif name == "Tc":
                spacing = float(values[0])
            elif name == "Tj":
                text = self._show(bytes(values[0]), multiply(text, matrix), text, font, size, spacing, color)
            elif name in ("TJ", "'", '"', "Td", "TD", "T*", "Tw", "Tz", "Ts"):
                raise AssertionError(f"the measuring does not know {name}")

    def _show(self, raw: bytes, full: Matrix, text: Matrix, font: Font, size: float, spacing: float, color: tuple[float, ...]) -> Matrix:
        moved = 0.0
        for code in (int.from_bytes(raw[place : place + 2]) for place in range(0, len(raw), 2)):
            scale = full[0]
            width = font.widths.get(code, 1000) / 1000 * size
            x, y = full[4] + moved * scale, self._points - full[5]
            char = font.chars.get(code, "")
            self.glyphs.append(Glyph(char, code, x * MM, y * MM, width * scale * MM, size * abs(full[3]), font.name, color))
            moved += width + spacing
        return multiply((1, 0, 0, 1, moved, 0), text)

    def _box(self, values: list[float], matrix: Matrix, color: tuple[float, ...]) -> Box:
        x, y, width, height = values
        corners = [multiply((1, 0, 0, 1, px, py), matrix)[4:] for px, py in ((x, y), (x + width, y + height))]
        (x0, y0), (x1, y1) = corners
        return Box(min(x0, x1) * MM, (self._points - max(y0, y1)) * MM, abs(x1 - x0) * MM, abs(y1 - y0) * MM, color)


def _matrix(values: list[Any]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _font(font: Any) -> Font:
    descendant = font.DescendantFonts[0]
    widths: dict[int, float] = {}
    table = list(descendant.get("/W", []))
    while table:
        first, second = int(table.pop(0)), table.pop(0)
        if isinstance(second, pikepdf.Array):
            widths.update({first + place: float(width) for place, width in enumerate(second)})
        else:
            width = float(table.pop(0))
            widths.update(dict.fromkeys(range(first, int(second) + 1), width))
    return Font(str(font.BaseFont).partition("+")[2], widths, dict(_unicode(font.ToUnicode.read_bytes().decode())))


def _unicode(cmap: str) -> Iterator[tuple[int, str]]:
    for section in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", section):
            yield int(code, 16), bytes.fromhex(text).decode("utf-16-be")
    assert "beginbfrange" not in cmap, "the measuring does not know bfrange"


def read(pdf: bytes) -> list[Page]:
    """The pages of a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [Page(page) for page in document.pages]
