"""Opinions of co-handlers, and contacts with the proposer."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from proposals.actions import cases, co_handling
from proposals.errors import InvalidInput, NotAllowed, NotReady
from proposals.models import Contact, CoOpinion, OpinionSubmission
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def opinion(world: World) -> CoOpinion:
    opinion = world.opinion_of(world.assigned())
    cases.accept_assignment(opinion.assignment, by=world.co.co_handler)
    return opinion


def test_every_text_of_an_opinion_is_kept(world: World, opinion: CoOpinion) -> None:
    first = co_handling.submit_opinion(opinion, " 场地可用。 ", by=world.co.co_handler)
    co_handling.send_back_opinion(opinion, by=world.lead.drafter, reason="请写明面积")
    second = co_handling.submit_opinion(opinion, "场地 300 平方米，可用。", by=world.co.co_handler)
    assert [(row.number, row.text) for row in opinion.submissions.all()] == [(1, "场地可用。"), (2, "场地 300 平方米，可用。")]
    assert opinion.latest == second
    assert first.submitted_by == world.co.co_handler
    assert list(opinion.case.events.filter(subject_type="coopinion").values_list("name", "reason")) == [
        ("submit", ""), ("send_back", "请写明面积"), ("submit", ""),
    ]  # fmt: skip


def test_an_adopted_opinion_ends_the_co_handler_s_task(world: World, opinion: CoOpinion) -> None:
    co_handling.submit_opinion(opinion, "同意。", by=world.co.co_handler)
    co_handling.adopt_opinion(opinion, by=world.lead.drafter)
    opinion.refresh_from_db()
    assert (opinion.state, opinion.assignment.state, opinion.case.state) == ("adopted", "done", "assigned")


@pytest.mark.parametrize("text", ["", " \n\u3000"])
def test_an_empty_opinion_is_refused(world: World, opinion: CoOpinion, text: str) -> None:
    with pytest.raises(InvalidInput):
        co_handling.submit_opinion(opinion, text, by=world.co.co_handler)
    assert not OpinionSubmission.objects.exists()


def test_whoever_may_not_give_an_opinion_is_told_so_before_the_text_is_looked_at(world: World, opinion: CoOpinion) -> None:
    with pytest.raises(NotAllowed):
        co_handling.submit_opinion(opinion, "", by=world.stranger.co_handler)


def contact(world: World, case: Any, **fields: Any) -> Contact:
    given = {"by": world.lead.drafter, "kind": "visit", "phase": "during", "held_on": timezone.localdate()}
    return co_handling.record_contact(case, **given | {"with_whom": " 代表 ", "notes": " 谈 "} | fields)


def test_a_contact_is_written_down(world: World) -> None:
    case = world.handled()
    made = contact(world, case)
    assert (made.with_whom, made.notes, made.recorded_by) == ("代表", "谈", world.lead.drafter)
    assert str(made.held_on) in str(made)
    event = case.events.last()
    assert event
    assert (event.name, event.subject_type, event.subject_id, event.acting_as) == ("contact", "contact", made.pk, "drafter")
    assert event.data == {"kind": "visit", "phase": "during", "held_on": made.held_on.isoformat(), "by_head": False}


def test_a_contact_lies_in_the_past(world: World) -> None:
    case = world.handled()
    with pytest.raises(InvalidInput):
        contact(world, case, held_on=timezone.localdate() + timedelta(days=1))
    assert contact(world, case, held_on=timezone.localdate() - timedelta(days=400)).pk
    assert Contact.objects.count() == 1


def test_who_writes_contacts_and_until_when(world: World) -> None:
    case = world.handled()
    for person in (world.co.drafter, world.lead.head, world.stranger.drafter, world.coordinator):
        with pytest.raises(NotAllowed):
            contact(world, case, by=person)
    cases.withdraw_case(case, by=world.coordinator, reason="撤回")
    with pytest.raises(NotReady):
        contact(world, case)
    assert not Contact.objects.exists()


def test_the_latest_opinion_is_the_newest_text() -> None:
    world = World()
    opinion = world.opinion_of(world.assigned())
    before = opinion.latest
    assert before is None
    cases.accept_assignment(opinion.assignment, by=world.co.co_handler)
    for number in (1, 2):
        OpinionSubmission.objects.create(opinion=opinion, number=number, text=f"第{number}稿", submitted_by=world.co.co_handler)
    assert opinion.latest
    assert opinion.latest.number == 2
