"""A disagreement between departments of a case: raised by one side, settled by the coordinator with a decision that both read."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions, transitions, workflow
from proposals.actions.announcing import announce
from proposals.errors import InvalidInput, NotReady, ReasonMissing, WrongState
from proposals.models import Assignment, Disagreement, User
from proposals.states import AssignmentState, CaseState, DisagreementState

# While departments have it in hand; once every answer is out there is nothing left to agree on.
WHILE = (CaseState.ASSIGNED, CaseState.HANDLING)


def check_raising(task: Assignment, *, by: User) -> str:
    """The role as which the person may raise a disagreement for the department of a task; raises with the reason."""
    role = permissions.check(by, "disagreement.raise", task)
    if ended := task.case_ended(by):
        raise NotReady(ended)
    if task.case.state not in WHILE:
        raise WrongState(_("A disagreement is raised while the case is being handled."))
    if not sides(task):
        raise NotReady(_("Your department handles this case alone."))
    return role


def sides(task: Assignment) -> list[Assignment]:
    """The other departments of the case."""
    others = Assignment.objects.current().filter(proposal_id=task.proposal_id).exclude(pk=task.pk)
    return list(others.select_related("department").order_by("pk"))


@transaction.atomic
def raise_disagreement(
    task: Assignment, *, by: User, against: Assignment, reason: str, wanted: str, about_text: bool = True
) -> Disagreement:
    """Puts before the coordinator what the other side says and what is wanted; one at a time between the same two sides."""
    case = workflow.lock(task)
    role = check_raising(task, by=by)
    if not reason.strip() or not wanted.strip():
        raise ReasonMissing(_("Please write what the other side says and what your department wants."))
    if against not in sides(task):
        raise InvalidInput(_("Choose another department of this case."))
    both = [task.pk, against.pk]
    if Disagreement.objects.filter(state=DisagreementState.RAISED, raised_for__in=both, against__in=both).exists():
        raise NotReady(_("The disagreement with %s is with the coordinator already.") % against.department.short_name)
    made = Disagreement.objects.create(
        raised_for=task, against=against, about_text=about_text, reason=reason.strip(), wanted=wanted.strip(), raised_by=by
    )
    data = {"department": task.department.short_name, "other": against.department.short_name, "about_text": about_text}
    workflow.record(case, made, "raise", by=by, acting_as=role, target=made.state, reason=made.reason, data=data)
    announce(made)
    return made


@transaction.atomic
def settle_disagreement(disagreement: Disagreement, *, by: User, decision: str, met_on: date | None = None, participants: str = "") -> None:
    """Decides, after a meeting where `met_on` names one; raises InvalidInput for a meeting to come or without participants."""
    workflow.lock(disagreement)
    workflow.check_move(disagreement, "settle", by=by, reason=decision)
    participants = participants.strip()
    if met_on and met_on > timezone.localdate():
        raise InvalidInput(_("A meeting is recorded after it took place; %s is still to come.") % met_on)
    if bool(met_on) != bool(participants):
        raise InvalidInput(_("Of a meeting, give both the day and who took part."))
    transitions.settle_disagreement(disagreement, by=by, decision=decision, met_on=met_on, participants=participants)
    announce(disagreement)


@transaction.atomic
def let_lead_go_on(disagreement: Disagreement, *, by: User) -> None:
    """The reply may go on its way before the decision."""
    transitions.let_lead_go_on(disagreement, by=by)
    announce(disagreement)


def take_disagreement_back(disagreement: Disagreement, *, by: User) -> None:
    transitions.take_disagreement_back(disagreement, by=by)


def may_raise(case_tasks: list[Assignment], user: User) -> Assignment | None:
    """The task for whose department the person may raise one now, if any; makes no query where the department has no part."""
    own = next((task for task in case_tasks if task.department_id == user.department_id and task.state != AssignmentState.RETURNED), None)
    if own is None or len(case_tasks) < 2 or own.proposal.state not in WHILE or not permissions.can(user, "disagreement.raise", own):
        return None
    return own
