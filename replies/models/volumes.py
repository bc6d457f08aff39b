"""Collection volumes (答复汇编): which replies, who asked, and the file once it is bound."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models import Department, User
from replies.models.drafts import Reply
from replies.querysets import VolumeQuerySet
from replies.states import VolumeState


class Volume(models.Model):
    """Replies bound into one file. As with a print job, the row outlives the message that carries it."""

    class Grouping(models.TextChoices):
        KIND = "kind", _("By session and kind")
        DEPARTMENT = "department", _("By department")

    title = models.CharField(_("title"), max_length=100)
    grouping = models.CharField(_("grouping"), max_length=12, choices=Grouping, default=Grouping.KIND)
    replies = models.ManyToManyField(Reply, related_name="volumes", verbose_name=_("replies"))
    choice = models.JSONField(_("chosen by"), default=dict, blank=True, help_text=_("The filter, as in the address of the page."))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department of whoever asked")
    )
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="volumes", verbose_name=_("asked by"))
    requested_at = models.DateTimeField(_("asked at"), default=timezone.now, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=VolumeState, default=VolumeState.QUEUED, editable=False)
    total = models.PositiveIntegerField(_("number of replies"))
    bound = models.PositiveIntegerField(_("replies set"), default=0, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    error = models.TextField(_("reason of the failure"), blank=True, editable=False)
    file = models.FileField(_("file"), upload_to="volumes/", blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), default=0, editable=False)
    pages = models.PositiveIntegerField(_("pages"), default=0, editable=False)
    # When it was last sent, or last heard of; a worker that is silent for too long has lost it.
    heard_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True, editable=False)
    lease = models.CharField(max_length=32, blank=True, editable=False)

    objects = VolumeQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection volume")
        verbose_name_plural = _("collection volumes")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=~models.Q(state="done", sha256=""), name="done_volume_has_file"),
            models.CheckConstraint(condition=~models.Q(state="failed", error=""), name="failed_volume_has_reason"),
        ]
        indexes = [models.Index(fields=["state", "heard_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def open(self) -> bool:
        return self.state in (VolumeState.QUEUED, VolumeState.RUNNING)

    @property
    def download_name(self) -> str:
        return f"{self.title}.pdf"
