"""Judges where running text stands: margins, rows, edges, characters to a line (5.2)."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from replies.inspection.anatomy import Anatomy, PageParts
from replies.inspection.findings import Findings
from replies.inspection.lines import Line
from replies.inspection.marks import NEVER_FIRST, forced_short
from replies.inspection.paragraphs import Placed, most_common_width
from replies.inspection.standard import BASELINE, CELL, COLUMNS, EM, PAGE_WIDTH, ROW, ROWS, TOP, WIDTH

# Distances between baselines that are taken for one row, in rows.
ONE_ROW = (0.6, 1.4)
# A paragraph whose first line begins further in than this is set in the middle or at the right, and not indented. Characters.
DEEPEST_INDENT = 4.5
# At the end of a line a closing mark may hang or be squeezed: its blank half, or all of it, may lie beyond the edge. em
HANGING = 1.05


def judge(found: Anatomy, placed: list[Placed], findings: Findings) -> dict[str, object]:
    """Adds what is wrong with the grid; gives what was measured."""
    width = most_common_width(placed)
    pitch = _pitch(found)
    even = pitch is None or findings.check("pitch", pitch)
    margins = [_margins(page, placed, width, findings, even=even) for page in found.pages if page.flow and page.upright]
    if even:
        for page in found.pages:
            _grid(page, findings)
    for page in found.pages:
        if len(page.flow) + len(page.title) > ROWS:
            findings.add("rows", page.number, at=page.flow[-1].at, measured=len(page.flow) + len(page.title))
    if even:
        _short_pages(found, placed, findings)
    _edges(placed, width, findings)
    counted = _characters(placed, findings)
    rows = [len(page.flow) for page in found.pages[:-1] if not page.rooms] or [len(page.flow) for page in found.pages]
    return {
        "margins": {
            side: round(median(values), 2)
            for side in ("top", "bottom", "left", "right")
            if (values := [margin[side] for margin in margins if side in margin])
        },
        "pitch": None if pitch is None else round(pitch, 3),
        "lines_per_page": {"most": max(rows), "mode": Counter(rows).most_common(1)[0][0]},
        "characters_per_line": _summary(counted),
        "full_lines": sum(one.goes_on for one in placed),
    }


def _summary(counted: list[int]) -> dict[str, float] | None:
    if not counted:
        return None
    return {"mode": Counter(counted).most_common(1)[0][0], "median": median(counted), "lines": len(counted)}


def _pitch(found: Anatomy) -> float | None:
    steps = [
        below.y - above.y
        for page in found.pages
        for above, below in pairwise(page.flow)
        if ONE_ROW[0] * ROW < below.y - above.y < ONE_ROW[1] * ROW and not page.parted(above, below)
    ]
    return median(steps) if len(steps) > 1 else None


def _runs(page: PageParts) -> Iterator[list[Line]]:
    """Lines that no table or picture parts."""
    run: list[Line] = []
    for line in page.flow:
        if run and page.parted(run[-1], line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _off_grid(line: Line) -> float:
    """How far a baseline stands below the nearest row of the type area, mm; above is negative."""
    rows = (line.y - TOP - BASELINE) / ROW
    return (rows - round(rows)) * ROW


def _phase(lines: list[Line]) -> float:
    """How far most lines stand below the rows of the type area."""
    offsets = [_off_grid(line) for line in lines]
    if max(offsets) - min(offsets) < ROW / 2:
        return median(offsets)
    # Half a row up and half a row down are the same place.
    turned = median(offset + ROW if offset < 0 else offset for offset in offsets)
    return turned if turned <= ROW / 2 else turned - ROW


def _margins(page: PageParts, placed: list[Placed], width: float | None, findings: Findings, *, even: bool) -> dict[str, float]:
    run = next(_runs(page))
    shift = _phase(run)
    first = run[0]
    headed = page.number == 1 or any(room.top < first.y for room in page.rooms) or any(line.y < first.y for line in page.others)
    if not headed and (not page.lines or page.lines[0] is first):
        shift = first.y - TOP - BASELINE
    if even or not headed:
        findings.check("margin-top", TOP + shift, page.number, at=first.at)
    here = [one for one in placed if one.page is page]
    edge = here[0].edge
    findings.check("margin-left", edge, page.number, at=(edge, first.y))
    measured = {"top": TOP + shift, "left": edge}
    if width is not None and any(one.goes_on for one in here):
        measured["right"] = PAGE_WIDTH - edge - width
        findings.check("margin-right", measured["right"], page.number, at=(edge + width, first.y))
    if len(page.flow) == ROWS:
        measured["bottom"] = page.sheet.height - (page.flow[-1].y - BASELINE + ROW)
    return measured


def _grid(page: PageParts, findings: Findings) -> None:
    for run in _runs(page):
        phase = _phase(run)
        for line in run:
            off = _off_grid(line) - phase
            off -= round(off / ROW) * ROW
            findings.check("grid", off, page.number, at=line.at, text=line.text)


def _short_pages(found: Anatomy, placed: list[Placed], findings: Findings) -> None:
    """Pages that end before their last row though their paragraph goes on; it may for the signature, the 版记 or a table after it."""
    for one, after in pairwise(placed):
        if not one.goes_on or after.page is one.page or after.page.rooms or after.page.imprint:
            continue
        moved = any(line in found.dates or line.text.startswith("附件") for line in after.page.flow)
        rows = round((one.line.y - TOP - BASELINE) / ROW) + 1
        if rows < ROWS and not moved:
            findings.add("rows", one.page.number, at=one.line.at, measured=rows)


def _edges(placed: list[Placed], width: float | None, findings: Findings) -> None:
    full = width if width is not None else WIDTH
    for place, one in enumerate(placed):
        line, page = one.line, one.page.number
        inset = one.inset / CELL
        centred = not one.goes_on and inset > 0.5 and abs(line.middle - one.edge - full / 2) < 1
        if one.flush and not one.starts:
            findings.check("edge-left", one.inset, page, at=line.at, text=line.text)
        elif one.part == "body" and one.starts and -0.5 < inset < DEEPEST_INDENT and not centred and not _unseen(one, placed[place - 1]):
            findings.check("indent", inset, page, at=line.at, text=line.text)
        over = line.right - one.edge - full
        if one.goes_on:
            findings.check("edge-right", _beyond(line, over), page, at=(line.right, line.y), text=line.text)
        elif over > 0:
            findings.check("edge-right", max(_beyond(line, over), 0.0), page, at=(line.right, line.y), text=line.text)


def _unseen(one: Placed, before: Placed) -> bool:
    """Whether a line may go on with one on a page between that lies across and is not measured."""
    return one.flush and one.page.number > before.page.number + 1


def _beyond(line: Line, over: float) -> float:
    """By how much a line misses its right edge; a closing mark at its end may hang over it or be squeezed."""
    return 0.0 if line.glyphs[-1].char in NEVER_FIRST and 0 < over < HANGING * EM else over


def _characters(placed: list[Placed], findings: Findings) -> list[int]:
    """Counts lines of full-width characters that nothing forces to be short, with the indent; gives the counts."""
    counted = []
    for one, after in pairwise(placed):
        if not (one.goes_on and (one.flush or one.indented) and one.line.full_width):
            continue
        count = len(one.line.glyphs) + (2 if one.indented else 0)
        if count < COLUMNS and forced_short(after.line.text, COLUMNS - count):
            continue
        counted.append((count, one))
    if not counted:
        return []
    usual = Counter(count for count, _one in counted).most_common(1)[0][0]
    findings_of_all = usual != COLUMNS
    if findings_of_all:
        page, line = next((one.page.number, one.line) for count, one in counted if count == usual)
        findings.add("characters", page, at=line.at, measured=usual, text=line.text)
    for count, one in counted:
        if count > COLUMNS and not findings_of_all:
            findings.add("characters", one.page.number, at=one.line.at, measured=count, text=one.line.text)
        elif count != COLUMNS and not findings_of_all:
            findings.add("characters-line", one.page.number, at=one.line.at, measured=count, text=one.line.text)
    return [count for count, _one in counted]
