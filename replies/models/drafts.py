"""The answer while it is written and reviewed: the reply, its versions, the steps of its review."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.models import Assignment, Department, Proposal, User
from proposals.models.stateful import Stateful
from proposals.permissions import Relation
from proposals.states import OpinionState
from proposals.workflow import Machine, digest
from replies import states
from replies.querysets import InsideReplyQuerySet, ReplyQuerySet, VersionQuerySet
from replies.structure import Block, parse_body


class Reply(Stateful):
    """The answer of one department to one case; a round after the first answers again. Its text is the newest version's."""

    class Publication(models.TextChoices):
        FULL = "full", _("Full text")
        SUMMARY = "summary", _("Summary")
        NONE = "none", _("Not published")

    machine: ClassVar[Machine] = states.REPLY

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="replies", verbose_name=_("assignment"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    state = models.CharField(_("state"), max_length=20, choices=states.ReplyState, default=states.ReplyState.DRAFTING, editable=False)
    outcome = models.CharField(_("handling result"), max_length=20, blank=True)
    publication = models.CharField(_("publication"), max_length=10, choices=Publication, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    created_at = models.DateTimeField(_("opened at"), default=timezone.now, editable=False)
    signed_version = models.OneToOneField(
        "replies.ReplyVersion", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("version signed")
    )
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True, editable=False)
    issued_on = models.DateField(_("date of the document"), null=True, blank=True, editable=False)
    # What the letter takes from the department and the rule set, as it stood when the text was frozen (`frame`).
    signed_frame = models.JSONField(default=dict, blank=True, editable=False)
    is_imported = models.BooleanField(_("taken over as published"), default=False, editable=False)
    imported_number = models.CharField(
        _("number as published"), max_length=50, blank=True, editable=False, help_text=_("Of an imported reply; never drawn here.")
    )
    dispatched_at = models.DateTimeField(_("dispatched at"), null=True, blank=True, editable=False)
    dispatched_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    delivery = models.CharField(_("way of delivery"), max_length=100, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ("assignment", "round")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "round"], name="reply_round_once"),
            models.CheckConstraint(
                condition=models.Q(signed_at__isnull=True, signed_by__isnull=True)
                | models.Q(signed_at__isnull=False, signed_by__isnull=False),
                name="reply_signed_at_and_by",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=states.FROZEN, signed_version__isnull=False)
                | (~models.Q(state__in=states.FROZEN) & models.Q(signed_version__isnull=True)),
                name="reply_frozen_from_signature",
            ),
            models.CheckConstraint(
                condition=models.Q(dispatched_at__isnull=True, dispatched_by__isnull=True)
                | models.Q(dispatched_at__isnull=False, dispatched_by__isnull=False),
                name="reply_dispatched_at_and_by",
            ),
        ]
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"{self.assignment.proposal.number_label} {self.assignment.department}"

    @property
    def case(self) -> Proposal:
        return self.assignment.proposal

    @case.setter
    def case(self, case: Proposal) -> None:
        self.assignment.proposal = case

    @property
    def department(self) -> Department:
        return self.assignment.department

    @property
    def latest(self) -> "ReplyVersion | None":
        """The newest version; one query unless `versions` is prefetched."""
        if "versions" in getattr(self, "_prefetched_objects_cache", {}):
            return max(self.versions.all(), key=lambda version: version.number, default=None)
        return self.versions.order_by("number").last()

    @property
    def number_text(self) -> str:
        """津科建议〔2021〕12号, or an empty string while there is none."""
        number = getattr(self, "number", None)
        return str(number) if number else self.imported_number

    def frame(self) -> dict[str, str]:
        """What surrounds the text on paper: issuer, masthead, form, class mark. From the signature on, as it stood then."""
        if self.signed_frame:
            return dict(self.signed_frame)
        department = self.department
        stated = department.kind != Department.Kind.UNSTATED
        outcome = self.case.rule_set.outcome(self.outcome) if self.outcome else None
        return {
            "issuer": department.full_name if stated else "",
            "masthead": department.masthead or department.full_name,
            "form": department.form if stated else Department.Form.PLAIN,
            "class_mark": outcome.mark if outcome else "",
        }

    def related_departments(self, relation: Relation) -> Collection[int | None]:
        if relation == Relation.CO_SIGNING:
            return {step.co_signer.department_id for step in self.open_co_signatures() if step.co_signer}
        return self.assignment.related_departments(relation)

    def open_co_signatures(self) -> "list[ReviewStep]":
        steps = self.review_steps.filter(step=ReviewStep.Step.CO_SIGN, decision=ReviewStep.Decision.PENDING)
        return [step for step in steps.select_related("co_signer__department") if step.co_signer is not None]

    # What the table asks (`when`).

    def has_co_signers(self) -> bool:
        return self.co_handlers().exists()

    def is_last_co_signature(self) -> bool:
        return len(self.open_co_signatures()) == 1

    def needs_deputy_head(self) -> bool:
        return "deputy_head" in self.case.rule_set.chain

    def needs_head(self) -> bool:
        return "head" in self.case.rule_set.chain or self.case.is_priority

    # What the table requires (`requires`): what is still missing, in words.

    def missing_text(self, by: User | None) -> str:
        return "" if self.latest else gettext("There is no text yet.")

    def missing_outcome(self, by: User | None) -> str:
        return "" if self.outcome else gettext("Choose the handling result first.")

    def missing_opinions(self, by: User | None) -> str:
        open_ = self.co_handlers().exclude(opinion__state=OpinionState.ADOPTED)
        names = "、".join(open_.values_list("department__short_name", flat=True))
        return gettext("Opinions not yet adopted: %s.") % names if names else ""

    def handled_here(self, by: User | None) -> str:
        """A published reply is taken over with its case; what a department has signed for here is signed here too."""
        return gettext("The case is handled here; its reply is signed by its leaders.") if self.assignment.accepted_by_id else ""

    def missing_word(self, by: User | None) -> str:
        if self.imported_number or self.document_word:
            return ""
        return gettext("%s has no document word yet; a system administrator enters it with the department.") % self.department

    def own_text(self, by: User | None) -> str:
        """Four eyes: whoever wrote the newest text does not pass it on as reviewer."""
        latest = self.latest
        return gettext("You wrote this text; someone else has to review it.") if latest and by and latest.author_id == by.pk else ""

    def co_handlers(self) -> models.QuerySet[Assignment]:
        return Assignment._base_manager.filter(proposal_id=self.assignment.proposal_id, mode=Assignment.Mode.CO)

    @property
    def document_word(self) -> str:
        return self.department.suggestion_word if self.case.kind == "suggestion" else self.department.proposal_word


