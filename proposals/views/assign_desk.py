"""What stands around a case on the desk of a coordinator: the queue, how fast it empties, and who else sits at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from proposals.models import Assignment, OpenOnDesk, Proposal, SkippedCase, User

# So many cases are shown before and after the one that is open.
BEFORE, AFTER = 2, 9
# With fewer done today, the pace says nothing.
PACED_FROM = 5
NUMBER = ("-session__term", "-session__meeting", "kind", "case_no", "pk")


@dataclass(frozen=True)
class Queue:
    """The cases that a person has still to assign, in order; `at` is the place of the open one, counted from 0. `shown` are those around
    it: each has `open_at`, the name of another person who has it open at present, and `skipped_at`."""

    ids: Sequence[int]
    at: int
    shown: Sequence[Any]
    done: int

    @property
    def waiting(self) -> int:
        return len(self.ids)

    @property
    def place(self) -> int:
        return self.at + 1

    @property
    def next(self) -> int | None:
        return self.ids[self.at + 1] if self.at + 1 < len(self.ids) else None

    @property
    def previous(self) -> int | None:
        return self.ids[self.at - 1] if self.at else None

    @property
    def days_left(self) -> int:
        """How long the rest takes at the pace of today; 0 where that cannot be said."""
        return ceil(self.waiting / self.done) if self.done >= PACED_FROM else 0


def to_assign(user: User) -> "QuerySet[Proposal]":
    """The person's queue by number: the cases of the body that nobody else has as a share; those that were put off come last."""
    skipped = SkippedCase.objects.filter(user=user, proposal=OuterRef("pk")).values("at")
    found: QuerySet[Proposal] = (
        all_to_assign(user).filter(Q(desk_share=None) | Q(desk_share__user=user)).annotate(skipped_at=Subquery(skipped))
    )
    return found.order_by(F("skipped_at").asc(nulls_first=True), *NUMBER)


def all_to_assign(user: User) -> "QuerySet[Proposal]":
    """What the body has still to assign, whoever does it."""
    own: QuerySet[Proposal] = Proposal.objects.visible_to(user).to_assign().filter(assigning_body_id=user.department_id)
    return own


def following(user: User, case: Proposal) -> list[int]:
    """The cases to open after this one, the best first: those behind it in the queue, then those before it; what somebody else has open
    comes last. Asked before the case leaves the queue. Two queries."""
    ids = list(to_assign(user).values_list("pk", flat=True))
    at = ids.index(case.pk) if case.pk in ids else -1
    taken = set(others(user).values_list("proposal", flat=True))
    return sorted([*ids[at + 1 :], *ids[: max(at, 0)]], key=lambda pk: pk in taken)


def others(user: User) -> "QuerySet[OpenOnDesk]":
    """What the other coordinators of the body have open at present."""
    return OpenOnDesk.objects.visible_to(user).now().exclude(user=user)


def queue_of(user: User, case: Proposal) -> Queue:
    """The queue around a case, with its place. One query, whatever its length."""
    open_at = others(user).filter(proposal=OuterRef("pk")).values("user__display_name")[:1]
    rows: Any = to_assign(user).annotate(open_at=Subquery(open_at), done=Subquery(_assigned_today(user)))
    waiting = list(rows.only("kind", "case_no", "title"))
    ids = [one.pk for one in waiting]
    at = ids.index(case.pk) if case.pk in ids else 0
    return Queue(ids, at, waiting[max(at - BEFORE, 0) : at + AFTER + 1], (waiting[0].done or 0) if waiting else assigned_today(user))


def shares(user: User) -> dict[int, int]:
    """How many of the cases that wait each person has as a share."""
    dealt = all_to_assign(user).filter(desk_share__isnull=False).order_by().values_list("desk_share__user").annotate(n=Count("pk"))
    return dict(dealt)


def assigned_today(user: User) -> int:
    """How many cases of the body were assigned today."""
    return int(next(iter(_assigned_today(user)), 0))


def _assigned_today(user: User) -> Any:
    today = Assignment.objects.filter(assigned_on=timezone.localdate(), proposal__assigning_body_id=user.department_id).order_by()
    return today.values("proposal__assigning_body_id").annotate(n=Count("proposal", distinct=True)).values_list("n", flat=True)
