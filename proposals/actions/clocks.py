"""Starts, stops, pauses and lengthens clocks, and works them out anew when a calendar is entered.

Each is called inside the transaction of the step that it follows from, by whoever holds the case locked.
"""

from collections.abc import Collection, Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone

from proposals import workflow
from proposals.deadlines import Deadline
from proposals.errors import InvalidInput
from proposals.models import Assignment, CalendarYear, Clock, Proposal, User
from proposals.rules import Limit
from proposals.states import CaseState
from proposals.work_calendar import WorkCalendar

# What a department's own due date is.
SHOWN = Clock.SHOWN
# What a department owes after its task is done and its case closed.
LASTING = ("publication",)


def start_all(case: Proposal, anchor: str, names: Collection[str], *, on: date, assignment: Assignment | None = None) -> None:
    """Starts those of the named limits that the case's rules know. One that runs already from an earlier anchor begins again.

    A limit that runs from the receipt runs from the assignment until the case is signed for, so that nobody who does not sign is never due.
    """
    days = CalendarYear.objects.calendar()
    for name, limit in limits_from(case, anchor, names):
        running = Clock._base_manager.filter(proposal=case, assignment=assignment, name=name, state=Clock.State.RUNNING).first()
        if running is None:
            Clock(proposal=case, assignment=assignment, name=name, rule=Clock.rule_of(limit), started_on=on).work_out(days)
        elif running.started_on != on:
            running.started_on = on
            running.assignment = assignment
            running.work_out(days)


def limits_from(case: Proposal, anchor: str, names: Collection[str]) -> Iterator[tuple[str, Limit]]:
    """Those of the named limits that begin to run with this anchor, as the case's rules have them."""
    for name in names:
        limit = case.rule_set.limit(name) or (case.rule_set.limit("answer") if name == "opinion" else None)
        if limit and (limit.anchor == anchor or (anchor == "assigned" and limit.anchor == "received")):
            yield name, limit


def meet(case: Proposal, name: str, *, on: date | None = None, assignment: Assignment | None = None) -> None:
    """What was due is done."""
    _stop(case, (name,), Clock.State.MET, on, assignment)


def end(case: Proposal, *names: str, on: date | None = None, assignment: Assignment | None = None) -> None:
    """What was due is no longer asked for; all clocks of the task or of the case where none is named."""
    _stop(case, names, Clock.State.ENDED, on, assignment)


def go_on(case: Proposal, name: str, *, assignment: Assignment) -> None:
    """What was done is taken back: it is due again as it was."""
    met = Clock._base_manager.filter(proposal=case, assignment=assignment, name=name, state=Clock.State.MET)
    met.update(state=Clock.State.RUNNING, ended_on=None)


def _stop(case: Proposal, names: tuple[str, ...], state: str, on: date | None, assignment: Assignment | None) -> None:
    running = Clock._base_manager.filter(proposal=case, state=Clock.State.RUNNING)
    running = running.filter(assignment=assignment) if assignment or names else running
    if names:
        running = running.filter(name__in=names)
    elif assignment:
        running = running.exclude(name__in=LASTING)
    running.update(state=state, ended_on=on or timezone.localdate())


def pause(clock: Clock, *, on: date | None = None) -> None:
    """The clock stands still from this day on."""
    if not clock.stands:
        clock.pauses = [*clock.pauses, [(on or timezone.localdate()).isoformat(), None]]
        clock.work_out(CalendarYear.objects.calendar())


def resume(clock: Clock, *, on: date | None = None) -> None:
    """The clock runs again; this day is the last that it stood."""
    if clock.stands:
        clock.pauses = [*clock.pauses[:-1], [clock.pauses[-1][0], (on or timezone.localdate()).isoformat()]]
        clock.work_out(CalendarYear.objects.calendar())


def check_extension(clock: Clock, until: date) -> None:
    """Raises InvalidInput unless the rules allow the clock to be put off to this day."""
    if refusal := clock.cannot_be_put_off(until):
        raise InvalidInput(refusal)


def extend(clock: Clock, until: date, *, by: User) -> None:
    """Puts the due date off, as far as the rules allow."""
    check_extension(clock, until)
    clock.granted = [*clock.granted, {"until": until.isoformat(), "by": by.display_name, "on": timezone.localdate().isoformat()}]
    clock.work_out(CalendarYear.objects.calendar())


@transaction.atomic
def work_out_again() -> int:
    """After a calendar was entered: every running clock whose date changes, or is no longer provisional, with an event in its case."""
    days, changed = CalendarYear.objects.calendar(), 0
    for clock, made in changes(days):
        case = workflow.lock(clock.proposal)
        data = {"limit": clock.name, "from": clock.due_on.isoformat(), "to": made.due_on.isoformat()}
        clock.work_out(days)
        workflow.record(case, clock, "recalculate", by=None, data=data)
        changed += 1
    return changed


def changes(days: WorkCalendar) -> Iterator[tuple[Clock, Deadline]]:
    """The running clocks whose date, or its being provisional, would be another over this calendar."""
    running = Clock._base_manager.filter(state=Clock.State.RUNNING).exclude(proposal__state=CaseState.ARCHIVED)
    running = running.select_related("proposal", "assignment__department")
    for clock in running.order_by("proposal_id", "pk").iterator(chunk_size=500):
        made = clock.deadline(days)
        if (made.due_on, made.provisional) != (clock.due_on, clock.provisional):
            yield clock, made
