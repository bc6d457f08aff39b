"""征询意见表: the form by which a proposer says what the answer was worth; one page of A4 for each proposer."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import accumulate

from replies.rendering.cleaning import one_line
from replies.rendering.engine import Rendered, compose
from replies.rendering.fonts import Role, library
from replies.rendering.grid import ASCENT, BOTTOM, LEFT, MM_PER_PT, RIGHT, TITLE_PT, TOP, WIDTH, Measure
from replies.rendering.letter import chinese_date
from replies.rendering.pieces import Bookmark, Mark, Page, Piece, Rule
from replies.rendering.report import Ledger
from replies.rendering.structure_tree import ROW_HEADER
from replies.rendering.typeset import Line, set_lines, set_one

SIZE_PT = 14.0  # 4号
NOTE_PT = 12.0  # 小4号
HINT_PT = 10.5  # 5号
LEADING, TITLE_LEADING = 1.35, 1.4  # of the type
LABEL = 32.0  # width of the column of labels
HALF = (LABEL, 48.0, 24.0, WIDTH - LABEL - 48.0 - 24.0)  # a row with two labels
PADDING = 2.8  # between a rule and the text beside it
LEAST = (12.5, 11.0, 9.5, 8.0)  # height of a row; lower ones where much is rated, so that room to write in is left
ROOM = 42.0  # to write in and to sign
OUTER, INNER = 0.5, 0.25
BELOW_TITLE, ABOVE_NOTES = 6.0, 3.5
BOX = "□"
SIGNED = "年\u3000\u3000月\u3000\u3000日"
# What is longer is cut: the form is one page, and the case is known by its number.
MOST_TITLE, MOST_NAMES, MOST = 120, 100, 60


@dataclass(frozen=True)
class Asked:
    """Who is asked: a person of a delegation or sector, or a group. Telephones are left to be written."""

    name: str
    unit: str = ""
    is_group: bool = False


@dataclass(frozen=True)
class FeedbackForm:
    """What the forms of one reply say, plain text. Each of `proposers` gets a page."""

    session: str  # 市十七届人大五次会议
    number: str  # 第0027号
    kind: str  # 建议 or 提案
    title: str
    proposers: tuple[Asked, ...]
    handler: str
    co_handlers: tuple[str, ...] = ()
    answered_on: datetime.date | None = None
    document_number: str = ""
    # What is rated, at most four things, and the grades of each.
    scales: tuple[tuple[str, tuple[str, ...]], ...] = tuple((what, ("满意", "基本满意", "不满意")) for what in ("办理态度", "办理结果"))
    contacts: tuple[str, ...] = ("面商", "走访", "电话", "其他", "未联系")
    due: str = ""  # 收到答复后15个工作日内; empty where no rule says
    return_to: str = ""  # the organ that collects the forms
    address: str = ""
    phone: str = ""

    @property
    def member(self) -> str:
        return "代表" if self.kind == "建议" else "委员"


@dataclass(frozen=True)
class Cell:
    """A box of the table, its lines in the middle. `kind` is its type in the structure of the PDF; `left` is from the page's edge."""

    kind: str
    left: float
    width: float
    lines: tuple[Line, ...]

    @property
    def height(self) -> float:
        return sum(line.size * MM_PER_PT * LEADING for line in self.lines) + PADDING

    def marks(self, top: float, height: float) -> tuple[Mark, ...]:
        """Its lines where the row begins at `top` and is `height` high."""
        return _stack(self.lines, top + (height - self.height + PADDING) / 2)


Row = tuple[Cell, ...]


def print_feedback(form: FeedbackForm) -> Rendered:
    """The forms of a reply as one PDF. The same form gives the same bytes. Raises RenderError when the fonts are not installed."""
    ledger = Ledger(library())
    clean = _clean(form)
    pages = [_page(clean, asked, number, ledger) for number, asked in enumerate(clean.proposers)]
    return compose(pages, ledger, title=f"{clean.session}{clean.number}{clean.kind}办理情况征询意见表", author=clean.return_to)


def _clean(form: FeedbackForm) -> FeedbackForm:
    """Without what cannot be printed, and no longer than there is room for."""
    texts = {
        entry.name: _short(value, MOST_TITLE if entry.name == "title" else MOST)
        for entry in fields(form)
        if isinstance(value := getattr(form, entry.name), str)
    }
    names = [one_line(name) for name in form.co_handlers]
    kept = names
    while len("、".join(kept)) > MOST_NAMES:
        kept = kept[:-1]
    if len(kept) < len(names):
        kept = [*kept[:-1], f"{kept[-1]}等{len(names)}个单位"]
    asked = tuple(Asked(_short(one.name, MOST), _short(one.unit, MOST), one.is_group) for one in form.proposers)
    return replace(form, **texts, co_handlers=tuple(kept), proposers=asked)  # type: ignore[arg-type]  # the texts are the fields of str


