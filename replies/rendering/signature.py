"""发文机关署名, 成文日期 and the seal or stamp (GB/T 9704-2012, 7.3.5), then 附注 and the contact."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from django.utils.translation import gettext as _

from replies.rendering.fonts import Role
from replies.rendering.furniture import narrowed
from replies.rendering.grid import BASELINE, CELL, EM, FIRST_LINE, FULL, LEFT, ROW, ROWS, WIDTH
from replies.rendering.letter import Letter, chinese_date
from replies.rendering.pagination import Band, Paragraph
from replies.rendering.pictures import shape
from replies.rendering.pieces import Mark, Picture, Piece
from replies.rendering.report import Ledger
from replies.rendering.typeset import Line, set_lines, set_one

DATE_INDENT = 4 * CELL  # 右空四字 (7.3.5.1)
PHONE = re.compile(r"(?<=[，,、；;])(?=[0-9+（(])")

# The seal's middle is so far above the edge between name and date, which are then a little below its middle; where room is short,
# a little less, so that it needs a row less.
ABOVE_DATE, TIGHT_ABOVE_DATE = 4.0, 1.0
# How far a seal may then reach into the row of the body's last line: the white under the type.
WHITE = ROW / 2 - EM / 2
# The seal's upper edge is at most so far below the row of the body's last line: with the white under that line, one row.
HIGHEST_GAP = 7.5
SEALS_APART, NEAREST_SEALS = 4.0, 1.0  # from edge to edge; less than the first where three would not go beside each other
MOST_SEALS = 3  # in a row

STAMP_HEIGHT, STAMP_WIDTH = 12.0, 40.0
STAMP_INDENT, OFFICE_APART = 4 * CELL, 2 * CELL  # 7.3.5.3


@dataclass(frozen=True)
class Signed:
    """The block under the body. A seal goes on for `below` mm under its last row, from `span[0]` to `span[1]` of the type area."""

    paragraphs: list[Paragraph]
    below: float = 0.0
    span: tuple[float, float] = (0.0, 0.0)


def signature(letter: Letter, ledger: Ledger, *, tight: bool = False) -> list[Paragraph]:
    """署名, date, seals, 附注 and contact. The paragraphs hold to each other; the first says how many rows are free above it.

    `tight`: with as little room for the seal as there can be (7.3.5.5).
    """
    date = set_one(Role.FANG, chinese_date(letter.issued_on), ledger) if letter.issued_on else None
    names = [narrowed(set_one(Role.FANG, name, ledger), WIDTH) for name in letter.signature.split("\n") if name]
    if letter.sealing == "stamp":
        made = _stamped(letter, date, names, ledger)
    elif letter.sealing == "none":
        made = _unsealed(date, names)
    elif letter.form == "plain" and not letter.seal_picture:
        made = _stacked(date, names)  # as published on the web, where there is no seal
    else:
        made = _sealed(letter, date, names, ledger, tight=tight)
    paragraphs = [*made.paragraphs, *_notes(letter, made, ledger)]
    if paragraphs and not paragraphs[0].before:
        paragraphs[0] = replace(paragraphs[0], before=1)
    # A page's worth of seals may be parted below a row of them.
    whole = sum(one.before + one.rows for one in paragraphs) < ROWS
    return [replace(one, holds_next=whole or bool(one.lines), holds_last=len(one.lines)) for one in paragraphs]


def _row(line: Line, before: int = 0) -> Paragraph:
    return Paragraph("P", (line,), before=before)


def _free(rows: int) -> Paragraph:
    """Rows that stay blank."""
    return Paragraph("P", (), before=rows)


def _inside(line: Line, left: float) -> Line:
    """The line at `left`, but never outside the type area."""
    return replace(line, left=max(0.0, min(left, WIDTH - line.width)))


def _stacked(date: Line | None, names: Sequence[Line]) -> Signed:
    """Every name in the middle over the date, the date four characters in."""
    middle = WIDTH - DATE_INDENT - (date.width / 2 if date else max((name.width for name in names), default=0.0) / 2)
    rows = [_row(_inside(name, middle - name.width / 2)) for name in names]
    return Signed([*rows, *([_row(_inside(date, middle - date.width / 2))] if date else [])])


def _sealed(letter: Letter, date: Line | None, names: Sequence[Line], ledger: Ledger, *, tight: bool) -> Signed:
    """7.3.5.1: the seal over name and date, a little above their middle. Names that sign together stand side by side, each with its own."""
    size = letter.seal_size
    rise = TIGHT_ABOVE_DATE if tight else ABOVE_DATE
    above = max(ceil((size / 2 + rise - (WHITE if tight else 0.0)) / ROW) - 1, 1)
    rise += max((above + 1) * ROW - rise - size / 2 - HIGHEST_GAP, 0.0)
    last = WIDTH - DATE_INDENT - (date.width / 2 if date else max(size, *(name.width for name in names), 0.0) / 2)
    pictures = [letter.seal_picture, *letter.other_seals] if date and names else []
    if letter.seal_picture and not pictures:
        ledger.warn(_("The seal is not printed: there is no name or no date for it to stand over (不得出现空白印章)."))
    rows: list[Paragraph] = []
    columns = _columns(names, size, last)
    last = columns[-1]
    hanging = ceil((size / 2 - rise) / ROW)  # rows under a name that its seal reaches into
    between = max(ceil((size + SEALS_APART / 2) / ROW) - 1 - hanging, 0)
    for start in range(0, len(names), len(columns)):
        group = names[start : start + len(columns)]
        middles = columns[len(columns) - len(group) :]
        seals = [
            _upright(picture, middle - size / 2, ROW - rise - size / 2, size, size)
            for picture, middle in zip(pictures[start:], middles, strict=False)
            if picture
        ]
        placed = [_inside(name, middle - name.width / 2) for name, middle in zip(group, middles, strict=True)]
        rows.append(_band(placed, seals, before=between if start else above))
        if start + len(columns) < len(names):
            rows.append(_free(hanging))
    if date:
        rows.append(_row(_inside(date, last - date.width / 2), before=0 if rows else above))
    if not rows:
        return Signed([])
    beside = (len(names) - 1) % len(columns) if names else 0  # of the last name, whose seals go on under the date
    return Signed(rows, max(size / 2 - rise - ROW, 0.0), (columns[-1 - beside] - size / 2, last + size / 2))


def _columns(names: Sequence[Line], size: float, last: float) -> list[float]:
    """The middles of as many names as stand side by side, the last over the date; seals neither touch nor leave the type area."""
    widest = max((name.width for name in names), default=0.0)
    half = max(size, min(widest, WIDTH)) / 2
    least = max(size + NEAREST_SEALS, widest + CELL)
    count = max(min(MOST_SEALS, len(names), 1 + int((WIDTH - 2 * half) / least)), 1)
    if count == 1:
        return [last]
    pitch = max(least, min(size + SEALS_APART, (last - half) / (count - 1)))
    # Large seals may take the date a little nearer to the edge than four characters.
    last = max(last, half + (count - 1) * pitch)
    return [last - (count - 1 - place) * pitch for place in range(count)]


def _upright(data: bytes, left: float, top: float, width: float, height: float) -> Picture:
    """A picture in the middle of a box, as large as it fits; mm from the row and from the type area's left edge."""
    wide, high = shape(data)
    scale = min(width / wide, height / high)
    return Picture(data, LEFT + left + (width - wide * scale) / 2, top + (height - high * scale) / 2, wide * scale, high * scale)


