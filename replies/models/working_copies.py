"""What is being written and is no version yet, and who has a draft open."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models import User
from replies.models.drafts import Reply
from replies.querysets import InsideReplyQuerySet, OwnQuerySet


class WorkingCopy(models.Model):
    """The fields of the editor's form as they stood in one window of one person; nobody else ever sees it.

    A window is one opening of the editor: two of the same person must not write over each other. `posted` holds each field with the list
    of its values, as the browser sends them. One that was dropped can still be taken back, until the next is kept.
    """

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="working_copies", verbose_name=_("reply"))
    person = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    window = models.CharField(_("window"), max_length=32)
    base = models.PositiveIntegerField(_("over version"))
    posted = models.JSONField(_("fields"))
    at = models.DateTimeField(_("kept at"), default=timezone.now)
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint(fields=["reply", "person", "window"], name="working_copy_once"),
            models.CheckConstraint(condition=~models.Q(window=""), name="working_copy_of_a_window"),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.person} {self.at:%H:%M:%S}"


class Presence(models.Model):
    """Somebody has the draft open in a window, and has been heard of at `seen_at`; `place` is the heading under which he writes."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="presences", verbose_name=_("reply"))
    person = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    window = models.CharField(_("window"), max_length=32)
    place = models.CharField(_("place"), max_length=60, blank=True)
    seen_at = models.DateTimeField(_("seen at"), default=timezone.now)

    objects = InsideReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("open draft")
        verbose_name_plural = _("open drafts")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["reply", "person", "window"], name="presence_once"),
            models.CheckConstraint(condition=~models.Q(window=""), name="presence_in_a_window"),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.person} {self.seen_at:%H:%M:%S}"
