"""Reminders: which were sent, what each person was told, and the mail that carries it."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.ladder import LADDER
from proposals.models.cases import Assignment, Proposal
from proposals.models.clocks import Clock
from proposals.models.events import Event
from proposals.models.follow_up import LookBack
from proposals.models.requests import ExtensionRequest
from proposals.querysets import WithinCaseQuerySet, cases_visible_to
from proposals.states import CASE_ENDED, AssignmentState, CommitmentState

if TYPE_CHECKING:
    from proposals.models import User

OPEN_TASK = (AssignmentState.TO_SIGN, AssignmentState.ACCEPTED)
# 撤销交办: it corrects what was mailed, whatever became of the case since.
TAKEN_BACK = Q(event__name="unassign")
# What other apps know: the ids of tasks of which something is owed although their own part is done.
OWED_BESIDES: list[Callable[[], QuerySet[Any, Any]]] = []


def to_be_urged(task: str = "") -> Q:
    """The tasks of which something is owed, for rows that have them at this path."""
    owed = Q(**{f"{task}state__in": OPEN_TASK})
    for ids in OWED_BESIDES:
        owed |= Q(**{f"{task}pk__in": ids()})
    return owed


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
        """A person's own notices of the cases that he or she still sees, and that one was taken back which went out by mistake."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(cases_visible_to(user, "proposal__") | TAKEN_BACK, recipient_id=user.pk)

    def current(self) -> Self:
        """Those that still say something: the limit runs towards the same date, the task that was urged is not done, what an event was
        about has not moved on."""
        runs = Q(clock__state=Clock.State.RUNNING, clock__due_on=F("due_on"))
        urged = Q(urged_by__isnull=False) & to_be_urged("assignment__")
        # A promise outlives its case.
        looked_back = Q(look_back__isnull=False, look_back__note=None, look_back__commitment__state=CommitmentState.PROMISED)
        later = Event._base_manager.filter(
            proposal=OuterRef("proposal"), subject_type=OuterRef("event__subject_type"), subject_id=OuterRef("event__subject_id")
        )
        moved_on = later.filter(sequence__gt=OuterRef("event__sequence")).exclude(target="").exclude(target=OuterRef("event__target"))
        stands = Q(event__isnull=False) & ~Exists(moved_on)
        return self.filter(~Q(proposal__state__in=CASE_ENDED) & (runs | urged | stands) | looked_back | TAKEN_BACK)

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
    """What one person was told: that a date comes near, has come, is over or was put off, that somebody urges (催办), or what happened."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("recipient"))
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="notices", verbose_name=_("case"))
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("assignment"))
    clock = models.ForeignKey(Clock, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("clock"))
    look_back = models.ForeignKey(
        LookBack, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("yearly report asked for")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    days = models.SmallIntegerField(_("days before"), null=True, blank=True)
    stands_in_for = models.CharField(_("in the place of"), max_length=20, blank=True)
    urged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("urged by")
    )
    # 延期: the date was put off to `due_on`, which the proposer is told of.
    extension = models.ForeignKey(
        ExtensionRequest, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("extension")
    )
    event = models.ForeignKey(Event, models.CASCADE, null=True, blank=True, related_name="notices", verbose_name=_("event"))
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
            models.UniqueConstraint(fields=["recipient", "look_back"], name="told_of_a_look_back_once"),
            models.UniqueConstraint(fields=["recipient", "event"], name="told_of_an_event_once"),
            models.CheckConstraint(
                condition=Q(event__isnull=True) | Q(clock=None, due_on=None, days=None, urged_by=None, extension=None, look_back=None),
                name="notice_of_an_event_alone",
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=False)
                | Q(clock__isnull=False, due_on__isnull=False, days__isnull=False, urged_by__isnull=True, extension__isnull=True)
                | Q(clock__isnull=False, due_on__isnull=False, days__isnull=True, urged_by__isnull=True, extension__isnull=False)
                | Q(clock__isnull=True, days__isnull=True, urged_by__isnull=False, assignment__isnull=False, extension__isnull=True)
                | Q(look_back__isnull=False, clock__isnull=True, days__isnull=True, urged_by__isnull=True, due_on__isnull=False),
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
        return self.clock.name if self.clock else "look_back" if self.look_back_id else ""

    @property
    def vacant(self) -> "str | Promise":
        """In whose place the recipient was told, in words, empty where it was his or her own."""
        return LADDER[self.stands_in_for].label if self.stands_in_for else ""

    def manner(self, today: date) -> str:
        """Under which head it comes on a day: told, urged, put_off, over, today or near."""
        if self.event_id:
            return "told"
        if self.extension_id:
            return "put_off"
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
