"""A letter laid by hand after GB/T 9704-2012, with one measure at a time put wrong. mm and points."""

from dataclasses import dataclass, replace
from typing import Any

from tests.replies.inspection.drawing import BLACK, RED, Drawing

TOP, LEFT, WIDTH, BOTTOM = 37.0, 28.0, 156.0, 262.0
RIGHT = LEFT + WIDTH
ROW, CELL, EM = 225 / 22, 156 / 28, 16 * 25.4 / 72
SMALL = 14 * 25.4 / 72
BASELINE = (ROW - EM) / 2 + 0.88 * EM
TEXT = "普惠托育服务体系逐步健全居民满意程度稳步提升社区资源统筹利用水平不断提高人才队伍建设持续加强"


@dataclass(frozen=True)
class Spoilt:
    """Every measure of the sheet. As it is, it follows the standard."""

    form: str = "plain"
    paragraphs: int = 6
    lines: int = 5  # of each paragraph
    columns: int = 28
    row: float = ROW
    rows: int = 22
    dx: float = 0.0
    dy: float = 0.0
    indent: float = 2.0
    size: float = 16.0
    face: str = "fang"
    ragged: float = 0.0  # by how much every third full line ends early
    wobble: float = 0.0  # by how much every third line stands too low
    first_of_line: str = ""  # put at the start of the second line
    last_of_line: str = ""  # put at the end of the first line
    text_color: tuple[float, ...] = BLACK
    title: tuple[str, ...] = ("对云澜市九届人大三次会议", "第二十七号建议的答复")
    title_size: float = 22.0
    title_dx: float = 0.0
    date: str = "2026年4月20日"
    date_inset: float = 4.0
    break_before_signature: bool = False
    break_after_heading: bool = False
    folio: str = "— {} —"
    folio_swapped: bool = False
    folio_below: float = 7.0
    folio_inset: float = SMALL
    folio_size: float = 14.0
    folio_first: int = 1  # the first page that has one
    masthead: str = "云澜市教育局"
    masthead_top: float = 0.0  # 0: as the form has it
    number: str = "云教建〔2026〕14号"
    number_dx: float = 0.0
    red_length: float = 0.0
    red_below: float = 4.0
    red_order: tuple[float, ...] = (1.0, 0.35, 0.35, 1.0)
    red_end: float = 20.0
    blank_rows: float = 2.0
    imprint_up: float = 0.0
    imprint_size: float = 14.0
    imprint_rules: tuple[float, ...] = (0.35, 0.25, 0.35)
    imprint_length: float = WIDTH
    imprint_dx: float = 0.0
    stroked: bool = False


GOOD = Spoilt()


def sheet(drawing: Drawing | None = None, **changes: Any) -> Drawing:
    """The letter, not yet written out, so that more can be drawn on it."""
    return _Setter(replace(GOOD, **changes), drawing or Drawing()).set()


def pdf(**changes: Any) -> bytes:
    return sheet(**changes).pdf()


