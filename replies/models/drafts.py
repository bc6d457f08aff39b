"""The answer while it is written and reviewed: the reply and the steps of its review. Its text is in `versions`."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals import case_index
from proposals.models import Assignment, Department, Proposal, Proposer, User
from proposals.models.stateful import Stateful
from proposals.permissions import Relation
from proposals.states import OpinionState
from proposals.workflow import Machine
from replies import states
from replies.models.agreements import CoSigned
from replies.models.decided import Decided
from replies.models.following import FOLLOWING, Following
from replies.models.four_eyes import FourEyes
from replies.querysets import InsideReplyQuerySet, ReplyQuerySet

if TYPE_CHECKING:
    from replies.models.versions import ReplyVersion


class Reply(Decided, CoSigned, Following, FourEyes, Stateful):
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
    # Empty where a later round follows from the rules and nobody opened it.
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("opened by"))
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
            *FOLLOWING,
            models.CheckConstraint(condition=models.Q(publication="none") | models.Q(publication_reason=""), name="reason_not_to_publish"),
            models.CheckConstraint(
                condition=models.Q(dispatched_at__isnull=True, delivered_on__isnull=True)
                | models.Q(dispatched_at__isnull=False, delivered_on__isnull=False),
                name="reply_dispatched_and_delivered",
            ),
        ]
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"{self.assignment.proposal.number_label} {self.assignment.department}"

    def arrived(self) -> None:
        """A letter that is sent can be found by its words from then on."""
        if self.state == states.ReplyState.DISPATCHED:
            case_index.enter([self.assignment.proposal_id])

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
        if self.has_loaded("versions"):
            return max(self.versions.all(), key=lambda version: version.number, default=None)
        return self.versions.order_by("number").last()

    @property
    def number_text(self) -> str:
        """津科建议〔2021〕12号, or an empty string while there is none."""
        number = getattr(self, "number", None)
        return str(number) if number else self.imported_number

    def frame(self, signer: User | None = None) -> dict[str, Any]:
        """What surrounds the text on paper: the department's layout, the class mark, the signer where the form names one.

        From the signature on, as it stood then; pictures by their digests. `other_seals` are those of the departments that issue the
        text jointly with this one, in its order.
        """
        if self.signed_frame:
            return dict(self.signed_frame)
        outcome = self.case.rule_set.outcome(self.outcome) if self.outcome else None
        approvers = [signer.display_name] if signer and self.department.shows_signer else []
        return self.department.layout() | {
            "class_mark": outcome.mark if outcome else "",
            "approvers": approvers,
            "other_seals": [department.layout()["seal"] for department in self._joint_issuers()],
            "facts": self.facts(),
        }

    def _joint_issuers(self) -> list[Department]:
        latest = self.latest
        names = latest.issuers.splitlines() if latest else []
        found = {one.full_name: one for one in Department.objects.filter(full_name__in=names)} if names else {}
        return [found[name] for name in names if name in found]

    def addressed(self) -> list[Proposer]:
        """Whom the letter goes to: each proposer, or the lead alone, as the rules say."""
        return [person for person in self.case.proposers.all() if person.is_lead or self.case.rule_set.recipients == "each"]

    def facts(self) -> dict[str, Any]:
        """What the reply answers, in the words of the day: travels inside the printed page with the structured text."""
        case = self.case
        return {
            "kind": case.kind_word,
            "session": case.session.label,
            "number": case.case_no,
            "category": case.category,
            "title": case.title,
            "addressees": [str(proposer.who) for proposer in self.addressed()],
            "co_handlers": list(self.co_handlers().order_by("pk").values_list("department__short_name", flat=True)),
        }

    def case_ended(self, by: User | None) -> str:
        return self.assignment.case_ended(by)

    def related_departments(self, relation: Relation) -> Collection[int | None]:
        if relation == Relation.CO_SIGNING:
            return {step.co_signer.department_id for step in self.open_co_signatures() if step.co_signer}
        return self.assignment.related_departments(relation)

    def open_co_signatures(self) -> "list[ReviewStep]":
        steps = self.review_steps.filter(step=ReviewStep.Step.CO_SIGN, decision=ReviewStep.Decision.PENDING)
        return [step for step in steps.select_related("co_signer__department") if step.co_signer is not None]

    # What the table asks (`when`).

    def has_co_signers(self) -> bool:
        return bool(self.to_co_sign())

    def is_last_co_signature(self) -> bool:
        return len(self.open_co_signatures()) == 1

    def needs_deputy_head(self) -> bool:
        return "deputy_head" in self.case.rule_set.chain

    def needs_head(self) -> bool:
        if self.head_signs_always or self.case.rule_set.policy("priority_signer").value != "head":
            return self.head_signs_always
        return any(case.is_priority for case in self.cases_answered())

    @property
    def head_signs_always(self) -> bool:
        """Whether the chain of the place ends with the main leader, whatever the case."""
        return "head" in self.case.rule_set.chain

    # What the table requires (`requires`): what is still missing, in words.

    def missing_text(self, by: User | None) -> str:
        latest = self.latest
        return self.missing_figures(latest) if latest else gettext("There is no text yet.")

    def missing_figures(self, latest: "ReplyVersion") -> str:
        there = {one.name for one in self.figures.all()} if latest.figure_names else set()
        lacking = "、".join(name for name in latest.figure_names if name not in there)
        return gettext("The text shows figures that were not added: %s.") % lacking if lacking else ""

    def missing_outcome(self, by: User | None) -> str:
        return "" if self.outcome else gettext("Choose the handling result first.")

    def missing_opinions(self, by: User | None) -> str:
        co_handlers = (task for task in self.case.tasks() if task.mode == Assignment.Mode.CO)
        open_ = [task for task in co_handlers if not hasattr(task, "opinion") or task.opinion.state != OpinionState.ADOPTED]
        # Whose turn it is: the co-handler's before the opinion came, afterwards the own.
        names = "、".join(
            f"{task.department.short_name}（{task.opinion.get_state_display()}）"
            if hasattr(task, "opinion")
            else task.department.short_name
            for task in open_
        )
        return gettext("Opinions not yet adopted: %s.") % names if names else ""

    def handled_here(self, by: User | None) -> str:
        """A published reply is taken over with its case; what a department has signed for here is signed here too."""
        return gettext("The case is handled here; its reply is signed by its leaders.") if self.assignment.accepted_by_id else ""

    def missing_word(self, by: User | None) -> str:
        if self.imported_number or self.document_word:
            return ""
        return gettext("%s has no document word yet; a system administrator enters it with the department.") % self.department

    def co_handlers(self) -> models.QuerySet[Assignment]:
        return Assignment.objects.current().filter(proposal_id=self.assignment.proposal_id, mode=Assignment.Mode.CO)

    @property
    def document_word(self) -> str:
        return self.department.suggestion_word if self.case.kind == "suggestion" else self.department.proposal_word


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
    version = models.ForeignKey("replies.ReplyVersion", models.PROTECT, related_name="review_steps", verbose_name=_("version"))
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
