"""What is asked of a page: one row for each thing that can be wrong, with its clause and its tolerance.

Clauses without a name are those of GB/T 9704-2012. Lengths are mm, sizes of type points.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
TOP, LEFT, WIDTH, HEIGHT = 37.0, 28.0, 156.0, 225.0
RIGHT, BOTTOM = LEFT + WIDTH, TOP + HEIGHT
ROWS, COLUMNS = 22, 28
ROW, CELL = HEIGHT / ROWS, WIDTH / COLUMNS
MM_PER_PT = 25.4 / 72
BODY_PT, TITLE_PT, SMALL_PT = 16.0, 22.0, 14.0
EM, SMALL_EM = BODY_PT * MM_PER_PT, SMALL_PT * MM_PER_PT
# A line of 3号 type stands in the middle of its row: its em box is 0.88 above the baseline and 0.12 below.
ASCENT = 0.88
BASELINE = (ROW - EM) / 2 + ASCENT * EM

FILE_MASTHEAD_TOP = TOP + 35
LETTER_MASTHEAD_TOP = 30.0
LETTER_RULE_WIDTH = 170.0
LETTER_LAST_RULE = PAGE_HEIGHT - 20
RULE_BELOW = 4.0
PAGE_NUMBER_TOP = BOTTOM + 7

Severity = Literal["fault", "remark"]
FAULT: Severity = "fault"
REMARK: Severity = "remark"
MARKS = "GB/T 15834-2011 5.1"
HABIT = "practice"
ARCHIVE = "ISO 19005 (PDF/A)"


@dataclass(frozen=True)
class Rule:
    """`expected` and `tolerance` in `unit`; both None where a thing is simply there or not."""

    clause: str
    message: "_StrPromise"
    expected: float | None = None
    tolerance: float | None = None
    unit: str = "mm"
    severity: Severity = FAULT


RULES: dict[str, Rule] = {
    # the sheet
    "page-size": Rule("5.1", _("The page is not A4: %(measured)s mm."), tolerance=1.0),
    "landscape": Rule("8", _("The page lies across; its text is not measured."), severity=REMARK),
    "turned": Rule(HABIT, _("The page is turned by %(measured)s degrees: its text does not stand upright."), unit="degrees"),
    "landscape-first": Rule("8", _("Page 1 lies across, as only tables may: title and text cannot be measured.")),
    "blank-page": Rule("7.5", _("The page is empty.")),
    "margin-top": Rule("5.2.1", _("The text begins %(measured)s mm below the paper's edge (天头)."), TOP, 1.0),
    "margin-left": Rule("5.2.1", _("The left margin (订口) is %(measured)s mm."), LEFT, 1.0),
    "margin-right": Rule("5.2.1", _("The right margin is %(measured)s mm."), PAGE_WIDTH - RIGHT, 1.0),
    # the grid
    "pitch": Rule("5.2.3", _("The lines stand %(measured)s mm apart."), round(ROW, 2), 0.3),
    "grid": Rule("5.2.3", _("A line stands %(measured)s mm off the grid of the page: %(text)s"), 0.0, 0.3),
    "rows": Rule("5.2.3", _("The page has %(measured)s lines."), float(ROWS), 0.0, "lines"),
    "characters": Rule("5.2.3", _("A full line holds %(measured)s characters."), float(COLUMNS), 0.0, "characters"),
    "characters-line": Rule("5.2.3", _("This line holds %(measured)s characters: %(text)s"), float(COLUMNS), 0.0, "characters", REMARK),
    "edge-left": Rule("5.2.3", _("The line begins %(measured)s mm off the left edge: %(text)s"), 0.0, 0.3),
    "edge-right": Rule("5.2.3", _("The line ends %(measured)s mm off the right edge: %(text)s"), 0.0, 0.3),
    "indent": Rule("7.3.3", _("The paragraph is indented by %(measured)s characters: %(text)s"), 2.0, 0.2, "characters"),
    # type
    "body-size": Rule("5.2.2", _("The body is set in %(measured)s pt."), BODY_PT, 0.3, "pt"),
    "body-face": Rule("5.2.2", _("The body is set in %(measured)s, which is not a 仿宋.")),
    "face-unknown": Rule("5.2.2", _("The face of the body has no name in the PDF, so that it cannot be judged."), severity=REMARK),
    "title-size": Rule("7.3.1", _("The title is set in %(measured)s pt."), TITLE_PT, 0.3, "pt"),
    "title-face": Rule("7.3.1", _("The title is set in %(measured)s, which is not a 小标宋."), severity=REMARK),
    "heading-face": Rule("7.3.3", _("The heading is set in %(measured)s: %(text)s"), severity=REMARK),
    "color": Rule("5.2.4", _("The text is not black: %(text)s")),
    "other-size": Rule("5.2.2", _("Text of %(measured)s pt in the type area: %(text)s"), BODY_PT, 0.3, "pt", REMARK),
    "font-embedded": Rule(ARCHIVE, _("The font %(measured)s is not embedded: on another machine the page will look different.")),
    "tofu": Rule("5.2.2", _("Characters printed as an empty box or as nothing: %(measured)s, in %(text)s"), unit="characters"),
    # the text
    "title": Rule("7.3.1", _("Page 1 has no title of 22 pt.")),
    "title-centred": Rule("7.3.1", _("The title's line stands %(measured)s mm off the middle: %(text)s"), 0.0, 1.0),
    "title-orphan": Rule("7.3.1", _("A line of the title holds a single character: %(text)s")),
    "title-shape": Rule("7.3.1", _("The lines of the title make neither 梯形 nor 菱形."), severity=REMARK),
    "no-body": Rule("7.3.3", _("Page 1 shows no body.")),
    "kinsoku-start": Rule(MARKS, _("A line begins with a closing mark: %(text)s")),
    "kinsoku-end": Rule(MARKS, _("A line ends with an opening mark: %(text)s")),
    "kinsoku-pair": Rule(MARKS, _("—— or …… is parted between two lines: %(text)s")),
    "number-parted": Rule(HABIT, _("A number or a year is parted between two lines: %(text)s"), severity=REMARK),
    "heading-stranded": Rule(HABIT, _("A heading stands at the foot of the page: %(text)s")),
    "signature-alone": Rule("7.3.5.5", _("The page holds the signature and no body.")),
    "date-form": Rule("7.3.5.4", _("The date is not written in full Arabic figures without leading zeros: %(text)s")),
    "date-place": Rule("7.3.5", _("The date ends %(measured)s characters before the right edge."), 4.0, 0.3, "characters", REMARK),
    # page numbers
    "folio-missing": Rule("7.5", _("The page has no page number.")),
    "folio-unwanted": Rule("10.1", _("Page 1 of a letter shows a page number.")),
    "folio-value": Rule("7.5", _("The page number reads %(text)s.")),
    "folio-dash": Rule("7.5", _("The page number has no 一字线 on each side: %(text)s")),
    "folio-side": Rule("7.5", _("The page number stands on the wrong side: right on odd pages, left on even pages.")),
    "folio-inset": Rule("7.5", _("The page number stands %(measured)s mm in from the edge of the type area."), round(SMALL_EM, 2), 1.0),
    "folio-distance": Rule("7.5", _("The page number's dash stands %(measured)s mm below the type area."), 7.0, 1.0),
    "folio-size": Rule("7.5", _("The page number is set in %(measured)s pt."), SMALL_PT, 0.3, "pt"),
    "folio-face": Rule("7.5", _("The page number is set in %(measured)s, which is not a 宋体."), severity=REMARK),
    # 文件格式
    "masthead-missing": Rule("7.2.4", _("There is no red name of the organ above the red line.")),
    "file-masthead-top": Rule("7.2.4", _("The masthead's upper edge is %(measured)s mm from the paper's edge."), FILE_MASTHEAD_TOP, 1.0),
    "masthead-centred": Rule("7.2.4", _("The masthead stands %(measured)s mm off the middle."), 0.0, 1.5),
    "red-line-missing": Rule("7.2.7", _("There is no red line under the head.")),
    "red-line-length": Rule("7.2.7", _("The red line is %(measured)s mm long."), WIDTH, 1.0),
    "red-line-left": Rule("7.2.7", _("The red line begins %(measured)s mm from the paper's edge."), LEFT, 1.0),
    "red-line-below": Rule("7.2.7", _("The red line stands %(measured)s mm below the number."), RULE_BELOW, 1.0),
    "title-below": Rule("7.3.1", _("The title stands %(measured)s blank lines below the head."), 2.0, 0.75, "lines"),
    "number-centred": Rule("7.2.5", _("The document number stands %(measured)s mm off the middle."), 0.0, 1.0),
    "number-form": Rule("7.2.5", _("The document number is not written as 〔year〕number号: %(text)s")),
    # 版记
    "imprint-missing": Rule("7.4.3", _("The last page has no 版记."), severity=REMARK),
    "imprint-alone": Rule("7.4", _("The last page holds the 版记 only."), severity=REMARK),
    "imprint-page": Rule("7.4.1", _("The 版记 is not on the last page.")),
    "imprint-rules": Rule("7.4.1", _("The 版记 has %(measured)s lines, where two at least are due."), unit="lines"),
    "imprint-bottom": Rule("7.4.1", _("The last line of the 版记 stands %(measured)s mm from the paper's upper edge."), BOTTOM, 1.0),
    "imprint-length": Rule("7.4.1", _("A line of the 版记 is %(measured)s mm long."), WIDTH, 1.0),
    "imprint-left": Rule("7.4.1", _("A line of the 版记 begins %(measured)s mm from the paper's edge."), LEFT, 1.0),
    "imprint-outer": Rule("7.4.1", _("An outer line of the 版记 is %(measured)s mm thick."), 0.35, 0.1, severity=REMARK),
    "imprint-inner": Rule("7.4.1", _("An inner line of the 版记 is %(measured)s mm thick."), 0.25, 0.1, severity=REMARK),
    "imprint-size": Rule("7.4.2", _("The 版记 is set in %(measured)s pt."), SMALL_PT, 0.3, "pt"),
    "imprint-inset": Rule("7.4.2", _("The 版记 begins %(measured)s mm in from the type area."), round(SMALL_EM, 2), 1.0),
    # 信函格式
    "letter-masthead-top": Rule("10.1", _("The masthead's upper edge is %(measured)s mm from the paper's edge."), LETTER_MASTHEAD_TOP, 1.0),
    "letter-masthead-word": Rule("10.1", _("The masthead of a letter goes without 文件: %(text)s")),
    "letter-lines": Rule("10.1", _("A letter has two double red lines; %(measured)s single ones are found."), 4.0, 0.0, "lines"),
    "letter-line-length": Rule("10.1", _("A red line is %(measured)s mm long."), LETTER_RULE_WIDTH, 1.0),
    "letter-line-middle": Rule("10.1", _("A red line stands %(measured)s mm off the middle."), 0.0, 1.5),
    "letter-line-order": Rule("10.1", _("The red lines are to be thick over thin above, and thin over thick below.")),
    "letter-line-below": Rule("10.1", _("The first red line stands %(measured)s mm below the masthead."), RULE_BELOW, 1.0),
    "letter-line-last": Rule("10.1", _("The last red line ends %(measured)s mm above the paper's lower edge."), 20.0, 1.0),
    "letter-number": Rule("10.1", _("The document number of a letter stands at the right edge; it ends %(measured)s mm off."), 0.0, 1.0),
    "letter-imprint": Rule("10.1", _("The 版记 of a letter has neither lines nor 印发.")),
}
