"""The only writer of the states of cases, assignments and opinions. Each function is one step of `states.py`."""

from collections.abc import Sequence

from django.utils import timezone

from proposals import workflow
from proposals.models import Assignment, CoOpinion, OpinionSubmission, Proposal, User


def assign(case: Proposal, *, by: User, departments: Sequence[str]) -> None:
    """`departments`: short names with their part, for the history."""
    workflow.move(case, "assign", by=by, data={"departments": list(departments)})


def import_case(case: Proposal, *, by: User) -> None:
    """Takes a case over with its published reply: how it was assigned elsewhere is not known here."""
    workflow.move(case, "import", by=by)


def import_assignment(assignment: Assignment, *, by: User) -> None:
    workflow.move(assignment, "import", by=by)


def begin(case: Proposal) -> None:
    workflow.move(case, "begin", by=None)


def answer(case: Proposal) -> None:
    workflow.move(case, "answer", by=None)


def close(case: Proposal, *, by: User) -> None:
    workflow.move(case, "close", by=by)


def withdraw(case: Proposal, *, by: User, reason: str) -> None:
    workflow.move(case, "withdraw", by=by, reason=reason)


def accept(assignment: Assignment, *, by: User) -> None:
    workflow.move(assignment, "accept", by=by, changes={"accepted_at": timezone.now(), "accepted_by": by})


def finish(assignment: Assignment) -> None:
    workflow.move(assignment, "finish", by=None)


def submit_opinion(opinion: CoOpinion, *, by: User, submission: OpinionSubmission) -> None:
    data = {"number": submission.number, "text_digest": workflow.digest(submission.text)}
    workflow.move(opinion, "submit", by=by, data=data)


def send_back_opinion(opinion: CoOpinion, *, by: User, reason: str) -> None:
    workflow.move(opinion, "send_back", by=by, reason=reason)


def adopt_opinion(opinion: CoOpinion, *, by: User) -> None:
    workflow.move(opinion, "adopt", by=by)
