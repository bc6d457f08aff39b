"""What is said over a table and under a figure."""

from dataclasses import replace

from replies.rendering.fonts import Role
from replies.rendering.grid import ASCENT, LEFT, MM_PER_PT, ROW, SMALL_PT, WIDTH, indented
from replies.rendering.pagination import Band
from replies.rendering.pieces import Mark, Piece
from replies.rendering.report import Ledger
from replies.rendering.typeset import set_lines

EM = SMALL_PT * MM_PER_PT
BASELINE = (ROW - EM) / 2 + ASCENT * EM


def caption_band(text: str, ledger: Ledger) -> Band:
    """A caption in the middle, 4号 黑体, one line to a row of the grid."""
    lines = set_lines([(Role.HEI, text)], ledger, [indented(2, 2)], size=SMALL_PT, ragged=True)
    marks = (Mark(replace(line, left=LEFT + (WIDTH - line.width) / 2), row * ROW + BASELINE) for row, line in enumerate(lines))
    return Band(len(lines), (Piece((("Caption", 0),), tuple(marks)),))
