"""并案: what a department does in one of the cases handled together is done in all of them, or in none."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import models

from proposals import audit
from proposals.actions import cases, co_handling, requests
from proposals.actions.cases import Task
from proposals.errors import NotReady
from proposals.models import Assignment, Clock, CoOpinion, Objection, Proposal
from tests.factories import World
from tests.replies.letters_of_one_text import assigned, handled

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def fresh(rows: list[Any]) -> list[Any]:
    return [type(row)._base_manager.get(pk=row.pk) for row in rows]


def states(rows: list[Any]) -> list[str]:
    return [row.state for row in fresh(rows)]


def tasks(made: list[Proposal], mode: str) -> list[Assignment]:
    return [one.assignments.get(mode=mode) for one in made]


def running(made: list[Proposal], name: str) -> list[int]:
    return [one.clocks.filter(name=name, state=Clock.State.RUNNING).count() for one in made]


def test_one_receipt_signs_for_all_and_meets_the_clock_of_each(world: World) -> None:
    made = assigned(world)
    leads = tasks(made, "lead")
    assert running(made, "answer") == [1, 1, 1]
    before = running(made, "receipt")
    cases.accept_assignment(leads[2], by=world.lead.drafter)
    assert states(leads) == ["accepted"] * 3
    assert states(made) == ["handling"] * 3
    assert states(tasks(made, "co")) == ["to_sign"] * 3
    assert [a - b for a, b in zip(before, running(made, "receipt"), strict=True)] == [bool(any(before))] * 3
    assert [one.events.filter(name="accept", actor=world.lead.drafter).count() for one in made] == [1, 1, 1]
    assert list(audit.verify_events()) == []


def test_one_opinion_is_given_sent_back_and_adopted_in_all(world: World) -> None:
    made = assigned(world)
    opinions = [CoOpinion.objects.get(assignment=task) for task in tasks(made, "co")]
    cases.accept_assignment(opinions[1].assignment, by=world.co.co_handler)
    co_handling.submit_opinion(opinions[0], "场地可用。", by=world.co.co_handler)
    assert [one.submissions.get().text for one in opinions] == ["场地可用。"] * 3
    co_handling.send_back_opinion(opinions[1], by=world.lead.drafter, reason="请写明面积")
    assert states(opinions) == ["sent_back"] * 3
    co_handling.submit_opinion(opinions[2], "场地可用，共三百平方米。", by=world.co.co_handler)
    assert states(tasks(made, "co")) == ["accepted"] * 3
    co_handling.adopt_opinion(opinions[0], by=world.lead.drafter)
    assert states(opinions) == ["adopted"] * 3
    assert states(tasks(made, "co")) == ["done"] * 3
    assert running(made, "opinion") == [0, 0, 0]
    assert [one.events.filter(subject_type="coopinion").count() for one in made] == [4, 4, 4]


@pytest.mark.parametrize("decision", ["accept", "refuse", "take_back"])
def test_one_objection_is_decided_in_all(world: World, decision: str) -> None:
    made = assigned(world, co=False)
    made_in = requests.raise_objection(tasks(made, "sole")[1], by=world.lead.drafter, reason="不属我局职责")
    assert Objection.objects.count() == 3
    if decision == "accept":
        requests.accept_objection(made_in, by=world.coordinator, tasks=[Task(world.stranger.department, "sole")])
        assert [one.assignments.current().get().department for one in made] == [world.stranger.department] * 3
        cases.accept_assignment(made[0].assignments.current().get(), by=world.stranger.drafter)
        assert states(made) == ["handling"] * 3
    elif decision == "refuse":
        requests.refuse_objection(made_in, by=world.coordinator, reason="属你局职责")
    else:
        requests.take_objection_back(made_in, by=world.lead.drafter)
    wanted = {"accept": "granted", "refuse": "refused", "take_back": "taken_back"}[decision]
    assert set(Objection.objects.values_list("state", flat=True)) == {wanted}
    assert running(made, "reassignment") == [0, 0, 0]
    assert list(audit.verify_events()) == []


def test_more_time_is_asked_for_and_allowed_in_all(world: World) -> None:
    made = handled(world, co=False)
    task = tasks(made, "sole")[0]
    assert task.due_on
    until = task.due_on + timedelta(days=20)
    asked = requests.ask_extension(task, by=world.lead.drafter, until=until, reason="需现场勘察")
    requests.allow_extension(asked, by=world.coordinator)
    assert {task.due_on for task in tasks(made, "sole")} == {until}


def test_where_it_is_refused_in_one_it_is_done_in_none(world: World) -> None:
    made = assigned(world)
    models.QuerySet(Proposal).filter(pk=made[2].pk).update(state="closed")
    with pytest.raises(NotReady):
        cases.accept_assignment(tasks(made, "lead")[0], by=world.lead.drafter)
    assert states(tasks(made, "lead")) == ["to_sign"] * 3
