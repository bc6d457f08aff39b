"""The only writer of the states of cases, assignments and opinions. Each function is one step of `states.py`."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from proposals import workflow
from proposals.models import (
    Assignment,
    Commitment,
    CoOpinion,
    Disagreement,
    ExtensionRequest,
    Objection,
    OpinionSubmission,
    Proposal,
    Supervision,
    SupervisionAnswer,
    User,
)
from proposals.models.requests import Asked


def assign(case: Proposal, *, by: User, departments: Sequence[str]) -> None:
    """`departments`: short names with their part, for the history."""
    workflow.move(case, "assign", by=by, data={"departments": list(departments)})


def unassign(case: Proposal, *, by: User, departments: Sequence[str]) -> None:
    """`departments`: those that it is taken back from, for the history."""
    workflow.move(case, "unassign", by=by, data={"departments": list(departments)})


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


def rework(case: Proposal, *, by: User, reason: str, department: str) -> None:
    """`department`: the short name of the one whose answer is given again."""
    workflow.move(case, "rework", by=by, reason=reason, data={"department": department})


def reopen_case(case: Proposal, *, because: str, department: str) -> None:
    workflow.move(case, "reopen", by=None, data={"because": because, "department": department})


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


def take_receipt_back(assignment: Assignment, *, by: User) -> None:
    workflow.move(assignment, "put_back", by=by, changes={"accepted_at": None, "accepted_by": None})


def unbegin(case: Proposal) -> None:
    workflow.move(case, "unbegin", by=None)


def finish(assignment: Assignment) -> None:
    workflow.move(assignment, "finish", by=None)


def reopen(assignment: Assignment, *, because: str, round_: int) -> None:
    data = {"because": because, "round": round_, "department": assignment.department.short_name}
    workflow.move(assignment, "reopen", by=None, data=data)


def submit_opinion(opinion: CoOpinion, *, by: User, submission: OpinionSubmission) -> None:
    data = {"number": submission.number, "text_digest": workflow.digest(submission.text)}
    files = list(submission.attachments.values_list("sha256", flat=True))
    workflow.move(opinion, "submit", by=by, data=data | ({"files": files} if files else {}))


def send_back_opinion(opinion: CoOpinion, *, by: User, reason: str, ground: str) -> None:
    workflow.move(opinion, "send_back", by=by, reason=reason, data={"ground": ground})


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


def settle_disagreement(disagreement: Disagreement, *, by: User, decision: str, met_on: date | None, participants: str) -> None:
    changes = {"met_on": met_on, "participants": participants, **_decided(by, decision)}
    data = _sides(disagreement) | ({"met_on": met_on.isoformat(), "participants": participants} if met_on else {})
    workflow.move(disagreement, "settle", by=by, reason=decision, changes=changes, data=data)


def let_lead_go_on(disagreement: Disagreement, *, by: User) -> None:
    workflow.move(disagreement, "let_go_on", by=by, changes={"goes_on": True}, data=_sides(disagreement))


def take_disagreement_back(disagreement: Disagreement, *, by: User) -> None:
    workflow.move(disagreement, "take_back", by=by, data=_sides(disagreement))


def _sides(disagreement: Disagreement) -> dict[str, str]:
    return {"department": disagreement.raised_for.department.short_name, "other": disagreement.against.department.short_name}


def archive(case: Proposal, *, by: User, data: dict[str, object]) -> None:
    """`data`: the digest of the archive, its size, and where the record stood that it holds."""
    workflow.move(case, "archive", by=by, data=data)


def keep_commitment(commitment: Commitment, *, by: User, on: date) -> None:
    workflow.move(commitment, "keep", by=by, changes={"kept_on": on}, data={**_promised(commitment), "on": on.isoformat()})


def change_commitment(commitment: Commitment, *, by: User, reason: str) -> None:
    workflow.move(commitment, "change", by=by, reason=reason, data=_promised(commitment))


def confirm_commitment(commitment: Commitment, *, by: User, word: str) -> None:
    """`word`: what the proposer said, where it was asked."""
    workflow.move(commitment, "confirm", by=by, reason=word, data=_promised(commitment))


def reject_commitment(commitment: Commitment, *, by: User, reason: str) -> None:
    changes = {"kept_on": None, "told_round": None}  # once it is kept indeed, the proposer is told of that
    workflow.move(commitment, "reject", by=by, reason=reason, changes=changes, data=_promised(commitment))


def _promised(commitment: Commitment) -> dict[str, str]:
    return {"sentence": commitment.sentence}


def answer_supervision(supervision: Supervision, *, by: User, answer: SupervisionAnswer) -> None:
    data = {"number": answer.number, "text_digest": workflow.digest(answer.text)}
    workflow.move(supervision, "answer", by=by, data=data)


def accept_supervision(supervision: Supervision, *, by: User) -> None:
    workflow.move(supervision, "accept", by=by, data={"department": supervision.department.short_name})


def ask_supervision_again(supervision: Supervision, *, by: User, reason: str, due_on: date) -> None:
    data = {"department": supervision.department.short_name, "until": due_on.isoformat()}
    workflow.move(supervision, "ask_again", by=by, reason=reason, changes={"due_on": due_on}, data=data)
