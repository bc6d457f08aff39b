"""What was found against the standard, one finding for each kind and page."""

from dataclasses import dataclass, field, replace
from typing import Any

from replies.inspection.standard import RULES, Rule, Severity

LONGEST_TEXT = 24
# PDFs hold places to a few thousandths of a millimetre; what stands at its tolerance is right.
ROUNDING = 0.005


@dataclass(frozen=True)
class Finding:
    """`place` is (x, y) in mm from the upper left corner; `count` how often the same was found on the page."""

    code: str
    page: int | None
    place: tuple[float, float] | None
    measured: float | str | None
    text: str
    count: int = 1

    @property
    def rule(self) -> Rule:
        return RULES[self.code]

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def message(self) -> str:
        """In the words of the active language."""
        return str(self.rule.message) % {"measured": self.measured, "text": self.text}

    def as_dict(self) -> dict[str, Any]:
        rule = self.rule
        return {
            "code": self.code,
            "clause": rule.clause,
            "page": self.page,
            "place": list(self.place) if self.place else None,
            "measured": self.measured,
            "expected": rule.expected,
            "tolerance": rule.tolerance,
            "unit": rule.unit,
            "severity": self.severity,
            "count": self.count,
            "text": self.text,
            "message": self.message,
        }


@dataclass
class Findings:
    """Collects findings: the first of a kind on a page stands for all of its kind there."""

    _found: dict[tuple[str, int | None], Finding] = field(default_factory=dict)

    def add(
        self,
        code: str,
        page: int | None = None,
        *,
        at: tuple[float, float] | None = None,
        measured: float | str | None = None,
        text: str = "",
    ) -> None:
        known = self._found.get((code, page))
        if known:
            self._found[code, page] = replace(known, count=known.count + 1)
            return
        place = (round(at[0], 1), round(at[1], 1)) if at else None
        shown = round(measured, 2) if isinstance(measured, float) else measured
        short = text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
        self._found[code, page] = Finding(code, page, place, shown, short)

    def check(self, code: str, measured: float, page: int | None = None, *, at: tuple[float, float] | None = None, text: str = "") -> bool:
        """Whether a measure is within its tolerance; adds a finding when it is not."""
        rule = RULES[code]
        assert rule.expected is not None
        assert rule.tolerance is not None
        right = abs(measured - rule.expected) <= rule.tolerance + ROUNDING
        if not right:
            self.add(code, page, at=at, measured=measured, text=text)
        return right

    def of(self, severity: Severity) -> list[Finding]:
        """By page, those of the whole document first, then from top to bottom."""
        found = [finding for finding in self._found.values() if finding.severity == severity]
        return sorted(found, key=lambda finding: (finding.page or 0, finding.place[1] if finding.place else 0.0))
