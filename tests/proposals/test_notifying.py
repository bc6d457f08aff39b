"""Who is told of what: the rungs of an office, who has the task in hand, dates that move, and what ends it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models

from proposals import notifying
from proposals.actions import cases
from proposals.actions.clocks import end, meet
from proposals.models import CalendarYear, Clock, Notice, Proposal, SentReminder, User
from replies.actions import drafts
from tests.factories import World, group, user
from tests.proposals.reminders import clock, told

pytestmark = pytest.mark.django_db

DUE = date(2025, 6, 20)  # a Friday; 10 days before is a Tuesday, 3 days before a Tuesday, 3 days after a Monday
PLAN = [
    {"clock": "answer", "days": 10, "to": "handler"},
    {"clock": "answer", "days": 3, "to": "handler"},
    {"clock": "answer", "days": 3, "to": "office"},
    {"clock": "answer", "days": 0, "to": "handler"},
    {"clock": "answer", "days": -3, "to": "leader"},
    {"clock": "answer", "days": -10, "to": "coordinator"},
    {"clock": "opinion", "days": 0, "to": "handler"},
    {"clock": "receipt", "days": 0, "to": "handler"},
    {"clock": "feedback", "days": 0, "to": "proposer"},
]


@pytest.fixture
def world() -> World:
    made = World()
    rules = made.session.suggestion_rules
    assert rules
    rules.reminders = PLAN
    rules.save()
    return made


def days(before: int) -> date:
    return DUE - timedelta(days=before)


def answer(world: World, due_on: date = DUE) -> Clock:
    """The clock of an answer that its department has signed for; the other clocks of the case are over."""
    case = world.handled(co=False)
    end(case)
    return clock(case, world.lead_of(case), due_on)


def run(until: date, since: date = date(2025, 6, 2)) -> None:
    for n in range((until - since).days + 1):
        notifying.remind(since + timedelta(days=n))


def test_the_whole_plan(world: World) -> None:
    made = answer(world)
    run(days(-30))
    lead = world.lead
    assert told(made) == [
        (lead.drafter, 10), (lead.drafter, 3), (lead.office_reviewer, 3),
        (lead.drafter, 0), (lead.deputy_head, -3), (world.coordinator, -10),
    ]  # fmt: skip
    assert not Notice._base_manager.exclude(stands_in_for="").exists()


@pytest.mark.parametrize("before", [10, 3, 0, -3, -10])
def test_after_days_without_a_worker_each_person_gets_the_most_urgent_only(world: World, before: int) -> None:
    made = answer(world)
    assert notifying.remind(days(before)) > 0
    most_urgent: dict[Any, int] = {}
    who = {
        "handler": world.lead.drafter,
        "office": world.lead.office_reviewer,
        "leader": world.lead.deputy_head,
        "coordinator": world.coordinator,
    }
    due = [one for one in PLAN if one["clock"] == "answer" and int(str(one["days"])) >= before]
    for one in due:
        most_urgent[who[str(one["to"])]] = int(str(one["days"]))
    assert dict(told(made)) == most_urgent
    assert SentReminder.objects.count() == len(due)
    assert SentReminder.objects.filter(covered=False).count() == len(most_urgent)
    assert notifying.remind(days(before)) == 0


def test_the_last_word_of_a_limit_is_the_only_one_unread(world: World) -> None:
    made = answer(world)
    run(days(-30))
    assert Notice._base_manager.filter(clock=made, recipient=world.lead.drafter).count() == 3
    assert [notice.days for notice in Notice.objects.visible_to(world.lead.drafter).unread()] == [0]


def test_nobody_is_told_on_a_day_off(world: World) -> None:
    answer(world, date(2025, 6, 22))
    assert [notifying.remind(day) for day in (date(2025, 6, 21), date(2025, 6, 22))] == [0, 0]
    CalendarYear.objects.create(year=2025, off={"2025-06-20": "test"}, worked={}, source="x", entered_by=world.administrator)
    assert notifying.remind(date(2025, 6, 20)) == 0
    assert notifying.remind(date(2025, 6, 23)) > 0


def test_a_date_that_moves_is_told_of_anew_and_the_old_one_no_more(world: World) -> None:
    made = answer(world)
    run(days(3))
    assert [before for _who, before in told(made)] == [10, 3, 3]
    clock(made.proposal, made.assignment, DUE + timedelta(days=28))
    assert not Notice.objects.visible_to(world.lead.drafter).unread().exists()  # what was told is settled
    run(days(-30), since=days(2))
    new = Notice._base_manager.filter(clock=made, due_on=DUE + timedelta(days=28))
    assert list(new.order_by("made_on", "days", "pk").values_list("days", flat=True)) == [10, 3, 3, 0]
    clock(made.proposal, made.assignment, DUE)
    run(days(-31), since=days(-31))  # back at the date of which it was told: only what was not told then
    again = Notice._base_manager.filter(clock=made, due_on=DUE, made_on__gt=days(3))
    assert {notice.recipient: notice.days for notice in again} == {
        world.lead.drafter: 0,
        world.lead.deputy_head: -3,
        world.coordinator: -10,
    }


def test_what_is_met_ended_or_stands_still_is_not_told_of(world: World) -> None:
    met, ended, stands = (answer(world) for _n in range(3))
    meet(met.proposal, "answer", assignment=met.assignment)
    end(ended.proposal, "answer", assignment=ended.assignment)
    stands.pauses = [["2025-06-01", None]]
    stands.save()
    withdrawn = answer(world)
    models.QuerySet(Proposal).filter(pk=withdrawn.proposal_id).update(state="withdrawn")
    run(days(-30))
    assert Notice._base_manager.count() == SentReminder.objects.count() == 0
    stands.pauses = [["2025-06-01", "2025-06-30"]]
    stands.save()
    assert notifying.remind(date(2025, 7, 21)) > 0


def test_a_limit_is_not_told_of_before_it_runs(world: World) -> None:
    made = answer(world)
    clock(made.proposal, made.assignment, DUE, started_on=days(5))
    run(days(0))
    assert [before for _who, before in told(made)] == [3, 3, 0]


def test_inactive_people_are_passed_over_and_the_next_one_up_is_told_why(world: World) -> None:
    made = answer(world)
    lead = world.lead
    ladder = [lead.drafter, lead.office_reviewer, lead.deputy_head, lead.head, world.coordinator, world.administrator]
    vacant: list[User] = []
    for person, above in zip(ladder, [*ladder[1:], None], strict=True):
        User.objects.filter(pk=person.pk).update(is_active=False)
        vacant.append(person)
        SentReminder.objects.all().delete()
        Notice._base_manager.all().delete()
        notifying.remind(days(10))
        found = list(Notice._base_manager.all())
        if above is None:
            # Nobody at all: the step waits until there is somebody.
            assert (found, SentReminder.objects.count()) == ([], 0)
        else:
            assert [(notice.recipient, notice.stands_in_for) for notice in found] == [(above, "handler")]
            assert found[0].vacant
    User.objects.filter(pk=lead.head.pk).update(is_active=True)
    notifying.remind(days(9))
    assert told(made) == [(lead.head, 10)]


def test_whoever_stands_on_two_rungs_is_told_once_and_why(world: World) -> None:
    made = answer(world)
    for person in (world.lead.drafter, world.lead.office_reviewer):
        User.objects.filter(pk=person.pk).update(is_active=False)
    notifying.remind(days(3))
    (notice,) = Notice._base_manager.filter(clock=made)
    assert (notice.recipient, notice.days, notice.stands_in_for) == (world.lead.deputy_head, 3, "handler")
    assert SentReminder.objects.filter(covered=True).count() == 2


def test_a_role_taken_later_does_not_break_the_run(world: World) -> None:
    """Somebody who was told of a day as one, and would be told again as another."""
    made = answer(world)
    SentReminder.objects.create(clock=made, due_on=DUE, days=10, to="handler", sent_on=days(10))
    notifying.remind(days(3))
    SentReminder.objects.filter(to="office").delete()
    world.lead.drafter.grant("office_reviewer")
    notifying.remind(days(3))
    assert [before for who, before in told(made) if who == world.lead.drafter] == [3]


def test_of_several_drafters_the_one_who_has_it_in_hand(world: World) -> None:
    second, third = (user("drafter", department=world.lead.department) for _n in range(2))
    untouched = world.assigned(co=False)
    end(untouched)
    assert {who for who, _days in _told_on(untouched, world)} == {world.lead.drafter, second, third}
    signed = answer(world)
    notifying.remind(days(10))
    assert told(signed) == [(world.lead.drafter, 10)]
    drafts.open_reply(world.lead_of(signed.proposal), by=second)
    notifying.remind(days(3))
    assert (second, 3) in told(signed)
    User.objects.filter(pk=second.pk).update(is_active=False)
    notifying.remind(days(0))
    assert (world.lead.drafter, 0) in told(signed)  # who had it in hand before


def _told_on(case: Proposal, world: World) -> list[tuple[User, int]]:
    made = clock(case, world.lead_of(case), DUE)
    notifying.remind(days(10))
    return told(made)


def test_each_limit_has_its_own_person_at_the_desk(world: World) -> None:
    case = world.assigned()
    end(case)
    task = case.assignments.get(mode="co")
    opinion, receipt = clock(case, task, DUE, name="opinion"), clock(case, task, DUE, name="receipt")
    notifying.remind(DUE)
    assert told(opinion) == [(world.co.co_handler, 0)]
    assert {who for who, _days in told(receipt)} == {world.co.drafter, world.co.co_handler}


def test_proposers_are_told_themselves_or_through_the_coordinator(world: World) -> None:
    member = user("proposer")
    party = group()
    party.members.add(member)
    case = world.case(proposers=[world.person, party])
    cases.assign_case(case, [cases.Task(world.lead.department, "sole")], by=world.coordinator)
    end(case)
    made = clock(case, None, DUE, name="feedback")
    notifying.remind(DUE)
    assert {who for who, _days in told(made)} == {world.proposer, member}
    User.objects.filter(pk__in=[world.proposer.pk, member.pk]).update(is_active=False)
    SentReminder.objects.all().delete()
    Notice._base_manager.all().delete()
    notifying.remind(DUE)
    (notice,) = Notice._base_manager.filter(clock=made)
    assert (notice.recipient, notice.stands_in_for) == (world.coordinator, "proposer")


def test_everybody_who_is_told_sees_the_notice(world: World) -> None:
    answer(world)
    run(days(-30))
    for notice in Notice._base_manager.select_related("recipient"):
        assert notice in Notice.objects.visible_to(notice.recipient)
        assert notice not in Notice.objects.visible_to(world.stranger.drafter)
        # Whoever moves to another department no longer sees what it was about.
    drafter = world.lead.drafter
    User.objects.filter(pk=drafter.pk).update(department=world.stranger.department)
    assert not Notice.objects.visible_to(User.objects.get(pk=drafter.pk)).exists()


def test_the_number_of_queries_does_not_grow_with_what_is_settled(world: World, django_assert_num_queries: Any) -> None:
    for n in range(3):
        answer(world)
        notifying.remind(DUE)
        with django_assert_num_queries(5):
            notifying.remind(DUE)
        assert SentReminder.objects.count() == 4 * (n + 1)


def test_the_command(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("remind")
    assert "notices" in capsys.readouterr().out
