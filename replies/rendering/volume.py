"""答复汇编: many replies in one PDF: cover, table of contents, then every reply in its own form, numbered through."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from replies.rendering.cleaning import one_line
from replies.rendering.engine import Rendered, compose
from replies.rendering.errors import RenderError
from replies.rendering.fonts import Role, library
from replies.rendering.furniture import centred, page_number, row_baseline
from replies.rendering.grid import ASCENT, BOTTOM, EM, FULL, LEFT, MM_PER_PT, RIGHT, ROW, SMALL_PT, TITLE_PT, TOP, WIDTH, Measure
from replies.rendering.layout import lay_out
from replies.rendering.letter import Letter, cleaned
from replies.rendering.pagination import Fragment, Paragraph, paginate
from replies.rendering.pieces import RED, Bookmark, Mark, Page, Path, Piece, Rule
from replies.rendering.placing import place as place_text
from replies.rendering.report import Ledger
from replies.rendering.title import balance
from replies.rendering.typeset import Line, set_lines, set_one

COVER_PT = 32.0
COVER_TITLE_ROW, COVER_ORGAN_ROW = 4, 18
COVER_LEADING = 1.5
COVER_RULE = 0.7
COVER_PAGES = 2  # with its blank back
TITLE_CELLS = 18.0  # what `balance` gives a line

CONTENTS = "目\u3000录"
CONTENTS_HEAD = 3  # rows of the heading and of the room below it
SMALL_EM = SMALL_PT * MM_PER_PT
MOST_INDENT = 0.25 * WIDTH  # of titles, behind the case numbers
PAGE_COLUMN = 2.5 * SMALL_EM  # room for four digits
LEADER = "…"
LEAST_LEADER = 3 * SMALL_EM

# Levels of the outline: the volume, its groups, their replies; a reply's headings come below it.
VOLUME_LEVEL, GROUP_LEVEL, REPLY_LEVEL = 1, 2, 3
COVER: tuple[str, str] = ("Sect", "cover")
CONTENTS_PART: tuple[str, str] = ("Sect", "contents")
BLANK = Page(())


@dataclass(frozen=True)
class Entry:
    """A reply of a volume, as the table of contents names it."""

    number: str  # 第0027号
    title: str
    department: str
    letter: Letter


@dataclass(frozen=True)
class Group:
    """Replies under one heading of the table of contents."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Volume:
    """What is bound. `title` may hold a wished break; `lines` stand under it, `organ` and `period` at the cover's foot."""

    title: str
    organ: str
    period: str
    groups: tuple[Group, ...]
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bound:
    """A printed volume, and the page on which each reply begins, in the order of the entries."""

    rendered: Rendered
    first_pages: tuple[int, ...]


def bind(volume: Volume, on_reply: Callable[[int], None] = lambda _done: None) -> Bound:
    """Prints a volume; `on_reply` is told how many replies are laid out, and may end the work by raising.

    Pages are counted from the cover on, so that a number in the table of contents is also that of the page in any reader. A reply
    begins on a right-hand page, and the volume's numbers stand in the place of the reply's own. The same volume gives the same bytes.
    Raises RenderError, naming the reply, for the first that cannot be printed; and where there is none.
    """
    if not any(group.entries for group in volume.groups):
        raise RenderError(_("The volume holds no reply: there is nothing to bind."))
    ledger = Ledger(library())
    volume = _clean(volume)
    contents = Contents(volume.groups, ledger)
    pages = [BLANK] * (COVER_PAGES + len(contents))  # the cover with its back, and the table of contents: their turn comes last
    firsts: list[int] = []
    for group in volume.groups:
        for place, entry in enumerate(group.entries):
            pages += [BLANK] * (len(pages) % 2)
            firsts.append(len(pages) + 1)
            above = (Bookmark(GROUP_LEVEL, group.title, TOP),) if place == 0 else ()
            pages += _bound(entry, firsts[-1], above, ledger)
            on_reply(len(firsts))
    pages[: COVER_PAGES + len(contents)] = [_cover(volume, ledger), BLANK, *contents.pages(firsts)]
    title = volume.title.replace("\n", "")
    return Bound(compose(pages, ledger, title=title, author=volume.organ), tuple(firsts))