class _Setter:
    def __init__(self, spoilt: Spoilt, drawing: Drawing) -> None:
        self.spoilt, self.drawing = spoilt, drawing
        self.row = 0
        self.drawing.page()

    def set(self) -> Drawing:
        {"plain": self.plain, "file": self.file, "letter": self.letter}[self.spoilt.form]()
        self.titled()
        self.line("顾晚舟代表：", LEFT, gap=CELL - EM)
        for number in range(self.spoilt.paragraphs):
            if number == 2:
                self.heading("一、关于托位底数")
            self.paragraph(number)
        self.signed()
        self.imprint()
        for number in range(1, len(self.drawing.pages) + 1):
            self.folio(number)
        return self.drawing

    def at(self, x: float, y: float) -> tuple[float, float]:
        return x + self.spoilt.dx, y + self.spoilt.dy

    def baseline(self, row: float) -> float:
        return TOP + row * self.spoilt.row + BASELINE

    def line(self, text: str, x: float, **options: Any) -> None:
        if self.row >= self.spoilt.rows:
            self.turn()
        options = {"size": self.spoilt.size, "font": self.spoilt.face, "color": self.spoilt.text_color, **options}
        self.drawing.text(text, *self.at(x, self.baseline(self.row)), **options)
        self.row += 1

    def turn(self) -> None:
        self.drawing.page()
        self.row = 0

    def centred(self, text: str, y: float, size: float, font: str = "song", dx: float = 0.0, **options: Any) -> None:
        width = self.drawing.width(text, size, font)
        self.drawing.text(text, *self.at(LEFT + (WIDTH - width) / 2 + dx, y), size=size, font=font, **options)

    def plain(self) -> None:
        self.row = 1

    def file(self) -> None:
        spoilt = self.spoilt
        self.name(spoilt.masthead + "文件", spoilt.masthead_top or TOP + 35, 40)
        number = self.baseline(7)
        if spoilt.number:
            self.centred(spoilt.number, number, 16, "fang", spoilt.number_dx)
        rule = number + 0.12 * EM + spoilt.red_below
        length = spoilt.red_length or WIDTH
        self.bar(LEFT + (WIDTH - length) / 2, rule, length, 0.7)
        self.row = round((rule + 0.7 - TOP) / ROW + spoilt.blank_rows)

    def letter(self) -> None:
        spoilt = self.spoilt
        bottom = self.name(spoilt.masthead, spoilt.masthead_top or 30, 36)
        length = spoilt.red_length or 170
        left = LEFT + (WIDTH - length) / 2
        first, last = bottom + spoilt.red_below, 297 - spoilt.red_end
        a, b, c, d = spoilt.red_order
        for top, height in ((first, a), (first + a + 0.8, b), (last - d - 0.8 - c, c), (last - d, d)):
            self.bar(left, top, length, height)
        below = first + a + 0.8 + b
        if spoilt.number:
            top = below + EM * 7 / 8
            width = self.drawing.width(spoilt.number)
            self.drawing.text(spoilt.number, *self.at(RIGHT - width + spoilt.number_dx, top + 0.88 * EM))
            below = top + EM
        self.row = round((below - TOP) / ROW + spoilt.blank_rows)

    def name(self, text: str, top: float, size: float) -> float:
        """A masthead with the upper edge of its ink at `top`; gives the lower edge."""
        low, high = self.drawing.ink(text, "song")
        em = size * 25.4 / 72
        self.centred(text, top + high * em, size, color=RED)
        return top + (high - low) * em

    def bar(self, left: float, top: float, width: float, height: float, color: tuple[float, ...] = RED) -> None:
        left, top = self.at(left, top)
        if self.spoilt.stroked:
            self.drawing.stroke(left, top + height / 2, left + width, top + height / 2, height, color)
        else:
            self.drawing.bar(left, top, width, height, color)

    def titled(self) -> None:
        for text in self.spoilt.title:
            self.centred(text, self.baseline(self.row) + 0.9, self.spoilt.title_size, dx=self.spoilt.title_dx)
            self.row += 1
        self.row += 1

    def heading(self, text: str) -> None:
        if self.spoilt.break_after_heading and self.row > 21:
            self.turn()
        self.line(text, LEFT + 2 * CELL, font="hei", gap=CELL - EM)
        if self.spoilt.break_after_heading:
            self.turn()

    def paragraph(self, number: int) -> None:
        spoilt, em = self.spoilt, self.spoilt.size * 25.4 / 72
        for place in range(spoilt.lines):
            indent = spoilt.indent if place == 0 else 0
            count = spoilt.columns - (2 if place == 0 else 0)
            shift = (number * 7 + place * 3) % 20
            text = (TEXT[shift:] + TEXT)[:count]
            text = spoilt.first_of_line + text[len(spoilt.first_of_line) :] if place == 1 else text
            text = text[: len(text) - len(spoilt.last_of_line)] + spoilt.last_of_line if place == 0 else text
            last = place == spoilt.lines - 1
            if last:
                text = text[:9] + "。"
            short = spoilt.ragged if place % 3 == 1 else 0.0
            gap = CELL - EM if last else (WIDTH - indent * CELL - short - count * em) / (count - 1)
            self.line(text, LEFT + indent * CELL, gap=gap)
            if spoilt.wobble and place % 3 == 1:
                self.drawing.pages[-1][-1] = f"q 1 0 0 1 0 {-spoilt.wobble * 72 / 25.4:.4f} cm {self.drawing.pages[-1][-1]} Q"

    def signed(self) -> None:
        spoilt = self.spoilt
        if not spoilt.date:
            return
        self.row += 1
        if spoilt.break_before_signature or self.row > 19:
            self.turn()
        width = self.drawing.width(spoilt.date, spoilt.size)
        left = RIGHT - spoilt.date_inset * CELL - width
        self.line("云澜市教育局", left + width / 2 - 3 * EM)
        self.line(spoilt.date, left)

    def imprint(self) -> None:
        spoilt = self.spoilt
        if spoilt.form == "plain" or not spoilt.imprint_size:
            return
        if self.row > 19:
            self.turn()
        em = spoilt.imprint_size * 25.4 / 72
        rows = ["抄送：市人大常委会代表工作室。", "云澜市教育局办公室"] if spoilt.form == "file" else ["抄送：市人大常委会代表工作室。"]
        top = BOTTOM - len(rows) * ROW - spoilt.imprint_up
        for place, text in enumerate(rows):
            y = top + place * ROW + (ROW - em) / 2 + 0.88 * em
            self.drawing.text(text, *self.at(LEFT + SMALL + spoilt.imprint_dx, y), size=spoilt.imprint_size)
            if place:
                issued = "2026年4月21日印发"
                width = self.drawing.width(issued, spoilt.imprint_size)
                self.drawing.text(issued, *self.at(RIGHT - SMALL - width, y), size=spoilt.imprint_size)
        if spoilt.form == "file":
            for place, height in enumerate(spoilt.imprint_rules):
                y = (top, top + ROW - height / 2, top + 2 * ROW - height)[place if place < len(spoilt.imprint_rules) - 1 else -1]
                self.bar(LEFT, y, spoilt.imprint_length, height, BLACK)

    def folio(self, number: int) -> None:
        spoilt = self.spoilt
        if not spoilt.folio or number < spoilt.folio_first or (spoilt.form == "letter" and number == 1 and spoilt.folio_first):
            return
        text = spoilt.folio.format(number)
        width = self.drawing.width(text, spoilt.folio_size, "song")
        _low, high = self.drawing.ink("—", "song")
        right = bool(number % 2) != spoilt.folio_swapped
        x = RIGHT - spoilt.folio_inset - width if right else LEFT + spoilt.folio_inset
        y = BOTTOM + spoilt.folio_below + high * spoilt.folio_size * 25.4 / 72
        at = self.drawing.pages[number - 1]
        self.drawing.text(text, *self.at(x, y), size=spoilt.folio_size, font="song", on=at)
