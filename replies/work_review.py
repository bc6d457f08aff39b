"""Which drafts wait for a person to judge them: those that four eyes (`models.four_eyes`) leave to him or her."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from proposals import permissions
from proposals.models import User
from replies.models import ReplyVersion, ReviewStep
from replies.models.four_eyes import OFFICE, REVIEWED_BY
from replies.states import ReplyState


def to_judge(rows: "QuerySet[Any]", user: User, state: ReplyState) -> "QuerySet[Any]":
    """Of rows with `version_author` and `version_number`, those that stand at this look and are the person's to decide about."""
    permission = REVIEWED_BY[state]
    himself = permissions.holds_oneself(user, permission)
    foreign: QuerySet[Any] = rows.filter(state=state).exclude(version_author=user.pk)
    if not himself:
        foreign = foreign.filter(~Exists(ReplyVersion.objects.filter(reply=OuterRef("pk"), author=user.pk)))
    if permission == OFFICE or (himself and permissions.holds_oneself(user, OFFICE)):
        return foreign
    of_newest = Q(version__number=OuterRef("version_number"), reply=OuterRef("pk"))
    checks = ReviewStep.objects.filter(of_newest, step="office", decision="agreed").order_by("-pk")
    foreign = foreign.annotate(checked_by=Subquery(checks.values("decided_by")[:1]))
    return foreign.filter(~Q(checked_by=user.pk) | Q(checked_by=None))  # the office has not checked what no chain asks it to