def _band(lines: Sequence[Line], pictures: Sequence[Picture], before: int) -> Paragraph:
    """Lines side by side in one row, each an element of its own, with what is pressed over them."""
    marks = [Mark(replace(line, left=LEFT + line.left), BASELINE) for line in lines]
    pieces = tuple(Piece((("P", place),), (mark,)) for place, mark in enumerate(marks))
    return Paragraph("Div", (Band(1, pieces, (Piece(pictures=tuple(pictures)),) if pictures else ()),), before=before)


def _unsealed(date: Line | None, names: Sequence[Line]) -> Signed:
    """7.3.5.2: the name two characters in; the date's first character two to the right of the name's. Further names follow below."""
    indent = 2 * CELL
    widest = max((name.width for name in names), default=0.0)
    left = WIDTH - indent - widest
    if date and date.width > widest:
        left = WIDTH - indent - date.width - (indent if names else 0.0)
    rows = [_row(_inside(name, left)) for name in names]
    return Signed([*rows, *([_row(_inside(date, left + (indent if names else 0.0)))] if date else [])])


def _stamped(letter: Letter, date: Line | None, names: Sequence[Line], ledger: Ledger) -> Signed:
    """7.3.5.3: the stamp two rows below the body and four characters in, the office two to its left, the date a row below."""
    office = set_one(Role.FANG, letter.signer_office, ledger) if letter.signer_office else next(iter(names), None)
    rows: list[Paragraph] = []
    if office:
        box = WIDTH - STAMP_INDENT - STAMP_WIDTH, (ROW - STAMP_HEIGHT) / 2, STAMP_WIDTH, STAMP_HEIGHT
        stamps = [_upright(letter.stamp_picture, *box)] if letter.stamp_picture else []
        stamps = [replace(stamp, left=LEFT + WIDTH - STAMP_INDENT - stamp.width) for stamp in stamps]
        edge = stamps[0].left - LEFT if stamps else box[0]
        office = narrowed(office, edge - OFFICE_APART)
        rows.append(_band([_inside(office, edge - OFFICE_APART - office.width)], stamps, before=2))
    elif letter.stamp_picture:
        ledger.warn(_("The stamp is not printed: the office of its signer is missing."))
    if date:
        rows.append(_row(_inside(date, WIDTH - STAMP_INDENT - date.width), before=1))
    return Signed(rows)


def _notes(letter: Letter, made: Signed, ledger: Ledger) -> Iterator[Paragraph]:
    """附注 in the row under the date (7.3.6), then the contact; below the seal where one would run into it. Last, what the seal takes."""
    free = ceil(made.below / ROW - 1e-9)
    for note in filter(None, (_bracketed(letter.notes), _contact(letter.contact))):
        lines = tuple(_wrapped(note, ledger))
        meets = free > 0 and any(line.left < made.span[1] and line.left + line.width > made.span[0] for line in lines[:free])
        blank = free if meets else 0
        free -= len(lines) + blank
        yield Paragraph("P", lines, before=blank)
    if free > 0:
        yield _free(free)


def _wrapped(note: str, ledger: Ledger) -> list[Line]:
    """The lines of a note. Where it needs more than one, a telephone number begins a line instead of being parted."""
    lines = set_lines([(Role.FANG, note)], ledger, [FIRST_LINE, FULL])
    pieces = PHONE.split(note) if len(lines) > 1 else []
    if len(pieces) < 2:
        return lines
    measures = [[FIRST_LINE, FULL], *([[FULL]] * (len(pieces) - 1))]
    return [line for piece, rooms in zip(pieces, measures, strict=True) for line in set_lines([(Role.FANG, piece)], ledger, rooms)]


def _bracketed(text: str) -> str:
    return text if not text or text[0] in "（(" else f"（{text}）"


def _contact(text: str) -> str:
    if not text or text[0] in "（(" or text.startswith("联系"):
        return _bracketed(text)
    return f"（联系单位及电话：{text}）"
