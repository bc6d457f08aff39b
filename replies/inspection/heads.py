"""Judges the head of page 1 (7.2; 10.1 for a letter) and the 版记 (7.4)."""

import re

from replies.inspection.anatomy import Anatomy
from replies.inspection.findings import Findings
from replies.inspection.reading import Box
from replies.inspection.standard import (
    ASCENT,
    LEFT,
    LETTER_LAST_RULE,
    MM_PER_PT,
    PAGE_HEIGHT,
    RIGHT,
    ROW,
)

NUMBER_FORM = re.compile(r"[^\s\d〔〕]+〔\d{4}〕[1-9]\d*号")
# The em box of a line reaches so far below its baseline, in em.
DESCENT = 1 - ASCENT
# The pairs of a letter stand above and below this. mm
HALF = PAGE_HEIGHT / 2


def judge(found: Anatomy, findings: Findings) -> dict[str, object]:
    """Adds what is wrong with head and 版记; gives what was measured."""
    if found.first.upright:
        if found.form == "file":
            _file(found, findings)
        elif found.form == "letter":
            _letter(found, findings)
    if found.last.upright:
        _imprint(found, findings)
    return {
        "masthead": [_masthead(found)] if found.masthead else [],
        "document_number": found.doc_number.text if found.doc_number else "",
        "red_lines": [_bar(bar) for bar in found.first.red_bars],
        "imprint": {
            "lines": [line.text for line in found.last.imprint],
            "rules": [_bar(bar) for bar in found.last.imprint_bars],
        },
    }


def _off_middle(found: Anatomy) -> float:
    """How far the masthead, which may be of several lines, stands to the right of the middle."""
    lines = found.masthead
    return (min(line.left for line in lines) + max(line.right for line in lines) - LEFT - RIGHT) / 2


def _masthead(found: Anatomy) -> dict[str, object]:
    lines = found.masthead
    return {
        "text": "".join(line.text for line in lines),
        "top": round(min(line.ink_top for line in lines), 2),
        "bottom": round(max(line.ink_bottom for line in lines), 2),
        "size": lines[0].size,
        "color": list(lines[0].color),
    }


def _bar(bar: Box) -> dict[str, float]:
    return {"left": round(bar.left, 2), "top": round(bar.top, 2), "length": round(bar.width, 2), "thickness": round(bar.height, 2)}


def _file(found: Anatomy, findings: Findings) -> None:
    page = found.first
    if not found.masthead:
        findings.add("masthead-missing", 1)
    else:
        findings.check("file-masthead-top", min(line.ink_top for line in found.masthead), 1, at=found.masthead[0].at)
        findings.check("masthead-centred", _off_middle(found), 1, at=found.masthead[0].at)
    if not page.red_bars:
        findings.add("red-line-missing", 1)
        return
    bar = page.red_bars[0]
    at = (bar.left, bar.top)
    findings.check("red-line-length", bar.width, 1, at=at)
    findings.check("red-line-left", bar.left, 1, at=at)
    number = found.doc_number
    if number:
        text = number.text
        if not any("签发人" in line.text for line in found.head):
            findings.check("number-centred", number.middle - (LEFT + RIGHT) / 2, 1, at=number.at, text=text)
        findings.check("red-line-below", bar.top - number.y - DESCENT * number.size * MM_PER_PT, 1, at=at)
    _number_form(found, findings)
    _title_below(found, bar.bottom, findings)


def _number_form(found: Anatomy, findings: Findings) -> None:
    number = found.doc_number
    if number and not NUMBER_FORM.fullmatch(re.sub(r"\s", "", number.text)):
        findings.add("number-form", 1, at=number.at, text=number.text)


def _title_below(found: Anatomy, edge: float, findings: Findings) -> None:
    """空二行: the rows between an edge and the row in whose middle the title stands."""
    if found.first.title:
        title = found.first.title[0]
        em = title.size * MM_PER_PT
        top_of_row = title.y - ASCENT * em - (ROW - em) / 2
        findings.check("title-below", (top_of_row - edge) / ROW, 1, at=title.at)


def _letter(found: Anatomy, findings: Findings) -> None:
    bars = sorted(found.first.red_bars, key=lambda bar: bar.top)
    if found.masthead:
        head = found.masthead[0]
        text = "".join(line.text for line in found.masthead)
        findings.check("letter-masthead-top", min(line.ink_top for line in found.masthead), 1, at=head.at)
        findings.check("masthead-centred", _off_middle(found), 1, at=head.at)
        if text.endswith("文件"):
            findings.add("letter-masthead-word", 1, at=head.at, text=text)
    else:
        findings.add("masthead-missing", 1)
    if not findings.check("letter-lines", float(len(bars)), 1):
        return
    for bar in bars:
        findings.check("letter-line-length", bar.width, 1, at=(bar.left, bar.top))
        findings.check("letter-line-middle", (bar.left + bar.right) / 2 - (LEFT + RIGHT) / 2, 1, at=(bar.left, bar.top))
    first, second, third, fourth = bars
    if not (first.height > second.height and third.height < fourth.height and second.top < HALF < third.top):
        findings.add("letter-line-order", 1, at=(first.left, first.top))
    if found.masthead:
        below = first.top - max(line.ink_bottom for line in found.masthead)
        findings.check("letter-line-below", below, 1, at=(first.left, first.top))
    findings.check("letter-line-last", PAGE_HEIGHT - fourth.bottom, 1, at=(fourth.left, LETTER_LAST_RULE))
    if number := found.doc_number:
        findings.check("letter-number", number.right - RIGHT, 1, at=(number.right, number.y), text=number.text)
    _number_form(found, findings)
    below_lines = [line.y + DESCENT * line.size * MM_PER_PT for line in found.head]
    _title_below(found, max([second.bottom, *below_lines]), findings)


def _imprint(found: Anatomy, findings: Findings) -> None:
    page = found.last
    lines, bars = page.imprint, page.imprint_bars
    if found.form == "letter":
        if bars or any("印发" in line.text for line in lines):
            findings.add("letter-imprint", page.number, at=lines[0].at)
        return
    if found.form != "file":
        return
    if not lines:
        early = next((other for other in found.pages if other.imprint), None)
        findings.add("imprint-page" if early else "imprint-missing", early.number if early else page.number)
        return
    if not page.flow and found.pages[:-1]:
        findings.add("imprint-alone", page.number, at=lines[0].at)
    for line in (lines[0], lines[-1]):
        findings.check("imprint-size", line.size, page.number, at=line.at)
    findings.check("imprint-inset", lines[0].left - LEFT, page.number, at=lines[0].at)
    if len(bars) < 2:
        findings.add("imprint-rules", page.number, at=lines[0].at, measured=len(bars))
        return
    findings.check("imprint-bottom", bars[-1].bottom, page.number, at=(bars[-1].left, bars[-1].bottom))
    for place, bar in enumerate(bars):
        outer = place in (0, len(bars) - 1)
        findings.check("imprint-length", bar.width, page.number, at=(bar.left, bar.top))
        findings.check("imprint-left", bar.left, page.number, at=(bar.left, bar.top))
        findings.check("imprint-outer" if outer else "imprint-inner", bar.height, page.number, at=(bar.left, bar.top))
