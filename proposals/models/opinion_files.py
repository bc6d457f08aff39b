"""The files that a co-handler gives with an opinion."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models.co_handling import OpinionSubmission
from proposals.querysets import OpinionFileQuerySet


class OpinionAttachment(models.Model):
    """A file of one text of an opinion; a text that is given again comes with its own."""

    submission = models.ForeignKey(OpinionSubmission, models.CASCADE, related_name="attachments", verbose_name=_("submitted opinion"))
    name = models.CharField(_("file name"), max_length=255)
    file = models.FileField(_("file"), upload_to="opinions/")
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)

    objects = OpinionFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment of an opinion")
        verbose_name_plural = _("attachments of opinions")
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="opinion_file_not_empty")]

    def __str__(self) -> str:
        return self.name
