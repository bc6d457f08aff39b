"""What is between the departments of a case and the proposer: opinions and contacts."""

from collections.abc import Collection
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals import states
from proposals.models.cases import Assignment, Proposal
from proposals.models.organization import Department, User
from proposals.models.stateful import Stateful
from proposals.permissions import Relation
from proposals.querysets import CoOpinionQuerySet, InsideCaseQuerySet
from proposals.workflow import Machine


class SendingBack(models.TextChoices):
    """On what ground an opinion is sent back."""

    EMPTY = "empty", _("Says nothing")
    OFF_POINT = "off_point", _("Beside the point")
    NO_FACTS = "no_facts", _("Lacks facts and figures")
    OTHER = "other", _("Another ground")


class CoOpinion(Stateful):
    """The opinion that a co-handler gives to the department that answers. Every text submitted is kept in `submissions`."""

    machine: ClassVar[Machine] = states.OPINION

    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="opinion", verbose_name=_("assignment"))
    state = models.CharField(_("state"), max_length=20, choices=states.OpinionState, default=states.OpinionState.ASKED, editable=False)

    objects = CoOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("co-handler's opinion")
        verbose_name_plural = _("co-handlers' opinions")
        ordering = ("pk",)
        indexes = [models.Index(fields=["state"], name="opinions_by_state")]

    def __str__(self) -> str:
        return f"{self.assignment.department} {self.get_state_display()}"

    @property
    def case(self) -> Proposal:
        return self.assignment.proposal

    @case.setter
    def case(self, case: Proposal) -> None:
        self.assignment.proposal = case

    @property
    def latest(self) -> "OpinionSubmission | None":
        return next(iter(sorted(self.submissions.all(), key=lambda submission: -submission.number)), None)

    def related_departments(self, relation: Relation) -> Collection[int | None]:
        return self.assignment.related_departments(relation)

    def case_ended(self, by: User | None) -> str:
        return self.assignment.case_ended(by)

    def missing_receipt(self, by: User | None) -> str:
        return gettext("Please sign for the case first.") if self.assignment.state == states.AssignmentState.TO_SIGN else ""


class OpinionSubmission(models.Model):
    """One text of an opinion as it was submitted; never changed."""

    opinion = models.ForeignKey(CoOpinion, models.CASCADE, related_name="submissions", verbose_name=_("opinion"))
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("submitted by"))
    submitted_at = models.DateTimeField(_("submitted at"), default=timezone.now)

    class Meta:
        verbose_name = _("submitted opinion")
        verbose_name_plural = _("submitted opinions")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["opinion", "number"], name="opinion_submission_number_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="opinion_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id} ({self.number})"


class Contact(models.Model):
    """One contact with the proposer: a visit, a call, a meeting."""

    class Kind(models.TextChoices):
        FACE = "face", _("Meeting")
        VISIT = "visit", _("Visit")
        PHONE = "phone", _("Telephone")
        OTHER = "other", _("Other")

    class Phase(models.TextChoices):
        BEFORE = "before", _("Before handling")
        DURING = "during", _("During handling")
        AFTER = "after", _("After the reply")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="contacts", verbose_name=_("case"))
    kind = models.CharField(_("form"), max_length=10, choices=Kind)
    phase = models.CharField(_("phase"), max_length=10, choices=Phase)
    held_on = models.DateField(_("held on"))
    with_whom = models.CharField(_("with"), max_length=100)
    # Whose contact it is: what the rules ask for before the signature is asked of each department that answers.
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("department"))
    participants = models.CharField(_("took part for the department"), max_length=200, blank=True)
    by_head = models.BooleanField(_("a head of the department took part"), default=False)
    notes = models.TextField(_("what was said"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)

    objects = InsideCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("held_on", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"
