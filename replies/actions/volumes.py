"""Asking for a collection volume: which replies may go into one, and sending it to be bound."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.errors import InvalidInput, NotAllowed
from proposals.models import User
from proposals.states import CaseState
from replies.documents import ISSUED, volume_title
from replies.models import Reply, Volume
from replies.states import ReplyState
from replies.tasks import send_volume

MOST = 1000


def check_make(by: User) -> None:
    if not permissions.holds(by, "volume.make"):
        raise NotAllowed(permissions.PERMISSIONS["volume.make"].refusal)


def replies_for(by: User) -> QuerySet[Reply]:
    """What may go into a volume of this person: issued replies that he or she sees, of the own department unless assigned out by it."""
    issued = Q(state__in=ISSUED) | Q(state=ReplyState.SIGNED, is_imported=True)
    rows: QuerySet[Reply] = Reply.objects.visible_to(by).filter(issued).exclude(assignment__proposal__state=CaseState.WITHDRAWN)
    if not permissions.holds(by, "read.assigned_out"):
        rows = rows.filter(assignment__department=by.department_id)
    return rows.select_related("assignment__proposal__session", "assignment__department", "number").order_by(
        "assignment__proposal__kind", "assignment__proposal__case_no", "pk"
    )


@transaction.atomic
def make_volume(replies: Collection[Reply], *, by: User, title: str = "", grouping: str, choice: dict[str, list[str]]) -> Volume:
    """A volume of these replies, sent to the workers once the row is committed.

    Raises NotAllowed, or InvalidInput where there is no reply, or more than MOST. The replies must come from `replies_for`.
    """
    check_make(by)
    if not replies:
        raise InvalidInput(_("No reply fits: there is nothing to bind."))
    if len(replies) > MOST:
        raise InvalidInput(_("%(n)s replies are too many for one volume; at most %(most)s.") % {"n": len(replies), "most": MOST})
    allowed = set(replies_for(by).filter(pk__in=[reply.pk for reply in replies]).values_list("pk", flat=True))
    if len(allowed) < len(replies):
        raise NotAllowed(_("A volume holds issued replies that you see, of your own department."))
    volume = Volume.objects.create(
        title=title.strip() or volume_title(replies),
        grouping=grouping,
        choice=choice,
        department=by.department,
        requested_by=by,
        total=len(replies),
    )
    volume.replies.set(replies)
    transaction.on_commit(lambda: send_volume(volume.pk), robust=True)
    return volume
