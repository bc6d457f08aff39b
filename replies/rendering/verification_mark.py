"""The mark by which a printed page is verified: a QR code (ISO/IEC 18004) and the number, under the type area of the last page.

It stands opposite the page number, in the white that the standard leaves free: no element of GB/T 9704-2012 has this place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import segno

from replies.rendering.fonts import Role
from replies.rendering.furniture import narrowed
from replies.rendering.grid import ASCENT, BOTTOM, LEFT, MM_PER_PT, RIGHT, WIDTH
from replies.rendering.letter import Verification
from replies.rendering.pieces import Mark, Piece, Rule
from replies.rendering.report import Ledger
from replies.rendering.typeset import set_one

QUIET = 4  # modules of white on every side
TEXT_PT, LEADING = 7.5, 1.4  # 六号
APART = 2.5  # between code and text
PAGE_NUMBER_ROOM = 28.0  # at the other side
# Any of the eight masks may be read; to try them all takes five times as long.
MASK = 2


@dataclass(frozen=True)
class Place:
    """Where the code stands: its width with the white around it, and the upper edge of that white, in mm."""

    width: float
    top: float


USUAL = Place(18.0, BOTTOM + 1.5)
# On a letter's page 1 it has to stand between the type area and the lower red line.
ABOVE_RULE = Place(14.6, BOTTOM - 1.6)


def verification_mark(verification: Verification, number: int, ledger: Ledger, *, above_rule: bool) -> list[Piece]:
    """The code and what is said beside it, on the side of the page `number` that the page number leaves free.

    `above_rule`: the page ends in the red line of a letter's page 1.
    """
    place = ABOVE_RULE if above_rule else USUAL
    matrix = segno.make_qr(verification.url, error="m", boost_error=False, mask=MASK).matrix
    module = place.width / (len(matrix) + 2 * QUIET)
    size = module * len(matrix)
    odd = number % 2 == 1
    left, top = LEFT if odd else RIGHT - size, place.top + QUIET * module
    lines = [
        narrowed(set_one(Role.SONG, text, ledger, size=TEXT_PT, gap=0.0), WIDTH - size - APART - PAGE_NUMBER_ROOM)
        for text in ("扫描二维码，核验本件是否由本机关印发", f"核验码：{verification.code}", verification.url)
    ]
    em = TEXT_PT * MM_PER_PT
    first = top + (size - (2 * LEADING + 1) * em) / 2 + ASCENT * em
    marks = [
        Mark(
            replace(line, left=left + size + APART if odd else left - APART - line.width),
            first + row * LEADING * em,
        )
        for row, line in enumerate(lines)
    ]
    code = Piece(rules=tuple(_boxes(matrix, left, top, module)))
    return [code, Piece((("P", "verification"),), tuple(marks))]


def _boxes(matrix: Sequence[Sequence[int]], left: float, top: float, module: float) -> Iterator[Rule]:
    """The dark modules: neighbours in a row as one box, and equal boxes under each other as one."""
    open_boxes: dict[tuple[int, int], int] = {}
    for row in range(len(matrix) + 1):
        runs = set(_runs(matrix[row])) if row < len(matrix) else set()
        for start, end in sorted(open_boxes.keys() - runs):
            begun = open_boxes.pop((start, end))
            yield Rule(top + begun * module, (row - begun) * module, left + start * module, (end - start) * module)
        open_boxes |= {run: row for run in runs if run not in open_boxes}


def _runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(start, end) of the dark modules that touch."""
    start: int | None = None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place
            start = None
