"""Title and 主送机关 (GB/T 9704-2012, 7.3.1 and 7.3.2)."""

from collections.abc import Iterator
from dataclasses import replace

from replies.rendering.fonts import Role
from replies.rendering.grid import EM, FULL, TITLE_PT, WIDTH
from replies.rendering.letter import Letter
from replies.rendering.pagination import Paragraph
from replies.rendering.report import Ledger
from replies.rendering.title import balance
from replies.rendering.typeset import Line, set_lines, set_one


def opening(letter: Letter, ledger: Ledger) -> Iterator[Paragraph]:
    """The title, and the addressee after a blank row."""
    lines = title_lines(letter.title, ledger)
    yield Paragraph("H1", lines, holds_next=True, holds_last=len(lines), label=letter.title.replace("\n", ""))
    if letter.addressee:
        yield Paragraph("P", tuple(set_lines([(Role.FANG, letter.addressee)], ledger, [FULL])), before=1, holds_next=True)


def title_lines(title: str, ledger: Ledger) -> tuple[Line, ...]:
    """A title's lines, each in the middle."""

    def width(text: str) -> float:
        return set_one(Role.TITLE, text, ledger, gap=0.0).width / EM

    lines = [set_one(Role.TITLE, text, ledger, size=TITLE_PT, gap=0.0) for text in balance(title, width)]
    return tuple(replace(line, left=(WIDTH - line.width) / 2) for line in lines)
