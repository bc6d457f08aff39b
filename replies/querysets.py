"""What a person sees of a reply: its department everything, co-handlers what they co-sign, proposers what was sent to them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet

from proposals import permissions
from proposals.models import Assignment, Event, Group, Proposer
from proposals.models.stateful import StatefulQuerySet
from proposals.querysets import NOTHING, WrittenOnce, cases_visible_to, inside_visible_to
from replies.states import PublicationState, ReplyState

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
        co_signed = asked.values("co_signatures__reply_id")
        seen |= Q(**{f"{prefix}pk__in": co_signed}) | Q(**{f"{prefix}follows__in": co_signed})
        # Joint leads (双主办) share one letter, and read it from its first version on.
        joint = Assignment.objects.current().filter(department_id=user.department_id, mode=Assignment.Mode.JOINT_LEAD)
        shared = {"assignment__mode": Assignment.Mode.JOINT_LEAD, "assignment__proposal__in": joint.values("proposal")}
        seen |= Q(**{f"{prefix}{name}": value for name, value in shared.items()})
    return seen


class ReplyQuerySet(StatefulQuerySet[Any]):
    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(replies_visible_to(user))


class WithinReplyQuerySet(StatefulQuerySet[Any]):
    """Rows with a `reply` that whoever sees the reply sees: documents."""

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(replies_visible_to(user, "reply__"))


class DeliveryQuerySet(StatefulQuerySet[Any]):
    """Whoever handles the case sees how each addressee got the letter; a proposer how he got it himself, and not the others who signed."""

    def visible_to(self, user: "User | Any") -> Self:
        rows = self.filter(replies_visible_to(user, "reply__"))
        handled = inside_visible_to(user, "reply__assignment__proposal__")
        return rows.filter(handled | Q(proposer__in=own_proposers(user))) if handled else rows


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


class CommentQuerySet(InsideReplyQuerySet):
    """Comments of reviewers, and notes of those who write the draft."""

    def told_apart(self) -> Self:
        """Each with whether it was made as a note: the record says so."""
        case = OuterRef("reply__assignment__proposal_id")
        made = Event.objects.filter(proposal=case, subject_type="comment", subject_id=OuterRef("pk"), name="note")
        return self.annotate(noted=Exists(made))


class OwnQuerySet(StatefulQuerySet[Any]):
    """What is a person's own and nobody else's, whatever else he may read: working copies."""

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(person=user) if user.is_authenticated else self.none()


class VersionQuerySet(WrittenOnce, InsideReplyQuerySet):
    """Versions are written once; who sees them is said by the reply."""


class TakenQuerySet(WrittenOnce, InsideReplyQuerySet):
    """Where paragraphs come from is written once; who sees it is said by the reply."""


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


def _publications_visible_to(user: "User | Any", prefix: str = "") -> Q:
    if not user.is_authenticated:
        return NOTHING
    if permissions.holds(user, "read.all"):
        return Q()
    seen = NOTHING
    if user.department_id and permissions.holds(user, "read.department"):
        seen |= Q(**{f"{prefix}reply__assignment__department_id": user.department_id})
    if user.department_id and permissions.holds(user, "read.assigned_out"):
        seen |= Q(**{f"{prefix}reply__assignment__proposal__assigning_body_id": user.department_id})
    return seen


class PublicationQuerySet(StatefulQuerySet[Any]):
    """How a text came to the public is seen by the department and the assigning body; what is on the public page, by everybody."""

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(_publications_visible_to(user))

    def on_public_page(self) -> Self:
        """What everybody may read, the newest first. All public pages begin here."""
        return self.filter(state=PublicationState.PUBLISHED).order_by("-published_at", "-pk")

    def once_public(self) -> Self:
        """What was published once and is withdrawn now; its page stays as a notice until it is published again."""
        return self.filter(withdrawn_at__isnull=False).exclude(state=PublicationState.PUBLISHED)


class PublicTextQuerySet(WrittenOnce, StatefulQuerySet[Any]):
    """Texts for the public and the drafts of them: as the publication that they belong to."""

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(_publications_visible_to(user, "publication__"))


class LinkQuerySet(StatefulQuerySet[Any]):
    """By whom and until when a rating may be given is seen by the body that collects the ratings, never by a department that is rated."""

    def visible_to(self, user: "User | Any") -> Self:
        if not user.is_authenticated:
            return self.none()
        if permissions.holds(user, "read.all"):
            return self
        if not user.department_id or not permissions.holds(user, "feedback.keep"):
            return self.none()
        return self.filter(reply__assignment__proposal__assigning_body_id=user.department_id)


class RatingQuerySet(WrittenOnce, StatefulQuerySet[Any]):
    """A rating is seen by whoever handles the case, once it is in, and by the one who gave it; not by the other proposers."""

    def visible_to(self, user: "User | Any") -> Self:
        seen = inside_visible_to(user, "reply__assignment__proposal__")
        if user.is_authenticated and permissions.holds(user, "read.all"):
            return self  # `seen` is empty then, and would be lost beside another condition
        if user.is_authenticated and permissions.holds(user, "read.own_proposals"):
            seen |= Q(proposer__in=own_proposers(user))
        return self.filter(seen)

    def standing(self) -> Self:
        """Without those that a correction has replaced."""
        return self.filter(replaced_by__isnull=True)

    def of_first_round(self) -> Self:
        return self.standing().filter(reply__round=1)

    def final(self) -> Self:
        """What each proposer said last of each department's answers."""
        later = self.model._base_manager.filter(
            replaced_by__isnull=True,
            proposer=OuterRef("proposer"),
            reply__assignment=OuterRef("reply__assignment"),
            reply__round__gt=OuterRef("reply__round"),
        )
        return self.standing().filter(~Exists(later))


class SettlementQuerySet(WrittenOnce, StatefulQuerySet[Any]):
    """What came of dissatisfaction is seen by whoever handles the case."""

    def visible_to(self, user: "User | Any") -> Self:
        return self.filter(inside_visible_to(user, "reply__assignment__proposal__"))


def own_proposers(user: "User") -> "QuerySet[Proposer]":
    """The person as proposer, alone or as member of a group, in every case."""
    # A subquery, not a join: a member of two groups must not come up twice.
    groups = Group._base_manager.filter(members=user.pk).values("pk")
    return Proposer._base_manager.filter(Q(person__user_id=user.pk) | Q(group__in=groups))
