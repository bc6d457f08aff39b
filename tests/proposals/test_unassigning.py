"""撤销交办: who takes an assignment back, until when, and that nothing of it is left but the record."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from proposals import audit, mailing
from proposals.actions import assigning, cases, co_handling, disagreements, merging, requests
from proposals.actions.cases import Task
from proposals.actions.unassigning import check_unassign, take_assignment_back
from proposals.errors import CaseError, NotAllowed, NotReady, WrongState
from proposals.models import Assignment, CalendarYear, Clock, CoOpinion, Event, Mail, Notice, Proposal
from proposals.models.undoing import UNDO_WITHIN
from proposals.views import history
from tests import factories
from tests.factories import World
from tests.proposals.test_tables import proposal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("filed", [False, True])
def test_the_case_stands_where_it_stood_and_nothing_runs(filed: bool) -> None:
    world = World()
    case = proposal(world, "filed") if filed else world.case()
    before = case.state
    tasks = [Task(world.lead.department, "lead"), Task(world.co.department, "co", "场地")]
    for _time in range(2):  # it can be assigned again, to the same
        cases.assign_case(case, tasks, by=world.coordinator)
        take_assignment_back(case, by=world.coordinator)
        case.refresh_from_db()
        assert case.state == before
    for model in (Assignment, Clock, CoOpinion, Notice):
        assert not model._base_manager.filter(**{"assignment__proposal" if model is CoOpinion else "proposal": case}).exists(), model
    assert not Proposal.objects.visible_to(world.lead.drafter).filter(pk=case.pk).exists()
    assert list(audit.verify_events()) == []
    last = Event.objects.filter(proposal=case).order_by("sequence").last()
    names = "、".join(f"{one.department.short_name} {one.mode_label}" for one in tasks)
    assert last
    assert history.sentence(last, "").endswith(f"撤销了交办：{names}")


def _objects(world: World, task: Assignment) -> object:
    return requests.raise_objection(task, by=world.lead.drafter, reason="不属我局职责")


def _disagrees(world: World, task: Assignment) -> object:
    other = task.proposal.assignments.get(mode="co")
    return disagreements.raise_disagreement(task, by=world.lead.drafter, against=other, reason="不同意", wanted="改")


SINCE: dict[str, Callable[[World, Assignment], object]] = {
    "signed for": lambda world, task: cases.accept_assignment(task, by=world.lead.drafter),
    "signed for by a co-handler": lambda world, task: cases.accept_assignment(
        task.proposal.assignments.get(mode="co"), by=world.co.co_handler
    ),
    "objected": _objects,
    "disagreed": _disagrees,
    "contacted": lambda world, task: co_handling.record_contact(
        task.proposal, by=world.lead.drafter, phase="before", held_on=timezone.localdate(), kind="visit",
        with_whom="代表", participants="局长", by_head=True, notes="听取了意见。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("since", SINCE)
def test_it_is_refused_once_somebody_has_acted(since: str) -> None:
    world = World()
    case = world.assigned()
    SINCE[since](world, world.lead_of(case))
    case.refresh_from_db()
    refused(case, world, NotReady if case.state == "assigned" else WrongState)


def refused(case: Proposal, world: World, error: type[CaseError], by: object = None) -> None:
    tasks, length = case.assignments.count(), Proposal.objects.get(pk=case.pk).chain_length
    with pytest.raises(error):
        check_unassign(case, by=by or world.coordinator)
    with pytest.raises(error):
        take_assignment_back(case, by=by or world.coordinator)
    assert (case.assignments.count(), Proposal.objects.get(pk=case.pk).chain_length) == (tasks, length)


def test_only_the_same_person_takes_it_back() -> None:
    world = World()
    colleague = factories.user("coordinator", department=world.body)
    case = world.assigned()
    refused(case, world, NotReady, colleague)
    refused(case, world, NotAllowed, world.lead.drafter)
    take_assignment_back(case, by=world.coordinator)


@pytest.mark.parametrize(("late", "open_"), [(-timedelta(minutes=1), True), (timedelta(minutes=1), False)])
def test_it_is_open_for_a_day(late: timedelta, open_: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    case = world.assigned()
    now = case.events.latest("sequence").at + UNDO_WITHIN + late
    with monkeypatch.context() as later:
        later.setattr("proposals.models.undoing.timezone.now", lambda: now)
        if not open_:
            return refused(case, world, NotReady)
        check_unassign(case, by=world.coordinator)
    return None


def test_a_department_that_signs_a_moment_later_is_told() -> None:
    world = World()
    case = world.assigned()
    task = world.lead_of(case)
    take_assignment_back(case, by=world.coordinator)
    with pytest.raises(WrongState, match="撤销"):
        cases.accept_assignment(task, by=world.lead.drafter)


def test_cases_handled_together_are_taken_back_together_or_not_at_all() -> None:
    world = World()
    first, second = world.case(), world.case()
    merging.merge(first, [second], by=world.coordinator)
    assigning.assign_together(first, [Task(world.lead.department, "sole")], by=world.coordinator)
    taken = take_assignment_back(second, by=world.coordinator)
    assert {one.pk for one in taken} == {first.pk, second.pk}
    assert {one.state for one in Proposal.objects.all()} == {"registered"}
    assert not Assignment.objects.exists()
    assert len(merging.together_with(first)) == 2, "they stay together"


def reminded(world: World) -> Proposal:
    """A case whose lead has been told that its answer is due."""
    person = world.lead.drafter
    person.email = "nigao@example.invalid"
    person.save()
    case = world.assigned()
    clock = Clock.objects.get(proposal=case, name="answer")
    told = {"assignment": clock.assignment, "clock": clock, "due_on": clock.due_on, "days": 7, "made_on": timezone.localdate()}
    Notice.objects.create(recipient=person, proposal=case, by_mail=True, **told)
    return case


def worked(monkeypatch: pytest.MonkeyPatch) -> None:
    calendar = CalendarYear.objects.calendar()
    monkeypatch.setattr(type(calendar), "is_worked", lambda self, day: True)


def test_a_notice_that_was_not_mailed_disappears(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    worked(monkeypatch)
    case = reminded(world)
    take_assignment_back(case, by=world.coordinator)
    assert not Notice.objects.exists()
    assert not mailing.send_digests()


def test_a_mailed_notice_is_followed_by_a_correction(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    worked(monkeypatch)
    case = reminded(world)
    assert mailing.send_digests()
    take_assignment_back(case, by=world.coordinator)
    notice = Notice.objects.visible_to(world.lead.drafter).unread().get()
    assert notice.event
    assert notice.event.name == "unassign"
    # It goes out with the mail of the next day, whoever has the case by then.
    cases.assign_case(case, [Task(world.stranger.department, "sole")], by=world.coordinator)
    Mail.objects.update(day=timezone.localdate() - timedelta(days=1))
    mail.outbox.clear()
    assert mailing.send_digests() == 1
    assert case.number_label in mail.outbox[0].body
    assert "撤销了交办" in mail.outbox[0].body
    assert not Notice.objects.visible_to(world.co.co_handler).exists()
