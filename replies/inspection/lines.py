"""Glyphs to printed lines, and the lines that belong to tables and pictures."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from replies.inspection.reading import Box, Color, Glyph, Sheet
from replies.inspection.standard import MM_PER_PT

T = TypeVar("T")

# Glyphs whose baselines differ by less than this part of their em stand in one line (raised figures, other faces).
SAME_LINE = 0.35
# Borders that meet within this belong to one table. mm
MEETING = 1.0
# Rules of a table without uprights (三线表) are at least so long, and end at the same places. mm
LONG_RULE = 25.0
# A gap of so many em parts what stands on one line.
APART = 1.5
# More bars on a page are a drawing.
MOST_BARS = 1500
# What is narrower than the widest by more than this is not as wide; nor is a step between two characters.
FULL = 0.93


@dataclass(frozen=True, eq=False)
class Line:
    """Glyphs on one baseline from left to right, without the blanks at its ends. `y` is the baseline, mm."""

    glyphs: tuple[Glyph, ...]

    @cached_property
    def text(self) -> str:
        return "".join(glyph.char for glyph in self.glyphs)

    @cached_property
    def left(self) -> float:
        return self.glyphs[0].x

    @cached_property
    def right(self) -> float:
        return max(glyph.right for glyph in self.glyphs)

    @cached_property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @cached_property
    def size(self) -> float:
        """Of most of its glyphs, in points."""
        return _most(round(glyph.size, 1) for glyph in self.glyphs if not glyph.blank)

    @cached_property
    def y(self) -> float:
        """Of most of its glyphs of the line's size."""
        return _most(round(glyph.y, 2) for glyph in self.glyphs if abs(glyph.size - self.size) < 0.1)

    @cached_property
    def font(self) -> str:
        return _most(glyph.font for glyph in self.glyphs if not glyph.blank)

    @cached_property
    def color(self) -> Color:
        return _most(glyph.color for glyph in self.glyphs if not glyph.blank)

    @property
    def red(self) -> bool:
        return self.glyphs[0].red

    @property
    def at(self) -> tuple[float, float]:
        return self.left, self.y

    @property
    def ink_top(self) -> float:
        return min(glyph.ink_top for glyph in self.glyphs if not glyph.blank)

    @property
    def ink_bottom(self) -> float:
        return max(glyph.ink_bottom for glyph in self.glyphs if not glyph.blank)

    def parts(self) -> list["Line"]:
        """What stands apart on it: a number at the left and a name at the right."""
        found: list[list[Glyph]] = [[]]
        for glyph in self.glyphs:
            if found[-1] and not glyph.blank and glyph.x - found[-1][-1].right > APART * self.size * MM_PER_PT:
                found.append([])
            if not glyph.blank:
                found[-1].append(glyph)
        return [Line(tuple(part)) for part in found]

    @cached_property
    def full_width(self) -> bool:
        """Whether all characters are of one width and no mark gives way to another: such a line can be counted.

        The width may be any, for type is condensed to get more onto a line, and so are the distances between characters.
        """
        widest = max(glyph.right - glyph.x for glyph in self.glyphs)
        if not any(_wide(glyph.char) for glyph in self.glyphs) or any(glyph.right - glyph.x < FULL * widest for glyph in self.glyphs):
            return False
        near = [(before.char, after.char) for before, after in pairwise(self.glyphs) if after.x - before.x < FULL * widest]
        return not near or any(_wide(before) and _wide(after) for before, after in near)


def _wide(char: str) -> bool:
    """Whether a character is as wide as its type in every face: no mark, no letter."""
    return unicodedata.category(char) == "Lo" and unicodedata.east_asian_width(char) == "W"


def _most(values: Iterable[T]) -> T:
    listed = list(values)
    if listed.count(listed[0]) * 2 > len(listed):  # nearly always, and much quicker than to count them all
        return listed[0]
    return Counter(listed).most_common(1)[0][0]


def lines_of(sheet: Sheet) -> list[Line]:
    """The lines of a page, top to bottom."""
    rows: list[list[Glyph]] = []
    for glyph in sorted((glyph for glyph in sheet.glyphs if glyph.size > 0), key=lambda glyph: glyph.y):
        near = rows[-1][0] if rows else None
        if near and glyph.y - near.y < SAME_LINE * MM_PER_PT * min(near.size, glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    found = []
    for row in rows:
        ordered = sorted(row, key=lambda glyph: glyph.x)
        while ordered and ordered[0].blank:
            ordered.pop(0)
        while ordered and ordered[-1].blank:
            ordered.pop()
        if ordered:
            found.append(Line(tuple(ordered)))
    return sorted(found, key=lambda line: line.y)


def tables_of(bars: list[Box]) -> list[Box]:
    """The room of each table: borders that meet, or rules of one length over one another."""
    if len(bars) > MOST_BARS:
        return [_room(bars)]
    groups: list[list[Box]] = []
    for bar in bars:
        touching = [group for group in groups if any(_meet(bar, other) for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([bar, *(other for group in touching for other in group)])
    return [room for group in groups if len(group) > 1 and (room := _room(group)).height > MEETING]


def _meet(one: Box, other: Box) -> bool:
    if (
        one.left - MEETING < other.right
        and other.left - MEETING < one.right
        and one.top - MEETING < other.bottom
        and other.top - MEETING < one.bottom
    ):
        return True
    level = min(one.width, other.width) > LONG_RULE
    return level and abs(one.left - other.left) < MEETING and abs(one.right - other.right) < MEETING


def _room(boxes: list[Box]) -> Box:
    return Box(
        min(box.left for box in boxes), min(box.top for box in boxes), max(box.right for box in boxes), max(box.bottom for box in boxes)
    )


def inside(line: Line, room: Box) -> bool:
    """Whether a line stands in a table or a picture."""
    middle = line.y - 0.38 * line.size * MM_PER_PT
    return room.top < middle < room.bottom and room.left - MEETING < line.middle < room.right + MEETING
