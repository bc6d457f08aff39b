"""Reminders: which were sent, what each person was told, and the mail that carries it."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals import permissions
from proposals.models.cases import Assignment, Proposal
from proposals.models.clocks import Clock
from proposals.querysets import WithinCaseQuerySet
from proposals.states import CASE_ENDED, AssignmentState

if TYPE_CHECKING:
    from proposals.models import User

OPEN_TASK = (AssignmentState.TO_SIGN, AssignmentState.ACCEPTED)


class SentReminder(models.Model):
    """That a step of the plan was taken for a date; there is one such row for ever, so that it is never taken again."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="reminders", verbose_name=_("clock"))
    due_on = models.DateField(_("due on"))
    days = models.SmallIntegerField(_("days before"))
    to = models.CharField(_("to"), max_length=20)
    sent_on = models.DateField(_("sent on"))
    covered = models.BooleanField(_("covered by a more urgent one"), default=False)

    class Meta:
        verbose_name = _("sent reminder")
        verbose_name_plural = _("sent reminders")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["clock", "due_on", "days", "to"], name="reminder_sent_once")]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.due_on} {self.days} {self.to}"


class NoticeQuerySet(WithinCaseQuerySet):
    def visible_to(self, user: "User | Any") -> Self:
        """A person's own notices of the cases that he or she still sees."""
        return super().visible_to(user).filter(recipient_id=user.pk)

    def current(self) -> Self:
        """Those that still say something: the limit runs towards the same date, the task that was urged is not done."""
        runs = Q(clock__state=Clock.State.RUNNING, clock__due_on=F("due_on"))
        urged = Q(urged_by__isnull=False, assignment__state__in=OPEN_TASK)
        return self.filter(runs | urged).exclude(proposal__state__in=CASE_ENDED)

    def unread(self) -> Self:
        """Of those, what the person has not read, and of each limit the last word only."""
        later = Notice._base_manager.filter(recipient=OuterRef("recipient"), clock=OuterRef("clock"), due_on=OuterRef("due_on"))
        return self.current().filter(~Exists(later.filter(pk__gt=OuterRef("pk"))), read_at=None)


class Mail(models.Model):
    """One person's digest of one day: an outbox. What is neither sent nor dropped is still to be sent."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests", verbose_name=_("recipient"))
    day = models.DateField(_("day"))
    # Chosen once and kept over all attempts: by it a mailbox knows a mail that comes twice.
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try at"), default=timezone.now)
    error = models.TextField(_("error"), blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["recipient", "day"], name="one_digest_a_day"),
            models.CheckConstraint(condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True), name="digest_sent_or_dropped"),
        ]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(sent_at=None, dropped_at=None), name="digests_to_send")]

    def __str__(self) -> str:
        return f"{self.recipient} {self.day}"


class Notice(models.Model):
    """What one person was told: that a date comes near, has come or is over, or that somebody urges (催办)."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("recipient"))
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="notices", verbose_name=_("case"))
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("assignment"))
    clock = models.ForeignKey(Clock, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("clock"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    days = models.SmallIntegerField(_("days before"), null=True, blank=True)
    stands_in_for = models.CharField(_("in the place of"), max_length=20, blank=True)
    urged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("urged by")
    )
    note = models.TextField(_("note"), blank=True)
    made_on = models.DateField(_("made on"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    by_mail = models.BooleanField(_("also by mail"), default=False)
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name=_("digest"))

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-made_on", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "clock", "due_on", "days"], name="told_once"),
            models.CheckConstraint(
                condition=Q(clock__isnull=False, due_on__isnull=False, days__isnull=False, urged_by__isnull=True)
                | Q(clock__isnull=True, days__isnull=True, urged_by__isnull=False, assignment__isnull=False),
                name="notice_of_a_clock_or_urged",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "read_at"]),
            models.Index(fields=["recipient"], condition=Q(by_mail=True, mail=None), name="notices_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.proposal_id} {self.due_on}"

    @property
    def limit(self) -> str:
        """The name of the limit that it is about, empty for one that was urged by hand."""
        return self.clock.name if self.clock else ""

    @property
    def vacant(self) -> "str | Promise":
        """In whose place the recipient was told, in words, empty where it was his or her own."""
        return permissions.LADDER[self.stands_in_for].label if self.stands_in_for else ""

    @property
    def holds(self) -> bool:
        """As `NoticeQuerySet.current`, for a row that has its clock, task and case at hand."""
        if self.proposal.state in CASE_ENDED:
            return False
        if self.clock:
            return self.clock.state == Clock.State.RUNNING and self.clock.due_on == self.due_on
        return bool(self.assignment and self.assignment.state in OPEN_TASK)

    def manner(self, today: date) -> str:
        """Under which head it comes on a day: urged, over, today or near."""
        if self.urged_by_id or self.due_on is None:
            return "urged"
        return "over" if self.due_on < today else "today" if self.due_on == today else "near"


class MailPreference(models.Model):
    """Whether a person wants the digest by mail; whoever has no row does."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_preference", verbose_name=_("user"))
    digest = models.BooleanField(_("daily digest by mail"), default=True)

    class Meta:
        verbose_name = _("choice of mail")
        verbose_name_plural = _("choices of mail")

    def __str__(self) -> str:
        return f"{self.user} {self.digest}"
