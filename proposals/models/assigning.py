"""The desk on which a body assigns its new cases: whose share a case is, who has which open, who put which off. No part of the record."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals import permissions
from proposals.models.cases import Proposal

if TYPE_CHECKING:
    from proposals.models.organization import User

# Whoever has looked at a case for longer than this without a key has gone for tea.
OPEN_FOR = timedelta(minutes=10)


class DeskQuerySet(models.QuerySet[Any]):
    """Coordinators see the desk of their own body."""

    def visible_to(self, user: "User | Any") -> Self:
        if not user.is_authenticated or not user.department_id or not permissions.holds(user, "case.assign"):
            return self.none()
        return self.filter(proposal__assigning_body_id=user.department_id)


class OpenQuerySet(DeskQuerySet):
    def now(self) -> Self:
        return self.filter(seen_at__gt=timezone.now() - OPEN_FOR)


class OpenOnDesk(models.Model):
    """The case that a person has open on the desk, one for each person."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="open_case", verbose_name=_("user"))
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="open_on_desks", verbose_name=_("case"))
    seen_at = models.DateTimeField(_("seen at"))

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("case open on a desk")
        verbose_name_plural = _("cases open on desks")

    def __str__(self) -> str:
        return f"{self.user} {self.proposal_id}"


class SkippedCase(models.Model):
    """A case that a person put off: it comes at the end of that person's queue."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="skipped_cases", verbose_name=_("user"))
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="skipped_by", verbose_name=_("case"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = DeskQuerySet.as_manager()

    class Meta:
        verbose_name = _("skipped case")
        verbose_name_plural = _("skipped cases")
        constraints = [models.UniqueConstraint(fields=["user", "proposal"], name="case_skipped_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.proposal_id}"


class DeskShare(models.Model):
    """Whose a case is to assign, where the body has dealt its new cases out; a case without a share is everybody's."""

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="desk_share", verbose_name=_("case"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_shares", verbose_name=_("user"))

    objects = DeskQuerySet.as_manager()

    class Meta:
        verbose_name = _("share of the desk")
        verbose_name_plural = _("shares of the desk")

    def __str__(self) -> str:
        return f"{self.user} {self.proposal_id}"
