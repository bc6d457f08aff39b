"""What reviewers say about single paragraphs of a draft, and which version each of them looked at last."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models import User
from replies.models.drafts import Reply
from replies.models.versions import ReplyVersion
from replies.querysets import CommentQuerySet, InsideReplyQuerySet


class Comment(models.Model):
    """One remark on one paragraph of the version that the reviewer read; the drafter settles it. Or a note of the drafter's own to those
    who read the draft after him, which holds nothing up.

    `paragraph` counts the elements of the body from 1 and `quote` is that paragraph in full: by both it is found again in later versions.
    """

    class Settlement(models.TextChoices):
        CHANGED = "changed", _("Changed")
        NOT_TAKEN = "not_taken", _("Not taken up")

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="comments", verbose_name=_("reply"))
    version = models.ForeignKey(ReplyVersion, models.PROTECT, related_name="comments", verbose_name=_("version"))
    paragraph = models.PositiveIntegerField(_("paragraph"))
    quote = models.TextField(_("paragraph commented on"))
    text = models.TextField(_("comment"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    settlement = models.CharField(_("settled how"), max_length=10, choices=Settlement, blank=True)
    answer = models.TextField(_("in a word"), blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=models.Q(paragraph__gt=0) & ~models.Q(quote=""), name="comment_on_a_paragraph"),
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_not_empty"),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_by__isnull=True, settlement="", answer="")
                | models.Q(settled_at__isnull=False, settled_by__isnull=False, settlement__in=["changed", "not_taken"]),
                name="comment_settled_at_and_by",
            ),
            models.CheckConstraint(condition=~models.Q(settlement="not_taken", answer=""), name="comment_not_taken_with_a_word"),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} v{self.version_id} ¶{self.paragraph}"

    @property
    def is_note(self) -> bool:
        """Of one that `told_apart` has told from others; else it counts as a reviewer's."""
        return bool(self.__dict__.get("noted"))


class Look(models.Model):
    """A person has had this version on the screen, to review it."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="looks", verbose_name=_("reply"))
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    version = models.ForeignKey(ReplyVersion, models.PROTECT, related_name="looks", verbose_name=_("version"))
    at = models.DateTimeField(_("first looked at"), default=timezone.now, editable=False)

    objects = InsideReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at a version")
        verbose_name_plural = _("looks at versions")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["person", "version"], name="look_once")]

    def __str__(self) -> str:
        return f"{self.person} v{self.version_id}"
