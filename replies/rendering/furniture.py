"""What stands at a fixed place on the page: class mark, masthead, red lines, document number, 版记, page number."""

from dataclasses import dataclass, replace
from math import ceil

from replies.rendering.fonts import Role
from replies.rendering.grid import (
    ASCENT,
    BASELINE,
    BOTTOM,
    EM,
    LEFT,
    MM_PER_PT,
    PAGE_HEIGHT,
    RIGHT,
    ROW,
    SMALL_PT,
    TOP,
    WIDTH,
    Measure,
)
from replies.rendering.letter import Letter, chinese_date
from replies.rendering.pieces import BLACK, RED, Mark, Piece, Rule
from replies.rendering.report import Ledger
from replies.rendering.typeset import Line, set_lines, set_one

SMALL_EM = SMALL_PT * MM_PER_PT
PAGE_NUMBER_TOP = BOTTOM + 7  # the dash's upper edge (7.5)

FILE_MASTHEAD_TOP = TOP + 35  # 7.2.4
FILE_MASTHEAD_PT = 48.0
FILE_RULE_BELOW_NUMBER = 4.0  # 7.2.7
FILE_RULE = 0.7

LETTER_MASTHEAD_TOP = 30.0  # 10.1, from the page's edge
LETTER_MASTHEAD_PT = 36.0
LETTER_RULE_BELOW = 4.0
LETTER_RULE_WIDTH = 170.0
LETTER_LAST_RULE = PAGE_HEIGHT - 20
THICK, THIN, BETWEEN = 1.0, 0.35, 0.8
LETTER_MARK_TOP = 20.0
NUMBER_BELOW_RULE = EM * 7 / 8  # 10.1

IMPRINT_OUTER, IMPRINT_INNER = 0.35, 0.25  # 7.4.1
# The most by which a masthead's characters are drawn apart, in em.
WIDEST_SPREAD = 0.25


@dataclass(frozen=True)
class Furniture:
    """Pieces of one page, and how many rows of the grid they take."""

    pieces: tuple[Piece, ...] = ()
    rows: int = 0


def row_baseline(row: int) -> float:
    """Of text of 16 pt in a row of the type area, from the page's edge."""
    return TOP + row * ROW + BASELINE


def _at(line: Line, left: float) -> Line:
    return replace(line, left=left)


def _flush_right(line: Line, inset: float = 0.0) -> Line:
    return _at(line, RIGHT - inset - line.width)


def _centred(line: Line) -> Line:
    return _at(line, LEFT + (WIDTH - line.width) / 2)


def head(letter: Letter, ledger: Ledger) -> Furniture:
    """What stands above the title on page 1."""
    pieces = []
    if letter.class_mark:
        mark = _flush_right(set_one(Role.HEI, letter.class_mark, ledger))
        pieces.append(_read("class mark", mark, LETTER_MARK_TOP + ASCENT * EM if letter.form == "letter" else row_baseline(0)))
    make = {"file": _file_head, "letter": _letter_head}.get(letter.form, _plain_head)
    made = make(letter, ledger)
    return replace(made, pieces=(*pieces, *made.pieces))


def _read(key: str, line: Line, baseline: float, color: str = BLACK) -> Piece:
    """A line of text that belongs to what is read."""
    return Piece((("P", key),), (Mark(line, baseline, color),))


def _number(line: Line, baseline: float) -> Piece:
    return _read("document number", line, baseline)


def _plain_head(letter: Letter, ledger: Ledger) -> Furniture:
    """No masthead: the class mark has the first row, the number the one below, and a blank row comes before the title."""
    rows = 2 if letter.class_mark else 1
    if not letter.document_number:
        return Furniture(rows=rows)
    return Furniture((_number(_centred(set_one(Role.FANG, letter.document_number, ledger)), row_baseline(rows - 1)),), rows=rows + 1)


def _masthead(text: str, most: float, top: float, ledger: Ledger) -> tuple[Piece, float]:
    """The organ's name with the upper edge of its ink at `top`, and where that ink ends; as large as the width allows."""
    natural = set_one(Role.TITLE, text, ledger, gap=0.0).width / EM
    size = min(most, WIDTH / natural / MM_PER_PT)
    em = size * MM_PER_PT
    gap = min(WIDEST_SPREAD * em, (WIDTH - natural * em) / max(len(text) - 1, 1))
    low, high = ledger.library.roles[Role.TITLE].ink(text)
    line = _centred(set_one(Role.TITLE, text, ledger, size=size, gap=gap))
    return _read("masthead", line, top + high * em, RED), top + (high - low) * em


