"""Judges page numbers (7.5): — 1 —, odd pages at the right, even pages at the left, 7 mm under the type area."""

from replies.inspection.anatomy import FOLIO, Anatomy, PageParts
from replies.inspection.faces import SONG
from replies.inspection.findings import Findings
from replies.inspection.standard import BOTTOM, LEFT, PAGE_WIDTH, RIGHT

# 一字线, as it is typed: the dash, the horizontal bar, the full-width hyphen, a box-drawing line.
DASHES = frozenset("—―－─")


def judge(found: Anatomy, findings: Findings) -> list[dict[str, object]]:
    """Adds what is wrong with the page numbers; gives them."""
    measured: list[dict[str, object]] = []
    for page in found.pages:
        if not page.upright:
            continue
        if not page.lines and not page.sheet.pictures:
            if not (page.number + 1 == found.last.number and found.last.imprint and not found.last.flow):
                findings.add("blank-page", page.number)
            continue
        if page.folio is None:
            if not found.tabular and _wanted(found, page):
                findings.add("folio-missing", page.number)
            continue
        if found.form == "letter" and page is found.first:
            findings.add("folio-unwanted", page.number, at=page.folio.at)
        measured.append(_number(page, findings))
    return measured


def _wanted(found: Anatomy, page: PageParts) -> bool:
    if found.form == "letter" and (page is found.first or len(found.pages) == 2):
        return False
    # 公文的版记页前有空白页的，空白页和版记页均不编排页码
    before = found.pages[page.number - 2] if page.number > 1 else None
    return not (page is found.last and page.imprint and not page.flow and before is not None and not before.lines)


def _number(page: PageParts, findings: Findings) -> dict[str, object]:
    line, number = page.folio, page.number
    assert line is not None
    match = FOLIO.fullmatch(line.text)
    assert match is not None
    side = "right" if line.middle > PAGE_WIDTH / 2 else "left"
    inset = RIGHT - line.right if side == "right" else line.left - LEFT
    distance = line.ink_top - BOTTOM
    dashed = all(marks and set(marks) <= DASHES for marks in (match["before"], match["after"]))
    if dashed:
        distance = line.glyphs[0].ink_top - BOTTOM
        findings.check("folio-distance", distance, number, at=line.at)
    else:
        findings.add("folio-dash", number, at=line.at, text=line.text)
    if int(match["number"]) != number:
        findings.add("folio-value", number, at=line.at, text=line.text)
    if (side == "right") != bool(number % 2):
        findings.add("folio-side", number, at=line.at)
    else:
        findings.check("folio-inset", inset, number, at=line.at)
    findings.check("folio-size", line.size, number, at=line.at)
    if line.font and not SONG.search(line.font):
        findings.add("folio-face", number, at=line.at, measured=line.font)
    return {"page": number, "text": line.text, "side": side, "inset": round(inset, 2), "below": round(distance, 2)}
