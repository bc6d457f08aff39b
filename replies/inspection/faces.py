"""Judges type: sizes, faces, colour, fonts that are not embedded, characters that are not there (5.2.2, 5.2.4)."""

import re
from collections import Counter

from replies.inspection.anatomy import Anatomy
from replies.inspection.findings import Findings
from replies.inspection.lines import Line
from replies.inspection.paragraphs import Placed
from replies.inspection.standard import BODY_PT, BOTTOM, RULES, TOP

FANG = re.compile(r"fang|仿宋|fsong|^fz?fs", re.IGNORECASE)
HEI = re.compile(r"hei|黑|gothic|sans", re.IGNORECASE)
KAI = re.compile(r"kai|楷", re.IGNORECASE)
SONG = re.compile(r"song|sun|宋|ming|serif|times", re.IGNORECASE)
TITLE = re.compile(r"xiaobiaosong|xbs|小标宋|stzhongsong|华文中宋", re.IGNORECASE)
HEADING_FACES = {1: HEI, 2: KAI}  # 7.3.3
DARK = 90
# A replacement character, the mark for a sort that is not in the case, and boxes typed for what could not be typed.
STAND_INS = frozenset("\ufffd〓\u25af")
HAN = re.compile(r"[\u4e00-\u9fff]")


def judge(found: Anatomy, placed: list[Placed], findings: Findings) -> dict[str, object]:
    """Adds what is wrong with the type; gives the fonts with their sizes."""
    if not found.tabular:
        findings.check("body-size", found.body_size)
    # A body of little but headings is judged by what is left.
    plain = [one for one in placed if not (one.starts and one.level in HEADING_FACES)]
    faces = Counter(glyph.font for one in plain or placed for glyph in one.line.glyphs if HAN.match(glyph.char))
    body = faces.most_common(1)[0][0] if faces else ""
    if faces and not body:
        findings.add("face-unknown")
    elif body and not FANG.search(body):
        findings.add("body-face", measured=body)
    for line in found.first.title[:1]:
        if line.font and not TITLE.search(line.font):
            findings.add("title-face", 1, at=line.at, measured=line.font)
    _headings(placed, findings)
    for one in placed:
        if any(max(glyph.color) > DARK for glyph in one.line.glyphs if not glyph.blank):
            findings.add("color", one.page.number, at=one.line.at, text=one.line.text)
    _strays(found, findings)
    _missing(found, findings)
    return {"body": {"size": found.body_size, "font": body}, "fonts": _fonts(found, findings)}


def _headings(placed: list[Placed], findings: Findings) -> None:
    for one in placed:
        face = HEADING_FACES.get(one.level)
        if face and one.starts and one.indented and one.line.glyphs[1].font and not face.search(one.line.glyphs[1].font):
            findings.add("heading-face", one.page.number, at=one.line.at, measured=one.line.glyphs[1].font, text=one.line.text)


def _strays(found: Anatomy, findings: Findings) -> None:
    """Running text of another size than the body: a paragraph pasted from elsewhere, and not a line of small print."""
    tolerance = RULES["other-size"].tolerance or 0.0
    for page in found.pages:
        for line in page.others:
            if TOP < line.y < BOTTOM and len(line.glyphs) > 10 and abs(line.size - BODY_PT) > tolerance and page.upright:
                findings.add("other-size", page.number, at=line.at, measured=line.size, text=line.text)


def _missing(found: Anatomy, findings: Findings) -> None:
    for page in found.pages:
        bad = [glyph for glyph in page.sheet.glyphs if glyph.missing or glyph.char in STAND_INS]
        if bad:
            # Such a character has no look to quote; its line tells where it is.
            line = next((line for line in page.lines if bad[0] in line.glyphs), None)
            findings.add("tofu", page.number, at=(bad[0].x, bad[0].y), measured=len(bad), text=_shown(line) if line else "")


def _shown(line: Line) -> str:
    return "".join("□" if glyph.missing else glyph.char for glyph in line.glyphs)


def _fonts(found: Anatomy, findings: Findings) -> list[dict[str, object]]:
    sizes: dict[str, set[float]] = {}
    embedded: dict[str, bool] = {}
    where: dict[str, int] = {}
    for page in found.pages:
        for glyph in page.sheet.glyphs:
            if glyph.blank:
                continue
            sizes.setdefault(glyph.font, set()).add(round(glyph.size, 1))
            embedded[glyph.font] = embedded.get(glyph.font, True) and glyph.embedded
            where.setdefault(glyph.font, page.number)
    for name, whole in embedded.items():
        if not whole:
            findings.add("font-embedded", where[name], measured=name)
    return [{"name": name, "sizes": sorted(sizes[name]), "embedded": embedded[name]} for name in sorted(sizes)]
