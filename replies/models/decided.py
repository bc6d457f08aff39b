"""What is decided with a letter beside its text, and what it needs for that: publication, contact with the proposer, comments settled."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.models import Contact, Proposer, User
from replies.contact_rules import Held, lacking

if TYPE_CHECKING:
    from replies.models.comments import Comment
    from replies.models.drafts import Reply

CONTACTS: dict[str, str | Promise] = {
    "any": _("a contact with the proposer"),
    "face": _("a talk in person (meeting or visit)"),
    "face_by_head": _("a talk in person in which a head of the department took part"),
    "before": _("the contact before handling"),
    "during": _("the contact during handling"),
}


class Decided(models.Model):
    """The fields and requirements; `Reply` is the only model that has them."""

    publication_reason = models.TextField(_("reason not to publish"), blank=True)
    contact_exception = models.TextField(
        _("why it goes out without the contact"), blank=True, help_text=_("Whoever signs reads this and has to accept it.")
    )
    # The day on which the last of the addressees had it; `dispatched_at` is when that was recorded.
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def _letter(self) -> "Reply":
        """Itself, as the one model that this is a part of."""
        return cast("Reply", self)

    def contacts(self) -> models.QuerySet[Contact]:
        """Those that this department had for this letter: where it answers again, since it was answered before."""
        found = Contact.objects.filter(proposal_id=self._letter.assignment.proposal_id, department_id=self._letter.assignment.department_id)
        if self._letter.round == 1:
            return found
        before = self._letter.assignment.replies.filter(round__lt=self._letter.round, delivered_on__isnull=False).order_by("round").last()
        return found.filter(held_on__gte=before.delivered_on) if before else found

    def contacts_read(self) -> list[Contact]:
        """As `contacts`, from what a page has read with the reply where it has."""
        if not self._letter.case.has_loaded("contacts"):
            return list(self.contacts())
        since = getattr(self._letter, "answered_before", None)
        own = (one for one in self._letter.case.contacts.all() if one.department_id == self._letter.assignment.department_id)
        return sorted((one for one in own if since is None or one.held_on >= since), key=lambda one: (one.held_on, one.pk))

    def contacts_lacking(self) -> str:
        """Which contacts the rules ask for before the signature and are not on record, with the article; empty where none is lacking.

        Each case of those handled together has proposers of its own: what a letter that follows lacks is told with its case.
        """
        others = [(letter.case.number_label, letter.own_contacts_lacking()) for letter in self._letter.letters_read()]
        return " ".join([self.own_contacts_lacking(), *(f"{label}：{told}" for label, told in others if told)]).strip()

    def own_contacts_lacking(self) -> str:
        rule = self._letter.case.rule_set.policy("contact")
        asked = () if rule.value == "not_needed" else self.contacts_read()
        held = [Held(one.kind, one.phase, one.by_head) for one in asked]
        names = "、".join(str(CONTACTS[name]) for name in lacking(rule.value, held))
        if not names:
            return ""
        words = gettext("Not on record yet: %s") % names
        return gettext("%s.") % (f"{words}（{rule.article}）" if rule.article else words)

    def decided(self) -> dict[str, Any]:
        """What whoever signs confirms with the text; kept in the event of the signature."""
        latest = self._letter.latest
        lacking = self.contacts_lacking()
        return {
            "outcome": self._letter.outcome,
            "publication": self._letter.publication,
            "publication_reason": self.publication_reason,
            "copies": latest.copies.splitlines() if latest else [],
            "wishes": {str(proposer.who): proposer.publication_wish for proposer in self._letter.case.proposers.all()},
            **({"lacking": lacking, "contact_exception": self.contact_exception} if lacking else {}),
        }

    def wishes_against(self) -> list[Proposer]:
        """Those proposers who do not want the reply to be published."""
        return [
            one
            for case in self._letter.cases_answered()
            for one in case.proposers.all()
            if one.publication_wish == Proposer.PublicationWish.NO
        ]

    def open_comments(self) -> "list[Comment]":
        """Those not settled yet, in their order; no query where a page has prefetched the comments."""
        loaded = self._letter.has_loaded("comments")
        found = self._letter.comments.all() if loaded else self._letter.comments.filter(settled_at=None).told_apart()
        return sorted((one for one in found if one.settled_at is None), key=lambda one: one.pk)

    # What the table requires (`requires`).

    def missing_contacts(self, by: User | None) -> str:
        if self.contact_exception:
            return ""
        told = self.contacts_lacking()
        return gettext("%s Record the contact, or let the drafter say why the reply goes out without it.") % told if told else ""

    def missing_publication(self, by: User | None) -> str:
        if not self._letter.publication:
            return gettext("Decide on the publication first.")
        if self._letter.publication == self._letter.Publication.NONE and not self.publication_reason:
            return gettext("Say why the reply is not published.")
        return ""

    def unsettled_comments(self, by: User | None) -> str:
        return self.unsettled()

    def unsettled(self, but: Collection[int] = ()) -> str:
        """What the table says, `but` for those comments (ids) that are settled on the screen and not saved yet."""
        open_ = sum(not one.is_note and one.pk not in but for one in self._letter.open_comments())
        return gettext("Comments not settled yet: %s. Say of each whether the text was changed.") % open_ if open_ else ""
