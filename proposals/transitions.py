"""The only writer of the states of cases, assignments and opinions. Each function is one step of `states.py`."""

from collections.abc import Sequence

from django.utils import timezone

from proposals import workflow
from proposals.models import Assignment, CoOpinion, ExtensionRequest, Objection, OpinionSubmission, Proposal, User
from proposals.models.requests import Asked


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


def withdraw(case: Proposal, *, by: User, reason: str, consents: Sequence[str] = ()) -> None:
    """`consents`: the names of the co-signers who agreed in writing, where the rules ask for it."""
    workflow.move(case, "withdraw", by=by, reason=reason, data={"consents": list(consents)} if consents else None)


def file_case(case: Proposal, *, by: User, note: str) -> None:
    workflow.move(case, "file", by=by, reason=note)


def refuse_filing(case: Proposal, *, by: User, reason: str, ground: str) -> None:
    workflow.move(case, "refuse", by=by, reason=reason, data={"ground": ground})


def convert(case: Proposal, *, by: User, reason: str) -> None:
    workflow.move(case, "convert", by=by, reason=reason)


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


def give_back(assignment: Assignment) -> None:
    workflow.move(assignment, "give_back", by=None, data={"department": assignment.department.short_name})


def hand_back(case: Proposal) -> None:
    workflow.move(case, "hand_back", by=None)


def _decided(by: User, reason: str) -> dict[str, object]:
    return {"decided_by": by, "decided_at": timezone.now(), "decision": reason.strip()}


def _data(asked: Asked) -> dict[str, str]:
    return {"department": asked.assignment.department.short_name}


def accept_objection(objection: Objection, *, by: User, reason: str) -> None:
    workflow.move(objection, "accept", by=by, reason=reason, changes=_decided(by, reason), data=_data(objection))


def refuse_objection(objection: Objection, *, by: User, reason: str) -> None:
    workflow.move(objection, "refuse", by=by, reason=reason, changes=_decided(by, reason), data=_data(objection))


def take_objection_back(objection: Objection, *, by: User) -> None:
    workflow.move(objection, "take_back", by=by, data=_data(objection))


def allow_extension(asked: ExtensionRequest, *, by: User) -> None:
    data = {**_data(asked), "until": asked.until.isoformat()}
    workflow.move(asked, "allow", by=by, changes=_decided(by, ""), data=data)


def refuse_extension(asked: ExtensionRequest, *, by: User, reason: str) -> None:
    workflow.move(asked, "refuse", by=by, reason=reason, changes=_decided(by, reason), data=_data(asked))


def take_extension_back(asked: ExtensionRequest, *, by: User) -> None:
    workflow.move(asked, "take_back", by=by, data=_data(asked))
