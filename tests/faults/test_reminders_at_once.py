"""Two workers at the same moment, on a real PostgreSQL: every reminder once, every mail once, every urging once."""

from datetime import date, datetime, time

import pytest
from django.core import mail as outbox
from django.utils import timezone

from proposals import mailing, notifying
from proposals.actions import cases, reminders
from proposals.actions.clocks import end, meet
from proposals.errors import NotReady
from proposals.models import Assignment, Clock, Event, Mail, Notice, SentReminder
from tests.factories import World
from tests.faults.at_once import at_once, losers
from tests.proposals.reminders import clock

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.faults]

DUE = date(2025, 6, 20)
LATE = date(2025, 7, 1)


def answers(world: World, count: int) -> list[Clock]:
    made = []
    for _n in range(count):
        case = world.assigned(co=False)
        cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
        end(case)
        made.append(clock(case, world.lead_of(case), DUE))
    return made


def test_two_workers_take_each_step_once(world: World) -> None:
    made = answers(world, 20)
    results = at_once([lambda: notifying.remind(LATE)] * 3)
    assert losers(results) == []
    assert sum(results) == Notice._base_manager.count() == 4 * len(made)
    assert SentReminder.objects.count() == 7 * len(made)
    assert notifying.remind(LATE) == 0


def test_a_reminder_and_the_end_of_what_it_is_about(world: World) -> None:
    """Whoever comes first; nobody waits for ever, and a clock that was met is told of all or not at all."""
    made = answers(world, 10)

    def met() -> None:
        for one in made:
            cases.withdraw_case(one.proposal, by=world.coordinator, reason="代表来函撤回")

    results = at_once([lambda: notifying.remind(LATE), met])
    assert losers(results) == []
    assert {SentReminder.objects.filter(clock=one).count() for one in made} <= {0, 7}
    assert {Notice._base_manager.filter(clock=one).count() for one in made} <= {0, 4}


def test_two_workers_send_each_digest_once(world: World) -> None:
    for name in ("drafter", "office_reviewer", "deputy_head"):
        person = getattr(world.lead, name)
        person.email = f"{person.username}@jianyi.example"
        person.save()
    answers(world, 5)
    notifying.remind(LATE)
    now = timezone.make_aware(datetime.combine(LATE, time(8)))
    results = at_once([lambda: mailing.send_digests(now)] * 3)
    assert losers(results) == []
    assert sum(results) == len(outbox.outbox) == Mail.objects.count() == 3
    assert not Notice._base_manager.filter(by_mail=True, mail=None).exists()


def test_two_people_urge_one_task_once(world: World) -> None:
    task = world.lead_of(world.assigned(co=False))
    copies = [Assignment.objects.get(pk=task.pk) for _n in range(2)]
    results = at_once([lambda own=own: reminders.urge(own, by=world.coordinator, note="请尽快答复。") for own in copies])
    assert [type(lost) for lost in losers(results)] == [NotReady]
    assert Event.objects.filter(name="urge").count() == 1


def test_a_clock_met_in_between_is_not_told_of(world: World) -> None:
    (made,) = answers(world, 1)
    at_once([lambda: notifying.remind(LATE), lambda: meet(made.proposal, "answer", assignment=made.assignment)])
    assert Notice._base_manager.filter(clock=made).count() in (0, 4)
