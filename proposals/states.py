"""The states of a case, of a department's task in it and of a co-handler's opinion, and the tables that lead between them.

Pure data. Who may take a step is said in `permissions.py`; the diagrams of docs/reference/workflow.md are made from these tables.
"""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.workflow import SYSTEM, Machine, Transition


class CaseState(TextChoices):
    REGISTERED = "registered", _("Newly registered")
    FILED = "filed", _("Filed, to assign")
    NOT_FILED = "not_filed", _("Not filed")
    CONVERTED = "converted", _("Passed on as public opinion")
    ASSIGNED = "assigned", _("Assigned")
    HANDLING = "handling", _("Being handled")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ARCHIVED = "archived", _("Archived")


# The departments are still to be chosen.
BEFORE_ASSIGNMENT = frozenset({CaseState.REGISTERED, CaseState.FILED})
# Handling ends with these; nothing moves inside a case that stands here.
CASE_ENDED = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.NOT_FILED, CaseState.CONVERTED, CaseState.ARCHIVED})
# From these a case can be laid down for good.
TO_ARCHIVE = (CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.NOT_FILED, CaseState.CONVERTED)


class AssignmentState(TextChoices):
    TO_SIGN = "to_sign", _("To sign for")
    ACCEPTED = "accepted", _("Being handled")
    DONE = "done", _("Done")
    RETURNED = "returned", _("Given back")


# A department that has signed for the case or has still to.
IN_HAND = frozenset({AssignmentState.TO_SIGN, AssignmentState.ACCEPTED})


class OpinionState(TextChoices):
    ASKED = "asked", _("Opinion due")
    SUBMITTED = "submitted", _("Submitted, not yet adopted")
    SENT_BACK = "sent_back", _("Sent back")
    ADOPTED = "adopted", _("Adopted")


class RequestState(TextChoices):
    """Of what a department asks the assigning body for."""

    ASKED = "asked", _("To be decided")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    TAKEN_BACK = "taken_back", _("Taken back")


class CommitmentState(TextChoices):
    """Of what a reply promised (承诺事项)."""

    PROMISED = "promised", _("Promised")
    KEPT = "kept", _("Kept, to be confirmed")
    CONFIRMED = "confirmed", _("Confirmed as kept")
    CHANGED = "changed", _("Changed, explained in writing")


# What the ledger still asks for.
COMMITMENT_OPEN = (CommitmentState.PROMISED, CommitmentState.KEPT)


class SupervisionState(TextChoices):
    """Of a note of supervision (督办通知)."""

    ASKED = "asked", _("Answer due")
    ANSWERED = "answered", _("Answered, to be judged")
    ACCEPTED = "settled", _("Accepted")


class DisagreementState(TextChoices):
    RAISED = "raised", _("To be settled")
    SETTLED = "settled", _("Settled")
    TAKEN_BACK = "taken_back", _("Taken back")


_C, _A, _O, _R = CaseState, AssignmentState, OpinionState, RequestState

CASE = Machine(
    "case",
    _C.REGISTERED,
    dict(_C.choices),
    (
        Transition("file", _C.REGISTERED, _C.FILED, "case.file", _("File"), requires=("filing_not_asked",)),
        Transition("refuse", _C.REGISTERED, _C.NOT_FILED, "case.file", _("Do not file"), reason=True, requires=("filing_not_asked",)),
        *(
            Transition(
                "convert", state, _C.CONVERTED, "case.file", _("Pass on as public opinion"), reason=True, requires=("filing_not_asked",)
            )
            for state in (_C.REGISTERED, _C.NOT_FILED, _C.FILED)
        ),
        Transition("assign", _C.REGISTERED, _C.ASSIGNED, "case.assign", _("Assign"), requires=("missing_filing",)),
        Transition("assign", _C.FILED, _C.ASSIGNED, "case.assign", _("Assign")),
        # 撤销交办: as long as nobody has acted on it, who assigned the case takes that back; it stands where it stood.
        *(
            Transition(
                "unassign", _C.ASSIGNED, before, "case.assign", _("Take the assignment back"), when=when, requires=("assignment_stands",)
            )
            for before, when in ((_C.FILED, "was_filed"), (_C.REGISTERED, ""))
        ),
        # A reply that was published elsewhere is taken over with its case; the way there was walked elsewhere.
        Transition("import", _C.REGISTERED, _C.HANDLING, "case.import", _("Take over as published")),
        Transition("begin", _C.ASSIGNED, _C.HANDLING, SYSTEM, _("Begin handling")),
        Transition("unbegin", _C.HANDLING, _C.ASSIGNED, SYSTEM, _("Wait for the receipt again")),
        Transition("hand_back", _C.HANDLING, _C.ASSIGNED, SYSTEM, _("Hand to another department")),
        Transition("answer", _C.HANDLING, _C.ANSWERED, SYSTEM, _("Answer"), requires=("missing_answers",)),
        Transition("close", _C.ANSWERED, _C.CLOSED, "case.close", _("Close")),
        *(
            Transition("archive", state, _C.ARCHIVED, "case.archive", _("Archive"), requires=("open_commitments", "open_publications"))
            for state in TO_ARCHIVE
        ),
        # 重新办理: an answer is given again. While another department still handles its part the case stays where it is.
        *(
            Transition("rework", state, _C.HANDLING, "case.rework", _("Have it handled again"), reason=True, requires=("nothing_answered",))
            for state in (_C.HANDLING, _C.ANSWERED, _C.CLOSED)
        ),
        *(Transition("reopen", state, _C.HANDLING, SYSTEM, _("Handle again")) for state in (_C.ANSWERED, _C.CLOSED)),
        *(
            Transition("withdraw", state, _C.WITHDRAWN, "case.withdraw", _("Withdraw"), reason=True, requires=("withdrawal_not_allowed",))
            for state in (_C.REGISTERED, _C.FILED, _C.ASSIGNED, _C.HANDLING)
        ),
    ),
)

