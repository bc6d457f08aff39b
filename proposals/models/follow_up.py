"""What follows the answer: promises and what becomes of them (承诺事项, 回头看), and notes of supervision (督办)."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals import states
from proposals.models.cases import Assignment, Proposal
from proposals.models.organization import Department, User
from proposals.models.stateful import Stateful
from proposals.permissions import Relation
from proposals.querysets import CommitmentQuerySet, InsideCaseQuerySet, LookBackQuerySet, NoteQuerySet
from proposals.workflow import Machine


class Evidence(models.Model):
    """A file that proves what a text says; all four fields or none."""

    file = models.FileField(_("file"), upload_to="evidence/%Y/", blank=True)
    file_name = models.CharField(_("file name"), max_length=255, blank=True)
    file_size = models.PositiveIntegerField(_("size in bytes"), default=0)
    file_sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    class Meta:
        abstract = True


class Commitment(Stateful):
    """A sentence of a signed reply by which a department promised something. It outlives case and term: only the archive ends it."""

    machine: ClassVar[Machine] = states.COMMITMENT

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="commitments", verbose_name=_("assignment"))
    sentence = models.TextField(_("sentence"))
    owner = models.CharField(_("in charge"), max_length=100, help_text=_("The person or office of the department."))
    due_on = models.DateField(_("due on"))
    article = models.CharField(_("article"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=states.CommitmentState, default=states.CommitmentState.PROMISED, editable=False
    )
    made_round = models.PositiveSmallIntegerField(_("round of the reply"), default=1)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    made_on = models.DateField(_("entered on"), default=timezone.localdate)
    kept_on = models.DateField(_("kept on"), null=True, blank=True, editable=False)
    # The second reply that tells the proposer; one may tell of several promises.
    told_round = models.PositiveSmallIntegerField(_("told in round"), null=True, blank=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ("due_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "sentence"], name="commitment_once"),
            models.CheckConstraint(condition=~models.Q(sentence=""), name="commitment_has_sentence"),
            models.CheckConstraint(condition=~models.Q(owner=""), name="commitment_has_owner"),
            models.CheckConstraint(
                condition=models.Q(state__in=["kept", "confirmed"], kept_on__isnull=False)
                | models.Q(state__in=["promised", "changed"], kept_on__isnull=True),
                name="commitment_kept_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"])]

    def __str__(self) -> str:
        return f"{self.due_on} {self.sentence}"

    @property
    def case(self) -> Proposal:
        return self.assignment.proposal

    @case.setter
    def case(self, case: Proposal) -> None:
        self.assignment.proposal = case

    @property
    def open(self) -> bool:
        return self.state in states.COMMITMENT_OPEN

    def case_ended(self, by: User | None) -> str:
        return super().case_ended(by) if self.case.state == states.CaseState.ARCHIVED else ""

    def related_departments(self, relation: Relation) -> Collection[int | None]:
        return self.assignment.related_departments(relation)


class CommitmentNote(Evidence):
    """What a department reports on a promise; never changed."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress")
        LOOK_BACK = "look_back", _("Yearly report")
        KEPT = "kept", _("Reported as kept")
        CHANGED = "changed", _("Changed circumstances")

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="notes", verbose_name=_("commitment"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PROGRESS)
    on = models.DateField(_("as of"))
    text = models.TextField(_("text"))
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"), default=timezone.now, editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("report on a commitment")
        verbose_name_plural = _("reports on commitments")
        ordering = ("commitment", "pk")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="commitment_note_has_text"),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["kept", "changed"]) | ~models.Q(file_sha256=""), name="kept_or_changed_with_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.text[:40]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A report is never changed; write another.")
        super().save(*args, **kwargs)


class LookBack(models.Model):
    """回头看: that a department was asked in a year what became of a promise. One row for ever, so that nobody is asked twice."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="look_backs", verbose_name=_("commitment"))
    year = models.PositiveSmallIntegerField(_("year"))
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("due on"))
    note = models.OneToOneField(CommitmentNote, models.PROTECT, null=True, blank=True, related_name="look_back", verbose_name=_("report"))

    objects = LookBackQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly report asked for")
        verbose_name_plural = _("yearly reports asked for")
        ordering = ("commitment", "year")
        constraints = [models.UniqueConstraint(fields=["commitment", "year"], name="look_back_once_a_year")]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.year}"

    @property
    def case(self) -> Proposal:
        return self.commitment.case


class Supervision(Stateful):
    """督办通知: what the assigning body asks a department about a priority case, until when, and whether the answer will do."""

    machine: ClassVar[Machine] = states.SUPERVISION

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="supervisions", verbose_name=_("case"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="supervisions", verbose_name=_("department"))
    question = models.TextField(_("what is asked"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"), max_length=20, choices=states.SupervisionState, default=states.SupervisionState.ASKED, editable=False
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now, editable=False)

    objects = InsideCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of supervision")
        verbose_name_plural = _("notes of supervision")
        ordering = ("-pk",)
        constraints = [models.CheckConstraint(condition=~models.Q(question=""), name="supervision_asks_something")]
        indexes = [models.Index(fields=["department", "state"]), models.Index(fields=["state"], name="supervision_by_state")]

    def __str__(self) -> str:
        return f"{self.department} {self.get_state_display()}"

    @property
    def case(self) -> Proposal:
        return self.proposal

    @case.setter
    def case(self, case: Proposal) -> None:
        self.proposal = case

    def related_departments(self, relation: Relation) -> Collection[int | None]:
        return {self.department_id} if relation == Relation.OWN else self.proposal.related_departments(relation)


class SupervisionAnswer(Evidence):
    """One answer to a note of supervision; never changed. `returned_because` is why it did not do."""

    supervision = models.ForeignKey(Supervision, models.CASCADE, related_name="answers", verbose_name=_("note of supervision"))
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("answered by"))
    answered_at = models.DateTimeField(_("answered at"), default=timezone.now, editable=False)
    returned_because = models.TextField(_("asked again because"), blank=True)

    class Meta:
        verbose_name = _("answer to a note of supervision")
        verbose_name_plural = _("answers to notes of supervision")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["supervision", "number"], name="supervision_answer_number_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="supervision_answer_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.supervision_id} ({self.number})"
