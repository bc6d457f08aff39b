"""Who owes what: every debt of a department in the cases that a person sees, by one query for each kind of debt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals import permissions
from proposals.models import Assignment, Clock, CoOpinion, Disagreement, ExtensionRequest, Objection, User
from proposals.querysets import NOTHING
from proposals.states import CASE_ENDED, IN_HAND, AssignmentState, DisagreementState, OpinionState, RequestState
from replies.models import ReviewStep
from replies.states import ReplyState

KINDS: dict[str, str | Promise] = {
    "receipt": _("signing for the case"),
    "opinion": _("opinion"),
    "opinion_again": _("new opinion"),
    "co_sign": _("co-signature"),
    "answer": _("answer"),
    "objection": _("decision on an objection"),
    "extension": _("decision on more time"),
    "disagreement": _("decision on a disagreement"),
}

ASKED_TO_CO_SIGN = Q(decision=ReviewStep.Decision.PENDING, co_signer__isnull=False, reply__state=ReplyState.CO_SIGNING)


@dataclass(frozen=True)
class Debt:
    """What one department owes in one case. `task` is the task for which it can be urged, None for the assigning body's own."""

    kind: str
    case: int
    department: int
    due_on: date | None
    task: int | None

    @property
    def what(self) -> str:
        return str(KINDS[self.kind])


def may_see(user: User) -> bool:
    """Those who handle cases or read them all; proposers see where theirs stand on pages of their own."""
    if permissions.holds(user, "read.all"):
        return True
    return bool(user.department_id) and any(permissions.holds(user, name) for name in ("read.department", "read.assigned_out"))


def debts(user: User, *, session: int | None = None, kind: str = "", department: int | None = None) -> list[Debt]:
    """The debts that the person sees, the earliest due first and those without a date last. One query."""
    asked = []
    for name, (rows, case, debtor, task) in _kinds(user).items():
        chosen = rows.exclude(**{f"{case}__state__in": CASE_ENDED})
        if session:
            chosen = chosen.filter(**{f"{case}__session": session})
        if kind:
            chosen = chosen.filter(**{f"{case}__kind": kind})
        if department:
            chosen = chosen.filter(**{debtor: department})
        # The casts tell PostgreSQL the types of the columns in the union of all kinds.
        of_task = F(task) if task else Cast(Value(None), BigIntegerField())
        fields = {"what": Value(name), "of_case": F(f"{case}__pk"), "owing": F(debtor), "by": Cast("due", DateField()), "of_task": of_task}
        asked.append(chosen.order_by().annotate(**fields).values_list(*fields))
    # What a case without an assigning body waits for is owed by nobody.
    found = [Debt(*row) for row in asked[0].union(*asked[1:], all=True) if row[2]]
    return sorted(found, key=lambda debt: (debt.due_on is None, debt.due_on or date.max, debt.case, debt.department, debt.kind))


def by_case(found: list[Debt]) -> dict[int, list[Debt]]:
    """Case → its debts, in the order of the debt that is due first."""
    cases: dict[int, list[Debt]] = {}
    for debt in found:
        cases.setdefault(debt.case, []).append(debt)
    return cases


def owing_a_co_signature() -> "QuerySet[Any, Any]":
    """The ids of the tasks whose departments are asked to co-sign a draft now."""
    return ReviewStep.objects.filter(ASKED_TO_CO_SIGN).values("co_signer")


def _kinds(user: User) -> Mapping[str, "tuple[QuerySet[Any], str, str, str]"]:
    """Kind → (rows with `due`, path to the case, path to the department that owes it, path to the task)."""
    tasks = Assignment.objects.filter(_scope(user, "proposal__", "department")).annotate(due=F("due_on"))
    opinions = CoOpinion.objects.visible_to(user).filter(
        _scope(user, "assignment__proposal__", "assignment__department"), assignment__state=AssignmentState.ACCEPTED
    )
    opinions = opinions.annotate(due=F("assignment__due_on"))
    signing = ReviewStep.objects.filter(_scope(user, "reply__assignment__proposal__", "co_signer__department"), ASKED_TO_CO_SIGN)
    decision = Clock.of_task("reassignment", "assignment")
    asked = Q(state=RequestState.ASKED, assignment__state__in=IN_HAND)
    return {
        "receipt": (
            tasks.filter(state=AssignmentState.TO_SIGN).annotate(due=Coalesce(Clock.of_task("receipt"), F("due_on"))),
            "proposal",
            "department",
            "pk",
        ),
        "opinion": (opinions.filter(state=OpinionState.ASKED), "assignment__proposal", "assignment__department", "assignment"),
        "opinion_again": (opinions.filter(state=OpinionState.SENT_BACK), "assignment__proposal", "assignment__department", "assignment"),
        "co_sign": (
            signing.annotate(due=F("reply__assignment__due_on")),
            "reply__assignment__proposal",
            "co_signer__department",
            "co_signer",
        ),
        "answer": (
            tasks.filter(state=AssignmentState.ACCEPTED, mode__in=Assignment.ANSWERING),
            "proposal",
            "department",
            "pk",
        ),
        "objection": (
            Objection.objects.visible_to(user).filter(asked).annotate(due=decision),
            "assignment__proposal",
            "assignment__proposal__assigning_body",
            "",
        ),
        "extension": (
            ExtensionRequest.objects.visible_to(user).filter(asked, clock__state=Clock.State.RUNNING).annotate(due=F("clock__due_on")),
            "assignment__proposal",
            "assignment__proposal__assigning_body",
            "",
        ),
        "disagreement": (
            Disagreement.objects.visible_to(user).filter(state=DisagreementState.RAISED).annotate(due=Cast(Value(None), DateField())),
            "raised_for__proposal",
            "raised_for__proposal__assigning_body",
            "",
        ),
    }


def _scope(user: User, case: str, debtor: str) -> Q:
    """Whose debts a person sees: of the cases assigned out, the own department's, and in a case that it answers everybody's."""
    if permissions.holds(user, "read.all"):
        return Q()
    seen = NOTHING
    if user.department_id and permissions.holds(user, "read.assigned_out"):
        seen |= Q(**{f"{case}assigning_body": user.department_id})
    if user.department_id and permissions.holds(user, "read.department"):
        answered = Assignment.objects.answering().filter(department_id=user.department_id)
        seen |= Q(**{debtor: user.department_id}) | Q(**{f"{case}pk__in": answered.values("proposal_id")})
    return seen
