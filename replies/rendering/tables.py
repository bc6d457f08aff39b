"""Tables of a body: ruled, as wide as the type area, on whole rows of the grid."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import ceil

from django.utils.translation import gettext as _

from replies.rendering.captions import caption_band
from replies.rendering.errors import RenderError
from replies.rendering.fonts import Role
from replies.rendering.grid import ASCENT, LEFT, MM_PER_PT, ROW, ROWS, WIDTH, Measure
from replies.rendering.linebreak import TOKEN
from replies.rendering.pagination import Band, Paragraph
from replies.rendering.pieces import Mark, Piece, Rule
from replies.rendering.report import Ledger
from replies.rendering.typeset import Line, clusters, set_lines
from replies.structure import Table

SIZES = (14.0, 12.0, 10.5, 9.0)  # 4号, 小4号, 5号, 小5号
SMALLEST_USUAL = 10.5
# Line pitch in em: two lines of 5号 type have their place in one row of the grid, three of 4号 type in two.
LEADING = 1.25
RULE = 0.25
ABOVE = 0.4  # between a horizontal rule and the lines, at least
PADDING = 1.2  # between a vertical rule and the text beside it
# What a column has at least, in em: so much of its text, and a word or number up to this length.
LEAST_TEXT, LEAST_WORD = 4.0, 10.0
# A column wider than this is set flush at both edges; a narrower one would get gaps.
FLUSH = 14.0
# Single lines up to this length stand in the middle of their column.
CENTRED = 12.0
NUMERIC = re.compile(r"[-+−±<>≤≥约]?[0-9][0-9,.，:：/~～—–-]*(?:[%‰％℃]|[\u4e00-\u9fff]{1,2})?|[-—–/无]*")
# A row of the table that takes more rows of the grid may be parted between its lines, after so many rows of the grid each time.
MOST_WHOLE, PART = 8, 2


@dataclass(frozen=True)
class Column:
    """A column between its rules, in mm; `left` is from the page's edge. `numbers`: width of the widest one; 0 in a column of text."""

    left: float
    width: float
    centred: bool
    numbers: float


def set_table(table: Table, ledger: Ledger, caption: str = "") -> Paragraph:
    """A table with the caption over it. The head is printed again where the table goes on on another page.

    Raises RenderError when it has too many columns for the page even in the smallest type.
    """
    natural = [[_width(cell, ledger, head=number == 0) for cell in row] for number, row in enumerate(table.rows)]
    size, widths = _fitted(table, natural, ledger)
    columns = list(_columns(table, natural, widths, size))
    bands = [list(_bands(row, number, columns, size, ledger)) for number, row in enumerate(table.rows)]
    above = [caption_band(caption, ledger)] if caption else []
    head = tuple(bands[0]) if len(bands[0]) == 1 else ()
    return Paragraph(
        "Table",
        (*above, *(band for row in bands for band in row)),
        head=head,
        holds_first=len(above) + len(head) + 1,
    )


def _width(cell: str, ledger: Ledger, *, head: bool) -> float:
    return sum([cluster.width for cluster in clusters(_role(head), cell, ledger)])


def _role(head: bool) -> Role:
    return Role.HEI if head else Role.FANG


def _fitted(table: Table, natural: Sequence[Sequence[float]], ledger: Ledger) -> tuple[float, list[float]]:
    """The size of the type, and the width of each column's text in mm."""
    count = len(table.rows[0])
    room = WIDTH - count * 2 * PADDING
    wish = [max(widths) for widths in zip(*natural, strict=True)]
    words = [max(_longest_word(cell) for cell in cells) for cells in zip(*table.rows, strict=True)]
    for floor in (LEAST_TEXT, 1.0):
        least = [max(min(one, floor), min(word, LEAST_WORD, one)) for one, word in zip(wish, words, strict=True)]
        for size in SIZES:
            em = size * MM_PER_PT
            if sum(least) * em <= room:
                if size < SMALLEST_USUAL or floor < LEAST_TEXT:
                    ledger.warn(
                        _("A table of %(count)s columns is set in %(size)s point type to fit the page.") % {"count": count, "size": size}
                    )
                return size, [width * em for width in _shared(least, wish, room / em)]
    raise RenderError(
        _("A table of %(count)s columns is too wide for the page, even in the smallest type: please divide it.") % {"count": count}
    )


