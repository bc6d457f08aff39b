"""What the public reads of a reply: the text, apart from the letter that was sent, and where it stands on its way to the public page."""

from collections.abc import Collection
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.models import Clock, Person, Proposal, User
from proposals.models.stateful import Stateful
from proposals.permissions import Relation
from proposals.states import CaseState
from proposals.workflow import Machine, digest
from replies import states
from replies.attachments import as_text
from replies.disclosure import Decision, Finding, Known, find, without_numbers
from replies.models.drafts import Reply
from replies.models.versions import ReplyVersion
from replies.querysets import PublicationQuerySet, PublicTextQuerySet
from replies.structure import Element, Figure, parse_body

ON_PUBLIC_PAGE = models.Q(state=states.PublicationState.PUBLISHED)


class Publication(Stateful):
    """The publication of one reply. `shown` is the text on the public page; newer texts are drafts until they take its place."""

    machine: ClassVar[Machine] = states.PUBLICATION

    reply = models.OneToOneField(Reply, models.PROTECT, related_name="public_record", verbose_name=_("reply"))
    state = models.CharField(
        _("state"), max_length=20, choices=states.PublicationState, default=states.PublicationState.TO_CHECK, editable=False
    )
    shown = models.ForeignKey(
        "replies.PublicText", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("text shown")
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("published by")
    )
    # The public page says since when it reads as it does, and why it says nothing any more.
    changed_at = models.DateTimeField(_("page changed at"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawal = models.TextField(_("reason of the withdrawal"), blank=True, editable=False)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now, editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication of a reply")
        verbose_name_plural = _("publications of replies")
        ordering = ("-published_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~ON_PUBLIC_PAGE
                | models.Q(
                    shown__isnull=False,
                    published_at__isnull=False,
                    published_by__isnull=False,
                    changed_at__isnull=False,
                    withdrawn_at__isnull=True,
                ),
                name="published_text_at_and_by",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn") | models.Q(withdrawn_at__isnull=False), name="publication_withdrawn_at"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawal="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawal="")),
                name="public_withdrawal_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "-published_at"])]

    def __str__(self) -> str:
        return f"{self.reply} {self.get_state_display()}"

    @property
    def case(self) -> Proposal:
        return self.reply.case

    @case.setter
    def case(self, case: Proposal) -> None:
        self.reply.case = case

    def case_ended(self, by: User | None) -> str:
        """A reply is published after its case was closed, too; a page is corrected or withdrawn even when the case is archived."""
        on_public_page = self.state == states.PublicationState.PUBLISHED
        return "" if on_public_page or self.case.state != CaseState.ARCHIVED else super().case_ended(by)

    def related_departments(self, relation: Relation) -> Collection[int | None]:
        return self.reply.related_departments(relation)

    @property
    def case_title(self) -> str:
        """As the public reads it."""
        return without_numbers(self.case.title)

    @property
    def newest(self) -> "PublicText":
        """It is opened with one. A page that has fetched the texts asks for none again."""
        texts: list[PublicText] = list(self.texts.all() if self.has_loaded("texts") else self.texts.order_by("-number")[:1])
        return max(texts, key=lambda one: one.number)

    @property
    def due_on(self) -> date | None:
        clock = Clock.objects.filter(assignment=self.reply.assignment, name="publication", state=Clock.State.RUNNING).first()
        return clock.due_on if clock else None

    @cached_property
    def known(self) -> Known:
        """What the search for personal data knows of this case and its department."""
        department = self.reply.department
        persons = Person.objects.filter(proposals__proposal=self.case).values_list("name", "phone")
        staff = User.objects.filter(department=department).exclude(display_name="").values_list("display_name", flat=True)
        phones = [phone for _name, phone in persons if phone]
        proposers = [name for name, _phone in persons]
        return Known([department.contact_phone] if department.contact_phone else [], phones, sorted(staff), proposers)

    def unresolved(self) -> list[Finding]:
        """What in the newest text is still to be decided about."""
        newest = self.newest
        return find(newest.parts, self.known, newest.decided)

    # What the table requires (`requires`): what is still missing, in words.

    def something_open(self, by: User | None) -> str:
        n = len(self.unresolved())
        return gettext("Findings still to be decided about: %s.") % n if n else ""

    def secret_letter(self, by: User | None) -> str:
        signed = self.reply.signed_version
        return gettext("A letter with a mark of secrecy is not published.") if signed and signed.secrecy else ""

    def case_withdrawn(self, by: User | None) -> str:
        withdrawn = self.case.state == CaseState.WITHDRAWN
        return gettext("The case was withdrawn; its reply is not published.") if withdrawn else ""

    def mode_not_allowed(self, by: User | None) -> str:
        return self.why_not(self.newest.mode, self.newest.reason)

    def why_not(self, mode: str, reason: str) -> str:
        """Why the text may not be of this mode: more than was signed for, or a summary without a reason where the full text is due."""
        if mode == PublicText.Mode.FULL and self.reply.publication == Reply.Publication.SUMMARY:
            return gettext("It was signed for publication as a summary; the full text is not published.")
        rule = self.case.rule_set.policy("publication")
        decided_otherwise = rule.value == "as_signed" and self.reply.publication == Reply.Publication.FULL
        if mode == PublicText.Mode.SUMMARY and not reason.strip() and (rule.value == "full" or decided_otherwise):
            words = gettext("The full text is published here; say why this one is a summary")
            return f"{words}（{rule.article}）" if rule.article else gettext("%s.") % words
        return ""

    def nothing_new(self, by: User | None) -> str:
        same = self.newest.pk == self.shown_id
        return gettext("The page shows the newest text already; save the corrected text first.") if same else ""


class PublicText(models.Model):
    """One text for the public, written once: the full text with what was masked, or a summary. `source` is the signed version that it was
    made from, which stays as it is; contact, copies and notes of the letter are never in it."""

    class Mode(models.TextChoices):
        FULL = "full", _("Full text")
        SUMMARY = "summary", _("Summary")

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="texts", verbose_name=_("publication"))
    number = models.PositiveIntegerField(_("text"))
    mode = models.CharField(_("mode"), max_length=10, choices=Mode)
    reason = models.TextField(_("why a summary"), blank=True)
    title = models.CharField(_("title"), max_length=200)
    addressee = models.TextField(_("addressee"), blank=True)
    body = models.TextField(_("text"))
    attachments = models.JSONField(_("attachments"), default=list, blank=True)
    # [{"kind", "text", "choice", "reason"}]: what was decided about each finding, up to this text.
    decisions = models.JSONField(_("decisions"), default=list, blank=True)
    source = models.ForeignKey(ReplyVersion, models.PROTECT, related_name="+", verbose_name=_("signed version"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    created_at = models.DateTimeField(_("saved at"), default=timezone.now, editable=False)
    digest = models.CharField(max_length=64, editable=False)

    objects = PublicTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text for the public")
        verbose_name_plural = _("texts for the public")
        ordering = ("publication", "number")
        constraints = [models.UniqueConstraint(fields=["publication", "number"], name="public_text_number_once")]

    def __str__(self) -> str:
        return f"{self.publication_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A text for the public is never changed; save a new one.")
        self.digest = digest({**self.parts, "mode": self.mode, "source": self.source.digest})
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("A text for the public is never deleted.")

    @property
    def parts(self) -> dict[str, str]:
        """What everybody will read, place by place; the reason for a summary stands on the page, too."""
        text = {"title": self.title, "addressee": self.addressee, "body": self.body, "attachments": as_text(self.attachments)}
        return text | ({"reason": self.reason} if self.reason else {})

    @property
    def decided(self) -> list[Decision]:
        return [Decision(**one) for one in self.decisions]

    @property
    def blocks(self) -> list[Element]:
        return parse_body(self.body)

    @property
    def figure_names(self) -> list[str]:
        """The figures that the text shows, in order, each once."""
        texts = [self.body, *(attachment["body"] for attachment in self.attachments)]
        shown = (element for text in texts for element in parse_body(text))
        return list(dict.fromkeys(element.name for element in shown if isinstance(element, Figure)))
