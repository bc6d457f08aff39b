"""How a letter reached each of its addressees, and the receipt that came back."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models import Proposer, User
from replies.models.drafts import Reply
from replies.querysets import DeliveryQuerySet


class Delivery(models.Model):
    """One letter to one addressee: how, when, and, once it is back, the receipt (回执)."""

    class Way(models.TextChoices):
        IN_PERSON = "in_person", _("Handed over in person")
        REGISTERED_MAIL = "registered_mail", _("By registered mail")
        COURIER = "courier", _("By the confidential courier")
        ASSIGNING_BODY = "assigning_body", _("Through the assigning body")
        ONLINE = "online", _("Through the online platform")
        OTHER = "other", _("Another way")

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="deliveries", verbose_name=_("reply"))
    proposer = models.ForeignKey(Proposer, models.PROTECT, related_name="+", verbose_name=_("addressee"))
    way = models.CharField(_("way of delivery"), max_length=20, choices=Way)
    words = models.CharField(_("in words"), max_length=100, blank=True)
    delivered_on = models.DateField(_("delivered on"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    received_by = models.CharField(_("received by"), max_length=50, blank=True)
    receipt_recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("receipt recorded by")
    )
    receipt_recorded_at = models.DateTimeField(_("receipt recorded at"), null=True, blank=True, editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["reply", "proposer"], name="delivered_once"),
            models.CheckConstraint(condition=~models.Q(way="other", words=""), name="another_way_in_words"),
            models.CheckConstraint(
                condition=models.Q(
                    received_on__isnull=True, received_by="", receipt_recorded_by__isnull=True, receipt_recorded_at__isnull=True
                )
                | models.Q(receipt_recorded_by__isnull=False, receipt_recorded_at__isnull=False, received_on__gte=models.F("delivered_on"))
                & ~models.Q(received_by=""),
                name="receipt_whole_and_after_delivery",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposer} {self.delivered_on}"

    @property
    def how(self) -> str:
        """The way in words."""
        return self.words if self.way == self.Way.OTHER else "，".join(filter(None, (self.get_way_display(), self.words)))
