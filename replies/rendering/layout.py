"""A letter to pages: every line in its place, nothing left for the engine to decide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from replies.rendering.attachments import attached, attachment_note
from replies.rendering.body import set_body
from replies.rendering.furniture import Furniture, page_number
from replies.rendering.grid import BODY_PT, CELL, LEFT, PAGE_HEIGHT, RIGHT
from replies.rendering.heads import head
from replies.rendering.imprint import imprint
from replies.rendering.letter import Letter
from replies.rendering.opening import opening
from replies.rendering.pagination import Fragment, Paragraph, paginate
from replies.rendering.pieces import RED, Page, Piece
from replies.rendering.placing import place
from replies.rendering.report import Ledger, SealBox
from replies.rendering.signature import signature
from replies.rendering.typeset import Line
from replies.rendering.verification_mark import verification_mark

# A page must not hold a signature only. The body's last line goes with it, and one more when that is hardly a line.
SHORT_LINE = 6 * CELL
# How far beside the type area a line may stand, in mm, and how narrow its characters may be made.
BESIDE, NARROWEST = 0.5, 0.5
MOST_SHOWN = 30  # characters


@dataclass(frozen=True)
class Laid:
    """A letter's text on its pages, and what stands around it."""

    paragraphs: list[Paragraph]  # of the letter and all its attachments
    pages: list[list[Fragment]]
    above: Furniture  # of page 1
    below: list[Furniture]  # of the last pages
    shows_body: bool  # on page 1


def lay_out(letter: Letter, ledger: Ledger) -> list[Page]:
    """The pages of a cleaned letter. Page 1 shows body (7.3.3): where the addressees leave no room for it, they go to the 版记 (7.3.2)."""
    laid = _lay(letter, "", ledger)
    if not laid.shows_body and letter.addressee:
        moved = _lay(replace(letter, addressee=""), letter.addressee, ledger)
        if moved.shows_body:
            ledger.remark(_("The addressees leave no room for the body on page 1; they were moved to the foot of the last page (主送)."))
            laid = moved
    if not laid.shows_body:
        ledger.warn(_("The title leaves no room for the body on page 1: make it shorter."))
    pages = list(_pages(laid, letter, ledger))
    ledger.seals += _seals(pages)
    _tell_what_does_not_fit(pages, ledger)
    return pages


def _lay(letter: Letter, addressees: str, ledger: Ledger) -> Laid:
    above, below = head(letter, ledger), imprint(letter, addressees, ledger)
    opened, body = list(opening(letter, ledger)), list(set_body(letter.body, ledger, dict(letter.figures)))
    if not letter.addressee:
        body[0] = replace(body[0], before=1)
    bodied = range(len(opened), len(opened) + len(body))
    note = attachment_note(letter, ledger)
    attachments = [list(attached(one, number, letter, ledger)) for number, one in enumerate(letter.attachments, 1)]
    foot = below[0].rows

    def cut(*, tight: bool) -> tuple[list[Paragraph], list[list[Fragment]]]:
        closing = [*note, *signature(letter, ledger, tight=tight)]
        part = [*opened, *(_held(body, closing, tight=tight) if closing else body)]
        return part, paginate(part, head=above.rows, foot=0 if attachments else foot)

    paragraphs, pages = cut(tight=False)
    if not _shows(pages[-1], bodied):
        nearer = cut(tight=True)  # 7.3.5.5
        if _shows(nearer[1][-1], bodied):
            paragraphs, pages = nearer
    shows_body = _shows(pages[0], bodied)
    for number, part in enumerate(attachments, 1):
        more = paginate(part, head=0, foot=foot if number == len(attachments) else 0)
        pages += [[replace(one, paragraph=one.paragraph + len(paragraphs)) for one in page] for page in more]
        paragraphs += part
    return Laid(paragraphs, [*pages, *([] for _page in below[1:])], above, below, shows_body)


def _shows(page: Sequence[Fragment], paragraphs: range) -> bool:
    return any(fragment.paragraph in paragraphs for fragment in page)


def _held(body: Sequence[Paragraph], closing: Sequence[Paragraph], *, tight: bool) -> list[Paragraph]:
    """The body and what closes it: 附件说明 and the signature, to which the last lines of the body hold."""
    last = body[-1]
    end = last.lines[-1]
    kept = 2 if isinstance(end, Line) and end.width < SHORT_LINE and not tight else 1
    return [*body[:-1], replace(last, holds_next=True, holds_last=max(last.holds_last, kept)), *closing]


def _pages(laid: Laid, letter: Letter, ledger: Ledger) -> Iterator[Page]:
    count = len(laid.pages)
    for number, fragments in enumerate(laid.pages, 1):
        first, last = number == 1, number == count
        text = place(laid.paragraphs, fragments, laid.above.rows if first else 0)
        foot = number - 1 - (count - len(laid.below))
        pieces: list[Piece] = [*(laid.above.pieces if first else ()), *text.pieces, *(laid.below[foot].pieces if foot >= 0 else ())]
        if last and letter.verification:
            pieces += verification_mark(letter.verification, number, ledger, above_rule=first and letter.form == "letter")
        if _is_numbered(letter, number, count):
            pieces.append(page_number(number, ledger))
        yield replace(text, pieces=tuple(pieces))


def _is_numbered(letter: Letter, number: int, count: int) -> bool:
    """A letter's page 1 has no number, and one of two pages may go without any (10.1)."""
    return letter.form != "letter" or not (number == 1 or (count == 2 and not letter.two_page_numbers))


def _tell_what_does_not_fit(pages: Sequence[Page], ledger: Ledger) -> None:
    """Warns of lines that have a place of their own and are too long for it: names, numbers, marks."""
    for number, page in enumerate(pages, 1):
        for mark in (mark for piece in page.pieces for mark in piece.marks):
            line = mark.line
            outside = line.left < LEFT - BESIDE or line.left + line.width > RIGHT + BESIDE or mark.baseline > PAGE_HEIGHT
            if outside or line.stretch < NARROWEST or (mark.color == RED and line.size < BODY_PT):
                text = "".join(run.text for run in line.runs)
                shown = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
                ledger.warn(_("Page %(page)s has too little room for this, please shorten it: %(text)s") % {"page": number, "text": shown})


def _seals(pages: Sequence[Page]) -> list[SealBox]:
    """The pictures that are no part of the text: seals and stamps."""
    return [
        SealBox(number, *(round(side, 3) for side in (picture.left, picture.top, picture.width, picture.height)))
        for number, page in enumerate(pages, 1)
        for piece in page.pieces
        if not piece.path
        for picture in piece.pictures
    ]
