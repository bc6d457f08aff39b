"""Clocks: what is due in a case, from when, by which rule, and the announced days that they are counted over."""

from dataclasses import asdict
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.deadlines import Deadline, Granted, Pause, due_date, latest_extension
from proposals.models.cases import Assignment, Proposal
from proposals.querysets import WithinCaseQuerySet
from proposals.rules import Extension, Limit
from proposals.work_calendar import WorkCalendar, published


class CalendarYearManager(models.Manager["CalendarYear"]):
    def calendar(self) -> WorkCalendar:
        """The published announcements, with the years that were entered by hand in their place. One query."""
        days = published()
        for entered in self.order_by("year"):
            days = days.with_year(entered.year, _dated(entered.off), _dated(entered.worked))
        return days


class CalendarYear(models.Model):
    """The days off and the weekends worked of one year, as the State Council announced them; entered by an administrator."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    off = models.JSONField(_("days off"), help_text=_("Day → holiday."))
    worked = models.JSONField(_("weekends worked"), default=dict, blank=True, help_text=_("Day → the holiday that it makes up for."))
    source = models.CharField(_("announcement"), max_length=200)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)

    objects: ClassVar[CalendarYearManager] = CalendarYearManager()

    class Meta:
        verbose_name = _("calendar of a year")
        verbose_name_plural = _("calendars")
        ordering = ("-year",)

    def __str__(self) -> str:
        return str(self.year)


class Clock(models.Model):
    """One limit that runs in a case, or in a department's task: how it began, what stopped or lengthened it, and when it ends.

    The limit is kept as it stood when the clock began: a change of the rule set changes no date that was told, unless whoever makes it
    asks for that (`actions.clocks.work_out_by_rules`).
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        MET = "met", _("Met")
        ENDED = "ended", _("Ended without being met")  # the task was returned, the case withdrawn

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="clocks", verbose_name=_("case"))
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="clocks", verbose_name=_("assignment"))
    name = models.CharField(_("limit"), max_length=20)
    rule = models.JSONField(_("rule"))
    started_on = models.DateField(_("began on"))
    pauses = models.JSONField(_("pauses"), default=list, blank=True, help_text=_("First and last day of each; the last is open."))
    granted = models.JSONField(_("extensions"), default=list, blank=True, help_text=_("Until when, by whom, allowed on."))
    due_on = models.DateField(_("due on"))
    provisional = models.BooleanField(_("provisional"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = WithinCaseQuerySet.as_manager()
    # What a department's own due date is.
    SHOWN: ClassVar[tuple[str, ...]] = ("answer", "answer_difficult", "opinion", "opinion_again", "rework")

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        ordering = ("due_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "name"], condition=models.Q(state="running", assignment__isnull=False), name="one_clock_per_task"
            ),
            models.UniqueConstraint(
                fields=["proposal", "name"], condition=models.Q(state="running", assignment__isnull=True), name="one_clock_per_case"
            ),
            models.CheckConstraint(
                condition=models.Q(state="running", ended_on__isnull=True)
                | (~models.Q(state="running") & models.Q(ended_on__isnull=False)),
                name="clock_ended_on",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"])]

    def __str__(self) -> str:
        return f"{self.name} {self.due_on}"

    @classmethod
    def of_task(cls, name: str, task: str = "pk", field: str = "due_on") -> models.Subquery:
        """An expression over rows whose task is `task`: a field of the limit of this name that runs in it, nothing where none runs."""
        running = cls.objects.filter(assignment=models.OuterRef(task), name=name, state=cls.State.RUNNING)
        return models.Subquery(running.values(field)[:1])

    @property
    def limit(self) -> Limit:
        return Limit(**self.rule)

    @property
    def stands(self) -> bool:
        """Whether it stands still at present."""
        return bool(self.pauses) and self.pauses[-1][1] is None

    def deadline(self, days: WorkCalendar, *, today: date | None = None) -> Deadline:
        """The due date with its explanation, computed anew. A pause that is still open counts up to `today`."""
        until = today or timezone.localdate()
        pauses = [Pause(date.fromisoformat(begins), date.fromisoformat(ends) if ends else until) for begins, ends in self.pauses]
        extensions = [Granted(date.fromisoformat(one["until"]), one["by"], date.fromisoformat(one["on"])) for one in self.granted]
        return due_date(self.limit, self.started_on, pauses=pauses, extensions=extensions, days=days)

    def work_out(self, days: WorkCalendar, *, today: date | None = None) -> None:
        """Writes the due date, and into the task whose due date it is. The caller holds the case locked."""
        made = self.deadline(days, today=today)
        self.due_on, self.provisional = made.due_on, made.provisional
        self.save()
        if self.assignment and self.name in self.SHOWN:
            task = self.assignment
            task.due_on, task.due_rule, task.due_is_provisional = self.due_on, self.limit.article[:200], self.provisional
            task.save(update_fields=["due_on", "due_rule", "due_is_provisional"])

    def latest_extension(self, days: WorkCalendar | None = None) -> tuple[date, Extension] | None:
        """The last day to which it may be put off, and the rule; None where the rules of the place know no extension of it."""
        rule = self.proposal.rule_set.extension(self.name)
        if rule is None:
            return None
        days = days or CalendarYear.objects.calendar()
        return latest_extension(self.deadline(days), rule, days=days), rule

    def cannot_be_put_off(self, until: date | None = None, days: WorkCalendar | None = None) -> str:
        """Why it may not be put off to this day, or at all; an empty string where it may."""
        found = self.latest_extension(days)
        if found is None:
            return gettext("The rules of this place know no extension of this limit.")
        latest, rule = found
        if latest <= self.due_on:
            said = gettext("It stands at the last day that the rules allow, %(latest)s: %(article)s.")
            return said % {"latest": date_format(latest), "article": rule.article}
        if until and until <= self.due_on:
            return gettext("It is due on %(due)s already; choose a later day.") % {"due": date_format(self.due_on)}
        if until and until > latest:
            return gettext("At most until %(latest)s: %(article)s.") % {"latest": date_format(latest), "article": rule.article}
        return ""

    @staticmethod
    def rule_of(limit: Limit) -> dict[str, Any]:
        return asdict(limit)


def _dated(days: dict[str, str]) -> dict[date, str]:
    return {date.fromisoformat(day): name for day, name in days.items()}