def _short(text: str, most: int) -> str:
    text = one_line(text)
    return text if len(text) <= most else text[: most - 2] + "……"


def _page(form: FeedbackForm, asked: Asked, number: int, ledger: Ledger) -> Page:
    """Title, table, notes. The table takes what the others leave, and the room to write in takes what its other rows leave."""
    words = f"{'代表' if form.kind == '建议' else ''}{form.kind}办理情况征询意见表"
    title = [set_one(Role.TITLE, text, ledger, size=TITLE_PT, gap=0.0) for text in (form.session, words)]
    top = TOP + len(title) * TITLE_PT * MM_PER_PT * TITLE_LEADING + BELOW_TITLE
    notes = list(_notes(form, ledger))
    foot = BOTTOM - sum(line.size * MM_PER_PT * LEADING for line in notes)
    rows = [*_facts(form, asked, ledger), *_questions(form, ledger), _room(ledger)]
    heights = _heights(rows, foot - ABOVE_NOTES - top)
    table, signature = ("Table", number), _signature(form, asked, foot - ABOVE_NOTES, ledger)
    return Page(
        (
            Piece((("H1", number),), _stack([_centred(line, LEFT, WIDTH) for line in title], TOP, TITLE_LEADING)),
            *(
                Piece(
                    (table, ("TR", place), (cell.kind, f"{ROW_HEADER} {column}" if cell.kind == "TH" else column)), cell.marks(at, height)
                )
                for place, (row, at, height) in enumerate(zip(rows, accumulate(heights, initial=top), heights, strict=False))
                for column, cell in enumerate(row)
            ),
            Piece((table, ("TR", len(rows) - 1), ("TD", 1)), signature),
            Piece((("P", number),), _stack(notes, foot)),
            Piece(rules=tuple(_ruled(rows, heights, top))),
        ),
        (Bookmark(1, f"征询意见表（{asked.name}）" if asked.name else "征询意见表", TOP),),
    )


def _heights(rows: Sequence[Row], whole: float) -> list[float]:
    """Of the rows of a table that is `whole` high; the last one has what the others leave."""
    tried = [[max(least, *(cell.height for cell in row)) for row in rows[:-1]] for least in LEAST]
    best = next((heights for heights in tried if whole - sum(heights) >= ROOM), tried[-1])
    return [*best, whole - sum(best)]


def _ruled(rows: Sequence[Row], heights: Sequence[float], top: float) -> Iterator[Rule]:
    """The lines of the table: a heavier frame, lighter ones inside."""
    bottom = top + sum(heights)
    yield from (Rule(edge, OUTER) for edge in (top, bottom - OUTER))
    yield from (Rule(top, bottom - top, edge, OUTER) for edge in (LEFT, RIGHT - OUTER))
    for at, height, row in zip(accumulate(heights, initial=top), heights, rows, strict=False):
        yield from (Rule(at, height, cell.left - INNER / 2, INNER) for cell in row[1:])
        if at > top:
            yield Rule(at - INNER / 2, INNER)


def _facts(form: FeedbackForm, asked: Asked, ledger: Ledger) -> Iterator[Row]:
    """What the form is about. What is not known is left to be written."""
    if asked.is_group:
        name, unit = "代\u3000表\u3000团" if form.member == "代表" else "提\u3000案\u3000者", "联\u3000系\u3000人"
    else:
        name, unit = f"{form.member}姓名", "所在代表团" if form.member == "代表" else "界别或单位"
    answered = chinese_date(form.answered_on) if form.answered_on else SIGNED
    yield _pairs(ledger, ("编\u3000\u3000号", form.number), ("答复日期", answered))
    yield _pairs(ledger, ("建议标题" if form.kind == "建议" else "案\u3000\u3000由", form.title))
    yield _pairs(ledger, ("承办单位", form.handler), ("答复文号", form.document_number))
    if form.co_handlers:
        yield _pairs(ledger, ("会办单位", "、".join(form.co_handlers)))
    if asked.is_group:
        yield _pairs(ledger, (name, asked.name))
        yield _pairs(ledger, (unit, asked.unit), ("联系电话", ""))
    else:
        yield _pairs(ledger, (name, asked.name), ("联系电话", ""))
        yield _pairs(ledger, (unit, asked.unit))