def _clean(volume: Volume) -> Volume:
    """Texts of one line each, the title of one line to a line."""
    groups = tuple(
        Group(
            one_line(group.title),
            tuple(
                replace(one, number=one_line(one.number), title=one_line(one.title), department=one_line(one.department))
                for one in group.entries
            ),
        )
        for group in volume.groups
    )
    return replace(
        volume,
        title="\n".join(one_line(line) for line in volume.title.splitlines()),
        organ=one_line(volume.organ),
        period=one_line(volume.period),
        groups=groups,
        lines=tuple(one_line(line) for line in volume.lines),
    )


def _bound(entry: Entry, first: int, above: tuple[Bookmark, ...], ledger: Ledger) -> Iterator[Page]:
    """The pages of a reply from page `first` of the volume on, with the bookmark of the reply instead of its title's."""
    own = Ledger(ledger.library)
    try:
        letter, warnings = cleaned(entry.letter)
        laid_out = lay_out(letter, own)
    except RenderError as error:
        raise RenderError(f"{entry.number}：{error}") from error
    own.warn(*warnings)
    _enter(own, entry.number, first, ledger)
    for number, page in enumerate(laid_out, first):
        pieces = tuple(_within(("Sect", first), piece) for piece in page.pieces if not _is_page_number(piece))
        marks = tuple(replace(mark, level=mark.level + REPLY_LEVEL - 1) for mark in page.bookmarks if mark.level > 1)
        if number == first:
            by = f"（{entry.department}）" if entry.department else ""
            marks = (*above, Bookmark(REPLY_LEVEL, f"{entry.number}\u3000{entry.title}{by}", TOP), *marks)
        yield Page((*pieces, page_number(number, ledger)), marks)


def _enter(own: Ledger, number: str, first: int, ledger: Ledger) -> None:
    """What a reply's ledger says, in that of the volume: under its number, and by the volume's pages."""
    ledger.roles |= own.roles
    ledger.fallbacks |= own.fallbacks
    ledger.missing |= own.missing
    ledger.warn(*(f"{number}：{warning}" for warning in own.warnings))
    for remark in own.remarks:
        ledger.remark(f"{number}：{remark}")
    ledger.seals += [replace(box, page=box.page + first - 1) for box in own.seals]


def _within(section: tuple[str, int | str], piece: Piece) -> Piece:
    return replace(piece, path=(section, *piece.path)) if piece.path else piece


def _is_page_number(piece: Piece) -> bool:
    return not piece.path and any(mark.baseline > BOTTOM and _text(mark.line).startswith("— ") for mark in piece.marks)


def _text(line: Line) -> str:
    return "".join(run.text for run in line.runs)


def _cover(volume: Volume, ledger: Ledger) -> Page:
    """The title in the upper half between what it is of and what it holds; organ and year at the foot."""
    em = COVER_PT * MM_PER_PT
    cells = WIDTH / em

    def width(text: str) -> float:
        # As if a line were as wide as that of a letter's title, which `balance` knows.
        return set_one(Role.TITLE, text, ledger, gap=0.0).width / EM * TITLE_CELLS / cells

    title = [set_one(Role.TITLE, text, ledger, size=COVER_PT, gap=0.0) for text in balance(volume.title, width)]
    top = TOP + COVER_TITLE_ROW * ROW
    marks = [Mark(centred(line), top + place * em * COVER_LEADING + ASCENT * em) for place, line in enumerate(title)]
    top += len(title) * em * COVER_LEADING
    below = [set_one(Role.KAI, text, ledger) for text in volume.lines]
    foot = [set_one(role, text, ledger, size=TITLE_PT) for role, text in ((Role.TITLE, volume.organ), (Role.KAI, volume.period)) if text]
    return Page(
        (
            Piece((COVER, ("H1", "title")), tuple(marks)),
            Piece((COVER, ("P", "lines")), tuple(Mark(centred(line), top + (place + 2) * ROW) for place, line in enumerate(below))),
            Piece(
                (COVER, ("P", "organ")),
                tuple(Mark(centred(line), row_baseline(COVER_ORGAN_ROW + 2 * place)) for place, line in enumerate(foot)),
            ),
            Piece(rules=(Rule(top + ROW / 2, COVER_RULE, LEFT + WIDTH / 4, WIDTH / 2, RED),)),
        ),
        (Bookmark(VOLUME_LEVEL, volume.title.replace("\n", ""), TOP),),
    )


