"""The due dates of a case as they will be once it is assigned, each with how it is worked out."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.actions.assigning import preview_limits
from proposals.deadlines import Deadline
from proposals.models import Proposal
from proposals.views import because

# In the order of what a department does.
NAMES: dict[str, str | Promise] = {
    "receipt": gettext_lazy("Receipt"),
    "objection": gettext_lazy("Objection"),
    "first_contact": gettext_lazy("First contact"),
    "opinion": gettext_lazy("Opinion of co-handlers"),
    "answer": gettext_lazy("Answer"),
    "answer_difficult": gettext_lazy("Answer"),
}


@dataclass(frozen=True)
class Due:
    """One limit, when it ends if the case is assigned today, and the sentences that lead there."""

    name: str
    what: str | Promise
    deadline: Deadline
    lines: list[str]


def dues(case: Proposal, answers: bool, helps: bool) -> list[Due]:
    """What will be due: for those who answer, for co-handlers, or for both; what both have is said once. One query."""
    today = timezone.localdate()
    made: dict[str, Deadline] = {}
    for part, chosen in ((True, answers), (False, helps)):
        if chosen:
            made |= dict(preview_limits(case, answers=part, day=today))
    return [Due(name, NAMES[name], made[name], _lines(made[name])) for name in NAMES if name in made]


def _lines(deadline: Deadline) -> list[str]:
    found = list(because.lines(deadline))
    if deadline.limit.anchor == "received":
        found[0] = _("It runs from the receipt. Until the department has signed for the case it counts from today.")
    return found
