"""A body to paragraphs: headings in their faces, lines broken and flush."""

from collections.abc import Iterator, Sequence

from replies.rendering.fonts import Role
from replies.rendering.grid import FIRST_LINE, FULL
from replies.rendering.pagination import Paragraph
from replies.rendering.report import Ledger
from replies.rendering.typeset import set_lines
from replies.structure import PARAGRAPH, Block, split_run_in

HEADING_ROLES = {1: Role.HEI, 2: Role.KAI}  # 一、黑体 （一）楷体 1.（1）仿宋 (7.3.3)


def set_body(body: Sequence[Block], ledger: Ledger) -> Iterator[Paragraph]:
    """The paragraphs of a body, without blank rows."""
    for block in body:
        heading, rest = split_run_in(block)
        lines = set_lines(_parts(block, heading, rest), ledger, [FIRST_LINE, FULL])
        whole = bool(heading) and not rest
        yield Paragraph(
            f"H{block.level + 1}" if whole else "P",
            tuple(lines),
            holds_next=whole,
            holds_last=len(lines) if whole else 1,
            label=heading.rstrip("。") if block.level in HEADING_ROLES else "",
            depth=block.level + 1,
        )


def _parts(block: Block, heading: str, rest: str) -> list[tuple[Role, str]]:
    if block.level == PARAGRAPH or not heading:
        return [(Role.FANG, block.text)]
    return [(role, text) for role, text in ((HEADING_ROLES.get(block.level, Role.FANG), heading), (Role.FANG, rest)) if text]
