"""The structure of a reply's body: plain text, one paragraph to a line, headings known by their numbers.

The four levels and their numbers are those of GB/T 9704-2012, 7.3.3: 一、 then （一） then 1. then （1）. The same
structure is typed by a drafter, read by `replies.parsing` and printed by `replies.rendering`; none of them owns it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

CHINESE_NUMERAL = "[一二三四五六七八九十百零〇]+"
PARAGRAPH = 0
LEVELS = (
    (1, re.compile(rf"{CHINESE_NUMERAL}、")),
    (2, re.compile(rf"[（(]{CHINESE_NUMERAL}[）)]")),
    (3, re.compile(r"\d{1,3}[.．](?!\d)")),
    (4, re.compile(r"[（(]\d{1,3}[）)]")),
)
# A heading is a phrase. A numbered line longer than this with no sentence of its own first is a numbered paragraph.
LONGEST_HEADING = 56


@dataclass(frozen=True)
class Block:
    """One paragraph of a body. `level` is 0 for running text and 1 to 4 for a line that opens with a heading number."""

    level: int
    text: str

    @property
    def heading(self) -> str:
        """The part set in the heading's face: the whole line, or its first sentence where text runs in after it."""
        return split_run_in(self)[0]


def level_of(line: str) -> int:
    """0 for running text, else 1 to 4 by the number that the line opens with."""
    return next((level for level, number in LEVELS if number.match(line)), PARAGRAPH)


def parse_body(text: str) -> list[Block]:
    """Structured plain text to blocks. Blank lines and the blanks around a line do not count."""
    lines = (line.strip(" \t\u3000\xa0\r") for line in text.splitlines())
    return [Block(level_of(line), line) for line in lines if line]


def body_text(blocks: Iterable[Block]) -> str:
    """Blocks to structured plain text: the inverse of `parse_body` up to blanks."""
    return "\n".join(block.text for block in blocks)


def split_run_in(block: Block) -> tuple[str, str]:
    """(heading, rest) of a block: `（一）科学编制规划。` and the sentences that run in after it.

    The heading is empty for running text, and for a numbered line that is a sentence rather than a phrase.
    """
    if block.level == PARAGRAPH:
        return "", block.text
    first, stop, rest = block.text.partition("。")
    if len(first) > LONGEST_HEADING or "；" in first:
        return "", block.text
    return first + stop, rest


def outline(blocks: Iterable[Block]) -> list[str]:
    """The headings of the highest level that occurs, as printed: what a reader would take for the table of contents."""
    found = [block for block in blocks if block.level in (1, 2) and block.heading]
    top = min((block.level for block in found), default=PARAGRAPH)
    return [block.heading for block in found if block.level == top]
