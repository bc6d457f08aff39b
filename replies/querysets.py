"""What a person sees of a reply: its department everything, co-handlers what they co-sign, proposers what was sent to them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q

from proposals import permissions
from proposals.models import Assignment
from proposals.models.stateful import StatefulQuerySet
from proposals.querysets import NOTHING, WrittenOnce, cases_visible_to, inside_visible_to
from replies.states import ReplyState

if TYPE_CHECKING:
    from proposals.models import User


def replies_visible_to(user: "User | Any", prefix: str = "", cases: Callable[["User | Any", str], Q] = cases_visible_to) -> Q:
    """The condition that a reply, reached by `prefix`, is one that the person sees; `cases` says of which cases once it is sent."""
    if not user.is_authenticated:
        return NOTHING
    if permissions.holds(user, "read.all"):
        return Q()
    seen = Q(**{f"{prefix}state": ReplyState.DISPATCHED}) & cases(user, f"{prefix}assignment__proposal__")
    if user.department_id and permissions.holds(user, "read.department"):
        seen |= Q(**{f"{prefix}assignment__department_id": user.department_id})
        asked = Assignment._base_manager.filter(department_id=user.department_id, co_signatures__isnull=False)
        seen |= Q(**{f"{prefix}pk__in": asked.values("co_signatures__reply_id")})
    return seen


class ReplyQuerySet(StatefulQuerySet[Any]):
    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(replies_visible_to(user))


class WithinReplyQuerySet(StatefulQuerySet[Any]):
    """Rows with a `reply` that whoever sees the reply sees: documents."""

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(replies_visible_to(user, "reply__"))


class InsideReplyQuerySet(StatefulQuerySet[Any]):
    """Rows with a `reply` that proposers never see: versions, review steps, print jobs."""

    def visible_to(self, user: "User | Any") -> Self:
        if not user.is_authenticated:
            return self.none()
        if permissions.holds(user, "read.all"):
            return self
        if not user.department_id or not permissions.holds(user, "read.department"):
            return self.none()
        return self.filter(replies_visible_to(user, "reply__", inside_visible_to))


class VersionQuerySet(WrittenOnce, InsideReplyQuerySet):
    """Versions are written once; who sees them is said by the reply."""


class FigureQuerySet(WrittenOnce, InsideReplyQuerySet):
    """Figures are written once; who sees them is said by the reply."""


class VolumeQuerySet(StatefulQuerySet[Any]):
    """A volume holds what its maker saw: it is seen by the maker, who is still in that department, and by those who read everything."""

    def visible_to(self, user: "User | Any") -> Self:
        if not user.is_authenticated:
            return self.none()
        if permissions.holds(user, "read.all"):
            return self
        if not permissions.holds(user, "volume.make"):
            return self.none()
        return self.filter(requested_by=user, department=user.department_id)
