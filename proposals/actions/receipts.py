"""Takes a receipt back (撤销签收), as if it had not been given; that it was given and taken back stays on record."""

from proposals import transitions
from proposals.actions import clocks
from proposals.actions.cases import own_limits
from proposals.actions.merging import in_each_case
from proposals.models import Assignment, User


@in_each_case
def take_receipt_back(assignment: Assignment, *, by: User) -> None:
    """The case is to be signed for again; its limits run as they ran before, and handling has not begun where this receipt began it."""
    case = assignment.proposal
    last = case.events.order_by("-sequence").first()
    began_with_it = last is not None and last.name == "begin"
    transitions.take_receipt_back(assignment, by=by)
    clocks.go_on(case, "receipt", assignment=assignment)
    if assignment.assigned_on:
        clocks.start_all(case, "assigned", own_limits(assignment), on=assignment.assigned_on, assignment=assignment)
    if began_with_it:
        transitions.unbegin(case)
