"""Rule sets: the shipped ones hold, and a bad one is refused with a message that says what is wrong."""

import io
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import translation

from proposals import policies, rules
from proposals.actions.rule_sets import SHIPPED, load_shipped
from proposals.models import ProposalKind, RuleSet
from tests.factories import rule_set

LIMIT = {"unit": "months", "count": 3, "anchor": "assigned", "article": "第五十一条"}
GRADES = [{"code": "agree", "label": "同意", "satisfied": True}, {"code": "disagree", "label": "不同意", "dissatisfied": True}]
EXTENSION = {"unit": "months", "count": 3, "article": "第十九条"}
REMINDER = {"clock": "answer", "days": 3, "to": "handler"}
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
    assert rules.parse_copies(["市人大常委会"]) == (rules.Copy("市人大常委会"),)


def test_scales_policies_extensions_and_reminders() -> None:
    scales = policies.parse_scales({"result": GRADES})
    assert [(grade.label, grade.satisfied, grade.dissatisfied) for grade in scales["result"]] == [
        ("同意", True, False),
        ("不同意", False, True),
    ]
    parsed = policies.parse_policies({"withdrawal": {"value": "all_signers", "article": "第十条"}})
    assert parsed["withdrawal"] == policies.Policy("all_signers", "第十条")
    assert parsed.keys() == policies.POLICIES.keys()
    assert parsed["filing"] == policies.Policy("not_needed", assumed=True)
    assert rules.parse_extensions({"answer": EXTENSION})["answer"] == rules.Extension("months", 3, "第十九条")
    assert policies.parse_reminders([REMINDER]) == (policies.Reminder("answer", 3, "handler"),)


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
    ("copies", [{"organ": "市政府", "of": 1}], "copies"),
    ("copies", [{"organ": ""}], "name"),
    ("copies", [{"organ": "{chosen_by}人大常委会"}], "elected_by"),
    ("copies", [{"organ": "市政府", "count": 0}], "nine"),
    ("scales", {}, "object"),
    ("scales", {"speed": GRADES}, "attitude"),
    ("scales", {"result": GRADES[:1]}, "two grades"),
    ("scales", {"result": GRADES * 3}, "5 at most"),
    ("scales", {"result": [GRADES[0], GRADES[0]]}, "share"),
    ("scales", {"result": [GRADES[0], {"code": "x", "label": "很满意很满意的"}]}, "6 characters"),
    ("scales", {"result": [GRADES[0], {"code": "x", "label": " "}]}, "label"),
    ("scales", {"result": [GRADES[0], {"code": "x", "label": "又", "satisfied": True, "dissatisfied": True}]}, "both"),
    ("policies", [], "object"),
    ("policies", {"filling": {"value": "needed", "article": "第一条"}}, "filing"),
    ("policies", {"filing": {"value": "maybe", "article": "第一条"}}, "not_needed"),
    ("policies", {"filing": {"value": "needed"}}, "assumed"),
    ("policies", {"look_back": {"value": "2-30", "article": "第一条"}}, "5-31"),
    ("policies", {"look_back": {"value": "fourth", "article": "第一条"}}, "5-31"),
    ("extensions", [], "object"),
    ("extensions", {"anwser": EXTENSION}, "answer"),
    ("extensions", {"answer": EXTENSION | {"unit": "date"}}, "months"),
    ("extensions", {"answer": EXTENSION | {"count": 0}}, "from 1"),
    ("extensions", {"answer": EXTENSION | {"count": 99}}, "from 1"),
    ("reminders", {}, "list"),
    ("reminders", [REMINDER | {"clock": "anwser"}], "answer"),
    ("reminders", [REMINDER | {"to": "everybody"}], "coordinator"),
    ("reminders", [REMINDER | {"days": 400}], "year"),
    ("reminders", [REMINDER, REMINDER], "twice"),
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
    assert rules_.limit("first_contact") is None
    assert "{consulted}" in rules_.opening_formulas.person
    assert str(rules_) == "全国（代表建议）"
