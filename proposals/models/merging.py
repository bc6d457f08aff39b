"""并案: cases of the same content that are assigned and handled together, and answered to each proposer separately."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models.cases import Proposal
from proposals.models.organization import User
from proposals.querysets import WithinCaseQuerySet


class MergeGroup(models.Model):
    """Cases handled together. Which they are stands in `members`; one of them leads."""

    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)

    class Meta:
        verbose_name = _("cases handled together")
        verbose_name_plural = _("groups of cases handled together")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.pk}"


class MergeMember(models.Model):
    """A case in its group; a case that leaves has no row any more, and the record of both tells of it."""

    group = models.ForeignKey(MergeGroup, models.CASCADE, related_name="members", verbose_name=_("group"))
    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="merged", verbose_name=_("case"))
    leads = models.BooleanField(_("leads"), default=False)

    objects = WithinCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case handled together with others")
        verbose_name_plural = _("cases handled together with others")
        ordering = ("-leads", "pk")
        constraints = [models.UniqueConstraint(fields=["group"], condition=models.Q(leads=True), name="one_leading_case")]

    def __str__(self) -> str:
        return str(self.proposal)
