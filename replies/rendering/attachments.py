"""附件说明 under the body, and the attachments themselves, each on pages of its own (GB/T 9704-2012, 7.3.4 and 7.3.7)."""

from collections.abc import Iterator
from dataclasses import replace

from replies.rendering.body import set_body
from replies.rendering.fonts import Role
from replies.rendering.grid import CELL, FULL, WIDTH, Measure
from replies.rendering.letter import Attachment, Letter
from replies.rendering.opening import title_lines
from replies.rendering.pagination import Paragraph
from replies.rendering.report import Ledger
from replies.rendering.rows import beside
from replies.rendering.typeset import set_lines, set_one

LABEL = "附件"
INDENT = 2 * CELL
# A list of more lines than this may be parted from the body.
WHOLE = 6


def attachment_note(letter: Letter, ledger: Ledger) -> list[Paragraph]:
    """附件：and the names, numbered when there are several, without a mark at their ends; what is wrapped stands under the name."""
    label = replace(set_one(Role.FANG, f"{LABEL}：", ledger), left=INDENT)
    start = INDENT + (len(LABEL) + 1) * CELL
    names = [one.title.rstrip("。；，;,.") for one in letter.attachments]
    numbers = [set_one(Role.FANG, f"{place}.", ledger) for place in range(1, len(names) + 1)] if len(names) > 1 else []
    hang = start + max((number.width for number in numbers), default=0.0)
    found: list[Paragraph] = []
    for place, name in enumerate(names):
        lines = set_lines([(Role.FANG, name)], ledger, [Measure(hang, WIDTH - hang)]) if name else []
        first = [label] if place == 0 else []
        if numbers:
            first.append(replace(numbers[place], left=hang - numbers[place].width))
        row = [*first, *lines[:1]]
        found.append(Paragraph("P", (beside(*row) if len(row) > 1 else row[0], *lines[1:]), before=0 if found else 1))
    whole = sum(len(one.lines) for one in found) <= WHOLE
    # The last name goes with the signature in any case, which must not stand alone.
    return [replace(one, holds_next=whole or one is found[-1], holds_last=len(one.lines)) for one in found]


def attached(attachment: Attachment, number: int, letter: Letter, ledger: Ledger) -> Iterator[Paragraph]:
    """附件 and its number among several on the first row, the title from the third row on, then the text as in the body."""
    name = f"{LABEL}{number}" if len(letter.attachments) > 1 else LABEL
    mark = set_lines([(Role.HEI, name)], ledger, [FULL])
    yield Paragraph("P", tuple(mark), holds_next=True, label=f"{name}\u3000{attachment.title}".strip())
    if attachment.title:
        lines = title_lines(attachment.title, ledger)
        yield Paragraph("H1", lines, before=1, holds_next=True, holds_last=len(lines))
    if attachment.body:
        first, *others = set_body(attachment.body, ledger, dict(letter.figures), part=number)
        yield replace(first, before=1)
        yield from others