def _questions(form: FeedbackForm, ledger: Ledger) -> Iterator[Row]:
    for label, choices in (("答复前沟通", form.contacts), *((f"对{what}", grades) for what, grades in form.scales)):
        boxes = [f"{BOX}{one_line(choice)}" for choice in choices]
        # Each begins where a column would: as far apart as the longest needs, wider where there is room.
        pitch = max(map(len, boxes)) + (2 if len(boxes) < 4 else 1)
        yield _pairs(ledger, (label, "".join(box.ljust(pitch, "\u3000") for box in boxes).rstrip("\u3000")))


def _room(ledger: Ledger) -> Row:
    """Where the proposer writes."""
    label = [set_one(Role.FANG, text, ledger, size=SIZE_PT) for text in ("具体意见", "和\u3000建\u3000议")]
    label += [set_one(Role.KAI, text, ledger, size=HINT_PT) for text in ("不满意的请写明", "原因和希望")]
    return (Cell("TH", LEFT, LABEL, tuple(_centred(line, LEFT, LABEL) for line in label)), Cell("TD", LEFT + LABEL, WIDTH - LABEL, ()))


def _signature(form: FeedbackForm, asked: Asked, bottom: float, ledger: Ledger) -> tuple[Mark, ...]:
    """Name over date, at the lower right of the table whose lower edge is at `bottom`."""
    em = SIZE_PT * MM_PER_PT
    who = "负责人签名" if asked.is_group else f"{form.member}签名"
    name = set_one(Role.FANG, f"{who}：", ledger, size=SIZE_PT)
    date = set_one(Role.FANG, SIGNED, ledger, size=SIZE_PT)
    left = RIGHT - PADDING - em - date.width
    return (
        Mark(replace(name, left=left - 4 * em), bottom - PADDING - 2.2 * em),
        Mark(replace(date, left=left), bottom - PADDING - 0.4 * em),
    )


def _notes(form: FeedbackForm, ledger: Ledger) -> Iterator[Line]:
    """How the form is filled in, by when and where to it goes."""
    when = f"请于{form.due}" if form.due else "请于收到答复后及时"
    where = "，".join(part for part in (form.address and f"地址：{form.address}", form.phone and f"电话：{form.phone}") if part)
    told = [
        f"请在所选项前的“{BOX}”内划“√”，每行选一项。",
        f"{when}将本表填好寄送{form.return_to or '交办机关'}{f'（{where}）' if where else ''}。",
    ]
    if len(form.proposers) > 1:
        told.append(f"联名提出的{form.kind}，请每位{form.member}各填一份。")
    em = NOTE_PT * MM_PER_PT
    for number, text in enumerate(told, 1):
        lead = "注：" if number == 1 else "\u3000\u3000"
        under = Measure(LEFT + 3 * em, WIDTH - 3 * em)
        yield from set_lines([(Role.FANG, f"{lead}{number}.{text}")], ledger, [Measure(LEFT, WIDTH), under], size=NOTE_PT)


def _pairs(ledger: Ledger, *pairs: tuple[str, str]) -> Row:
    """A row of labels and what belongs to each: one pair over the whole width, or two."""
    widths = (LABEL, WIDTH - LABEL) if len(pairs) == 1 else HALF
    cells: list[Cell] = []
    left = LEFT
    for place, width in enumerate(widths):
        text = pairs[place // 2][place % 2]
        cells.append(_label(text, left, width, ledger) if place % 2 == 0 else _value(text, left, width, ledger))
        left += width
    return tuple(cells)


def _label(text: str, left: float, width: float, ledger: Ledger) -> Cell:
    return Cell("TH", left, width, (_centred(set_one(Role.FANG, text, ledger, size=SIZE_PT), left, width),))


def _value(text: str, left: float, width: float, ledger: Ledger) -> Cell:
    """In the largest type that sets it on one line, else on two, else in the smallest."""
    room = Measure(left + PADDING, width - 2 * PADDING)
    tried = [set_lines([(Role.FANG, text)], ledger, [room], size=size) for size in (SIZE_PT, NOTE_PT, HINT_PT)]
    best = next((lines for most in (1, 2) for lines in tried[: 4 - most] if len(lines) <= most), tried[-1])
    return Cell("TD", left, width, tuple(best))


def _centred(line: Line, left: float, width: float) -> Line:
    return replace(line, left=left + (width - line.width) / 2)


def _stack(lines: Sequence[Line], top: float, leading: float = LEADING) -> tuple[Mark, ...]:
    """Lines one under the other from `top` on."""
    marks = []
    for line in lines:
        em = line.size * MM_PER_PT
        marks.append(Mark(line, top + em * (leading - 1) / 2 + ASCENT * em))
        top += em * leading
    return tuple(marks)
