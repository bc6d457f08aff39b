"""撤销签收: what is taken back stands as if it had not been done, and nothing is taken back once somebody went on."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proposals.actions import cases
from proposals.actions.receipts import take_receipt_back
from proposals.errors import NotReady
from proposals.models import Assignment, Clock, Event, Proposal
from proposals.models.undoing import UNDO_WITHIN
from tests.factories import World, contacted

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def standing(case: Proposal) -> Any:
    """All that signing for a case changes."""
    clocks = Clock._base_manager.filter(proposal=case).order_by("pk").values("name", "state", "started_on", "due_on", "ended_on", "pauses")
    tasks = case.assignments.order_by("pk").values("state", "accepted_at", "accepted_by", "due_on", "due_is_provisional")
    return Proposal.objects.get(pk=case.pk).state, list(clocks), list(tasks)


@pytest.mark.parametrize("days_ago", [0, 5])
@pytest.mark.parametrize("part", ["lead", "co"])
def test_all_stands_as_before_and_can_be_done_again(world: World, part: str, days_ago: int) -> None:
    case = world.assigned(assigned_on=timezone.localdate() - timedelta(days=days_ago))
    task, by = (world.lead_of(case), world.lead.drafter) if part == "lead" else (world.opinion_of(case).assignment, world.co.co_handler)
    before = standing(case)
    cases.accept_assignment(task, by=by)
    after = standing(case)
    assert after != before
    take_receipt_back(task, by=by)
    assert standing(case) == before
    cases.accept_assignment(task, by=by)
    assert standing(case)[1] == after[1]


def test_the_second_receipt_leaves_the_handling_of_the_first(world: World) -> None:
    case = world.assigned()
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    before = standing(case)
    co = world.opinion_of(case).assignment
    cases.accept_assignment(co, by=world.co.co_handler)
    take_receipt_back(co, by=world.co.co_handler)
    assert standing(case) == before
    assert before[0] == "handling"


def test_nothing_is_taken_back_once_somebody_went_on(world: World) -> None:
    case = world.assigned(co=False)
    task = world.lead_of(case)
    cases.accept_assignment(task, by=world.lead.drafter)
    contacted(case, by=world.lead.drafter)
    with pytest.raises(NotReady):
        take_receipt_back(task, by=world.lead.drafter)


def test_nothing_is_taken_back_after_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    task = world.lead_of(world.assigned(co=False))
    cases.accept_assignment(task, by=world.lead.drafter)
    now = timezone.now()
    monkeypatch.setattr("proposals.models.receipts.timezone.now", lambda: now + UNDO_WITHIN + timedelta(minutes=1))
    assert task.receipt_stands(world.lead.drafter)


def test_by_the_notice_from_the_list(world: World) -> None:
    task = world.lead_of(world.assigned(co=False))
    client, address = Client(), reverse("work")
    client.force_login(world.lead.drafter)
    html = client.post(reverse("assignment_accept", args=[task.pk]), {"next": address}, follow=True).content.decode()
    undo = reverse("assignment_put_back", args=[task.pk])
    assert f'action="{undo}"' in html
    assert client.post(undo, follow=True).redirect_chain == [(address, 302)]
    assert Assignment.objects.get(pk=task.pk).state == "to_sign"
    names = Event.objects.filter(proposal=task.proposal).order_by("sequence").values_list("name", flat=True)
    assert list(names)[-4:] == ["accept", "begin", "put_back", "unbegin"]
