"""The states of a case, of a department's task in it and of a co-handler's opinion, and the tables that lead between them.

Pure data. Who may take a step is said in `permissions.py`; the diagrams of docs/reference/workflow.md are made from these tables.
"""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.workflow import SYSTEM, Machine, Transition


class CaseState(TextChoices):
    REGISTERED = "registered", _("To assign")
    ASSIGNED = "assigned", _("Assigned")
    HANDLING = "handling", _("Being handled")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Handling ends with these; nothing moves in a case that stands here.
CASE_ENDED = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN})


class AssignmentState(TextChoices):
    TO_SIGN = "to_sign", _("To sign for")
    ACCEPTED = "accepted", _("Being handled")
    DONE = "done", _("Done")
    RETURNED = "returned", _("Given back")


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


_C, _A, _O, _R = CaseState, AssignmentState, OpinionState, RequestState

CASE = Machine(
    "case",
    _C.REGISTERED,
    dict(_C.choices),
    (
        Transition("assign", _C.REGISTERED, _C.ASSIGNED, "case.assign", _("Assign")),
        # A reply that was published elsewhere is taken over with its case; the way there was walked elsewhere.
        Transition("import", _C.REGISTERED, _C.HANDLING, "case.import", _("Take over as published")),
        Transition("begin", _C.ASSIGNED, _C.HANDLING, SYSTEM, _("Begin handling")),
        Transition("hand_back", _C.HANDLING, _C.ASSIGNED, SYSTEM, _("Hand to another department")),
        Transition("answer", _C.HANDLING, _C.ANSWERED, SYSTEM, _("Answer"), requires=("missing_answers",)),
        Transition("close", _C.ANSWERED, _C.CLOSED, "case.close", _("Close")),
        *(
            Transition("withdraw", state, _C.WITHDRAWN, "case.withdraw", _("Withdraw"), reason=True)
            for state in (_C.REGISTERED, _C.ASSIGNED, _C.HANDLING)
        ),
    ),
)

ASSIGNMENT = Machine(
    "assignment",
    _A.TO_SIGN,
    dict(_A.choices),
    (
        Transition("accept", _A.TO_SIGN, _A.ACCEPTED, "assignment.accept", _("Sign for")),
        Transition("import", _A.TO_SIGN, _A.ACCEPTED, "case.import", _("Take over as published")),
        Transition("finish", _A.ACCEPTED, _A.DONE, SYSTEM, _("Finish")),
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



def _asked(name: str, grant: str, label: Promise, relation: str) -> Machine:
    """Asked for by a department, decided by the assigning body."""
    return Machine(
        name,
        _R.ASKED,
        dict(_R.choices),
        (
            Transition(grant, _R.ASKED, _R.GRANTED, f"{relation}.judge", label),
            Transition("refuse", _R.ASKED, _R.REFUSED, f"{relation}.judge", _("Refuse"), reason=True),
            Transition("take_back", _R.ASKED, _R.TAKEN_BACK, f"{relation}.ask", _("Take back")),
        ),
    )


OBJECTION = _asked("objection", "accept", _("Accept the objection"), "objection")  # 退办
EXTENSION = _asked("extension", "allow", _("Allow more time"), "extension")  # 延期

MACHINES = (CASE, ASSIGNMENT, OPINION, OBJECTION, EXTENSION)
