"""退办 and 延期: a department asks, the assigning body decides."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals import permissions, transitions, workflow
from proposals.actions import clocks, telling
from proposals.actions.cases import Task, assign_again
from proposals.actions.merging import in_each_case
from proposals.errors import InvalidInput, NotReady, ReasonMissing, WrongState
from proposals.models import Assignment, Clock, Department, ExtensionRequest, Objection, User
from proposals.models.requests import Asked
from proposals.states import IN_HAND, RequestState
from proposals.work_calendar import WorkCalendar


def check_objection(assignment: Assignment, *, by: User, asked: Sequence[Asked] | None = None) -> str:
    """The role as which the person may object; raises with the reason, the days that are over among them.

    `asked`: the requests of the case, where a page has them.
    """
    role = permissions.check(by, "objection.ask", assignment)
    if ended := assignment.case_ended(by):
        raise NotReady(ended)
    if assignment.state not in IN_HAND:
        raise WrongState(_("Only a department that has the case in hand can object to it."))
    objections = assignment.objections.all() if asked is None else [one for one in asked if isinstance(one, Objection)]
    undone = (RequestState.ASKED, RequestState.REFUSED)
    earlier = next((one for one in objections if one.assignment_id == assignment.pk and one.state in undone), None)
    if earlier:
        told = (
            _("The objection is not decided yet.") if earlier.state == RequestState.ASKED else _("The objection was refused; please go on.")
        )
        raise NotReady(told)
    limit = max((clock for clock in _clocks(assignment) if clock.name == "objection"), key=lambda clock: clock.pk, default=None)
    if limit and timezone.localdate() > limit.due_on and assignment.case.rule_set.policy("late_objection").value == "refused":
        over = {"day": date_format(limit.due_on), "article": limit.limit.article}
        raise NotReady(_("The days for an objection ended on %(day)s (%(article)s).") % over)
    return role


@in_each_case
def raise_objection(assignment: Assignment, *, by: User, reason: str, suggested: Department | None = None) -> Objection:
    """Objects to an assignment, within the days that the rules give; once refused, the department goes on with the case."""
    case = workflow.lock(assignment)
    role = check_objection(assignment, by=by)
    _check_reason(reason)
    if suggested == assignment.department:
        raise InvalidInput(_("Suggest another department than your own."))
    objection = Objection.objects.create(assignment=assignment, reason=reason.strip(), suggested=suggested, asked_by=by)
    data = {"department": assignment.department.short_name, "suggested": suggested.short_name if suggested else ""}
    workflow.record(case, objection, "object", by=by, acting_as=role, target=objection.state, reason=objection.reason, data=data)
    clocks.start_all(case, "returned", ("reassignment",), on=timezone.localdate(), assignment=assignment)
    if case.rule_set.policy("objection_clock").value == "stands":
        for clock in _own_clocks(assignment):
            clocks.pause(clock)
    return objection


@in_each_case
def accept_objection(objection: Objection, *, by: User, tasks: Sequence[Task], reason: str = "") -> list[Assignment]:
    """Relieves the department and hands its part to others; their clocks run as the rules of the place say."""
    transitions.accept_objection(objection, by=by, reason=reason)
    old = objection.assignment
    transitions.give_back(old)
    clocks.meet(old.proposal, "reassignment", assignment=old)
    clocks.end(old.proposal, assignment=old)
    return assign_again(old, tasks, by=by, day=restart_day(old))


def restart_day(old: Assignment) -> date:
    """From when the limits of a department that takes over run: from today, or, where the rules say so, as they ran for the first one."""
    goes_on = old.proposal.rule_set.policy("reassigned_clock").value == "goes_on"
    return old.assigned_on if goes_on and old.assigned_on else timezone.localdate()


@in_each_case
def refuse_objection(objection: Objection, *, by: User, reason: str) -> None:
    """The department must go on; a clock that stood still runs again."""
    transitions.refuse_objection(objection, by=by, reason=reason)
    _go_on(objection.assignment, clocks.meet)


@in_each_case
def take_objection_back(objection: Objection, *, by: User) -> None:
    transitions.take_objection_back(objection, by=by)
    _go_on(objection.assignment, clocks.end)


def check_ask_extension(
    assignment: Assignment, *, by: User, asked: Sequence[Asked] | None = None, days: WorkCalendar | None = None
) -> tuple[str, Clock]:
    """The role as which the person may ask for more time, and the clock that it is asked for; raises with the reason.

    `asked`, `days`: the requests of the case and the calendar, where a page has them.
    """
    role = permissions.check(by, "extension.ask", assignment)
    if ended := assignment.case_ended(by):
        raise NotReady(ended)
    clock = next((clock for clock in _own_clocks(assignment) if clock.name in clocks.SHOWN), None)
    if clock is None:
        raise NotReady(_("Nothing is due from your department in this case."))
    requests = clock.extension_requests.all() if asked is None else [one for one in asked if isinstance(one, ExtensionRequest)]
    if any(one.clock_id == clock.pk and one.state == RequestState.ASKED for one in requests):
        raise NotReady(_("The request before this one is not decided yet."))
    if timezone.localdate() > clock.due_on:
        raise NotReady(_("More time is asked for before the day on which it is due; that was %s.") % date_format(clock.due_on))
    if never := clock.cannot_be_put_off(days=days):
        raise NotReady(never)
    return role, clock


@in_each_case
def ask_extension(assignment: Assignment, *, by: User, until: date, reason: str) -> ExtensionRequest:
    """Asks for more time, before the day on which it is due and no further than the rules allow."""
    case = workflow.lock(assignment)
    role, clock = check_ask_extension(assignment, by=by)
    _check_reason(reason)
    clocks.check_extension(clock, until)
    asked = ExtensionRequest.objects.create(assignment=assignment, clock=clock, until=until, reason=reason.strip(), asked_by=by)
    data = {"department": assignment.department.short_name, "until": until.isoformat()}
    workflow.record(case, asked, "ask", by=by, acting_as=role, target=asked.state, reason=asked.reason, data=data)
    return asked


@in_each_case
def allow_extension(asked: ExtensionRequest, *, by: User) -> None:
    transitions.allow_extension(asked, by=by)
    clock = Clock.objects.select_related("assignment", "proposal__rule_set").get(pk=asked.clock_id)
    clocks.extend(clock, asked.until, by=by)
    telling.notify(asked)


@in_each_case
def refuse_extension(asked: ExtensionRequest, *, by: User, reason: str) -> None:
    transitions.refuse_extension(asked, by=by, reason=reason)


@in_each_case
def take_extension_back(asked: ExtensionRequest, *, by: User) -> None:
    transitions.take_extension_back(asked, by=by)


def _go_on(assignment: Assignment, stop: Callable[..., None]) -> None:
    """What stood still while the objection was open runs again; the days for the decision stop."""
    stop(assignment.proposal, "reassignment", assignment=assignment)
    for clock in _own_clocks(assignment):
        clocks.resume(clock)


def _own_clocks(assignment: Assignment) -> list[Clock]:
    running = [clock for clock in _clocks(assignment) if clock.state == Clock.State.RUNNING]
    return [clock for clock in running if clock.name not in ("objection", "reassignment")]


def _clocks(assignment: Assignment) -> list[Clock]:
    """Of the task; no query where a page has those of the case."""
    found = [clock for clock in assignment.proposal.clocks.all() if clock.assignment_id == assignment.pk]
    for clock in found:
        clock.assignment = assignment
    return found


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Please write a reason; the person concerned will read it."))
