"""The start of a summary: the headings of a reply with the first sentence under each. A writer goes on from there."""

from collections.abc import Iterable

from replies.structure import Block, Element, split_run_in

# Stands in the text until its writer has taken it out; nothing is published with it.
DRAFT_MARK = "【摘要初稿，待改写】"
MOST_UNDER_HEADING = 1


def start(elements: Iterable[Element]) -> str:
    """Structured plain text: each heading in order, and the first sentence of what follows it; tables and figures are left out."""
    lines, room = [DRAFT_MARK], MOST_UNDER_HEADING
    for element in elements:
        if not isinstance(element, Block):
            continue
        heading, rest = split_run_in(element)
        if heading and element.level == 1:
            lines.append(heading)
            room = MOST_UNDER_HEADING
        sentence = _first_sentence(rest if heading else element.text)
        if sentence and room:
            lines.append(sentence if not heading or element.level == 1 else heading + sentence)
            room -= 1
    return "\n".join(lines)


def _first_sentence(text: str) -> str:
    first, stop, _rest = text.partition("。")
    return first.strip() + stop if first.strip() else ""