class Contents:
    """The table of contents. How many pages it takes is known before the page on which any reply begins."""

    def __init__(self, groups: Sequence[Group], ledger: Ledger) -> None:
        self._ledger = ledger
        entries = [entry for group in groups for entry in group.entries]
        numbers = {entry.number: set_one(Role.FANG, entry.number, ledger, size=SMALL_PT) for entry in entries}
        indent = min(max((line.width for line in numbers.values()), default=0.0) + SMALL_EM, MOST_INDENT)
        self._room = Measure(indent, WIDTH - indent - PAGE_COLUMN - LEAST_LEADER)
        self._paragraphs: list[Paragraph] = []
        self._parts: list[Path] = []  # of each paragraph: where it stands in the structure
        self._numbers: dict[int, Line] = {}  # paragraph → the number that stands before it
        for place, group in enumerate(groups):
            lines = tuple(set_lines([(Role.HEI, group.title)], ledger, [FULL]))
            self._paragraphs.append(Paragraph("Caption", lines, before=1 if place else 0, holds_next=True, holds_last=len(lines)))
            self._parts.append((CONTENTS_PART, ("TOC", place), ("Caption", 0)))
            for entry in group.entries:
                lines = tuple(self._lines(entry))
                self._numbers[len(self._paragraphs)] = numbers[entry.number]
                self._parts.append((CONTENTS_PART, ("TOC", place), ("TOCI", len(self._paragraphs)), ("P", 0)))
                self._paragraphs.append(Paragraph("TOCI", lines, holds_last=len(lines)))
        self._fragments = paginate(self._paragraphs, head=CONTENTS_HEAD, foot=0)

    def __len__(self) -> int:
        return len(self._fragments)

    def pages(self, firsts: Sequence[int]) -> Iterator[Page]:
        """Its pages, with the page on which each entry begins."""
        beginning = dict(zip(self._numbers, firsts, strict=True))
        for place, fragments in enumerate(self._fragments):
            heading: tuple[Piece, ...] = ()
            if place == 0:
                line = set_one(Role.TITLE, CONTENTS, self._ledger, size=TITLE_PT, gap=0.0)
                heading = (Piece((CONTENTS_PART, ("H1", 0)), (Mark(centred(line), row_baseline(0)),)),)
            texts = place_text(self._paragraphs, fragments, 0 if place else CONTENTS_HEAD).pieces
            pieces = [part for fragment, piece in zip(fragments, texts, strict=True) for part in self._entry(fragment, piece, beginning)]
            bookmarks = () if place else (Bookmark(GROUP_LEVEL, CONTENTS.replace("\u3000", ""), TOP),)
            yield Page((*heading, *pieces, page_number(COVER_PAGES + 1 + place, self._ledger)), bookmarks)

    def _lines(self, entry: Entry) -> list[Line]:
        """Title and department; the department is not parted where a line of its own saves it from that."""
        title, department = (Role.FANG, entry.title), (Role.KAI, f"（{entry.department}）")
        alone = set_lines([title], self._ledger, [self._room], size=SMALL_PT)
        if not entry.department:
            return alone
        together = set_lines([title, department], self._ledger, [self._room], size=SMALL_PT)
        if len(together) == len(alone):
            return together
        # Its bracket is wide at the left: moved by half of itself, the name begins where titles do.
        under = Measure(self._room.left - SMALL_EM / 2, self._room.width + SMALL_EM / 2)
        return [*alone, *set_lines([department], self._ledger, [under], size=SMALL_PT)]

    def _entry(self, fragment: Fragment, piece: Piece, beginning: Mapping[int, int]) -> Iterator[Piece]:
        """The piece of an entry with its number before it and its page behind it, and the dots between, which nobody has read out."""
        piece = replace(piece, path=self._parts[fragment.paragraph])
        if fragment.paragraph not in self._numbers:
            yield piece
            return
        first, last = piece.marks[0], piece.marks[-1]
        number = replace(self._numbers[fragment.paragraph], left=LEFT)
        page = set_one(Role.FANG, str(beginning[fragment.paragraph]), self._ledger, size=SMALL_PT, gap=0.0)
        page = replace(page, left=RIGHT - page.width)
        yield replace(piece, marks=(Mark(number, first.baseline), *piece.marks, Mark(page, last.baseline)))
        yield Piece(marks=(Mark(self._leader(last.line.left + last.line.width), last.baseline),))

    def _leader(self, start: float) -> Line:
        """Dots from a place on, that end at the same place on all lines."""
        end = RIGHT - PAGE_COLUMN
        dots = set_one(Role.SONG, LEADER * int((end - start) / SMALL_EM - 0.5), self._ledger, size=SMALL_PT, gap=0.0)
        return replace(dots, left=end - dots.width)
