"""What a person sees: one `visible_to(user)` for every model of the case. A department sees its own cases only."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Exact
from django.utils import timezone

from proposals import permissions
from proposals.models.stateful import StatefulQuerySet

if TYPE_CHECKING:
    from proposals.models import User

NOTHING = Q(pk__in=())


def checked(path: str, value: int) -> Any:
    """That a key has this value, as a condition that no database begins with: of the few rows of a state each is looked at, not all
    cases of a body for the sake of a few."""
    return Exact(F(path) + 0, value)


def among(keys: Sequence[int]) -> RawSQL:
    """For `__in`: one parameter, since to write out two thousand keys one by one takes longer than what is asked of them."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(keys))])


def cases_visible_to(user: "User | Any", prefix: str = "") -> Q:
    """The condition that a case, reached by `prefix`, is one that the person sees at all."""
    seen = inside_visible_to(user, prefix)
    if not user.is_authenticated or permissions.holds(user, "read.all"):
        return seen
    if permissions.holds(user, "read.own_proposals"):
        seen |= Q(**{f"{prefix}pk__in": _case_ids(proposers__person__user_id=user.pk)})
        seen |= Q(**{f"{prefix}pk__in": _case_ids(proposers__group__members=user.pk)})
    return seen


def _case_ids(**condition: Any) -> Any:
    # A subquery, not a join: a case with three proposers must not come up three times.
    from proposals.models import Proposal

    return Proposal._base_manager.filter(**condition).values("pk")


def inside_visible_to(user: "User | Any", prefix: str = "") -> Q:
    """As `cases_visible_to`, for what only those who handle the case see: proposers see the outcome, not the inside."""
    if not user.is_authenticated:
        return NOTHING
    if permissions.holds(user, "read.all"):
        return Q()
    seen = NOTHING
    if user.department_id and permissions.holds(user, "read.assigned_out"):
        seen |= Q(**{f"{prefix}assigning_body_id": user.department_id})
    if user.department_id and permissions.holds(user, "read.department"):
        seen |= Q(**{f"{prefix}pk__in": _cases_of_department(user.department_id)})
    return seen


def _cases_of_department(department: int) -> Any:
    # Of the tasks alone: joined with the cases, every case of the department would be read.
    from proposals.models import Assignment

    return Assignment._base_manager.filter(department_id=department).values("proposal_id")


def _rules_with_filing() -> Any:
    # A subquery: a condition on a key of JSON and its negation leave out the rows that do not have the key.
    from proposals.models import RuleSet

    return RuleSet._base_manager.filter(policies__filing__value="needed").values("pk")


class DepartmentQuerySet(models.QuerySet[Any]):
    """Every department's name is known to all; how its letters look is seen by its own people and by those who read everything."""

    def handling(self) -> Self:
        """Those that a case can be handed to."""
        return self.filter(active=True).exclude(kind="assigning_body")

    def layouts_visible_to(self, user: "User | Any") -> Self:
        if permissions.holds(user, "read.all"):
            return self
        if not permissions.holds(user, "read.department") or not user.department_id:
            return self.none()
        return self.filter(pk=user.department_id)


class ProposalQuerySet(StatefulQuerySet[Any]):
    """Whatever writes a text that is searched enters it in the index, a bulk of them as well as one."""

    def update(self, **fields: Any) -> int:
        from proposals import case_index

        if not case_index.SEARCHED.intersection(fields):
            return super().update(**fields)
        changed = list(self.order_by().values_list("pk", flat=True))
        count = super().update(**fields)
        case_index.enter(changed)
        return count

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        from proposals import case_index

        made = super().bulk_create(objs, *args, **kwargs)
        case_index.enter([case.pk for case in made])
        return made

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(cases_visible_to(user))

    def with_later_term(self) -> Self:
        """Adds `carried_over`: whether the case is open although a later term of its body has begun (换届)."""
        from proposals.models import Session
        from proposals.states import CASE_ENDED

        body = {name: models.OuterRef(f"session__{name}") for name in ("organ", "region")}
        later = Session.objects.filter(**body, term__gt=models.OuterRef("session__term"))
        return self.annotate(carried_over=models.ExpressionWrapper(models.Exists(later) & ~Q(state__in=CASE_ENDED), models.BooleanField()))

    def to_file(self) -> Self:
        """Those whose rules ask for a decision on the filing that is still to be made."""
        return self.filter(state="registered", rule_set__in=_rules_with_filing())

    def to_assign(self) -> Self:
        """Those whose departments can be chosen now."""
        # The states first and for themselves: a database reads them off the index, and could not read the alternative.
        return self.filter(Q(state="filed") | ~Q(rule_set__in=_rules_with_filing()), state__in=["filed", "registered"])


class WithinCaseQuerySet(StatefulQuerySet[Any]):
    """Rows with a `proposal` that everybody who sees the case may see: proposers, assignments, attachments."""

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(cases_visible_to(user, "proposal__"))


