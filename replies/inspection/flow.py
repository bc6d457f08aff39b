"""Judges the text itself: marks at the edges of lines, headings, title, signature and date (7.3)."""

import re
from itertools import pairwise

from replies.inspection.anatomy import Anatomy
from replies.inspection.findings import Findings
from replies.inspection.lines import Line
from replies.inspection.marks import bad_break
from replies.inspection.paragraphs import SENTENCE_END, Placed, paragraphs
from replies.inspection.standard import CELL, LEFT, WIDTH

# What ends a sentence or a clause does not end a heading.
NO_HEADING = SENTENCE_END | frozenset("，、,;.")
LONGEST_HEADING = 60
FULL_DATE = re.compile(r"(19|20)\d{2}年(1[0-2]|[1-9])月([12]\d|3[01]|[1-9])日")
# A date that is centred, or that ends further from the right, was not meant to stand at the place of a signature.
DATE_INSETS = (4.0, 2.0)  # with a seal (7.3.5.1, 7.3.5.3); without one (7.3.5.2)
NAME_SHIFT = 2.0  # without a seal, the date begins two characters after the name


def judge(found: Anatomy, placed: list[Placed], findings: Findings) -> dict[str, object]:
    """Adds what is wrong with the text; gives what was measured."""
    for before, after in pairwise(placed):
        if before.goes_on:
            for code in bad_break(before.line.text, after.line.text):
                text = f"{before.line.text[-6:]} | {after.line.text[:6]}"
                findings.add(code, before.page.number, at=(before.line.right, before.line.y), text=text)
    _headings(placed, findings)
    _signed(found, placed, findings)
    _title(found, findings)
    if not found.first.flow and found.first.upright and not found.tabular:
        findings.add("no-body", 1)
    return {"paragraphs": sum(1 for _paragraph in paragraphs(placed))}


def _headings(placed: list[Placed], findings: Findings) -> None:
    gathered = list(paragraphs(placed))
    for paragraph, following in pairwise(gathered):
        last = paragraph[-1]
        if last.page is following[0].page or last.part not in ("body", "attachment") or not _is_heading(paragraph):
            continue
        # A list goes over to the next page as it may; a heading is followed by what it heads.
        room_below = any(room.top > last.line.y for room in last.page.rooms)
        listed = 0 < following[0].level <= paragraph[0].level
        if not listed and not room_below and following[0].part == last.part:
            findings.add("heading-stranded", last.page.number, at=last.line.at, text=paragraph[0].line.text)


def _is_heading(paragraph: list[Placed]) -> bool:
    text = "".join(one.line.text for one in paragraph)
    return paragraph[0].level > 0 and len(text) <= LONGEST_HEADING and text[-1] not in NO_HEADING


def _signed(found: Anatomy, placed: list[Placed], findings: Findings) -> None:
    parts: dict[int, set[str]] = {}
    for one in placed:
        parts.setdefault(one.page.number, set()).add(one.part)
    for number, held in parts.items():
        page = found.pages[number - 1]
        if "signature" in held and held <= {"signature", "notes"} and number > 1 and not page.rooms and not page.title:
            findings.add("signature-alone", number, at=page.flow[0].at)
    for place, one in enumerate(placed):
        if one.line not in found.dates:
            continue
        text, line = one.line.text, one.line
        if not FULL_DATE.fullmatch(re.sub(r"\s", "", text).strip("（）()")):
            findings.add("date-form", one.page.number, at=line.at, text=text)
        inset = (one.edge + WIDTH - line.right) / CELL
        name = placed[place - 1].line if place and placed[place - 1].part == "signature" else None
        shifted = name is not None and abs((line.left - name.left) / CELL - NAME_SHIFT) < 0.5
        if not shifted and all(abs(inset - due) > 0.3 for due in DATE_INSETS):
            findings.add("date-place", one.page.number, at=(line.right, line.y), measured=inset)


def _title(found: Anatomy, findings: Findings) -> None:
    lines = found.first.title
    if not found.first.upright:
        return
    if not lines:
        findings.add("title", 1)
        return
    findings.check("title-size", lines[0].size, 1, at=lines[0].at)
    for line in lines:
        findings.check("title-centred", line.middle - LEFT - WIDTH / 2, 1, at=line.at, text=line.text)
        if len(line.text) == 1:
            findings.add("title-orphan", 1, at=line.at, text=line.text)
    if len(lines) > 1 and not _shaped(lines):
        findings.add("title-shape", 1, at=lines[0].at)


def _shaped(lines: list[Line]) -> bool:
    """梯形: each line longer, or each shorter, than the one above. 菱形: longest in the middle."""
    widths = [round(line.right - line.left) for line in lines]
    rises = [below - above for above, below in pairwise(widths)]
    peak = widths.index(max(widths))
    return any(rises) and (
        all(rise >= 0 for rise in rises)
        or all(rise <= 0 for rise in rises)
        or (all(rise >= 0 for rise in rises[:peak]) and all(rise <= 0 for rise in rises[peak:]))
    )
