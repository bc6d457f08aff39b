"""The case: a proposal, its proposers, and the departments that handle it."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals import case_index, states
from proposals.models.master import Group, Person, ProposalKind, RuleSet, Session
from proposals.models.organization import Department, User
from proposals.models.receipts import Receivable
from proposals.models.stateful import Stateful
from proposals.models.undoing import Undoable
from proposals.permissions import Relation
from proposals.policies import Policy
from proposals.querysets import AssignmentQuerySet, ProposalQuerySet, WithinCaseQuerySet
from proposals.workflow import Machine


class Proposal(Undoable, Stateful):
    """A suggestion or a CPPCC proposal, and with it the case. `case_no` is text: its zeros are part of it."""

    class Origin(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary")
        CONVERTED_MOTION = "converted_motion", _("Motion handled as a suggestion")

    machine: ClassVar[Machine] = states.CASE

    session = models.ForeignKey(Session, models.PROTECT, related_name="proposals", verbose_name=_("session"))
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="proposals", verbose_name=_("rule set"))
    kind = models.CharField(_("kind"), max_length=20, choices=ProposalKind)
    case_no = models.CharField(_("case number"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    category = models.CharField(_("category"), max_length=50, blank=True)
    origin = models.CharField(_("origin"), max_length=20, choices=Origin, default=Origin.ORDINARY)
    is_priority = models.BooleanField(_("priority case"), default=False)
    # 领衔督办: who stands for a priority case, and who chose it when.
    sponsor = models.CharField(_("sponsoring leader"), max_length=50, blank=True)
    sponsor_office = models.CharField(_("office of the sponsoring leader"), max_length=100, blank=True)
    chosen_by = models.CharField(_("chosen by"), max_length=100, blank=True, help_text=_("Such as 市人大常委会主任会议."))
    chosen_on = models.DateField(_("chosen on"), null=True, blank=True)
    is_difficult = models.BooleanField(_("wide or difficult"), default=False, help_text=_("The longer limit for the answer holds."))
    assigning_body = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="assigned_out", verbose_name=_("assigning body")
    )
    state = models.CharField(_("state"), max_length=20, choices=states.CaseState, default=states.CaseState.REGISTERED, editable=False)
    registered_at = models.DateTimeField(_("registered at"), default=timezone.now, editable=False)
    # The head of the case's chain of events; a cut-off or missing event no longer meets it.
    chain_length = models.PositiveIntegerField(default=0, editable=False)
    chain_head = models.CharField(max_length=64, default="", editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ("-session__term", "-session__meeting", "kind", "case_no", "pk")
        constraints = [
            models.UniqueConstraint(fields=["session", "kind", "case_no"], name="case_number_once"),
            models.CheckConstraint(condition=~models.Q(case_no=""), name="case_number_given"),
            models.CheckConstraint(
                condition=models.Q(is_priority=True) | models.Q(sponsor="", chosen_on=None), name="sponsor_of_a_priority_case"
            ),
        ]
        indexes = [models.Index(fields=["state"]), models.Index(fields=["assigning_body", "state"], name="case_of_body_by_state")]

    def __str__(self) -> str:
        return f"{self.number_label} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        written = kwargs.get("update_fields")
        with transaction.atomic():
            super().save(*args, **kwargs)
            if written is None or case_index.SEARCHED.intersection(written):
                case_index.enter([self.pk])

    @property
    def case(self) -> "Proposal":
        return self

    @case.setter
    def case(self, case: "Proposal") -> None:
        raise TypeError("a case is its own case")

    @property
    def number_label(self) -> str:
        """建议 第0027号."""
        return f"{self.kind_word} 第{self.case_no}号"

    @property
    def kind_word(self) -> str:
        """The word that the letter itself uses, in every language of the interface."""
        return "建议" if self.kind == ProposalKind.SUGGESTION else "提案"

    def related_departments(self, relation: Relation) -> Collection[int | None]:
        if relation == Relation.ASSIGNING:
            return {self.assigning_body_id}
        if relation == Relation.ANSWERING:
            return {assignment.department_id for assignment in self.assignments.all() if assignment.answers}
        return super().related_departments(relation)

    def tasks(self) -> "list[Assignment]":
        """The current tasks with their departments and opinions, in the order of assignment; no query where a page has prefetched them."""
        rows = self.assignments.all()
        found = rows if self.has_loaded("assignments") else rows.select_related("department", "opinion").order_by("pk")
        return [task for task in found if task.state != states.AssignmentState.RETURNED]

    def missing_filing(self, by: User | None) -> str:
        filing = self.rule_set.policy("filing")
        return _said(gettext("The case must be filed before it is assigned"), filing) if filing.value == "needed" else ""

    def filing_not_asked(self, by: User | None) -> str:
        return (
            ""
            if self.rule_set.policy("filing").value == "needed"
            else gettext("The rules of this place ask for no filing; assign the case.")
        )

    def withdrawal_not_allowed(self, by: User | None) -> str:
        rule = self.rule_set.policy("withdrawal")
        if rule.value != "before_assignment" or self.state in states.BEFORE_ASSIGNMENT:
            return ""
        return _said(gettext("A case can be withdrawn only before it is assigned"), rule)

    def nothing_answered(self, by: User | None) -> str:
        answered = any(task.answers and task.state == task.machine_done for task in self.assignments.all())
        return "" if answered else gettext("No department has answered yet.")

    def open_commitments(self, by: User | None) -> str:
        open_ = self.assignments.filter(commitments__state__in=states.COMMITMENT_OPEN).distinct()
        names = "、".join(open_.values_list("department__short_name", flat=True))
        return gettext("There are promises still to be kept or confirmed: %s.") % names if names else ""

    def open_publications(self, by: User | None) -> str:
        open_ = self.assignments.filter(replies__public_record__state__in=["to_check", "checked"]).distinct()
        names = "、".join(open_.values_list("department__short_name", flat=True))
        return gettext("A reply is still to be published, or the publication to be ended with a reason: %s.") % names if names else ""

    def missing_answers(self, by: User | None) -> str:
        open_ = [a.department.short_name for a in self.assignments.select_related("department") if a.answers and a.state != a.machine_done]
        return gettext("Not answered yet: %s.") % "、".join(open_) if open_ else ""


def _said(words: str, rule: Policy) -> str:
    """What a rule asks, with the article that says so."""
    return f"{words}（{rule.article}）" if rule.article else gettext("%s.") % words


class ProposalAttachment(models.Model):
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="attachments", verbose_name=_("case"))
    name = models.CharField(_("file name"), max_length=255)
    file = models.FileField(_("file"), upload_to="attachments/%Y/")
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)

    objects = WithinCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class Proposer(models.Model):
    """One of those who propose: a person or a group, in the order of signature; exactly one of a case leads."""

    class PublicationWish(models.TextChoices):
        UNKNOWN = "", _("not asked yet")
        YES = "yes", _("agrees to the publication")
        NO = "no", _("does not want the publication")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="proposers", verbose_name=_("case"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("person"))
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("group"))
    order = models.PositiveSmallIntegerField(_("order"))
    is_lead = models.BooleanField(_("lead proposer"), default=False)
    publication_wish = models.CharField(_("wish about the publication"), max_length=3, choices=PublicationWish, default="", blank=True)

    objects = WithinCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposer")
        verbose_name_plural = _("proposers")
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["proposal", "order"], name="proposer_order_once"),
            models.UniqueConstraint(fields=["proposal"], condition=models.Q(is_lead=True), name="one_lead_proposer"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, group__isnull=True) | models.Q(person__isnull=True, group__isnull=False),
                name="proposer_is_person_or_group",
            ),
        ]

    def __str__(self) -> str:
        return str(self.who)

    @property
    def who(self) -> Person | Group:
        who = self.person or self.group
        assert who is not None  # held by proposer_is_person_or_group
        return who


class Assignment(Receivable, Stateful):
    """A department's task in a case."""

    class Mode(models.TextChoices):
        SOLE = "sole", _("Sole handler")  # 独办
        LEAD = "lead", _("Lead")  # 主办
        JOINT_LEAD = "joint_lead", _("Joint lead")  # 双主办
        SPLIT = "split", _("Own part")  # 分办
        CO = "co", _("Co-handler")  # 会办

    ANSWERING = (Mode.SOLE, Mode.LEAD, Mode.JOINT_LEAD, Mode.SPLIT)
    machine: ClassVar[Machine] = states.ASSIGNMENT
    machine_done = states.AssignmentState.DONE

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="assignments", verbose_name=_("case"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="assignments", verbose_name=_("department"))
    mode = models.CharField(_("part"), max_length=12, choices=Mode)
    scope = models.TextField(_("what is asked"), blank=True, help_text=_("The part to answer, or what the co-handler is to explain."))
    # Empty only where a published reply was taken over: when the case was assigned is not printed on it.
    assigned_on = models.DateField(_("assigned on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_rule = models.CharField(_("rule of the due date"), max_length=200, blank=True)
    due_is_provisional = models.BooleanField(_("due date is provisional"), default=False)
    state = models.CharField(
        _("state"), max_length=20, choices=states.AssignmentState, default=states.AssignmentState.TO_SIGN, editable=False
    )
    accepted_at = models.DateTimeField(_("signed for at"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("proposal", "pk")
        constraints = [
            # What a department gave back counts no longer; it may even be given the case again.
            models.UniqueConstraint(
                fields=["proposal", "department"], condition=~models.Q(state="returned"), name="department_assigned_once"
            ),
            models.UniqueConstraint(
                fields=["proposal"], condition=models.Q(mode__in=["sole", "lead"]) & ~models.Q(state="returned"), name="one_lead_department"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="assignment_accepted_at_and_by",
            ),
            models.CheckConstraint(
                # Nothing is due where the rules give a second answer no time.
                condition=models.Q(due_on__isnull=True) | models.Q(assigned_on__isnull=False),
                name="assignment_due_once_assigned",
            ),
        ]
        indexes = [
            models.Index(fields=["department", "state", "due_on"]),
            models.Index(fields=["assigned_on"], name="assignments_by_day"),
            models.Index(fields=["mode", "proposal", "state"], name="tasks_by_mode"),
            # What the list of a department asks of its tasks, read off the index alone.
            models.Index(fields=["department", "proposal", "state", "mode", "due_on"], name="tasks_of_department"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.get_mode_display()}"

    @property
    def case(self) -> Proposal:
        return self.proposal

    @case.setter
    def case(self, case: Proposal) -> None:
        self.proposal = case

    @property
    def answers(self) -> bool:
        """Whether the department answers the proposer itself."""
        return self.mode in self.ANSWERING and self.state != states.AssignmentState.RETURNED

    def does_not_answer(self, by: User | None) -> str:
        return "" if self.answers else gettext("A co-handler gives an opinion; the lead writes the reply.")

    def case_ended(self, by: User | None) -> str:
        if self.state == states.AssignmentState.RETURNED:
            return gettext("The department gave this case back; another one has it.")
        return super().case_ended(by)

    def related_departments(self, relation: Relation) -> Collection[int | None]:
        return {self.department_id} if relation == Relation.OWN else self.proposal.related_departments(relation)
