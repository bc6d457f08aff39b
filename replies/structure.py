"""The structure of a reply's body: plain text, one paragraph to a line, headings known by their numbers.

The four levels and their numbers are those of GB/T 9704-2012, 7.3.3: 一、 then （一） then 1. then （1）. A table is a run of
lines that begin and end with a bar, `|街道|托位|`, its first row the head; a figure is a line `【图：name　caption】`. The same
structure is typed by a drafter, read by `replies.parsing` and printed by `replies.rendering`; none of them owns it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

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
BAR = "|"
# `\\|` is a bar inside a cell.
CELL_END = re.compile(r"(?<!\\)\|")
SEPARATOR = re.compile(r":?-+:?|")
FIGURE = re.compile("【图：([^】\u3000]+)(?:\u3000([^】]*))?】")
# What a table has at least, so that a stray bar or two makes none.
FEWEST_ROWS, FEWEST_COLUMNS = 2, 2


@dataclass(frozen=True)
class Block:
    """One paragraph of a body. `level` is 0 for running text and 1 to 4 for a line that opens with a heading number."""

    level: int
    text: str

    @property
    def heading(self) -> str:
        """The part set in the heading's face: the whole line, or its first sentence where text runs in after it."""
        return split_run_in(self)[0]


@dataclass(frozen=True)
class Table:
    """Rows of cells, all of one length, the first row being the head. Like running text it has no level and no heading."""

    rows: tuple[tuple[str, ...], ...]
    level: ClassVar[int] = PARAGRAPH
    heading: ClassVar[str] = ""

    @property
    def text(self) -> str:
        """As it is typed."""
        return "\n".join("|" + "|".join(cell.replace(BAR, rf"\{BAR}") for cell in row) + "|" for row in self.rows)


@dataclass(frozen=True)
class Figure:
    """A picture by its name, with what is said under it."""

    name: str
    caption: str = ""
    level: ClassVar[int] = PARAGRAPH
    heading: ClassVar[str] = ""

    @property
    def text(self) -> str:
        """As it is typed."""
        return f"【图：{self.name}\u3000{self.caption}】" if self.caption else f"【图：{self.name}】"


Element = Block | Table | Figure


def level_of(line: str) -> int:
    """0 for running text, else 1 to 4 by the number that the line opens with."""
    return next((level for level, number in LEVELS if number.match(line)), PARAGRAPH)


def parse_body(text: str) -> list[Element]:
    """Structured plain text to its elements. Blank lines and the blanks around a line do not count, but part two tables."""
    return [element for element, _line in parse_lines(text)]


def parse_lines(text: str) -> list[tuple[Element, int]]:
    """The elements, each with the number of the line that it begins in, from 1."""
    found: list[tuple[Element, int]] = []
    at = 1
    for barred, run in groupby(_stripped(text), key=_is_row):
        lines = list(run)
        table = _table(lines) if barred else None
        if table:
            found.append((table, at))
        else:
            found += [(_figure(line) or Block(level_of(line), line), number) for number, line in enumerate(lines, at) if line]
        at += len(lines)
    return found


def parse_paragraphs(text: str) -> list[Block]:
    """The same without tables and figures, for texts whose writers did not know how these are typed."""
    return [Block(level_of(line), line) for line in _stripped(text) if line]


def _stripped(text: str) -> Iterator[str]:
    return (line.strip(" \t\u3000\xa0\r") for line in text.splitlines())


def _is_row(line: str) -> bool:
    return len(line) > 1 and line[0] == line[-1] == BAR and line[-2] != "\\"


def _table(lines: list[str]) -> Table | None:
    """The table in a run of lines with bars, without rows of dashes; None when there is too little of it."""
    rows = [tuple(cell.replace(rf"\{BAR}", BAR).strip(" \t\u3000\xa0") for cell in CELL_END.split(line[1:-1])) for line in lines]
    kept = [row for row in rows if not all(map(SEPARATOR.fullmatch, row))]
    columns = max(map(len, kept), default=0)
    if len(kept) < FEWEST_ROWS or columns < FEWEST_COLUMNS:
        return None
    return Table(tuple(row + ("",) * (columns - len(row)) for row in kept))


def _figure(line: str) -> Figure | None:
    match = FIGURE.fullmatch(line)
    name = match[1].strip() if match else ""
    return Figure(name, (match[2] or "").strip(" \t\u3000\xa0")) if match and name else None


def body_text(elements: Iterable[Element]) -> str:
    """Elements to structured plain text: the inverse of `parse_body` up to blanks."""
    lines: list[str] = []
    for text in (element.text for element in elements):
        if lines and _is_row(lines[-1].rpartition("\n")[2]) and _is_row(text.partition("\n")[0]):
            lines.append("")
        lines.append(text)
    return "\n".join(lines)


def rewritten(elements: Iterable[Element], change: Callable[[str], str]) -> tuple[Element, ...]:
    """The elements with every text of theirs changed, and without those that are then empty."""
    found: list[Element] = []
    for element in elements:
        if isinstance(element, Table):
            found.append(Table(tuple(tuple(change(cell) for cell in row) for row in element.rows)))
        elif isinstance(element, Figure):
            found.append(Figure(change(element.name), change(element.caption)))
        elif text := change(element.text):
            found.append(Block(element.level, text))
    return tuple(found)


def split_run_in(block: Element) -> tuple[str, str]:
    """(heading, rest) of a block: `（一）科学编制规划。` and the sentences that run in after it.

    The heading is empty for running text, and for a numbered line that is a sentence rather than a phrase.
    """
    if block.level == PARAGRAPH:
        return "", block.text
    first, stop, rest = block.text.partition("。")
    if len(first) > LONGEST_HEADING or "；" in first:
        return "", block.text
    return first + stop, rest


def outline(blocks: Iterable[Element]) -> list[str]:
    """The headings of the highest level that occurs, as printed: what a reader would take for the table of contents."""
    found = [block for block in blocks if block.level in (1, 2) and block.heading]
    top = min((block.level for block in found), default=PARAGRAPH)
    return [block.heading for block in found if block.level == top]