class AssignmentQuerySet(WithinCaseQuerySet):
    def current(self) -> Self:
        """Without what was given back."""
        return self.exclude(state="returned")

    def answering(self) -> Self:
        """The departments that answer the proposer themselves."""
        from proposals.models import Assignment

        return self.current().filter(mode__in=Assignment.ANSWERING)


class InsideCaseQuerySet(StatefulQuerySet[Any]):
    """Rows with a `proposal` that only those who handle the case may see: contacts, history."""

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(inside_visible_to(user, "proposal__"))


class OfTaskQuerySet(StatefulQuerySet[Any]):
    """What a department asks of the assigning body: seen by the two and by those who read all, not by other departments of the case."""

    def visible_to(self, user: "User | Any") -> Self:
        if not user.is_authenticated:
            return self.none()
        return self if permissions.holds(user, "read.all") else self.filter(self._seen_by(user))

    def _seen_by(self, user: "User") -> Q:
        seen = NOTHING
        if user.department_id and permissions.holds(user, "read.assigned_out"):
            seen |= Q(assignment__proposal__assigning_body_id=user.department_id)
        if user.department_id and permissions.holds(user, "read.department"):
            seen |= Q(assignment__department_id=user.department_id)
        return seen


class DelegationQuerySet(models.QuerySet[Any]):
    """A department knows who stands in for whom; those who read everything know it of all."""

    def not_over(self) -> Self:
        """Those that may count now or later, with what it takes to tell."""
        running = self.filter(ended_at=None, ends_on__gte=timezone.localdate())
        return running.select_related("principal").prefetch_related("principal__role_grants")

    def visible_to(self, user: "User | Any") -> Self:
        if not user.is_authenticated:
            return self.none()
        if permissions.holds(user, "read.all"):
            return self
        if not user.department_id or not permissions.holds(user, "delegation.make"):
            return self.none()
        return self.filter(principal__department_id=user.department_id)


class WrittenOnce:
    """For the querysets of rows that are written once: they are not changed or deleted many at a time either."""

    def update(self, **fields: Any) -> int:
        raise TypeError("A record is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("A record is never deleted.")


class EventQuerySet(WrittenOnce, InsideCaseQuerySet):
    """Events are written once; who sees them is said by the case."""


class CoOpinionQuerySet(OfTaskQuerySet):
    """An opinion is seen by its own department, by those who answer the case and by the assigning body; not by other co-handlers."""

    def _seen_by(self, user: "User") -> Q:
        from proposals.models import Assignment

        seen = super()._seen_by(user)
        if user.department_id and permissions.holds(user, "read.department"):
            answered = Assignment.objects.answering().filter(department_id=user.department_id)
            seen |= Q(assignment__proposal_id__in=answered.values("proposal_id"))
        return seen


class OpinionFileQuerySet(WrittenOnce, StatefulQuerySet[Any]):
    """Files of an opinion: whoever sees the opinion."""

    def visible_to(self, user: "User | Any") -> Self:
        from proposals.models import CoOpinion

        return self.filter(submission__opinion__in=CoOpinion.objects.visible_to(user).order_by().values("pk"))


class DisagreementQuerySet(StatefulQuerySet[Any]):
    """The two sides, the departments that answer the case, the assigning body, and those who read all."""

    def visible_to(self, user: "User | Any") -> Self:
        from proposals.models import Assignment

        if not user.is_authenticated:
            return self.none()
        if permissions.holds(user, "read.all"):
            return self
        seen = NOTHING
        if user.department_id and permissions.holds(user, "read.assigned_out"):
            seen |= Q(raised_for__proposal__assigning_body_id=user.department_id)
        if user.department_id and permissions.holds(user, "read.department"):
            answered = Assignment.objects.answering().filter(department_id=user.department_id)
            seen |= Q(raised_for__department_id=user.department_id) | Q(against__department_id=user.department_id)
            seen |= Q(raised_for__proposal_id__in=answered.values("proposal_id"))
        return self.filter(seen)


class CommitmentQuerySet(StatefulQuerySet[Any]):
    """What was promised, and what the departments report on it, is for all who see the case: the proposers wait for it."""

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(cases_visible_to(user, "assignment__proposal__"))


class NoteQuerySet(WrittenOnce, StatefulQuerySet[Any]):
    """Reports on promises are written once."""

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(cases_visible_to(user, "commitment__assignment__proposal__"))


class LookBackQuerySet(StatefulQuerySet[Any]):
    """That a report was asked for is between those who handle the case."""

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(inside_visible_to(user, "commitment__assignment__proposal__"))


class ArchiveQuerySet(StatefulQuerySet[Any]):
    """The whole case in one file, with what its departments keep from each other: for the assigning body and those who read all."""

    def visible_to(self, user: "User | Any") -> Self:
        if not user.is_authenticated:
            return self.none()
        if permissions.holds(user, "read.all"):
            return self
        if not user.department_id or not permissions.holds(user, "read.assigned_out"):
            return self.none()
        return self.filter(proposal__assigning_body_id=user.department_id)
