"""What happened: a chain of events per case, and checkpoints over the heads of all chains."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models.cases import Proposal
from proposals.permissions import ROLES
from proposals.querysets import EventQuerySet


class Event(models.Model):
    """One fact of a case: who, as what, when, from, to, why; `digest` covers it and the digest of the event before it.

    Rows are added by `workflow.record()` only, and never changed.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="events", verbose_name=_("case"))
    sequence = models.PositiveIntegerField(_("number in the case"))
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    actor_name = models.CharField(_("name then"), max_length=50, blank=True)
    acting_as = models.CharField(_("acting as"), max_length=30)
    subject_type = models.CharField(_("object"), max_length=30)
    subject_id = models.BigIntegerField(_("object id"))
    name = models.CharField(_("event"), max_length=30)
    source = models.CharField(_("from"), max_length=20, blank=True)
    target = models.CharField(_("to"), max_length=20, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    data = models.JSONField(_("data"), default=dict, blank=True)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("proposal", "sequence")
        constraints = [models.UniqueConstraint(fields=["proposal", "sequence"], name="event_sequence_once")]
        indexes = [models.Index(fields=["at"], name="event_at")]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.sequence} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("An event is never deleted.")

    @property
    def acting_as_name(self) -> str:
        role = ROLES.get(self.acting_as)
        return str(role.name) if role else ""


class Checkpoint(models.Model):
    """A digest over the heads of all chains at a time, chained to the checkpoint before it.

    Heads that have not moved since the checkpoint before are not stored again: the newest `ChainHead` of a case counts.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("at"))
    cases = models.PositiveIntegerField(_("cases"))
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:12]}"


class ChainHead(models.Model):
    """Where the chain of a case stood at a checkpoint. The case is named by number: it must be missed when it is gone."""

    checkpoint = models.ForeignKey(Checkpoint, models.CASCADE, related_name="heads")
    case_id = models.BigIntegerField(_("case"))
    sequence = models.PositiveIntegerField(_("number in the case"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("chain head")
        verbose_name_plural = _("chain heads")
        constraints = [models.UniqueConstraint(fields=["checkpoint", "case_id"], name="one_head_per_checkpoint")]
        indexes = [models.Index(fields=["case_id", "-sequence"])]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.sequence}"
