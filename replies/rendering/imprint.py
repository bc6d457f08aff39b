"""版记: who else is told, and who issued the document when; at the foot of the last page (GB/T 9704-2012, 7.4)."""

from dataclasses import dataclass

from replies.rendering.fonts import Role
from replies.rendering.furniture import SMALL_EM, Furniture, at, flush_right, narrowed
from replies.rendering.grid import ASCENT, BOTTOM, LEFT, RIGHT, ROW, ROWS, SMALL_PT, Measure
from replies.rendering.letter import Letter, chinese_date
from replies.rendering.pieces import Mark, Piece, Rule
from replies.rendering.report import Ledger
from replies.rendering.rows import beside
from replies.rendering.typeset import Line, set_lines, set_one

OUTER, INNER = 0.35, 0.25  # 7.4.1


@dataclass(frozen=True)
class Row:
    """One row: the element that it belongs to, and what stands in it; `left` from the page's edge."""

    key: str
    lines: tuple[Line, ...]


def imprint(letter: Letter, addressees: str, ledger: Ledger) -> list[Furniture]:
    """The 版记, of one page or, where it is too long for one, of several that end the document.

    `addressees`: those for whom page 1 has no room (7.4.2). It ends at the lower edge of the type area.
    """
    rows = _list("addressees", "主送：", addressees.rstrip("：:"), ledger)
    rows += _list("copies", "抄送：", "，".join(letter.copies), ledger)
    if letter.form == "file" and (issued := _issued(letter, ledger)):
        rows.append(Row("imprint", issued))
    # The first page takes what is over, for there is text above it.
    first = len(rows) % ROWS or min(len(rows), ROWS)
    ends = [first, *range(first + ROWS, len(rows) + 1, ROWS)]
    return [_page(rows, max(end - ROWS, 0), end, ruled=letter.form == "file") for end in ends]


def _page(rows: list[Row], start: int, end: int, *, ruled: bool) -> Furniture:
    """Some of the rows at the foot of a page, between rules where the form has them."""
    top = BOTTOM - (end - start) * ROW
    pieces = []
    for key in dict.fromkeys(row.key for row in rows[start:end]):
        marks = [
            Mark(line, top + place * ROW + (ROW - SMALL_EM) / 2 + ASCENT * SMALL_EM)
            for place, row in enumerate(rows[start:end])
            if row.key == key
            for line in row.lines
        ]
        pieces.append(Piece((("P", key),), tuple(marks)))
    rules = []
    if ruled and start == 0 and rows:
        rules.append(Rule(top, OUTER))
    if ruled and start < end - 1 and rows[end - 1].key == "imprint":
        rules.append(Rule(BOTTOM - ROW - INNER / 2, INNER))
    if ruled and rows and end == len(rows):
        rules.append(Rule(BOTTOM - OUTER, OUTER))
    return Furniture((*pieces, *((Piece(rules=tuple(rules)),) if rules else ())), end - start)


def _list(key: str, label: str, names: str, ledger: Ledger) -> list[Row]:
    """One character in at both sides, wrapped under the first character after the colon, with a full stop (7.4.2)."""
    if not names:
        return []
    head = at(set_one(Role.FANG, label, ledger, size=SMALL_PT), LEFT + SMALL_EM)
    start = head.left + head.width
    room = Measure(start, RIGHT - SMALL_EM - start)
    first, *others = set_lines([(Role.FANG, names.rstrip("。") + "。")], ledger, [room], size=SMALL_PT)
    return [Row(key, (line,)) for line in (beside(head, first), *others)]


def _issued(letter: Letter, ledger: Ledger) -> tuple[Line, ...]:
    """印发机关 at the left, the date at the right, one character in (7.4.3)."""
    lines = []
    edge = RIGHT - SMALL_EM
    if letter.printed_on:
        text = f"{chinese_date(letter.printed_on)}印发"
        date = flush_right(set_one(Role.FANG, text, ledger, size=SMALL_PT), SMALL_EM)
        edge = date.left - SMALL_EM
        lines.append(date)
    if letter.printed_by:
        start = LEFT + SMALL_EM
        lines.insert(0, at(narrowed(set_one(Role.FANG, letter.printed_by, ledger, size=SMALL_PT), edge - start), start))
    return tuple(lines)
