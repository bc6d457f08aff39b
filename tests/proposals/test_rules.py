"""Rule sets: the shipped ones hold, and a bad one is refused with a message that says what is wrong."""

import io
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import translation

from proposals import rules
from proposals.actions.rule_sets import SHIPPED, load_shipped
from proposals.models import ProposalKind, RuleSet
from tests.factories import rule_set

LIMIT = {"unit": "months", "count": 3, "anchor": "assigned", "article": "第五十一条"}
OPENINGS = {"person": "{salutation}提出的{title}，{consulted}，现答复如下：", "group": "{salutation}提案{case}收悉。"}


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.json")), ids=lambda path: str(path.stem))
@pytest.mark.django_db
def test_a_shipped_rule_set_is_valid(path: Any) -> None:
    fields = json.loads(path.read_text(encoding="utf-8"))
    rule = RuleSet(**fields)
    rule.full_clean()
    assert rule.code == path.stem
    assert rule.limit("answer")
    assert rule.chain[-1] in ("deputy_head", "head")
    assert {"limits", "outcomes", "review_chain", "recipients", "openings"} <= fields["sources"].keys()
    assert all(limit.get("assumed") or "条" in limit["article"] for limit in fields["limits"].values())


@pytest.mark.django_db
def test_shipped_rule_sets_are_loaded_once_and_put_back_on_demand() -> None:
    assert {rule.code for rule in load_shipped()} == {path.stem for path in SHIPPED.glob("*.json")}
    changed = rule_set("tianjin-suggestion")
    changed.name = "本地规则"
    changed.save()
    load_shipped()
    assert rule_set("tianjin-suggestion").name == "本地规则"
    out = io.StringIO()
    call_command("load_rule_sets", "--replace", stdout=out)
    assert "tianjin-suggestion: 天津（代表建议）" in out.getvalue()
    restored = rule_set("tianjin-suggestion")
    assert (restored.pk, restored.name) == (changed.pk, "天津（代表建议）")


def test_limits() -> None:
    parsed = rules.parse_limits({"answer": LIMIT, "opinion": LIMIT | {"unit": "date", "count": "5-31", "assumed": True}})
    assert parsed["answer"] == rules.Limit("months", 3, "assigned", "第五十一条")
    assert parsed["opinion"].assumed


def test_outcomes_and_copies() -> None:
    outcome = {"code": "A", "label": "A", "meaning": "已解决", "mark": "A"}
    assert rules.parse_outcomes([outcome]) == (rules.Outcome("A", "A", "已解决", "A"),)
    assert rules.parse_copies(["市人大常委会"]) == ("市人大常委会",)


def test_ratings_are_the_usual_ones_unless_others_are_named() -> None:
    assert rules.parse_ratings([]) == ("满意", "基本满意", "不满意")
    assert rules.parse_ratings(["同意", "理解", "保留", "不同意"]) == ("同意", "理解", "保留", "不同意")


def test_a_review_chain_goes_upward() -> None:
    assert rules.parse_review_chain(["office", "head"]) == ("office", "head")


