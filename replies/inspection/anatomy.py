"""Which line of a document is what: masthead, number, title, running text, signature, 版记, page number."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from replies.inspection.lines import Line, inside, lines_of, tables_of
from replies.inspection.reading import Box, Sheet
from replies.inspection.standard import BODY_PT, HEIGHT, LEFT, PAGE_HEIGHT, TOP

Form = Literal["plain", "file", "letter"]
FORMS: tuple[Form, ...] = ("plain", "file", "letter")

FOLIO = re.compile(r"(?P<before>[^\w\s]*)\s*(?P<number>\d{1,4})\s*(?P<after>[^\w\s]*)")
FOLIO_ZONE = 240.0  # a page number stands below this, even when the margins are wrong; mm
NUMBER = re.compile(r".{0,20}?[〔\[（(【［]?\d{4}[〕\])）】］]?\s*第?\d+\s*号")
IMPRINT = re.compile(r"(抄\s*送|主\s*送|分\s*送)[:：]|.*日\s*印\s*发$")
DATE = re.compile(
    r"[（(]?\s*(?P<year>\d{2,4}|[〇○零一二三四五六七八九]{4})\s*年\s*(?P<month>\w{1,3})\s*月\s*(?P<day>\w{1,4})\s*日\s*[)）]?"
)
ATTACHMENT = re.compile(r"附\s*件\s*\d*\s*[:：]?")
# A title is this much larger than the body at least; what is larger still, and red, is a masthead. Points.
LARGER, MASTHEAD_PT = 2.0, 20.0
SAME_SIZE = 0.6
# What is smaller is the print beside a code to scan, and no part of the document. Points.
SMALL_PRINT = 9.0
LONG_RULE = 60.0
# A rule over the 版记 stands at most so far above its first line. mm
ABOVE_IMPRINT = 15.0
# A signature and its date stand at least so far in from the left edge of the type area. mm
SIGNED_FROM = 30.0


@dataclass
class PageParts:
    """The parts of one page; `flow` is running text: body, headings, addressees, signature, attachments."""

    number: int
    sheet: Sheet
    lines: list[Line]
    flow: list[Line] = field(default_factory=list)
    others: list[Line] = field(default_factory=list)  # of another size, in no part that is known
    folio: Line | None = None
    title: list[Line] = field(default_factory=list)
    imprint: list[Line] = field(default_factory=list)
    imprint_bars: list[Box] = field(default_factory=list)
    red_bars: list[Box] = field(default_factory=list)
    rooms: list[Box] = field(default_factory=list)  # tables and pictures

    @property
    def upright(self) -> bool:
        return not self.sheet.rotation and self.sheet.width < self.sheet.height

    def parted(self, above: Line, below: Line) -> bool:
        """Whether a table or a picture stands between two lines."""
        return any(above.y < room.bottom and room.top < below.y - 1 and room.height > 1 for room in self.rooms)


@dataclass
class Anatomy:
    """The parts of a document."""

    pages: list[PageParts]
    form: Form
    body_size: float
    masthead: list[Line] = field(default_factory=list)
    tabular: bool = False  # a form to be filled in: tables, and no running text that could be judged
    head: list[Line] = field(default_factory=list)  # what stands above the title, without the masthead
    doc_number: Line | None = None

    @property
    def first(self) -> PageParts:
        return self.pages[0]

    @property
    def last(self) -> PageParts:
        return self.pages[-1]

    @cached_property
    def dates(self) -> set[Line]:
        """The lines of 成文日期: a date alone, well in from the left."""
        return {line for page in self.pages for line in page.flow if DATE.fullmatch(line.text) and line.left > LEFT + SIGNED_FROM}


def dissect(sheets: list[Sheet], form: Form | None = None) -> Anatomy:
    """The parts of a document, and its form unless one is given."""
    pages = [PageParts(number, sheet, _lines(sheet)) for number, sheet in enumerate(sheets, 1)]
    for page in pages:
        page.folio = _folio(page)
        page.red_bars = [bar for bar in page.sheet.bars if bar.red and bar.width > LONG_RULE and bar.height < 3]
        _imprint(page, last=page is pages[-1])
    masthead = [line for line in pages[0].lines if line.red and line.size >= MASTHEAD_PT]
    found = Anatomy(pages, form or _form(pages[0], masthead), BODY_PT, masthead)
    for page in pages:
        own = set(map(id, page.imprint_bars)) | set(map(id, page.red_bars))
        page.rooms = tables_of([bar for bar in page.sheet.bars if id(bar) not in own]) + page.sheet.pictures
    found.tabular = all(_in_rooms(page) > sum(len(line.glyphs) for line in _loose(page)) for page in pages)
    found.body_size = _body_size(found)
    _divide(found)
    return found


def _lines(sheet: Sheet) -> list[Line]:
    """Below the type area, what stands apart is apart: a page number beside a code to scan."""
    return [part for line in lines_of(sheet) for part in (line.parts() if line.y > TOP + HEIGHT else [line])]


def _folio(page: PageParts) -> Line | None:
    for line in reversed(page.lines):
        match = FOLIO.fullmatch(line.text) if line.y > FOLIO_ZONE else None
        # Inside the type area a bare figure is the end of a table or of a list.
        if match and (line.y > TOP + HEIGHT or (match["before"] and match["after"])):
            return line
    return None


def _form(first: PageParts, masthead: list[Line]) -> Form:
    bars = first.red_bars
    if len(bars) > 1 or any(bar.bottom > PAGE_HEIGHT - 40 for bar in bars):
        return "letter"
    if bars:
        return "file"
    if masthead:
        return "file" if masthead[0].ink_top > (TOP + 35 + 30) / 2 else "letter"
    return "plain"


def _imprint(page: PageParts, *, last: bool) -> None:
    """The lines from 抄送 or 印发 down to the page number, and the rules around them."""
    rest = [line for line in page.lines if line is not page.folio and line.size >= SMALL_PRINT]
    rules = [bar for bar in page.sheet.bars if not bar.red and bar.width > LONG_RULE and bar.height < 3]
    for place, line in enumerate(rest):
        if (not last and line.y < TOP + HEIGHT / 4) or line.red or not IMPRINT.match(line.text):
            continue
        small = all(other.size < BODY_PT - 0.5 for other in rest[place:])
        # In type that is too large, it is told from running text by the rule over it.
        if small or (last and any(0 < line.y - bar.top < ABOVE_IMPRINT for bar in rules)):
            page.imprint = rest[place:]
            page.imprint_bars = [bar for bar in rules if bar.top > line.y - ABOVE_IMPRINT]
            return


def _in_rooms(page: PageParts) -> int:
    """How many glyphs stand in tables and pictures."""
    return sum(len(line.glyphs) for line in page.lines if any(inside(line, room) for room in page.rooms))


def _loose(page: PageParts) -> list[Line]:
    """What is in no table, picture, 版记 or page number."""
    known = {id(line) for line in (*page.imprint, page.folio) if line}
    return [line for line in page.lines if id(line) not in known and not line.red and not any(inside(line, room) for room in page.rooms)]


def _body_size(found: Anatomy) -> float:
    """The size of most of the running text."""
    sizes: Counter[float] = Counter()
    for page in found.pages:
        for line in _loose(page):
            if line.size < MASTHEAD_PT - 1:
                sizes[line.size] += len(line.glyphs)
    return sizes.most_common(1)[0][0] if sizes else BODY_PT


def _divide(found: Anatomy) -> None:
    for page in found.pages:
        rest = _loose(page)
        if page is found.first:
            rest = _head(found, rest)
        for line in rest if not found.tabular else ():
            if abs(line.size - found.body_size) < SAME_SIZE:
                page.flow.append(line)
            elif SMALL_PRINT <= line.size < found.body_size + LARGER:
                page.others.append(line)


def _head(found: Anatomy, rest: list[Line]) -> list[Line]:
    """Takes the title and what is above it from the lines of page 1; gives those below."""
    page = found.first
    large = [line for line in rest if line.size >= found.body_size + LARGER]
    largest = max((line.size for line in large), default=0.0)
    titled = [place for place, line in enumerate(rest) if line.size > largest - SAME_SIZE and large]
    above = rest[: titled[0]] if titled else _untitled(found, rest)
    found.head = [part for line in above for part in line.parts()]
    found.doc_number = next((line for line in found.head if NUMBER.fullmatch(line.text)), None)
    if not titled:
        return [line for line in rest if line not in above]
    end = titled[0]
    while end + 1 < len(rest) and end + 1 in titled:
        end += 1
    page.title = rest[titled[0] : end + 1]
    return rest[end + 1 :]


def _untitled(found: Anatomy, rest: list[Line]) -> list[Line]:
    """Without a title, the head is what stands above the red lines of the paper's upper half, and the number below them."""
    edge = max((bar.bottom for bar in found.first.red_bars if bar.top < PAGE_HEIGHT / 2), default=0.0)
    return [line for line in rest if line.y < edge or (edge and NUMBER.fullmatch(line.text))]
