"""How far the first set-up of a bureau has come."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FirstSetUp(models.Model):
    """What the first set-up cannot read off the master data; there is one row at most."""

    THE_ONE = 1

    region = models.CharField(_("region"), max_length=50, blank=True)
    rules = models.SlugField(_("rules"), blank=True, help_text=_("The beginning of the codes of the rule sets chosen."))
    passed = models.JSONField(default=list, blank=True)  # the steps that somebody has gone through or skipped
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey("proposals.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("first set-up")
        verbose_name_plural = _("first set-up")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="first_set_up_once"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, finished_by__isnull=True) | Q(finished_at__isnull=False, finished_by__isnull=False),
                name="first_set_up_finished_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.region

    @classmethod
    def current(cls) -> "FirstSetUp":
        """The row, or a new one that is not stored yet."""
        return cls.objects.filter(pk=cls.THE_ONE).first() or cls(pk=cls.THE_ONE)
