"""The measures of the page: GB/T 9704-2012, clauses 5 to 7. Millimetres unless a name says otherwise; type is in points."""

from dataclasses import dataclass

MM_PER_PT = 25.4 / 72

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
TOP = 37.0  # 天头 (5.2.1)
LEFT = 28.0  # 订口 (5.2.1)
WIDTH, HEIGHT = 156.0, 225.0  # 版心 (5.2.1)
RIGHT, BOTTOM = LEFT + WIDTH, TOP + HEIGHT

ROWS, COLUMNS = 22, 28  # 每面排22行, 每行排28个字 (5.2.3)
ROW = HEIGHT / ROWS
CELL = WIDTH / COLUMNS

BODY_PT = 16.0  # 3号
TITLE_PT = 22.0  # 2号
SMALL_PT = 14.0  # 4号
EM = BODY_PT * MM_PER_PT

# 28 characters of 16 pt are wider than the type area, so a full line is set this much tighter than its type.
TIGHTEST = COLUMNS * EM / WIDTH
# The em box of Chinese type: 0.88 above the baseline and 0.12 below. It stands in the middle of its row.
ASCENT = 0.88
BASELINE = (ROW - EM) / 2 + ASCENT * EM


@dataclass(frozen=True)
class Measure:
    """The room for one line: its left edge, from the left of the type area, and its width; both in mm."""

    left: float
    width: float


def indented(cells: float, right: float = 0) -> Measure:
    """A line indented by whole characters of the grid at the left, and at the right."""
    return Measure(cells * CELL, WIDTH - (cells + right) * CELL)


FULL = indented(0)
FIRST_LINE = indented(2)
