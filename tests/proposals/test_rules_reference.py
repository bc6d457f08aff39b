"""docs/reference/rules.md: every rule stands where the page says, with that value, and is proved by tests that exist."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from proposals import policies, rules
from proposals.actions.rule_sets import SHIPPED
from proposals.deadlines import due_date, latest_extension
from proposals.models import RuleSet
from proposals.work_calendar import published
from tests.factories import rule_set
from tests.proposals.other_places import PLACES, PUT_OFF, WORKED

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "rules.md"
ROW = re.compile(r"^\| (?P<rule>.+?) \| (?P<where>.+?) \| (?P<value>.*?) ?\| (?P<tests>.+?) \|$")
FIELD = re.compile(r"`(?P<place>[a-z-]+):(?P<path>[a-z_.0-9-]+)`")
# What every place has and no text says: they are said once, for the national rules.
ONCE = {
    "receipt",
    "feedback",
    "publication",
    "rework",
    "priority_signer",
    "unreturned",
    "commitments",
    "raters",
    "withdrawal",
    "late_objection",
}


def listed() -> Iterator[tuple[str, str, str, str]]:
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        found = ROW.match(line)
        if found and not found["rule"].startswith(("Rule", "---")):
            yield found["rule"], found["where"], found["value"], found["tests"]


def shipped(place: str) -> dict[str, Any]:
    return dict(json.loads((SHIPPED / f"{place}.json").read_text(encoding="utf-8")))


def value_at(place: str, path: str) -> Any:
    keys = path.split(".")
    found: Any = shipped(place) if place != "other" else PLACES[keys.pop(0)]
    for key in keys:
        found = found[key]
    return found


def said(path: str, value: Any) -> str:
    """A value in the words of the page."""
    name = path.rsplit(".", 2)[-2] if path.count(".") else path
    field = next(one for one in ("limits", "extensions", "policies", path.rsplit(".", 1)[-1]) if one in (name, *path.split(".")))
    forms = {
        "limits": lambda: f"{value['count']} {value['unit']} {value['anchor']}",
        "extensions": lambda: f"{value['count']} {value['unit']}" + (" in all" if value.get("total") else ""),
        "policies": lambda: value["value"],
        "scales": lambda: " ".join(value),
        "outcomes": lambda: " ".join(one["code"] for one in value),
        "review_chain": lambda: " ".join(value),
        "copies": lambda: f"{len(value)} organs",
        "recipients": lambda: value,
    }
    return forms[field]()


def test_each_rule_stands_where_the_page_says() -> None:
    wrong = []
    for rule, where, value, _tests in listed():
        if found := FIELD.fullmatch(where):
            try:
                there = said(found["path"], value_at(found["place"], found["path"]))
            except KeyError:
                there = "nothing"
            if there != value:
                wrong.append(f"{rule}: {where} holds {there}, the page says {value}")
        elif not where.startswith("everywhere: "):
            wrong.append(f"{rule}: {where} names no place")
    assert not wrong, "\n".join(wrong)


def test_each_test_that_is_named_exists() -> None:
    known = {name for path in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M)}
    named = {(rule, name) for rule, _where, _value, tests in listed() for name in tests.split(", ")}
    assert not {(rule, name) for rule, name in named if name not in known}


def test_no_rule_of_a_place_is_missing_from_the_page() -> None:
    """Every limit, extension and policy of a shipped set for suggestions that some article asks for, and all that other places say."""
    on_page = {(found["place"], found["path"]) for _rule, where, *_rest in listed() if (found := FIELD.fullmatch(where))}
    missing = []
    for path in SHIPPED.glob("*-suggestion.json"):
        fields = shipped(path.stem)
        for field in ("limits", "extensions", "policies"):
            for name, given in fields[field].items():
                known = given.get("assumed") and name in ONCE
                if not known and (path.stem, f"{field}.{name}") not in on_page:
                    missing.append(f"{path.stem}:{field}.{name} ({given.get('article')})")
        missing += [f"{path.stem}:{field}" for field in ("outcomes", "recipients", "review_chain") if not _named(path.stem, field, on_page)]
    assert not missing, "\n".join(missing)


def _named(place: str, field: str, on_page: set[tuple[str, str]]) -> bool:
    return (place, field) in on_page or shipped(place)["sources"][field] == "assumed"


def other(place: str) -> RuleSet:
    """The national rules with those of the place in their stead."""
    rules_of = rule_set("national-suggestion")
    given: Mapping[str, Any] = PLACES[place]
    for field, value in given.items():
        setattr(rules_of, field, value)
    rules_of.code = place
    return rules_of


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_the_rules_of_other_places_are_data(place: str) -> None:
    made = other(place)
    made.pk = None
    made.full_clean()
    assert made.limit("answer")
    assert all(made.policy(name).value in choices for name, choices in policies.POLICIES.items())


@pytest.mark.parametrize(("place", "name", "begins", "due"), WORKED)
def test_due_dates_worked_by_hand(place: str, name: str, begins: str, due: str) -> None:
    limit = rules.parse_limits(PLACES[place]["limits"])[name]
    assert due_date(limit, date.fromisoformat(begins), days=published()).due_on == date.fromisoformat(due)


@pytest.mark.parametrize(("place", "begins", "latest"), PUT_OFF)
def test_how_far_the_answer_may_be_put_off(place: str, begins: str, latest: str) -> None:
    limit = rules.parse_limits(PLACES[place]["limits"])["answer"]
    extension = rules.parse_extensions(PLACES[place]["extensions"])["answer"]
    days = published()
    assert latest_extension(due_date(limit, date.fromisoformat(begins), days=days), extension, days=days) == date.fromisoformat(latest)
