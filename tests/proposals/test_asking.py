"""The questions that every page asks are put into words once: they must stay the questions that they stand for."""

import pytest

from proposals.actions import cases, reminders
from proposals.asking import unread
from proposals.models import Notice, User
from tests.factories import World

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def plainly(person: User) -> int:
    return Notice.objects.visible_to(person).unread().count()


def test_unread_notices_are_counted_as_they_are_listed() -> None:
    world = World()
    assert {unread(person) for person in world.actors().values()} == {0}
    case = world.assigned()
    reminders.urge(world.lead_of(case), by=world.coordinator, note="请尽快签收")
    drafter = world.lead.drafter
    assert unread(drafter) == plainly(drafter) > 0
    for person in (world.lead.head, world.co.co_handler, world.coordinator, world.auditor):
        assert unread(person) == plainly(person), person
    Notice.objects.filter(recipient=drafter).update(read_at=case.registered_at)
    assert unread(drafter) == 0


def test_the_count_follows_what_the_person_may_see() -> None:
    world = World()
    case = world.assigned()
    reminders.urge(world.lead_of(case), by=world.coordinator, note="请尽快签收")
    drafter = world.lead.drafter
    assert unread(drafter) > 0
    drafter.department = world.stranger.department
    assert unread(drafter) == plainly(drafter) == 0
    drafter.department = world.lead.department
    drafter.is_active = False
    assert unread(drafter) == plainly(drafter) == 0
    cases.withdraw_case(case, by=world.coordinator, reason="撤回")
    assert unread(User.objects.get(pk=drafter.pk)) == 0
