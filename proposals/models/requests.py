"""What a department asks of the assigning body: to be relieved of a case (退办), or to be given more time (延期)."""

from collections.abc import Collection
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals import states
from proposals.models.cases import Assignment, Proposal
from proposals.models.clocks import Clock
from proposals.models.organization import Department, User
from proposals.models.stateful import Stateful
from proposals.permissions import Relation
from proposals.querysets import OfTaskQuerySet
from proposals.workflow import Machine


class Asked(Stateful):
    """A request of a department, and what the assigning body decided."""

    assignment: "models.ForeignKey[Assignment, Assignment]"

    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decision = models.TextField(_("decision"), blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def case(self) -> Proposal:
        return self.assignment.proposal

    @case.setter
    def case(self, case: Proposal) -> None:
        self.assignment.proposal = case

    def case_ended(self, by: User | None) -> str:
        return self.assignment.case_ended(by)

    def related_departments(self, relation: Relation) -> Collection[int | None]:
        return self.assignment.related_departments(relation)


class Objection(Asked):
    """退办: the department holds that the case is not its own, and says whose it is."""

    machine: ClassVar[Machine] = states.OBJECTION

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="objections", verbose_name=_("assignment"))
    suggested = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department that should handle it")
    )
    state = models.CharField(_("state"), max_length=20, choices=states.RequestState, default=states.RequestState.ASKED, editable=False)

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection to an assignment")
        verbose_name_plural = _("objections to assignments")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=models.Q(state="asked"), name="one_open_objection"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="objection_has_reason"),
        ]
        # Few are open: whoever looks for them begins here, and not with all cases of a body.
        indexes = [models.Index(fields=["state"], name="objection_by_state")]

    def __str__(self) -> str:
        return f"{self.assignment} {self.get_state_display()}"

    def past_granting(self, by: User | None) -> str:
        in_hand = self.assignment.state in states.IN_HAND
        return "" if in_hand else gettext("The department has done its part already; there is nothing to hand to another.")


class ExtensionRequest(Asked):
    """延期: more time for what a department has to do."""

    machine: ClassVar[Machine] = states.EXTENSION

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="extension_requests", verbose_name=_("assignment"))
    clock = models.ForeignKey(Clock, models.CASCADE, related_name="extension_requests", verbose_name=_("clock"))
    until = models.DateField(_("until"))
    # 告知提案人: of a longer date the proposer is told, by a notice or by whoever spoke with him.
    told_on = models.DateField(_("proposer told on"), null=True, blank=True, editable=False)
    told_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    told_how = models.CharField(_("how the proposer was told"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=states.RequestState, default=states.RequestState.ASKED, editable=False)

    objects = OfTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for more time")
        verbose_name_plural = _("requests for more time")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=models.Q(state="asked"), name="one_open_extension"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="extension_has_reason"),
            models.CheckConstraint(
                condition=models.Q(told_on__isnull=True, told_by__isnull=True, told_how="")
                | (models.Q(told_on__isnull=False, told_by__isnull=False, state="granted") & ~models.Q(told_how="")),
                name="extension_told_on_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.until}"

    def past_granting(self, by: User | None) -> str:
        if self.clock.state != Clock.State.RUNNING:
            return gettext("What was asked for is done already; there is nothing to put off.")
        return self.clock.cannot_be_put_off(self.until)
