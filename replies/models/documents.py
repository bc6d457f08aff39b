"""What leaves the house: document numbers, printed documents, and the jobs that print them."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models import Department, User
from replies.models.drafts import Reply
from replies.models.versions import ReplyVersion
from replies.querysets import InsideReplyQuerySet, WithinReplyQuerySet
from replies.states import OPEN_JOBS, JobState


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
    """A printed reply: the file, its digest, and what it was made from. Printing the same again makes no second row.

    A signature holds the moment at which it was made, so the row is known by `content_sha256`, the digest of the page
    before it was signed; `sha256` is that of the file as issued.
    """

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="documents", verbose_name=_("reply"))
    version = models.ForeignKey(ReplyVersion, models.PROTECT, related_name="documents", verbose_name=_("version"))
    file = models.FileField(_("file"), upload_to="documents/")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    content_sha256 = models.CharField(_("SHA-256 before the signature"), max_length=64)
    verification_code = models.CharField(_("verification number"), max_length=20, blank=True, db_index=True)
    # Whose certificate signed the file and when, as `signing.Signed` gives it; empty for a file without a signature.
    signature = models.JSONField(_("signature"), default=dict, blank=True)
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
        constraints = [models.UniqueConstraint(fields=["reply", "content_sha256"], name="document_once")]

    def __str__(self) -> str:
        return f"{self.reply} {self.sha256[:12]}"

    @property
    def download_name(self) -> str:
        case = self.reply.case
        again = f"再次答复{self.reply.round}" if self.reply.round > 1 else "答复"
        return f"{case.session.label}第{case.case_no}号{case.kind_word}{again}.pdf"


class LostFile(models.Model):
    """A signed file that was issued and is no longer in the storage whole: whoever holds it is still told that it was issued."""

    document = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="lost_files", verbose_name=_("official document"))
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    found_at = models.DateTimeField(_("found lost at"), default=timezone.now)

    class Meta:
        verbose_name = _("lost file")
        verbose_name_plural = _("lost files")

    def __str__(self) -> str:
        return self.sha256[:12]


class RenderBatch(models.Model):
    """Replies chosen to be numbered and printed together. Its members stay until each of them is printed."""

    requested_by = models.ForeignKey(User, models.PROTECT, related_name="render_batches", verbose_name=_("asked by"))
    requested_at = models.DateTimeField(_("asked at"), default=timezone.now)
    # Made with the form that asked: the same form sent twice is one batch.
    key = models.UUIDField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("stopped at"), null=True, blank=True, editable=False)
    cancelled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("stopped by")
    )

    class Meta:
        verbose_name = _("print batch")
        verbose_name_plural = _("print batches")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["requested_by", "key"], name="batch_once_per_form"),
            models.CheckConstraint(
                condition=models.Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | models.Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="batch_cancelled_at_and_by",
            ),
        ]

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
        return self.state in OPEN_JOBS

    @property
    def warnings(self) -> list[Any]:
        return list(self.document.report.get("warnings", [])) if self.document else []


class BatchMember(models.Model):
    """A reply of a batch, in the order in which it was chosen and numbered. Without a job it is held back: something hinders it."""

    batch = models.ForeignKey(RenderBatch, models.CASCADE, related_name="members", verbose_name=_("batch"))
    reply = models.ForeignKey(Reply, models.CASCADE, related_name="memberships", verbose_name=_("reply"))
    position = models.PositiveIntegerField(_("position"))
    # The newest job that prints it for this batch; one of another batch where that has printed it meanwhile.
    job = models.ForeignKey(RenderJob, models.SET_NULL, null=True, blank=True, related_name="members", verbose_name=_("print job"))

    objects = InsideReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply of a batch")
        verbose_name_plural = _("replies of a batch")
        ordering = ("batch", "position")
        constraints = [
            models.UniqueConstraint(fields=["batch", "reply"], name="batch_member_once"),
            models.UniqueConstraint(fields=["batch", "position"], name="batch_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position}"

    @property
    def document(self) -> OfficialDocument | None:
        """What was printed for the batch, once it is."""
        return self.job.document if self.job and self.job.state == JobState.DONE else None

    @property
    def at_rest(self) -> bool:
        """Neither printed nor on its way: what going on with the batch takes up."""
        return self.job is None or not (self.job.open or self.job.state == JobState.DONE)
