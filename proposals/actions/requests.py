"""退办 and 延期: a department asks, the assigning body decides."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions, transitions, workflow
from proposals.actions import clocks
from proposals.actions.cases import Task, assign_again
from proposals.errors import InvalidInput, NotReady, ReasonMissing, WrongState
from proposals.models import Assignment, Clock, Department, ExtensionRequest, Objection, User
from proposals.states import AssignmentState, RequestState


@transaction.atomic
def raise_objection(assignment: Assignment, *, by: User, reason: str, suggested: Department | None = None) -> Objection:
    """Objects to an assignment, within the days that the rules give; once refused, the department goes on with the case."""
    case = workflow.lock(assignment)
    role = permissions.check(by, "objection.ask", assignment)
    _check_reason(reason)
    if ended := assignment.case_ended(by):
        raise NotReady(ended)
    if assignment.state not in (AssignmentState.TO_SIGN, AssignmentState.ACCEPTED):
        raise WrongState(_("Only a department that has the case in hand can object to it."))
    if suggested == assignment.department:
        raise InvalidInput(_("Suggest another department than your own."))
    _check_days(assignment)
    earlier = assignment.objections.filter(state__in=[RequestState.ASKED, RequestState.REFUSED]).first()
    if earlier:
        told = _("The objection is not decided yet.") if earlier.state == RequestState.ASKED else _("The objection was refused; please go on.")
        raise NotReady(told)
    objection = Objection.objects.create(assignment=assignment, reason=reason.strip(), suggested=suggested, asked_by=by)
    data = {"department": assignment.department.short_name, "suggested": suggested.short_name if suggested else ""}
    workflow.record(case, objection, "object", by=by, acting_as=role, target=objection.state, reason=objection.reason, data=data)
    if case.rule_set.policy("objection_clock").value == "stands":
        for clock in _own_clocks(assignment):
            clocks.pause(clock)
    return objection


def _check_days(assignment: Assignment) -> None:
    limit = Clock.objects.filter(assignment=assignment, name="objection").order_by("-pk").first()
    late = limit and timezone.localdate() > limit.due_on
    if late and limit and assignment.case.rule_set.policy("late_objection").value == "refused":
        raise NotReady(_("The days for an objection ended on %(day)s (%(article)s).") % {"day": limit.due_on, "article": limit.limit.article})


@transaction.atomic
def accept_objection(objection: Objection, *, by: User, tasks: Sequence[Task], reason: str = "") -> list[Assignment]:
    """Relieves the department and hands its part to others; their clocks run as the rules of the place say."""
    transitions.accept_objection(objection, by=by, reason=reason)
    old = objection.assignment
    transitions.give_back(old)
    clocks.end(old.proposal, assignment=old)
    goes_on = old.proposal.rule_set.policy("reassigned_clock").value == "goes_on"
    return assign_again(old, tasks, by=by, day=old.assigned_on if goes_on and old.assigned_on else timezone.localdate())


@transaction.atomic
def refuse_objection(objection: Objection, *, by: User, reason: str) -> None:
    """The department must go on; a clock that stood still runs again."""
    transitions.refuse_objection(objection, by=by, reason=reason)
    for clock in _own_clocks(objection.assignment):
        clocks.resume(clock)


@transaction.atomic
def take_objection_back(objection: Objection, *, by: User) -> None:
    transitions.take_objection_back(objection, by=by)
    for clock in _own_clocks(objection.assignment):
        clocks.resume(clock)


@transaction.atomic
def ask_extension(assignment: Assignment, *, by: User, until: date, reason: str) -> ExtensionRequest:
    """Asks for more time, before the day on which it is due and no further than the rules allow."""
    case = workflow.lock(assignment)
    role = permissions.check(by, "extension.ask", assignment)
    _check_reason(reason)
    if ended := assignment.case_ended(by):
        raise NotReady(ended)
    clock = next((clock for clock in _own_clocks(assignment) if clock.name in clocks.SHOWN), None)
    if clock is None:
        raise NotReady(_("Nothing is due from your department in this case."))
    if timezone.localdate() > clock.due_on:
        raise NotReady(_("More time is asked for before the day on which it is due; that was %s.") % clock.due_on)
    clocks.check_extension(clock, until)
    if clock.extension_requests.filter(state=RequestState.ASKED).exists():
        raise NotReady(_("The request before this one is not decided yet."))
    asked = ExtensionRequest.objects.create(assignment=assignment, clock=clock, until=until, reason=reason.strip(), asked_by=by)
    data = {"department": assignment.department.short_name, "until": until.isoformat()}
    workflow.record(case, asked, "ask", by=by, acting_as=role, target=asked.state, reason=asked.reason, data=data)
    return asked


@transaction.atomic
def allow_extension(asked: ExtensionRequest, *, by: User) -> None:
    transitions.allow_extension(asked, by=by)
    clock = Clock.objects.select_related("assignment", "proposal__rule_set").get(pk=asked.clock_id)
    if clock.state != Clock.State.RUNNING:
        raise NotReady(_("What was asked for is done already; there is nothing to put off."))
    clocks.extend(clock, asked.until, by=by)


def refuse_extension(asked: ExtensionRequest, *, by: User, reason: str) -> None:
    transitions.refuse_extension(asked, by=by, reason=reason)


def take_extension_back(asked: ExtensionRequest, *, by: User) -> None:
    transitions.take_extension_back(asked, by=by)


def _own_clocks(assignment: Assignment) -> list[Clock]:
    found = Clock.objects.filter(assignment=assignment, state=Clock.State.RUNNING).exclude(name="objection")
    return list(found.select_related("assignment", "proposal__rule_set"))


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Please write a reason; the person concerned will read it."))
