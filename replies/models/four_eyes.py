"""Four eyes: whom the review of a text is not open to, although the person has the role for it or stands in for somebody who has."""

from typing import TYPE_CHECKING, cast

from django.db import models
from django.utils.translation import gettext

from proposals import permissions
from proposals.models import User
from replies.states import ReplyState

if TYPE_CHECKING:
    from replies.models.drafts import Reply

OFFICE = "reply.review"
# Where the draft stands → the permission of whoever looks at it there.
REVIEWED_BY = {ReplyState.OFFICE_REVIEW: OFFICE, ReplyState.DEPUTY_APPROVAL: "reply.approve", ReplyState.HEAD_APPROVAL: "reply.sign"}


class FourEyes(models.Model):
    """What the table asks of it; `Reply` is the only model that has it."""

    class Meta:
        abstract = True

    def own_text(self, by: User | None) -> str:
        """Whoever wrote the newest text does not pass it on as reviewer.

        Of deputies more is asked, since a role that is lent for some days must not join what is kept apart: they wrote no version of the
        text, and the office's check (核稿) and a leader's decision on one version are not both theirs
        (党政机关公文处理工作条例第二十、二十二条).
        """
        reply = cast("Reply", self)
        latest, permission = reply.latest, REVIEWED_BY.get(ReplyState(reply.state))
        if latest is None or by is None:
            return ""
        if latest.author_id == by.pk:
            return gettext("You wrote this text; someone else has to review it.")
        if permission is None:
            return ""
        himself = permissions.holds_oneself(by, permission)
        if not himself and reply.versions.filter(author=by).exists():
            return gettext("You wrote an earlier version of this text; a deputy does not review what he or she has written.")
        if permission == OFFICE or (himself and permissions.holds_oneself(by, OFFICE)):
            return ""
        last = reply.review_steps.filter(version=latest, step="office", decision="agreed").order_by("pk").last()
        checked = last is not None and last.decided_by_id == by.pk
        return gettext("You checked this version for the office; a leader other than you decides on it.") if checked else ""
