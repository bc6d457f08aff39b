"""What the proposers say of an answer (满意度), the links by which they say it, and what the assigning body did about it."""

import secrets
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models import Proposer, User
from replies.models.drafts import Reply
from replies.models.versions import ReplyVersion
from replies.querysets import LinkQuerySet, RatingQuerySet, SettlementQuerySet

# Of 256 bits: nobody guesses one, however many there are (docs/explanation/ratings.md).
TOKEN_BYTES = 32


class Verdict(models.TextChoices):
    """What a rating comes to: the worst of its grades."""

    SATISFIED = "satisfied", _("Satisfied")
    BASIC = "basic", _("Basically satisfied")
    DISSATISFIED = "dissatisfied", _("Dissatisfied")


class RatingLink(models.Model):
    """A personal link by which one proposer rates one reply, once. The token itself is shown when it is made and kept nowhere."""

    class State(models.TextChoices):
        OPEN = "open", _("Not used yet")
        USED = "used", _("Used")
        EXPIRED = "expired", _("Expired")
        REVOKED = "revoked", _("Revoked")

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="rating_links", verbose_name=_("reply"))
    proposer = models.ForeignKey(Proposer, models.PROTECT, related_name="rating_links", verbose_name=_("proposer"))
    token_digest = models.CharField("SHA-256", max_length=64, unique=True)
    expires_on = models.DateField(_("good until"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    mailed_to = models.EmailField(_("mailed to"), blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating link")
        verbose_name_plural = _("rating links")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["reply", "proposer"], condition=models.Q(revoked_at__isnull=True), name="one_rating_link_each"),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="link_revoked_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposer} {self.get_state_display()}"

    @staticmethod
    def new_token() -> str:
        """43 characters that can stand in an address."""
        return secrets.token_urlsafe(TOKEN_BYTES)

    @property
    def state(self) -> str:
        if hasattr(self, "rating"):
            return self.State.USED
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.EXPIRED if timezone.localdate() > self.expires_on else self.State.OPEN

    def get_state_display(self) -> str:
        return str(self.State(self.state).label)


class Rating(models.Model):
    """What one proposer says of one reply. It is never changed; a form that was entered wrongly is replaced by another row, both kept."""

    class Channel(models.TextChoices):
        LINK = "link", _("By personal link")
        ACCOUNT = "account", _("Signed in")
        PAPER = "paper", _("Paper form, entered by the assigning body")

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="ratings", verbose_name=_("reply"))
    proposer = models.ForeignKey(Proposer, models.PROTECT, related_name="ratings", verbose_name=_("proposer"))
    # What was rated: the text that was signed, and the file that was sent.
    version = models.ForeignKey(ReplyVersion, models.PROTECT, related_name="ratings", verbose_name=_("version"))
    document_sha256 = models.CharField(_("SHA-256 of the document"), max_length=64, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    link = models.OneToOneField(RatingLink, models.PROTECT, null=True, blank=True, related_name="rating", verbose_name=_("rating link"))
    grades = models.JSONField(_("grades"), help_text=_("What is rated → the code of the grade."))
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict)
    reasons = models.TextField(_("reasons"), blank=True)
    remarks = models.TextField(_("remarks"), blank=True)
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    received_on = models.DateField(_("received on"), help_text=_("The day on which it came in, on paper or here."))
    # The proposer's own account, or the clerk who entered the paper form; nobody for a link.
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered by"))
    scan = models.FileField(_("scan of the form"), upload_to="forms/%Y/", blank=True)
    scan_name = models.CharField(_("file name"), max_length=255, blank=True)
    scan_sha256 = models.CharField(_("SHA-256 of the scan"), max_length=64, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces"))
    replaced_because = models.TextField(_("reason of the correction"), blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["reply", "proposer"], condition=models.Q(replaces__isnull=True), name="rated_once"),
            models.CheckConstraint(
                condition=models.Q(channel="link", link__isnull=False, entered_by__isnull=True)
                | models.Q(channel__in=["account", "paper"], link__isnull=True, entered_by__isnull=False),
                name="rating_channel_link_or_person",
            ),
            models.CheckConstraint(
                condition=models.Q(channel="paper") & ~models.Q(scan="") & ~models.Q(scan_sha256="")
                | ~models.Q(channel="paper") & models.Q(scan="", scan_sha256="", replaces__isnull=True),
                name="paper_rating_with_scan",
            ),
            models.CheckConstraint(condition=~models.Q(verdict="dissatisfied", reasons=""), name="dissatisfied_with_reasons"),
            models.CheckConstraint(
                condition=models.Q(replaces__isnull=True, replaced_because="")
                | (models.Q(replaces__isnull=False) & ~models.Q(replaced_because="")),
                name="rating_replaced_because",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposer} {self.get_verdict_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A rating is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("A rating is never deleted.")

    @property
    def stands(self) -> bool:
        """Whether no correction has taken its place."""
        return not hasattr(self, "replaced_by")

    @property
    def graded(self) -> list[tuple[str, str]]:
        """(what is rated, the grade) in words, by the scales of the case's rule set."""
        scales = self.reply.case.rule_set.rating_scales
        words = {name: {grade.code: grade.label for grade in grades} for name, grades in scales.items()}
        return [(ASPECTS.get(name, name), words.get(name, {}).get(code, code)) for name, code in self.grades.items()]


# What is rated, in the words of the paper form: language of the documents, not of the interface.
ASPECTS: dict[str, str] = {
    "attitude": "办理态度",
    "reply": "答复内容",
    "relevance": "针对性",
    "result": "办理结果",
    "promise": "承诺事项",
}


class Settlement(models.Model):
    """What came of a reply that somebody is dissatisfied with: another round, or why none, or a meeting and its result."""

    class Kind(models.TextChoices):
        REWORK = "rework", _("Handled again")
        STANDS = "stands", _("The answer stands")
        MEETING = "meeting", _("Meeting (座谈)")
        EVALUATION = "evaluation", _("Evaluation (评估)")

    MET: ClassVar = (Kind.MEETING, Kind.EVALUATION)

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="settlements", verbose_name=_("reply"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    words = models.TextField(_("reason or result"))
    held_on = models.DateField(_("held on"), null=True, blank=True)
    participants = models.CharField(_("who took part"), max_length=200, blank=True)
    # Nobody, where the rules of the place ask for another round by themselves.
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by"))
    settled_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(kind__in=["meeting", "evaluation"], held_on__isnull=False) & ~models.Q(participants=""))
                | models.Q(kind__in=["rework", "stands"], held_on__isnull=True, participants=""),
                name="meeting_has_day_and_people",
            ),
            models.CheckConstraint(condition=~models.Q(words=""), name="settlement_has_words"),
            models.CheckConstraint(condition=models.Q(settled_by__isnull=False) | models.Q(kind="rework"), name="settled_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.reply} {self.get_kind_display()}"
