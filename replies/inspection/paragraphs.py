"""Running text from line to line: which line goes on with the one before, which must fill its width."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from replies.inspection.anatomy import ATTACHMENT, Anatomy, PageParts
from replies.inspection.lines import Line
from replies.inspection.standard import CELL, LEFT, ROW, WIDTH

Part = Literal["addressee", "body", "names", "signature", "notes", "attachment"]
# How far a line may stand from an edge and still be meant to stand at it. mm
FLUSH, INDENTED = 1.5, 1.6
# A left edge further from its place than this is not looked for: a page may hold nothing but a signature. mm
FARTHEST = 25.0
# A line that ends so far before the right edge ends its paragraph. mm
SHORT = 4 * CELL
# Lines that are nearer than this many rows follow one another without a blank row.
NEXT_ROW = 1.6
# 附件说明: its second and later names stand under the first, further in than a paragraph and less far than a signature.
NAMES = re.compile(r"附\s*件\s*[:：]")
NAMES_FROM, NAMES_TO = 2.5 * CELL, 8 * CELL
CONTACT = re.compile(r"[（(]?联\s*系\s*(单位|人|电话|方式)")
SENTENCE_END = frozenset("。！？；：…”）")
NUMBERS = (
    re.compile(r"[一二三四五六七八九十百]+、"),
    re.compile(r"[（(][一二三四五六七八九十百]+[）)]"),
    re.compile(r"\d{1,2}[.．、](?!\d)"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)


@dataclass
class Placed:
    """A line of running text in its place. `goes_on`: the next line belongs to the same paragraph."""

    page: PageParts
    line: Line
    edge: float  # the left edge of the text on its page, mm
    part: Part = "body"
    starts: bool = True  # a paragraph, as far as its place tells
    goes_on: bool = False

    @property
    def inset(self) -> float:
        """From the left edge of the text, mm."""
        return self.line.left - self.edge

    @property
    def flush(self) -> bool:
        return abs(self.inset) < FLUSH

    @property
    def indented(self) -> bool:
        return abs(self.inset - 2 * CELL) < INDENTED

    @property
    def level(self) -> int:
        """1 to 4 by the number that the line opens with, else 0."""
        return next((level for level, number in enumerate(NUMBERS, 1) if number.match(self.line.text)), 0)


def left_edge(lines: list[Line]) -> float:
    """Where the lines of a page stand flush, mm from the paper's edge: where most begin there or two characters on."""

    def score(edge: float) -> tuple[int, float]:
        matches = sum(abs(line.left - edge) < 0.5 or abs(line.left - edge - 2 * CELL) < 1 for line in lines)
        return matches, -abs(edge - LEFT)

    starts = [line.left for line in lines]
    candidates = {round(start, 2) for start in starts} | {round(start - 2 * CELL, 2) for start in starts}
    near = [edge for edge in candidates if abs(edge - LEFT) < FARTHEST]
    best = max(near, key=score, default=LEFT)
    flush = [line.left for line in lines if abs(line.left - best) < 0.5]
    return median(flush) if flush else best


def follow(found: Anatomy) -> list[Placed]:
    """All running text in reading order, with what each line is."""
    placed: list[Placed] = []
    pages = [page for page in found.pages if page.upright and page.flow]
    edges = [left_edge(page.flow) for page in pages]
    for page, edge in zip(pages, edges, strict=True):
        # A page of names only has nothing at its edge.
        edge = min(edge, median(edges)) if edge > median(edges) + NAMES_FROM else edge
        placed += [Placed(page, line, edge) for line in page.flow]
    for before, after in pairwise(placed):
        before.goes_on = adjacent(before, after) and after.flush and not _begins_anew(before, after)
        after.starts = not before.goes_on
    _name_parts(found, placed)
    for one in placed:
        one.goes_on = one.goes_on and one.part not in ("notes", "signature")
    return placed


def adjacent(before: Placed, after: Placed) -> bool:
    """Whether one line stands right under the other, or heads the page after it."""
    if before.page is after.page:
        return after.line.y - before.line.y < NEXT_ROW * ROW and not before.page.parted(before.line, after.line)
    last, first = before.page.flow[-1], after.page.flow[0]
    rooms = [room for room in before.page.rooms if room.top > last.y] + [room for room in after.page.rooms if room.bottom < first.y]
    return after.page.number == before.page.number + 1 and not rooms


def _begins_anew(before: Placed, after: Placed) -> bool:
    """A flush line that cannot go on with the one before: an attachment's label, or text under the addressees."""
    if ATTACHMENT.fullmatch(after.line.text):
        return True
    return before.edge + WIDTH - before.line.right > SHORT


def _name_parts(found: Anatomy, placed: list[Placed]) -> None:
    part: Part = "body"
    for place, one in enumerate(placed):
        if ATTACHMENT.fullmatch(one.line.text) and one.page.flow[0] is one.line and place:
            part = "attachment"
        elif one.starts and part == "body" and CONTACT.match(one.line.text):
            part = "notes"
        one.part = "names" if part == "body" and _names(placed[place - 1], one) else part
        if one.line in found.dates:
            one.part = "signature"
            for earlier in reversed(placed[:place]):
                if earlier.page is not one.page or earlier.flush or earlier.indented or earlier.part != part:
                    break
                earlier.part = "signature"
            part = "notes"
    _name_addressees(placed)


def _names(before: Placed, one: Placed) -> bool:
    """Whether a line names attachments, as the one before it does unless it is the first."""
    if one.indented:
        return NAMES.match(one.line.text) is not None
    return before.part == "names" and NAMES_FROM < one.inset < NAMES_TO and adjacent(before, one)


def _name_addressees(placed: list[Placed]) -> None:
    """主送机关: flush lines at the top, up to the first that ends with a colon."""
    for place, one in enumerate(placed):
        if not (one.flush and one.page.number == 1 and one.part == "body"):
            return
        if one.line.text[-1] in "：:":
            for addressee in placed[: place + 1]:
                addressee.part = "addressee"
            return


def paragraphs(placed: list[Placed]) -> Iterator[list[Placed]]:
    """Lines that go on with one another, together."""
    gathered: list[Placed] = []
    for one in placed:
        gathered.append(one)
        if not one.goes_on:
            yield gathered
            gathered = []
    if gathered:
        yield gathered


def most_common_width(placed: list[Placed]) -> float | None:
    """From the left edge of the text to where most full lines end, mm; None when they end anywhere."""
    ends = [one.line.right - one.edge for one in placed if one.goes_on]
    if len(ends) < 2:
        return None
    centre, _count = Counter(round(end * 2) / 2 for end in ends).most_common(1)[0]
    near = [end for end in ends if abs(end - centre) <= 0.5]
    return median(near) if len(near) * 2 >= len(ends) else None
