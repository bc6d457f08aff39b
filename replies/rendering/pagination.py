"""Rows of the grid to pages: 22 rows to a page, and which rows must not be parted."""

from collections.abc import Sequence
from dataclasses import dataclass

from replies.rendering.grid import ROWS
from replies.rendering.typeset import Line


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together, and how they hold to their neighbours."""

    tag: str  # its type in the structure of the PDF: P, H1 …
    lines: tuple[Line, ...]
    before: int = 0  # blank rows
    holds_next: bool = False  # its last line stays with the first of what follows
    holds_last: int = 1  # this many of its last lines stay together
    label: str = ""  # of a heading: what the outline says
    depth: int = 1  # its level in the outline


@dataclass(frozen=True)
class Fragment:
    """The lines of one paragraph on one page; `before` is in blank rows."""

    paragraph: int  # its place among the paragraphs
    lines: tuple[Line, ...]
    before: int


@dataclass(frozen=True)
class Row:
    """One row of the grid: a line, or blank. `holds` the row before it."""

    paragraph: int
    line: Line | None
    holds: bool


def paginate(paragraphs: Sequence[Paragraph], *, head: int, foot: int) -> list[list[Fragment]]:
    """Pages of fragments. `head` rows are taken on the first page, `foot` rows on the last. Works in linear time."""
    rows = list(_rows(paragraphs))
    pages: list[list[Fragment]] = []
    start, total = 0, len(rows)
    while start < total:
        space = max(ROWS - head, 1) if not pages else ROWS
        end = _page_end(rows, start, space, foot)
        pages.append(_fragments(rows[start:end]))
        start = end
    last = sum(len(fragment.lines) + fragment.before for fragment in pages[-1])
    if last + foot + (head if len(pages) == 1 else 0) > ROWS:
        pages.append([])  # nothing could be moved: the foot stands alone
    return pages


def _rows(paragraphs: Sequence[Paragraph]) -> list[Row]:
    rows: list[Row] = []
    held = True
    for number, paragraph in enumerate(paragraphs):
        for _blank in range(paragraph.before):
            rows.append(Row(number, None, held))
            held = True  # a blank row goes with the line after it
        count = len(paragraph.lines)
        for place, line in enumerate(paragraph.lines):
            rows.append(Row(number, line, held if place == 0 else place > count - paragraph.holds_last))
        held = paragraph.holds_next
    return rows


def _page_end(rows: Sequence[Row], start: int, space: int, foot: int) -> int:
    """Where the page that begins at `start` ends."""
    total = len(rows)
    if total - start + foot <= space:
        return total
    full = min(start + space, total)
    lowest = start if total - start > space else max(start, total - ROWS + foot - 1)
    end = min(full, total - 1) if total - start <= space else full
    while end > lowest and rows[end].holds:
        end -= 1
    return end if end > lowest else full


def _fragments(rows: Sequence[Row]) -> list[Fragment]:
    fragments: list[Fragment] = []
    place = 0
    while place < len(rows):
        number, first = rows[place].paragraph, place
        while place < len(rows) and rows[place].paragraph == number:
            place += 1
        members = rows[first:place]
        lines = tuple(row.line for row in members if row.line)
        fragments.append(Fragment(number, lines, len(members) - len(lines)))
    return fragments