BAD: list[tuple[str, Any, str]] = [
    ("limits", [], "object"),
    ("limits", {}, "answer"),
    ("limits", {"opinion": LIMIT}, "answer"),
    ("limits", {"anwser": LIMIT}, "anwser"),
    ("limits", {"answer": 3}, "answer"),
    ("limits", {"answer": {"unit": "months"}}, "answer"),
    ("limits", {"answer": LIMIT | {"colour": "red"}}, "colour"),
    ("limits", {"answer": LIMIT | {"unit": "weeks"}}, "working_days"),
    ("limits", {"answer": LIMIT | {"anchor": "birth"}}, "assigned"),
    ("limits", {"answer": LIMIT | {"count": 0}}, "answer"),
    ("limits", {"answer": LIMIT | {"count": -1}}, "answer"),
    ("limits", {"answer": LIMIT | {"count": "3"}}, "answer"),
    ("limits", {"answer": LIMIT | {"count": True}}, "answer"),
    ("limits", {"answer": LIMIT | {"count": 2.5}}, "count"),
    ("limits", {"answer": LIMIT | {"unit": "date", "count": "13-1"}}, "5-31"),
    ("limits", {"answer": LIMIT | {"unit": "date", "count": "2-30"}}, "5-31"),
    ("limits", {"answer": LIMIT | {"unit": "date", "count": "2-29"}}, "5-31"),
    ("limits", {"answer": LIMIT | {"unit": "date", "count": "May"}}, "5-31"),
    ("limits", {"answer": LIMIT | {"unit": "date", "count": 5}}, "5-31"),
    ("limits", {"answer": LIMIT | {"article": None}}, "article"),
    ("outcomes", {}, "list"),
    ("outcomes", [], "at least one"),
    ("outcomes", ["A"], "outcomes"),
    ("outcomes", [{"code": "A"}], "outcomes"),
    ("outcomes", [{"code": "A", "label": "A", "meaning": "甲"}] * 2, "share a code"),
    ("outcomes", [{"code": ["A"], "label": "A", "meaning": "甲"}], "code"),
    ("review_chain", "office", "office"),
    ("review_chain", [], "office"),
    ("review_chain", ["office"], "leader"),
    ("review_chain", ["head"], "office"),
    ("review_chain", ["head", "office"], "upward"),
    ("review_chain", ["office", "office", "head"], "upward"),
    ("review_chain", ["office", "king"], "deputy_head"),
    ("review_chain", [["office"], "head"], "deputy_head"),
    ("openings", [], "openings"),
    ("openings", {"person": "您好"}, "group"),
    ("openings", OPENINGS | {"person": "{name}您好"}, "salutation"),
    ("openings", OPENINGS | {"group": "{0}"}, "salutation"),
    ("openings", OPENINGS | {"group": "{title"}, "salutation"),
    ("openings", OPENINGS | {"group": "{title.__class__.nothing}"}, "salutation"),
    ("openings", OPENINGS | {"group": "{title[x]}"}, "salutation"),
    ("openings", OPENINGS | {"person": 3}, "person"),
    ("copies", "市政府办公厅", "list"),
    ("copies", [1], "names"),
    ("copies", None, "list"),
    ("ratings", "满意", "list"),
    ("ratings", None, "list"),
    ("ratings", [""], "at most 6 characters"),
    ("ratings", ["满意", 1], "at most 6 characters"),
    ("ratings", ["很满意很满意的"], "at most 6 characters"),
    ("ratings", ["满意"] * 6, "at most 5 words"),
]


@pytest.mark.parametrize(("field", "value", "says"), BAD)
def test_a_bad_rule_set_is_refused_with_what_is_wrong(field: str, value: Any, says: str) -> None:
    good = json.loads((SHIPPED / "national-suggestion.json").read_text(encoding="utf-8"))
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        RuleSet(**good | {field: value}).clean()
    assert refusal.value.message_dict.keys() == {field}
    assert says in str(refusal.value.message_dict)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ValidationError) as refusal:
        RuleSet(code="x", name="x", kind=ProposalKind.SUGGESTION, limits={}, outcomes=[], review_chain=[], openings={}).clean()
    assert refusal.value.message_dict.keys() == {"limits", "outcomes", "review_chain", "openings"}


@pytest.mark.django_db
def test_a_rule_set_gives_typed_values() -> None:
    rules_ = rule_set("national-suggestion")
    assert rules_.chain == ("office", "deputy_head", "head")
    assert [outcome.code for outcome in rules_.outcome_scheme] == ["A", "B", "C", "D"]
    outcome = rules_.outcome("B")
    assert outcome
    assert outcome.mark == "B"
    assert rules_.outcome("Z") is None
    assert rules_.limit("rework") is None
    assert "{consulted}" in rules_.opening_formulas.person
    assert str(rules_) == "全国（代表建议）"
