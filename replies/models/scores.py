"""考核 and the yearly report: by what table departments are scored, points entered by hand, and the report's own paragraphs."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models import Department


class ScoreScheme(models.Model):
    """The table of points of one assigning body, in the place of the shipped one. `rows` has the shape of `statistics.scores.ScoreRow`."""

    body = models.OneToOneField(Department, models.PROTECT, related_name="score_scheme", verbose_name=_("assigning body"))
    name = models.CharField(_("name"), max_length=100)
    rows = models.JSONField(_("rows"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by"))
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("table of scores")
        verbose_name_plural = _("tables of scores")
        ordering = ("body",)

    def __str__(self) -> str:
        return self.name


class ScoreEntry(models.Model):
    """Points given or taken by hand in one row of the table for one year, with the reason. Never changed: a slip is entered again."""

    body = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("assigning body"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="score_entries", verbose_name=_("department"))
    year = models.PositiveSmallIntegerField(_("year"))
    row = models.CharField(_("row"), max_length=30)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=1)
    reason = models.TextField(_("reason"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)

    class Meta:
        verbose_name = _("points entered by hand")
        verbose_name_plural = _("points entered by hand")
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="score_entry_has_reason")]
        indexes = [models.Index(fields=["body", "year"])]

    def __str__(self) -> str:
        return f"{self.department} {self.row} {self.points}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Points that were entered are never changed; enter what sets them right.")
        super().save(*args, **kwargs)


class ReportDraft(models.Model):
    """What an assigning body adds to the yearly report in its own words; the figures are not kept, they are counted."""

    body = models.ForeignKey(Department, models.PROTECT, related_name="report_drafts", verbose_name=_("assigning body"))
    year = models.PositiveSmallIntegerField(_("year"))
    addressee = models.CharField(_("addressee"), max_length=100, blank=True)
    paragraphs = models.TextField(_("own paragraphs"), max_length=20_000, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by"))
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("draft of a yearly report")
        verbose_name_plural = _("drafts of yearly reports")
        ordering = ("-year", "body")
        constraints = [models.UniqueConstraint(fields=["body", "year"], name="report_draft_once")]

    def __str__(self) -> str:
        return f"{self.body} {self.year}"
