"""Which paragraphs of a reply were taken from the opinion of a co-handler."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models import OpinionSubmission, User
from replies.models.drafts import Reply
from replies.models.versions import ReplyVersion
from replies.querysets import TakenQuerySet


class TakenParagraph(models.Model):
    """A paragraph that the lead took from an opinion into the draft, as it stood in the opinion; written once."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="taken", verbose_name=_("reply"))
    # The version that it came in with.
    version = models.ForeignKey(ReplyVersion, models.PROTECT, related_name="taken", verbose_name=_("version"))
    submission = models.ForeignKey(OpinionSubmission, models.PROTECT, related_name="taken", verbose_name=_("submitted opinion"))
    text = models.TextField(_("text"))
    agreed_digest = models.CharField(max_length=64)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("taken by"))
    taken_at = models.DateTimeField(_("taken at"), default=timezone.now)

    objects = TakenQuerySet.as_manager()

    class Meta:
        verbose_name = _("paragraph taken from an opinion")
        verbose_name_plural = _("paragraphs taken from opinions")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["version", "submission", "agreed_digest"], name="paragraph_taken_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="taken_paragraph_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.submission.opinion.assignment.department} → {self.version}"
