"""重新办理: a department that has answered takes the case up once more."""

from django.db import transaction
from django.utils import timezone

from proposals import transitions, workflow
from proposals.actions import clocks
from proposals.actions.announcing import announce
from proposals.models import Assignment, User

DISSATISFIED, FULFILLED = "dissatisfied", "fulfilled"


@transaction.atomic
def reopen_assignment(assignment: Assignment, because: str, *, by: User | None, reason: str, round_: int) -> None:
    """Puts the task of a department that has answered back into its hands, for the answer of round `round_`.

    Dissatisfaction needs the decision of a coordinator with a reason, or nobody (`by` None) where the rules themselves say so; it starts
    the limit `rework`. A promise that was kept (`FULFILLED`) gives no time of its own.
    """
    case = workflow.lock(assignment)
    department = assignment.department.short_name
    assignment.machine.find(assignment, "reopen")
    if by and because == DISSATISFIED:
        transitions.rework(case, by=by, reason=reason, department=department)
    elif case.state != "handling":
        transitions.reopen_case(case, because=because, department=department)
    transitions.reopen(assignment, because=because, round_=round_)
    assignment.due_on, assignment.due_rule, assignment.due_is_provisional = None, "", False
    assignment.save(update_fields=["due_on", "due_rule", "due_is_provisional"])
    if because == DISSATISFIED:
        clocks.start_all(case, "returned", ("rework",), on=timezone.localdate(), assignment=assignment)
        announce(assignment)
