"""Starts, stops, pauses and lengthens clocks, and works them out anew when a calendar is entered.

Each is called inside the transaction of the step that it follows from, by whoever holds the case locked.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from proposals import permissions, workflow
from proposals.deadlines import Deadline
from proposals.errors import InvalidInput
from proposals.models import Assignment, CalendarYear, Clock, Proposal, RuleSet, User
from proposals.rules import Limit, parse_limits
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
    limits = parse_limits(case.rule_set.limits)
    for name in names:
        limit = limit_of(limits, name)
        if limit and (limit.anchor == anchor or (anchor == "assigned" and limit.anchor == "received")):
            yield name, limit


def limit_of(limits: Mapping[str, Limit], name: str) -> Limit | None:
    """The limit of this name; co-handlers have as long as the answer where the rules give them no limit of their own."""
    return limits.get(name) or (limits.get("answer") if name == "opinion" else None)


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
    for clock in _running().iterator(chunk_size=500):
        made = clock.deadline(days)
        if (made.due_on, made.provisional) != (clock.due_on, clock.provisional):
            yield clock, made


def changes_by_rules(rule_set: RuleSet, days: WorkCalendar) -> Iterator[tuple[Clock, Deadline]]:
    """The running clocks of its cases whose date would be another by these rules, which may be unsaved; each carries the new limit.

    A limit that is gone leaves its clocks as they are. One that begins with another step begins on the day of that step.
    """
    limits = parse_limits(rule_set.limits)
    for clock in _running().filter(proposal__rule_set=rule_set.pk).iterator(chunk_size=500):
        limit = limit_of(limits, clock.name)
        if limit is None or Clock.rule_of(limit) == clock.rule:
            continue
        clock.started_on = _began(clock, limit)
        clock.rule = Clock.rule_of(limit)
        made = clock.deadline(days)
        if made.due_on != clock.due_on:
            yield clock, made


@transaction.atomic
def work_out_by_rules(rule_set: RuleSet, *, by: User) -> int:
    """After a rule set was changed, where whoever changed it asks for it: `changes_by_rules`, each with an event in its case."""
    role = permissions.check(by, "master.edit")
    days, changed = CalendarYear.objects.calendar(), 0
    for clock, made in list(changes_by_rules(rule_set, days)):
        case = workflow.lock(clock.proposal)
        data = {"limit": clock.name, "from": clock.due_on.isoformat(), "to": made.due_on.isoformat(), "rules": rule_set.name}
        clock.work_out(days)
        workflow.record(case, clock, "recalculate_by_rules", by=by, acting_as=role, data=data)
        changed += 1
    return changed


def _running() -> "QuerySet[Clock]":
    running = Clock._base_manager.filter(state=Clock.State.RUNNING).exclude(proposal__state=CaseState.ARCHIVED)
    return running.select_related("proposal", "assignment__department").order_by("proposal_id", "pk")


def _began(clock: Clock, limit: Limit) -> date:
    """From when it runs by this limit: what began with the assignment or the receipt may begin with the other of them."""
    task, steps = clock.assignment, ("assigned", "received")
    if task is None or limit.anchor == clock.limit.anchor or not {limit.anchor, clock.limit.anchor} <= {*steps}:
        return clock.started_on
    if limit.anchor == "received" and task.accepted_at:
        return timezone.localdate(task.accepted_at)
    return task.assigned_on or clock.started_on