def _longest_word(cell: str) -> float:
    """In em, taking a letter or digit for half as wide as a Chinese character."""
    return max((len(match[0]) for match in TOKEN.finditer(cell)), default=0) * 0.55


def _shared(least: Sequence[float], wish: Sequence[float], room: float) -> list[float]:
    """The room over columns: each has its least, then small wishes are met before large ones, and what is left goes by length."""
    widths = list(least)
    rest = room - sum(least)
    order = sorted(range(len(wish)), key=lambda number: wish[number] - least[number])
    for place, number in enumerate(order):
        more = min(wish[number] - least[number], rest / (len(order) - place))
        widths[number] += more
        rest -= more
    total = sum(widths) + len(widths)
    return [width + rest * (width + 1) / total for width in widths]


def _columns(table: Table, natural: Sequence[Sequence[float]], widths: Sequence[float], size: float) -> Iterator[Column]:
    em = size * MM_PER_PT
    edges = accumulate((width + 2 * PADDING for width in widths), initial=LEFT)
    for left, width, cells, lengths in zip(edges, widths, zip(*table.rows[1:], strict=True), zip(*natural[1:], strict=True), strict=False):
        longest = max(lengths) * em
        numeric = longest <= width and any(cells) and all(NUMERIC.fullmatch(cell) for cell in cells)
        yield Column(left, width + 2 * PADDING, longest <= min(width, CENTRED * em), longest if numeric else 0.0)


def _bands(row: Sequence[str], number: int, columns: Sequence[Column], size: float, ledger: Ledger) -> Iterator[Band]:
    """A row of the table: one band, or several when it is too high to be kept whole."""
    cells = [_cell(text, column, size, ledger, head=number == 0) for text, column in zip(row, columns, strict=True)]
    lead = LEADING * size * MM_PER_PT
    high = max(1, *map(len, cells))
    whole = _rows(high, lead) <= MOST_WHOLE
    most = high if whole else int(PART * ROW / lead)
    rows = _rows(high, lead) if whole else PART
    if not whole:
        lead = PART * ROW / most  # the lines go on from part to part at one pitch
    for start in range(0, high, most):
        pieces = (
            Piece(
                (("TR", number), ("TH" if number == 0 else "TD", place)),
                tuple(_marks(lines[start : start + most], rows * ROW, lead, whole=whole)),
            )
            for place, lines in enumerate(cells)
        )
        last = start + most >= high
        closing = () if last else (Piece(rules=(_across(rows * ROW),)),)
        yield Band(rows, tuple(pieces), (_ruled(columns, rows * ROW, top=start == 0, bottom=last),), closing)


def _rows(lines: int, lead: float) -> int:
    return min(ceil((lines * lead + 2 * ABOVE) / ROW), ROWS)


def _cell(text: str, column: Column, size: float, ledger: Ledger, *, head: bool) -> list[Line]:
    em = size * MM_PER_PT
    inner = column.width - 2 * PADDING
    lines = set_lines([(_role(head), text)], ledger, [Measure(0.0, inner)], size=size, ragged=inner < FLUSH * em)
    return [replace(line, left=column.left + PADDING + _inset(line, column, inner, head=head)) for line in lines]


def _inset(line: Line, column: Column, inner: float, *, head: bool) -> float:
    """How far from the left edge of its cell a line stands: numbers end below each other, what is short stands in the middle."""
    if column.numbers and not head:
        return max((inner + column.numbers) / 2 - line.width, 0.0)
    return max((inner - line.width) / 2, 0.0) if head or column.centred else 0.0


def _marks(lines: Sequence[Line], height: float, lead: float, *, whole: bool) -> Iterator[Mark]:
    top = (height - len(lines) * lead) / 2 if whole else 0.0
    for place, line in enumerate(lines):
        em = line.size * MM_PER_PT
        yield Mark(line, top + place * lead + (lead - em) / 2 + ASCENT * em)


def _ruled(columns: Sequence[Column], height: float, *, top: bool, bottom: bool) -> Piece:
    across = [_across(edge) for edge, drawn in ((0.0, top), (height, bottom)) if drawn]
    lefts = [LEFT, *(column.left - RULE / 2 for column in columns[1:]), LEFT + WIDTH - RULE]
    upright = (Rule(-RULE / 2, height + RULE, left, RULE) for left in lefts)
    return Piece(rules=(*across, *upright))


def _across(edge: float) -> Rule:
    return Rule(edge - RULE / 2, RULE)
