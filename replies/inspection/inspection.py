"""Measures a PDF and judges it by GB/T 9704-2012."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from replies.inspection import faces, flow, folios, grid, heads
from replies.inspection.anatomy import FORMS, Anatomy, Form, dissect
from replies.inspection.facts import facts
from replies.inspection.findings import Finding, Findings
from replies.inspection.opening import Unreadable, opened
from replies.inspection.paragraphs import follow
from replies.inspection.reading import Sheet, read
from replies.inspection.standard import FAULT, PAGE_HEIGHT, PAGE_WIDTH, REMARK, RULES


@dataclass(frozen=True)
class Inspection:
    """What was measured, and what is against the standard (`faults`) or worth a look (`remarks`)."""

    form: Form
    pages: int
    measured: dict[str, Any]
    faults: tuple[Finding, ...]
    remarks: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        """For JSON; the messages are in the words of the active language."""
        return {
            "form": self.form,
            "pages": self.pages,
            "measured": self.measured,
            "faults": [finding.as_dict() for finding in self.faults],
            "remarks": [finding.as_dict() for finding in self.remarks],
            "passed": self.passed,
        }


def inspect(pdf: bytes, *, form: str | None = None) -> Inspection:
    """Measures all pages. `form`: plain, file or letter; seen from page 1 when it is not given.

    Raises Unreadable for an empty, foreign, damaged, encrypted or scanned file, ValueError for a form that does not exist.
    """
    known = next((one for one in FORMS if one == form), None)
    if form is not None and known is None:
        raise ValueError(f"no form {form}")
    with opened(pdf) as document:
        sheets = read(document)
    if not any(sheet.glyphs or sheet.turned for sheet in sheets):
        if any(sheet.pictures for sheet in sheets):
            raise Unreadable(_("The pages are pictures without text (a scan): they cannot be measured."))
        raise Unreadable(_("The PDF has no text on any page."))
    found, findings = dissect(sheets, known), Findings()
    placed = follow(found)
    for page in found.pages:
        _sheet(page.sheet, page.number, findings)
    measured = {
        "page_size": [round(sheets[0].width, 1), round(sheets[0].height, 1)],
        **grid.judge(found, placed, findings),
        **flow.judge(found, placed, findings),
        **faces.judge(found, placed, findings),
        "page_numbers": folios.judge(found, findings),
        **heads.judge(found, findings),
        "each_page": [_page(found, page.number) for page in found.pages],
        "pdf": facts(pdf),
    }
    return Inspection(found.form, len(sheets), measured, tuple(findings.of(FAULT)), tuple(findings.of(REMARK)))


def _sheet(sheet: Sheet, number: int, findings: Findings) -> None:
    tolerance = RULES["page-size"].tolerance or 0.0
    sides = sorted((sheet.width, sheet.height))
    if any(abs(side - due) > tolerance for side, due in zip(sides, (PAGE_WIDTH, PAGE_HEIGHT), strict=True)):
        findings.add("page-size", number, measured=f"{sheet.width:.1f} × {sheet.height:.1f}")
    elif sheet.rotation and len(sheet.glyphs) > sheet.turned:
        findings.add("turned", number, measured=sheet.rotation)
    elif sheet.rotation or sheet.width > sheet.height:
        findings.add("landscape" if number > 1 else "landscape-first", number)


def _page(found: Anatomy, number: int) -> dict[str, Any]:
    page = found.pages[number - 1]
    return {
        "page": number,
        "lines": len(page.flow),
        "tables_and_pictures": len(page.rooms),
        "turned_characters": page.sheet.turned,
    }