class ReplyVersion(models.Model):
    """One saved text of a reply; never changed. `body` is structured plain text as `structure.py` reads it."""

    TEXT_FIELDS = ("title", "addressee", "body", "contact", "copies", "notes")

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="versions", verbose_name=_("reply"))
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    addressee = models.TextField(_("addressee"))
    body = models.TextField(_("text"))
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    copies = models.TextField(_("copies"), blank=True, help_text=_("One organ to a line."))
    notes = models.CharField(_("note"), max_length=100, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    created_at = models.DateTimeField(_("saved at"), default=timezone.now, editable=False)
    digest = models.CharField(max_length=64, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a reply")
        verbose_name_plural = _("versions of replies")
        ordering = ("reply", "number")
        constraints = [models.UniqueConstraint(fields=["reply", "number"], name="reply_version_number_once")]

    def __str__(self) -> str:
        return f"{self.reply_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A version is never changed; save a new one.")
        self.digest = digest(self.text)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("A version is never deleted.")

    @property
    def text(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.TEXT_FIELDS}

    @property
    def blocks(self) -> list[Block]:
        return parse_body(self.body)


class ReviewStep(models.Model):
    """One look at one version: a co-handler's co-signature, the office's check, a leader's approval."""

    class Step(models.TextChoices):
        CO_SIGN = "co_sign", _("Co-signature")
        OFFICE = "office", _("Office review")
        DEPUTY_HEAD = "deputy_head", _("Leader in charge")
        HEAD = "head", _("Main leader")

    class Decision(models.TextChoices):
        PENDING = "pending", _("Waiting")
        AGREED = "agreed", _("Agreed")
        SENT_BACK = "sent_back", _("Sent back")
        VOID = "void", _("No longer needed")

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="review_steps", verbose_name=_("reply"))
    version = models.ForeignKey(ReplyVersion, models.PROTECT, related_name="review_steps", verbose_name=_("version"))
    step = models.CharField(_("step"), max_length=12, choices=Step)
    co_signer = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="co_signatures", verbose_name=_("co-handler")
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.PENDING)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)

    objects = InsideReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("review step")
        verbose_name_plural = _("review steps")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, decided_by__isnull=True, decision="pending")
                | models.Q(decided_at__isnull=False, decided_by__isnull=False, decision__in=["agreed", "sent_back", "void"]),
                name="review_decided_at_and_by",
            ),
            models.CheckConstraint(
                condition=models.Q(step="co_sign", co_signer__isnull=False)
                | (~models.Q(step="co_sign") & models.Q(co_signer__isnull=True)),
                name="co_signature_names_its_department",
            ),
            models.CheckConstraint(condition=~models.Q(decision="sent_back", reason=""), name="sent_back_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.get_decision_display()}"
