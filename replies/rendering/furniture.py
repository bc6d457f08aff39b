"""What stands at a fixed place on a page, and the page number."""

from dataclasses import dataclass, replace

from replies.rendering.fonts import Role
from replies.rendering.grid import BASELINE, BOTTOM, LEFT, MM_PER_PT, RIGHT, ROW, SMALL_PT, TOP, WIDTH
from replies.rendering.pieces import BLACK, Mark, Piece
from replies.rendering.report import Ledger
from replies.rendering.typeset import Line, set_one

SMALL_EM = SMALL_PT * MM_PER_PT
PAGE_NUMBER_TOP = BOTTOM + 7  # the dash's upper edge (7.5)


@dataclass(frozen=True)
class Furniture:
    """Pieces of one page, and how many rows of the grid they take."""

    pieces: tuple[Piece, ...] = ()
    rows: int = 0


def row_baseline(row: int) -> float:
    """Of text of 16 pt in a row of the type area, from the page's edge."""
    return TOP + row * ROW + BASELINE


def at(line: Line, left: float) -> Line:
    """The line with its left edge there."""
    return replace(line, left=left)


def flush_right(line: Line, inset: float = 0.0) -> Line:
    """The line against the right edge of the type area, or so far in from it."""
    return at(line, RIGHT - inset - line.width)


def centred(line: Line) -> Line:
    """The line in the middle of the type area."""
    return at(line, LEFT + (WIDTH - line.width) / 2)


def narrowed(line: Line, most: float) -> Line:
    """The line no wider than `most` mm, its characters narrower where they have to be."""
    part = min(1.0, most / line.width) if line.width else 1.0
    return replace(line, stretch=line.stretch * part, gap=line.gap * part, width=line.width * part)


def read(key: str, line: Line, baseline: float, color: str = BLACK) -> Piece:
    """A line of text that belongs to what is read."""
    return Piece((("P", key),), (Mark(line, baseline, color),))


def page_number(number: int, ledger: Ledger) -> Piece:
    """— 1 —: odd pages at the right, even pages at the left, one character in (7.5)."""
    line = set_one(Role.SONG, f"— {number} —", ledger, size=SMALL_PT, gap=0.0)
    _low, high = ledger.library.roles[Role.SONG].ink("—")
    placed = flush_right(line, SMALL_EM) if number % 2 else at(line, LEFT + SMALL_EM)
    return Piece(marks=(Mark(placed, PAGE_NUMBER_TOP + high * SMALL_EM),))
