"""A letter to pages: every line in its place, nothing left for the engine to decide."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from replies.rendering.body import set_body
from replies.rendering.fonts import Role
from replies.rendering.furniture import foot, head, page_number, row_baseline
from replies.rendering.grid import CELL, EM, FIRST_LINE, FULL, LEFT, ROW, ROWS, TITLE_PT, TOP, WIDTH
from replies.rendering.letter import Letter, chinese_date
from replies.rendering.pagination import Fragment, Paragraph, paginate
from replies.rendering.pieces import Bookmark, Mark, Page, Piece
from replies.rendering.report import Ledger
from replies.rendering.title import balance
from replies.rendering.typeset import Line, set_lines, set_one

PHONE = re.compile(r"(?<=[，,、；;])(?=[0-9+（(])")
DATE_INDENT = 4 * CELL  # 右空四字 (7.3.5.1)

# A page must not hold a signature only. The body's last line goes with it, and one more when that is hardly a line.
SHORT_LINE = 6 * CELL


def lay_out(letter: Letter, ledger: Ledger) -> list[Page]:
    """The pages of a cleaned letter."""
    above, below = head(letter, ledger), foot(letter, ledger)
    opening, body = list(_opening(letter, ledger)), list(set_body(letter.body, ledger))
    if not letter.addressee:
        body[0] = replace(body[0], before=1)
    paragraphs = _closed([*opening, *body], letter, ledger)
    pages = paginate(paragraphs, head=above.rows, foot=below.rows)
    if above.rows + sum(paragraph.before + len(paragraph.lines) for paragraph in opening) >= ROWS:
        ledger.warn(_("The addressees leave no room for the body on page 1: move some of them to the copies at the foot (主送 in 版记)."))
    made = []
    for number, fragments in enumerate(pages, 1):
        first, last = number == 1, number == len(pages)
        numbered = not (first and letter.form == "letter")  # 首页不显示页码 (10.1)
        text, bookmarks = place(paragraphs, fragments, above.rows if first else 0)
        made.append(
            Page(
                (
                    *(above.pieces if first else ()),
                    *text,
                    *(below.pieces if last else ()),
                    *((page_number(number, ledger),) if numbered else ()),
                ),
                bookmarks,
            )
        )
    return made


def place(paragraphs: Sequence[Paragraph], fragments: Sequence[Fragment], row: int) -> tuple[tuple[Piece, ...], tuple[Bookmark, ...]]:
    """The pieces of the paragraphs on one page, from a row of the grid on, and what the outline says of them."""
    pieces, bookmarks = [], []
    for fragment in fragments:
        paragraph = paragraphs[fragment.paragraph]
        row += fragment.before
        if paragraph.label and fragment.lines[0] is paragraph.lines[0]:
            bookmarks.append(Bookmark(paragraph.depth, paragraph.label, TOP + row * ROW))
        marks = tuple(
            Mark(replace(line, left=LEFT + line.left), row_baseline(row + place)) for place, line in enumerate(fragment.lines)
        )
        pieces.append(Piece(((paragraph.tag, fragment.paragraph),), marks))
        row += len(fragment.lines)
    return tuple(pieces), tuple(bookmarks)


def _opening(letter: Letter, ledger: Ledger) -> Iterator[Paragraph]:
    def width(text: str) -> float:
        return set_one(Role.TITLE, text, ledger, gap=0.0).width / EM

    lines = [set_one(Role.TITLE, text, ledger, size=TITLE_PT, gap=0.0) for text in balance(letter.title, width)]
    yield Paragraph(
        "H1",
        tuple(replace(line, left=(WIDTH - line.width) / 2) for line in lines),
        holds_next=True,
        holds_last=len(lines),
        label=letter.title.replace("\n", ""),
    )
    if letter.addressee:
        yield Paragraph("P", tuple(set_lines([(Role.FANG, letter.addressee)], ledger, [FULL])), before=1, holds_next=True)


def _closed(paragraphs: list[Paragraph], letter: Letter, ledger: Ledger) -> list[Paragraph]:
    """With the signature block, to which the last lines of the body hold."""
    signed = list(_signature(letter, ledger))
    if not signed:
        return paragraphs
    last = paragraphs[-1]
    kept = 2 if last.lines[-1].width < SHORT_LINE else 1
    body = [*paragraphs[:-1], replace(last, holds_next=True, holds_last=max(last.holds_last, kept))]
    block = [replace(one, holds_next=True, holds_last=len(one.lines)) for one in signed]
    return [*body, replace(block[0], before=1), *block[1:]]


def _signature(letter: Letter, ledger: Ledger) -> Iterator[Paragraph]:
    """署名 centred over the date, the date four characters in; then 附注 and the contact, two characters in."""
    date = set_one(Role.FANG, chinese_date(letter.issued_on), ledger) if letter.issued_on else None
    if date:
        date = replace(date, left=WIDTH - DATE_INDENT - date.width)
    for name in letter.signature.split("\n") if letter.signature else []:
        yield Paragraph("P", tuple(_over(line, date) for line in set_lines([(Role.FANG, name)], ledger, [FULL])))
    if date:
        yield Paragraph("P", (date,))
    for note in filter(None, (_contact(letter.contact), _bracketed(letter.notes))):
        yield Paragraph("P", tuple(_note(note, ledger)))


def _note(note: str, ledger: Ledger) -> list[Line]:
    """The lines of a note. Where it needs more than one, a telephone number begins a line instead of being parted."""
    lines = set_lines([(Role.FANG, note)], ledger, [FIRST_LINE, FULL])
    pieces = PHONE.split(note) if len(lines) > 1 else []
    if len(pieces) < 2:
        return lines
    measures = [[FIRST_LINE, FULL], *([[FULL]] * (len(pieces) - 1))]
    return [line for piece, rooms in zip(pieces, measures, strict=True) for line in set_lines([(Role.FANG, piece)], ledger, rooms)]


def _over(line: Line, date: Line | None) -> Line:
    """A unit's name in the middle over the date, but never outside the type area."""
    middle = date.left + date.width / 2 if date else WIDTH - DATE_INDENT - line.width / 2
    return replace(line, left=max(0.0, min(middle - line.width / 2, WIDTH - line.width)))


def _bracketed(text: str) -> str:
    return text if not text or text[0] in "（(" else f"（{text}）"


def _contact(text: str) -> str:
    if not text or text[0] in "（(" or text.startswith("联系"):
        return _bracketed(text)
    return f"（联系单位及电话：{text}）"
