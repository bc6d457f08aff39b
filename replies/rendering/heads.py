"""版头: what stands above the title on page 1, in each form (GB/T 9704-2012, 7.2 and 10.1)."""

from dataclasses import replace
from itertools import zip_longest

from django.utils.translation import gettext as _

from replies.rendering.fonts import Role
from replies.rendering.furniture import Furniture, at, centred, flush_right, narrowed, read, row_baseline
from replies.rendering.grid import ASCENT, CELL, EM, LEFT, PAGE_HEIGHT, RIGHT, ROW, TOP, WIDTH
from replies.rendering.letter import Letter
from replies.rendering.masthead import masthead
from replies.rendering.pieces import RED, Mark, Piece, Rule
from replies.rendering.report import Ledger
from replies.rendering.rows import beside
from replies.rendering.typeset import Line, set_one

FILE_MASTHEAD_TOP = TOP + 35  # 7.2.4
FILE_MASTHEAD_PT = 48.0
FILE_RULE_BELOW_NUMBER = 4.0  # 7.2.7
FILE_RULE = 0.7
NAMES_TO_A_ROW = 2  # of 签发人 (7.2.6)

LETTER_MASTHEAD_TOP = 30.0  # 10.1, from the page's edge
LETTER_MASTHEAD_PT = 36.0
LETTER_RULE_BELOW = 4.0
LETTER_RULE_WIDTH = 170.0
LETTER_LAST_RULE = PAGE_HEIGHT - 20
THICK, THIN, BETWEEN = 1.0, 0.35, 0.8
LETTER_MARK_TOP = 20.0
BELOW_RULE = EM * 7 / 8  # 10.1

COPY_NUMBER_FIGURES = 6  # 7.2.1


def head(letter: Letter, ledger: Ledger) -> Furniture:
    """What stands above the title on page 1, and the rows that it takes. The class mark is at the top right in every form."""
    pieces = []
    if letter.class_mark:
        mark = flush_right(set_one(Role.HEI, letter.class_mark, ledger))
        pieces.append(read("class mark", mark, LETTER_MARK_TOP + ASCENT * EM if letter.form == "letter" else row_baseline(0)))
    if letter.approvers and letter.form != "file":
        ledger.warn(_("The names of those who approved (签发人) are printed in the file form only."))
    made = {"file": _file_head, "letter": _letter_head}.get(letter.form, _plain_head)(letter, ledger)
    return replace(made, pieces=(*pieces, *made.pieces))


def _urgent(letter: Letter, ledger: Ledger, first: float) -> list[Piece]:
    """份号, 密级和保密期限, 紧急程度, one under the other, the first on a baseline (7.2.1 to 7.2.3)."""
    number = letter.copy_number
    given = (
        ("copy number", Role.FANG, number.zfill(COPY_NUMBER_FIGURES) if number.isdecimal() else number),
        ("secrecy", Role.HEI, letter.secrecy),
        ("urgency", Role.HEI, letter.urgency),
    )
    lines = [(key, at(set_one(role, text, ledger), LEFT)) for key, role, text in given if text]
    return [read(key, line, first + row * ROW) for row, (key, line) in enumerate(lines)]


def _number(letter: Letter, ledger: Ledger, room: float = WIDTH) -> Line:
    return narrowed(set_one(Role.FANG, letter.document_number, ledger), room)


def _plain_head(letter: Letter, ledger: Ledger) -> Furniture:
    """No masthead: the class mark has the first row, the number the one below all marks, and a blank row comes before the title."""
    pieces = _urgent(letter, ledger, row_baseline(0))
    rows = max(2 if letter.class_mark else 1, len(pieces) + 1 if pieces else 0)
    if letter.document_number:
        pieces.append(read("document number", centred(_number(letter, ledger)), row_baseline(rows - 1)))
        rows += 1
    return Furniture(tuple(pieces), rows)


def _file_head(letter: Letter, ledger: Ledger) -> Furniture:
    word = "文件" if letter.says_document else ""
    name, bottom = masthead(letter.masthead.split("\n"), word, letter.masthead_size or FILE_MASTHEAD_PT, FILE_MASTHEAD_TOP, ledger)
    pieces = [*_urgent(letter, ledger, row_baseline(0)), name]
    row = _row_below(bottom)  # 空二行 (7.2.5)
    if letter.approvers:
        approvers = _approvers(letter, ledger, row)
        row += len(approvers.marks) - 1
        if letter.document_number:
            pieces.append(read("document number", at(_number(letter, ledger), LEFT + CELL), row_baseline(row)))
        pieces.append(approvers)
    elif letter.document_number:
        pieces.append(read("document number", centred(_number(letter, ledger)), row_baseline(row)))
    rule = row_baseline(row) + (1 - ASCENT) * EM + FILE_RULE_BELOW_NUMBER
    return Furniture((*pieces, Piece(rules=(Rule(rule, FILE_RULE, color=RED),))), _row_below(rule + FILE_RULE))


def _approvers(letter: Letter, ledger: Ledger, row: int) -> Piece:
    """签发人：and the names, two to a row from a row on, ending one character in (7.2.6). A mark for each row."""
    label = set_one(Role.FANG, "签发人：", ledger)
    names = [set_one(Role.KAI, name, ledger) for name in letter.approvers]
    room = RIGHT - CELL - (LEFT + CELL + _number(letter, ledger).width + CELL) - label.width
    columns = NAMES_TO_A_ROW
    if columns * max(name.width for name in names) + columns * CELL > room:
        columns = 1  # long names, foreign ones, stand one to a row rather than over the number
    rows = list(zip_longest(*(names[column::columns] for column in range(columns))))
    widths = [max(line.width for line in column if line) for column in zip(*rows, strict=True) if any(column)]
    starts = [RIGHT - CELL - sum(widths[place:]) - CELL * (len(widths) - 1 - place) for place in range(len(widths))]
    marks = []
    for place, lines in enumerate(rows):
        parts = [at(line, start) for line, start in zip(lines, starts, strict=False) if line]
        if place == 0:
            parts.insert(0, at(label, starts[0] - label.width - CELL + EM))
        marks.append(Mark(beside(*parts), row_baseline(row + place)))
    return Piece((("P", "approvers"),), tuple(marks))


def _letter_head(letter: Letter, ledger: Ledger) -> Furniture:
    """Of organs that issue together the first has the head (10.1)."""
    size = letter.masthead_size or LETTER_MASTHEAD_PT
    name, bottom = masthead(letter.masthead.split("\n")[:1], "", size, LETTER_MASTHEAD_TOP, ledger)
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
    baseline = below + BELOW_RULE + ASCENT * EM
    marks = _urgent(letter, ledger, baseline)
    pieces = [name, *marks]
    if letter.document_number:
        room = WIDTH - max((mark.marks[0].line.width + CELL for mark in marks), default=0.0)
        pieces.append(read("document number", flush_right(_number(letter, ledger, room)), baseline))
    if len(pieces) > 1:
        below += BELOW_RULE + EM + ROW * max(len(marks) - 1, 0)
    return Furniture((*pieces, Piece(rules=tuple(rules))), _row_below(below))


def _row_below(edge: float) -> int:
    """The row of the grid nearest to two blank rows under an edge (空二行)."""
    return max(round((edge - TOP - (ROW - EM) / 2) / ROW + 2), 1)