ASSIGNMENT = Machine(
    "assignment",
    _A.TO_SIGN,
    dict(_A.choices),
    (
        Transition("accept", _A.TO_SIGN, _A.ACCEPTED, "assignment.accept", _("Sign for")),
        Transition("put_back", _A.ACCEPTED, _A.TO_SIGN, "assignment.accept", _("Take the receipt back"), requires=("receipt_stands",)),
        Transition("import", _A.TO_SIGN, _A.ACCEPTED, "case.import", _("Take over as published")),
        Transition("finish", _A.ACCEPTED, _A.DONE, SYSTEM, _("Finish")),
        Transition("reopen", _A.DONE, _A.ACCEPTED, SYSTEM, _("Handle again"), requires=("does_not_answer",)),
        # An objection was accepted: another department takes the part over.
        *(Transition("give_back", state, _A.RETURNED, SYSTEM, _("Give back")) for state in (_A.TO_SIGN, _A.ACCEPTED)),
    ),
)

OPINION = Machine(
    "co_opinion",
    _O.ASKED,
    dict(_O.choices),
    (
        *(
            Transition("submit", state, _O.SUBMITTED, "opinion.submit", _("Submit the opinion"), requires=("missing_receipt",))
            for state in (_O.ASKED, _O.SENT_BACK)
        ),
        Transition("send_back", _O.SUBMITTED, _O.SENT_BACK, "opinion.judge", _("Send the opinion back"), reason=True),
        Transition("adopt", _O.SUBMITTED, _O.ADOPTED, "opinion.judge", _("Adopt the opinion")),
    ),
)


def _asked(name: str, grant: str, label: Promise) -> Machine:
    """Asked for by a department, decided by the assigning body; what is past cannot be granted any more."""
    return Machine(
        name,
        _R.ASKED,
        dict(_R.choices),
        (
            Transition(grant, _R.ASKED, _R.GRANTED, f"{name}.judge", label, requires=("past_granting",)),
            Transition("refuse", _R.ASKED, _R.REFUSED, f"{name}.judge", _("Refuse"), reason=True),
            Transition("take_back", _R.ASKED, _R.TAKEN_BACK, f"{name}.ask", _("Take back")),
        ),
    )


OBJECTION = _asked("objection", "accept", _("Accept the objection"))  # 退办
EXTENSION = _asked("extension", "allow", _("Allow more time"))  # 延期

COMMITMENT = Machine(
    "commitment",
    CommitmentState.PROMISED,
    dict(CommitmentState.choices),
    (
        Transition("keep", CommitmentState.PROMISED, CommitmentState.KEPT, "commitment.report", _("Report as kept")),
        Transition("change", CommitmentState.PROMISED, CommitmentState.CHANGED, "commitment.report", _("Report as changed"), reason=True),
        Transition("confirm", CommitmentState.KEPT, CommitmentState.CONFIRMED, "commitment.judge", _("Confirm as kept")),
        Transition("reject", CommitmentState.KEPT, CommitmentState.PROMISED, "commitment.judge", _("Not accepted"), reason=True),
    ),
)

SUPERVISION = Machine(
    "supervision",
    SupervisionState.ASKED,
    dict(SupervisionState.choices),
    (
        Transition("answer", SupervisionState.ASKED, SupervisionState.ANSWERED, "supervision.answer", _("Answer the supervision")),
        Transition("accept", SupervisionState.ANSWERED, SupervisionState.ACCEPTED, "case.supervise", _("Accept the answer")),
        Transition("ask_again", SupervisionState.ANSWERED, SupervisionState.ASKED, "case.supervise", _("Ask again"), reason=True),
    ),
)

DISAGREEMENT = Machine(
    "disagreement",
    DisagreementState.RAISED,
    dict(DisagreementState.choices),
    (
        Transition("settle", DisagreementState.RAISED, DisagreementState.SETTLED, "disagreement.settle", _("Settle"), reason=True),
        # The text may go on its way before the decision; that it differs stays on record.
        Transition(
            "let_go_on",
            DisagreementState.RAISED,
            DisagreementState.RAISED,
            "disagreement.settle",
            _("Let the lead go on meanwhile"),
            requires=("going_on_already",),
        ),
        Transition("take_back", DisagreementState.RAISED, DisagreementState.TAKEN_BACK, "disagreement.raise", _("Take back")),
    ),
)

MACHINES = (CASE, ASSIGNMENT, OPINION, OBJECTION, EXTENSION, DISAGREEMENT, COMMITMENT, SUPERVISION)
