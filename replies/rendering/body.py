"""A body to paragraphs: headings in their faces, lines broken and flush, tables, figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from replies.rendering.figures import set_figure
from replies.rendering.fonts import Role
from replies.rendering.grid import FIRST_LINE, FULL
from replies.rendering.pagination import Paragraph
from replies.rendering.report import Ledger
from replies.rendering.tables import set_table
from replies.rendering.typeset import set_lines
from replies.structure import PARAGRAPH, Block, Element, Figure, Table, split_run_in

HEADING_ROLES = {1: Role.HEI, 2: Role.KAI}  # 一、黑体 （一）楷体 1.（1）仿宋 (7.3.3)
NO_PICTURES: Mapping[str, bytes] = MappingProxyType({})
# A paragraph over a table is its caption when it begins with this, is no longer than two lines and no sentence.
CAPTION, LONGEST_CAPTION, SENTENCE_END = "表", 56, "。：；"


def set_body(body: Sequence[Element], ledger: Ledger, pictures: Mapping[str, bytes] = NO_PICTURES, *, part: int = 0) -> Iterator[Paragraph]:
    """The paragraphs of a body, without blank rows. `pictures`: what its figures show, by their names; `part`: see Paragraph.element.

    Raises RenderError for a table that is too wide and for a figure that cannot be shown.
    """
    caption = ""
    for number, (element, following) in enumerate(zip(body, (*body[1:], None), strict=True)):
        if isinstance(element, Block) and _is_caption(element, following):
            caption = element.text
            continue
        if isinstance(element, Table):
            made = set_table(element, ledger, caption)
        elif isinstance(element, Figure):
            made = set_figure(element, pictures, ledger)
        else:
            made = _paragraph(element, following, ledger)
        yield replace(made, element=(part, number))
        caption = ""


def _is_caption(block: Block, following: Element | None) -> bool:
    text = block.text
    return isinstance(following, Table) and text[0] == CAPTION and len(text) <= LONGEST_CAPTION and text[-1] not in SENTENCE_END


def _leads(block: Block, following: Element | None) -> bool:
    """Whether a paragraph ends by pointing to the table or figure after it."""
    shown = following is not None and (not isinstance(following, Block) or following.text[0] == CAPTION)
    return shown and block.text[-1] == "："


def _heads(block: Block, following: Element | None) -> bool:
    """Whether there is something under a heading; what is followed by the next of its kind is an item of a list."""
    return not (isinstance(following, Block) and PARAGRAPH < following.level <= block.level)


def _paragraph(block: Block, following: Element | None, ledger: Ledger) -> Paragraph:
    heading, rest = split_run_in(block)
    lines = set_lines(_parts(block, heading, rest), ledger, [FIRST_LINE, FULL])
    whole = bool(heading) and not rest
    return Paragraph(
        f"H{block.level + 1}" if whole else "P",
        tuple(lines),
        holds_next=_leads(block, following) or (whole and _heads(block, following)),
        holds_last=len(lines) if whole else 1,
        label=heading.rstrip("。") if block.level in HEADING_ROLES else "",
        depth=block.level + 1,
    )


def _parts(block: Block, heading: str, rest: str) -> list[tuple[Role, str]]:
    if block.level == PARAGRAPH or not heading:
        return [(Role.FANG, block.text)]
    return [(role, text) for role, text in ((HEADING_ROLES.get(block.level, Role.FANG), heading), (Role.FANG, rest)) if text]
