"""The table of rules, and its copy in docs/explanation/inspection.md."""

from pathlib import Path

import pytest
from django.utils import translation

from replies.inspection.standard import RULES

DOC = Path(__file__).resolve().parents[3] / "docs" / "explanation" / "inspection.md"


def row(code: str) -> str:
    """The line of the documentation for a rule."""
    rule = RULES[code]
    expected = ""
    if rule.expected is not None:
        expected = f"{rule.expected:g} ± {rule.tolerance:g} {rule.unit}" if rule.tolerance else f"{rule.expected:g} {rule.unit}"
    with translation.override("en"):
        message = str(rule.message).replace("%(measured)s", "…").replace("%(text)s", "…")
    return f"| `{code}` | {rule.clause} | {expected} | {rule.severity} | {message} |"


@pytest.mark.parametrize("code", sorted(RULES))
def test_the_documentation_tells_the_rule_as_it_is(code: str) -> None:
    assert row(code) in DOC.read_text().splitlines()


def test_the_documentation_tells_no_other_rule() -> None:
    assert sum(line.startswith("| `") and line.count("|") == 6 for line in DOC.read_text().splitlines()) == len(RULES)


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_message_says_what_was_measured_and_is_translated(code: str) -> None:
    rule = RULES[code]
    with translation.override("en"):
        english = str(rule.message)
    with translation.override("zh-hans"):
        chinese = str(rule.message)
    assert english != chinese
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese)
    for name in ("%(measured)s", "%(text)s"):
        assert (name in english) == (name in chinese)
    if rule.expected is not None and rule.tolerance:
        assert "%(measured)s" in english
