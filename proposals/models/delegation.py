"""代办: while one person is away, another of the same department holds the roles that he or she has there."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.querysets import DelegationQuerySet


class Delegation(models.Model):
    """Who stands in for whom, from which day to which, and why. A row is never deleted: it is the proof of what the deputy did.

    Only what the principal holds himself is passed on, so that there are no chains. It counts for as long as both work in one department.
    """

    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations", verbose_name=_("person who is away")
    )
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="standing_in", verbose_name=_("deputy"))
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    made_at = models.DateTimeField(_("entered at"), default=timezone.now, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("ended early by")
    )
    ended_at = models.DateTimeField(_("ended early at"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ("-begins_on", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="delegation_days_in_order"),
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="delegation_to_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="delegation_has_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="delegation_ended_at_and_by",
            ),
        ]
        indexes = [models.Index(fields=["deputy", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.deputy}（代{self.principal}）"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("A delegation is never deleted.")

    def counts_on(self, day: date) -> bool:
        """Whether the deputy holds the roles on this day; the two must be at hand, since one who left or moved passes nothing on."""
        return (
            self.ended_at is None
            and self.begins_on <= day <= self.ends_on
            and self.principal.is_active
            and self.principal.department_id is not None
            and self.principal.department_id == self.deputy.department_id
        )

    @property
    def manner(self) -> str:
        """Where it stands today: ended (before its last day), over, running or ahead."""
        today = timezone.localdate()
        if self.ended_at:
            return "ended"
        return "over" if self.ends_on < today else "running" if self.begins_on <= today else "ahead"
