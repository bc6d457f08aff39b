"""A clock that stands still: its date goes with the day, until it runs again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from proposals.actions import requests
from proposals.actions.clocks import end
from proposals.models import CalendarYear, Clock
from proposals.standing_clocks import move_standing
from proposals.tasks import move_standing_clocks
from tests.factories import World
from tests.proposals.test_intake import with_policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock of the site to a day."""

    def to(day: date) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda *_args: day)

    return to


def test_the_date_moves_day_by_day_until_it_runs_again(at: Any) -> None:
    world = World()
    began = timezone.localdate()
    with_policy(world.case(), "objection_clock", "stands")
    case = world.assigned()
    task = world.lead_of(case)
    objection = requests.raise_objection(task, by=world.lead.drafter, reason="不属我局职责")
    standing = [one for one in Clock.objects.filter(assignment=task) if one.stands]
    answer = next(one for one in standing if one.name == "answer")
    first = answer.due_on
    assert move_standing() == 0, "nothing moves on the day itself"
    others = dict(Clock.objects.exclude(pk__in=[one.pk for one in standing]).values_list("pk", "due_on"))
    for later in (1, 2, 5):  # two days on which nothing ran are made up for
        at(began + timedelta(days=later))
        assert move_standing_clocks() > 0
        assert move_standing() == 0, "a second run on the day finds nothing"
        answer.refresh_from_db()
        task.refresh_from_db()
        assert answer.due_on == first + timedelta(days=later) == task.due_on
        days = CalendarYear.objects.calendar()
        for one in Clock.objects.filter(pk__in=[one.pk for one in standing]):
            assert one.due_on == one.deadline(days).due_on
    assert dict(Clock.objects.exclude(pk__in=[one.pk for one in standing]).values_list("pk", "due_on")) == others
    requests.refuse_objection(objection, by=world.coordinator, reason="三定方案中有此职责")
    answer.refresh_from_db()
    assert answer.due_on == first + timedelta(days=5)
    at(began + timedelta(days=9))
    assert move_standing() == 0, "what runs again stays"
    answer.refresh_from_db()
    assert answer.due_on == first + timedelta(days=5)


def test_what_is_over_is_left_alone(at: Any) -> None:
    world = World()
    with_policy(world.case(), "objection_clock", "stands")
    case = world.assigned()
    requests.raise_objection(world.lead_of(case), by=world.lead.drafter, reason="不属我局职责")
    end(case)
    at(timezone.localdate() + timedelta(days=3))
    assert move_standing() == 0
