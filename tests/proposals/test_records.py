"""What is written once stays as it was written, and what cannot be kept is refused with words."""

import pytest
from django.core.exceptions import ValidationError

from proposals.errors import InvalidInput
from proposals.models import Event, Proposal
from replies.models import ReplyVersion
from tests.factories import World, rule_set, session

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Event, ReplyVersion])
def test_records_are_not_changed_many_at_a_time_either(model: type[Event] | type[ReplyVersion]) -> None:
    World().reply("signed")
    before = list(model.objects.order_by("pk").values())
    assert before
    with pytest.raises(TypeError):
        model.objects.all().update(digest="0")
    with pytest.raises(TypeError):
        model.objects.all().delete()
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("field", ["title", "case_no", "category"])
def test_words_that_are_too_long_are_refused_before_a_database_does(field: str) -> None:
    world = World()
    with pytest.raises(InvalidInput, match="字"):
        world.case(**{field: "长" * 500})
    assert not Proposal.objects.exists()


def test_the_rules_of_a_session_are_of_the_right_kind() -> None:
    right = session()
    right.clean()
    right.suggestion_rules = rule_set("national-proposal")
    with pytest.raises(ValidationError) as refused:
        right.clean()
    assert refused.value.message_dict.keys() == {"suggestion_rules"}


def test_a_registered_title_may_be_as_long_as_the_row() -> None:
    world = World()
    case = world.case(title="长" * 200)
    assert Proposal.objects.get(pk=case.pk).title == "长" * 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limits", {"answer": {"unit": "months", "count": 100_000, "anchor": "assigned", "article": "某条"}}),
        ("outcomes", [{"code": "", "label": "", "meaning": ""}]),
        ("outcomes", [{"code": "长" * 21, "label": "甲", "meaning": ""}]),
        ("openings", {"person": "{salutation.__class__}", "group": "{title}"}),
        ("openings", {"person": "{title!r:>999999999}", "group": "{title}"}),
        ("openings", {"person": "{title", "group": "{title}"}),
    ],
)
def test_a_rule_set_that_would_break_a_page_is_refused(field: str, value: object) -> None:
    rules = rule_set()
    setattr(rules, field, value)
    with pytest.raises(ValidationError) as refused:
        rules.clean()
    assert refused.value.message_dict.keys() == {field}
