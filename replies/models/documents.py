"""What leaves the house: document numbers, printed documents, and the jobs that print them."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models import Department, User
from replies.models.drafts import Reply, ReplyVersion
from replies.querysets import InsideReplyQuerySet, WithinReplyQuerySet
from replies.states import JobState


class NumberCounter(models.Model):
    """The last number given in a department, word and year. Numbers are drawn under this row's lock, so none is lost or given twice."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    word = models.CharField(_("word"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number counter")
        verbose_name_plural = _("number counters")
        constraints = [models.UniqueConstraint(fields=["department", "word", "year"], name="number_counter_once")]

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕"


class DocumentNumber(models.Model):
    """津科建议〔2021〕12号: word, year in six-cornered brackets, serial without leading zeros (GB/T 9704-2012, 7.2.5)."""

    reply = models.OneToOneField(Reply, models.PROTECT, related_name="number", verbose_name=_("reply"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    word = models.CharField(_("word"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    serial = models.PositiveIntegerField(_("serial number"))
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    drawn_at = models.DateTimeField(_("given at"), default=timezone.now)

    objects = WithinReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("document number")
        verbose_name_plural = _("document numbers")
        ordering = ("department", "word", "year", "serial")
        constraints = [
            models.UniqueConstraint(fields=["department", "word", "year", "serial"], name="document_number_once"),
            models.CheckConstraint(condition=models.Q(serial__gte=1), name="document_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕{self.serial}号"


class OfficialDocument(models.Model):
    """A printed reply: the file, its digest, and what it was made from. Printing the same again makes no second row."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="documents", verbose_name=_("reply"))
    version = models.ForeignKey(ReplyVersion, models.PROTECT, related_name="documents", verbose_name=_("version"))
    file = models.FileField(_("file"), upload_to="documents/")
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"))
    made_from = models.JSONField(_("made from"), help_text=_("Digests of the text, the template and the fonts."))
    report = models.JSONField(_("report"), default=dict, blank=True)
    created_at = models.DateTimeField(_("printed at"), default=timezone.now)

    objects = WithinReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("official document")
        verbose_name_plural = _("official documents")
        ordering = ("reply", "pk")
        constraints = [models.UniqueConstraint(fields=["reply", "sha256"], name="document_once")]

    def __str__(self) -> str:
        return f"{self.reply} {self.sha256[:12]}"

    @property
    def download_name(self) -> str:
        case = self.reply.case
        return f"{case.session.label}第{case.case_no}号{case.kind_word}答复.pdf"


class RenderBatch(models.Model):
    """Replies sent to the printer together."""

    requested_by = models.ForeignKey(User, models.PROTECT, related_name="render_batches", verbose_name=_("asked by"))
    requested_at = models.DateTimeField(_("asked at"), default=timezone.now)

    class Meta:
        verbose_name = _("print batch")
        verbose_name_plural = _("print batches")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.pk}"


class RenderJob(models.Model):
    """One page-making job. Its row outlives the message that carries it: a sweeper sends an overdue one again."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="jobs", verbose_name=_("reply"))
    batch = models.ForeignKey(RenderBatch, models.CASCADE, related_name="jobs", null=True, blank=True, verbose_name=_("batch"))
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    error = models.TextField(_("reason of the failure"), blank=True, editable=False)
    document = models.ForeignKey(OfficialDocument, models.PROTECT, null=True, blank=True, related_name="jobs", editable=False)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    requested_at = models.DateTimeField(_("asked at"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True, editable=False)
    # Who holds a running job: a worker that lost its lease can no longer finish it.
    lease = models.CharField(max_length=32, blank=True, editable=False)

    objects = InsideReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("print job")
        verbose_name_plural = _("print jobs")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["reply"], condition=models.Q(state__in=["queued", "running"]), name="one_open_job_per_reply"),
            models.CheckConstraint(condition=~models.Q(state="done", document__isnull=True), name="done_job_has_document"),
            models.CheckConstraint(condition=~models.Q(state="failed", error=""), name="failed_job_has_reason"),
        ]
        indexes = [models.Index(fields=["state", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.get_state_display()}"

    @property
    def open(self) -> bool:
        return self.state in (JobState.QUEUED, JobState.RUNNING)

    @property
    def warnings(self) -> list[Any]:
        return list(self.document.report.get("warnings", [])) if self.document else []