def _file_head(letter: Letter, ledger: Ledger) -> Furniture:
    text = f"{letter.masthead}文件" if letter.says_document else letter.masthead
    name, bottom = _masthead(text, letter.masthead_size or FILE_MASTHEAD_PT, FILE_MASTHEAD_TOP, ledger)
    number_row = ceil((bottom - TOP) / ROW) + 2  # 空二行 (7.2.5)
    pieces = [name]
    if letter.document_number:
        pieces.append(_number(_centred(set_one(Role.FANG, letter.document_number, ledger)), row_baseline(number_row)))
    rule = row_baseline(number_row) + (1 - ASCENT) * EM + FILE_RULE_BELOW_NUMBER
    return Furniture((*pieces, Piece(rules=(Rule(rule, FILE_RULE, color=RED),))), _row_below(rule + FILE_RULE))


def _letter_head(letter: Letter, ledger: Ledger) -> Furniture:
    name, bottom = _masthead(letter.masthead, letter.masthead_size or LETTER_MASTHEAD_PT, LETTER_MASTHEAD_TOP, ledger)
    first, last = bottom + LETTER_RULE_BELOW, LETTER_LAST_RULE
    left = LEFT + (WIDTH - LETTER_RULE_WIDTH) / 2
    rules = [
        Rule(top, thickness, left, LETTER_RULE_WIDTH, RED)
        for top, thickness in (
            (first, THICK),
            (first + THICK + BETWEEN, THIN),
            (last - THIN - BETWEEN - THICK, THIN),
            (last - THICK, THICK),
        )
    ]
    below = first + THICK + BETWEEN + THIN
    pieces = [name]
    if letter.document_number:
        top = below + NUMBER_BELOW_RULE
        pieces.append(_number(_flush_right(set_one(Role.FANG, letter.document_number, ledger)), top + ASCENT * EM))
        below = top + EM
    return Furniture((*pieces, Piece(rules=tuple(rules))), _row_below(below))


def _row_below(edge: float) -> int:
    """The row of a title two blank rows under an edge (空二行), to the nearest row of the grid."""
    return max(round((edge - TOP - (ROW - EM) / 2) / ROW + 2), 1)


def foot(letter: Letter, ledger: Ledger) -> Furniture:
    """版记: copies and, on a file, who issued it when; it ends at the lower edge of the last page's type area."""
    label = "抄送："
    inner = WIDTH - 2 * SMALL_EM
    lines: list[Line] = []
    if letter.copies:
        text = label + "，".join(letter.copies).rstrip("。") + "。"
        hang = len(label) * SMALL_EM
        measures = [Measure(SMALL_EM, inner), Measure(SMALL_EM + hang, inner - hang)]
        lines = set_lines([(Role.FANG, text)], ledger, measures, size=SMALL_PT)
    issued = _issued(letter, ledger) if letter.form == "file" else []
    rows = len(lines) + bool(issued)
    top = BOTTOM - rows * ROW
    copies = tuple(Mark(_at(line, LEFT + line.left), _small_baseline(top, place)) for place, line in enumerate(lines))
    imprint = tuple(Mark(line, _small_baseline(top, rows - 1)) for line in issued)
    rules: list[Rule] = []
    if rows and letter.form == "file":
        rules = [Rule(top, IMPRINT_OUTER), Rule(BOTTOM - IMPRINT_OUTER, IMPRINT_OUTER)]
        if lines and issued:
            rules.insert(1, Rule(top + len(lines) * ROW - IMPRINT_INNER / 2, IMPRINT_INNER))
    pieces = (Piece((("P", "copies"),), copies), Piece((("P", "imprint"),), imprint), Piece(rules=tuple(rules)))
    return Furniture(tuple(piece for piece in pieces if piece.marks or piece.rules), rows)


def _issued(letter: Letter, ledger: Ledger) -> list[Line]:
    lines = []
    if letter.printed_by:
        lines.append(_at(set_one(Role.FANG, letter.printed_by, ledger, size=SMALL_PT), LEFT + SMALL_EM))
    if letter.printed_on:
        text = f"{chinese_date(letter.printed_on)}印发"
        lines.append(_flush_right(set_one(Role.FANG, text, ledger, size=SMALL_PT), SMALL_EM))
    return lines


def _small_baseline(top: float, row: int) -> float:
    return top + row * ROW + (ROW - SMALL_EM) / 2 + ASCENT * SMALL_EM


def page_number(number: int, ledger: Ledger) -> Piece:
    """— 1 —: odd pages at the right, even pages at the left, one character in (7.5)."""
    line = set_one(Role.SONG, f"— {number} —", ledger, size=SMALL_PT, gap=0.0)
    _low, high = ledger.library.roles[Role.SONG].ink("—")
    placed = _flush_right(line, SMALL_EM) if number % 2 else _at(line, LEFT + SMALL_EM)
    return Piece(marks=(Mark(placed, PAGE_NUMBER_TOP + high * SMALL_EM),))
