"""发文机关标志: the organ's name in red over the document (GB/T 9704-2012, 7.2.4)."""

from dataclasses import replace

from replies.rendering.fonts import Role
from replies.rendering.furniture import at, centred
from replies.rendering.grid import LEFT, MM_PER_PT, WIDTH
from replies.rendering.pieces import RED, Mark, Piece
from replies.rendering.report import Ledger
from replies.rendering.typeset import Line, set_one

# The most by which characters are drawn apart, in em; and how narrow they become before they become smaller.
WIDEST_SPREAD = 0.25
NARROWEST = 0.6
# Of several names: from one to the next, in em; all of them together are at most so high, so that page 1 shows body (mm).
JOINT_LEADING = 1.25
JOINT_HEIGHT = 42.0
WORD_APART = 0.4  # between names and 文件, in em of the word


def masthead(names: list[str], word: str, size: float, top: float, ledger: Ledger) -> tuple[Piece, float]:
    """The names with the upper edge of their ink at `top` (mm), and where that ink ends; `size` (points) is the most.

    A name that is too wide is narrowed, then set smaller. Several names stand one above the other, the word in the middle at their right.
    """
    marks = _joint(names, word, size, top, ledger) if len(names) > 1 else _single(names[0] + word, size, top, ledger)
    bottom = max(mark.baseline - _ink(mark.line, ledger)[0] for mark in marks)
    return Piece((("P", "masthead"),), tuple(marks)), bottom


def _single(text: str, most: float, top: float, ledger: Ledger) -> list[Mark]:
    natural = _natural(text, ledger)
    em = min(most * MM_PER_PT, WIDTH / natural / NARROWEST)
    stretch = min(1.0, WIDTH / natural / em)
    room = (WIDTH - natural * em * stretch) / max(len(text) - 1, 1)
    line = centred(_line(text, em, stretch, min(WIDEST_SPREAD * em, room), ledger))
    return [Mark(line, top + _ink(line, ledger)[1], RED)]


def _joint(names: list[str], word: str, most: float, top: float, ledger: Ledger) -> list[Mark]:
    """All names as wide as the widest."""
    word_em = most * MM_PER_PT
    beside = _natural(word, ledger) * word_em + WORD_APART * word_em if word else 0.0
    widths = [_natural(name, ledger) for name in names]
    em = min(word_em, JOINT_HEIGHT / len(names) / JOINT_LEADING, (WIDTH - beside) / max(widths) / NARROWEST)
    stretch = min(1.0, (WIDTH - beside) / max(widths) / em)
    block = max(widths) * em * stretch
    left = LEFT + (WIDTH - block - beside) / 2
    gaps = [(block - width * em * stretch) / max(len(name) - 1, 1) for name, width in zip(names, widths, strict=True)]
    lines = [at(_line(name, em, stretch, gap, ledger), left) for name, gap in zip(names, gaps, strict=True)]
    first = top + _ink(lines[0], ledger)[1]
    marks = [Mark(line, first + place * em * JOINT_LEADING, RED) for place, line in enumerate(lines)]
    if word:
        middle = (top + marks[-1].baseline - _ink(lines[-1], ledger)[0]) / 2
        line = at(_line(word, word_em, 1.0, 0.0, ledger), left + block + WORD_APART * word_em)
        low, high = _ink(line, ledger)
        marks.append(Mark(line, middle + (low + high) / 2, RED))
    return marks


def _natural(text: str, ledger: Ledger) -> float:
    """The width of a text in em."""
    return set_one(Role.TITLE, text, ledger, size=1 / MM_PER_PT, gap=0.0).width


def _line(text: str, em: float, stretch: float, gap: float, ledger: Ledger) -> Line:
    line = set_one(Role.TITLE, text, ledger, size=em / MM_PER_PT, gap=gap)
    gaps = gap * max(len(text) - 1, 0)
    return replace(line, stretch=stretch, width=(line.width - gaps) * stretch + gaps)


def _ink(line: Line, ledger: Ledger) -> tuple[float, float]:
    """The lowest and the highest point of a line's ink over its baseline, in mm."""
    text = "".join(run.text for run in line.runs)
    low, high = ledger.library.roles[Role.TITLE].ink(text)
    return low * line.size * MM_PER_PT, high * line.size * MM_PER_PT
