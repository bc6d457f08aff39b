"""A disagreement between two departments of a case, and what the coordinator of the assigning body decided."""

from collections.abc import Collection
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals import states
from proposals.models.cases import Assignment, Proposal
from proposals.models.organization import User
from proposals.models.stateful import Stateful
from proposals.permissions import Relation
from proposals.querysets import DisagreementQuerySet
from proposals.workflow import Machine


class Disagreement(Stateful):
    """One department holds against another what stands in the reason, and says what it wants; both read the decision.

    `about_text`: it concerns the text of the reply, which is not sent for review while it is open, unless `goes_on` was allowed.
    """

    machine: ClassVar[Machine] = states.DISAGREEMENT

    raised_for = models.ForeignKey(Assignment, models.CASCADE, related_name="disagreements", verbose_name=_("raised by"))
    against = models.ForeignKey(Assignment, models.CASCADE, related_name="disagreements_against", verbose_name=_("other side"))
    about_text = models.BooleanField(_("about the text of the reply"), default=True)
    reason = models.TextField(_("what the other side says, and why your department does not agree"))
    wanted = models.TextField(_("what is wanted"))
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("raised by"))
    raised_at = models.DateTimeField(_("raised at"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=20, choices=states.DisagreementState, default=states.DisagreementState.RAISED, editable=False
    )
    goes_on = models.BooleanField(_("the lead goes on meanwhile"), default=False, editable=False)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    decision = models.TextField(_("decision"), blank=True, editable=False)
    met_on = models.DateField(_("meeting held on"), null=True, blank=True, editable=False)
    participants = models.CharField(_("participants"), max_length=300, blank=True, editable=False)

    objects = DisagreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("disagreement")
        verbose_name_plural = _("disagreements")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["raised_for", "against"], condition=Q(state="raised"), name="one_open_disagreement"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(wanted=""), name="disagreement_says_what"),
            models.CheckConstraint(condition=~Q(raised_for=models.F("against")), name="disagreement_has_two_sides"),
            models.CheckConstraint(
                condition=Q(state="settled", decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="")
                | ~Q(state="settled") & Q(decided_at__isnull=True, decided_by__isnull=True, decision="", met_on__isnull=True),
                name="settled_with_decision",
            ),
            models.CheckConstraint(
                condition=Q(met_on__isnull=True, participants="") | Q(met_on__isnull=False) & ~Q(participants=""),
                name="meeting_names_who_was_there",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.raised_for.department} / {self.against.department} {self.get_state_display()}"

    @property
    def case(self) -> Proposal:
        return self.raised_for.proposal

    @case.setter
    def case(self, case: Proposal) -> None:
        self.raised_for.proposal = self.against.proposal = case

    def related_departments(self, relation: Relation) -> Collection[int | None]:
        return self.raised_for.related_departments(relation)

    def going_on_already(self, by: User | None) -> str:
        if not self.about_text:
            return gettext("It does not concern the text of the reply; nothing waits for it.")
        return gettext("The lead goes on with the reply already.") if self.goes_on else ""
