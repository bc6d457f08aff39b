"""Rows of the grid to pages: 22 rows to a page, and which rows must not be parted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from replies.rendering.grid import ROWS, WIDTH
from replies.rendering.limits import check_rows
from replies.rendering.pieces import Piece
from replies.rendering.typeset import Line


@dataclass(frozen=True)
class Band:
    """Rows of the grid that are filled as one and never parted: a row of a table, a picture.

    The places of `pieces` count from the band's upper edge and the page's left edge; their paths from the element of the paragraph
    that the band belongs to.
    """

    rows: int
    pieces: tuple[Piece, ...]
    ruled: tuple[Piece, ...] = ()  # its rules, which are not read
    closing: tuple[Piece, ...] = ()  # the rule that ends a page where its paragraph goes on
    width: float = WIDTH


Item = Line | Band


@dataclass(frozen=True)
class Paragraph:
    """Lines and bands that belong together, and how they hold to their neighbours."""

    tag: str  # its type in the structure of the PDF: P, H1, Table …
    lines: tuple[Item, ...]
    before: int = 0  # blank rows
    holds_next: bool = False  # its last line stays with the first of what follows
    holds_last: int = 1  # this many of its last lines stay together
    holds_first: int = 1  # this many of its first lines stay together
    label: str = ""  # of a heading: what the outline says
    depth: int = 1  # its level in the outline
    head: tuple[Band, ...] = ()  # printed again on every page where it goes on
    element: tuple[int, int] | None = None  # which it is: 0 for the body or the number of the attachment, and its place there from 0

    @property
    def rows(self) -> int:
        """Of the grid, without the blank ones before it."""
        return taken(self.lines)


@dataclass(frozen=True)
class Fragment:
    """The lines of one paragraph on one page; `before` is in blank rows, `again` is the head of what goes on from the page before."""

    paragraph: int  # its place among the paragraphs
    lines: tuple[Item, ...]
    before: int
    again: tuple[Band, ...] = ()

    @property
    def rows(self) -> int:
        return self.before + taken(self.again) + taken(self.lines)


@dataclass(frozen=True)
class Row:
    """One row of the grid: a line, the first of a band, one inside a band, or blank. `holds` the row before it."""

    paragraph: int
    item: Item | None
    holds: bool
    inside: bool = False


def taken(items: Iterable[Item]) -> int:
    """How many rows of the grid lines and bands take."""
    return sum(item.rows if isinstance(item, Band) else 1 for item in items)


def paginate(paragraphs: Sequence[Paragraph], *, head: int, foot: int) -> list[list[Fragment]]:
    """Pages of fragments. `head` rows are taken on the first page, `foot` rows on the last. Works in linear time.

    Raises RenderError for more pages than can be printed.
    """
    check_rows(sum(paragraph.before + paragraph.rows for paragraph in paragraphs))
    rows = _rows(paragraphs)
    pages: list[list[Fragment]] = []
    start, total = 0, len(rows)
    while start < total:
        again = _again(rows, start, paragraphs)
        space = max(ROWS - (taken(again) if pages else head), 1)
        end = _page_end(rows, start, space, foot)
        pages.append(_fragments(rows[start:end], again))
        start = end
    last = sum(fragment.rows for fragment in pages[-1])
    if last + foot + (head if len(pages) == 1 else 0) > ROWS:
        pages.append([])  # nothing could be moved: the foot stands alone
    return pages


def _again(rows: Sequence[Row], start: int, paragraphs: Sequence[Paragraph]) -> tuple[Band, ...]:
    """The head of the paragraph inside which a page begins at `start`."""
    first, before = rows[start], rows[start - 1]
    head = paragraphs[first.paragraph].head
    goes_on = start > 0 and before.paragraph == first.paragraph and before.item is not None
    return head if goes_on and all(first.item is not band for band in head) else ()


def _rows(paragraphs: Sequence[Paragraph]) -> list[Row]:
    rows: list[Row] = []
    held = True
    for number, paragraph in enumerate(paragraphs):
        for _blank in range(paragraph.before):
            rows.append(Row(number, None, held))
            held = True  # a blank row goes with the line after it
        count = len(paragraph.lines)
        for place, item in enumerate(paragraph.lines):
            holds = held if place == 0 else place > count - paragraph.holds_last or place < paragraph.holds_first
            rows.append(Row(number, item, holds))
            if isinstance(item, Band):
                rows += [Row(number, item, holds=True, inside=True)] * (item.rows - 1)
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
    return end if end > lowest else _between_bands(rows, start, full)


def _between_bands(rows: Sequence[Row], start: int, full: int) -> int:
    """The last place at or before `full` where no band is parted; after the first band when that alone is higher than the page."""
    end = full
    while end > start and end < len(rows) and rows[end].inside:
        end -= 1
    while end == start or (end < len(rows) and rows[end].inside):
        end += 1
    return end


def _fragments(rows: Sequence[Row], again: tuple[Band, ...]) -> list[Fragment]:
    fragments: list[Fragment] = []
    for number, group in groupby(rows, key=lambda row: row.paragraph):
        members = list(group)
        lines = tuple(row.item for row in members if row.item and not row.inside)
        fragments.append(Fragment(number, lines, sum(row.item is None for row in members), again))
        again = ()
    return fragments
