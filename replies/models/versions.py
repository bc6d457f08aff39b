"""The texts of a reply, each written once."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.models import User
from proposals.workflow import digest
from replies.models.drafts import Reply
from replies.querysets import VersionQuerySet
from replies.structure import Element, Figure, parse_body


class ReplyVersion(models.Model):
    """One saved text of a reply; never changed. `body` is structured plain text as `structure.py` reads it.

    `attachments` is a list of {"title", "body"}, each body a text of the same kind. `issuers` are the co-handlers that issue the letter
    jointly with the department that answers; whoever issues it has co-signed it.
    """

    class Urgency(models.TextChoices):
        # The values are what is printed (GB/T 9704-2012, 7.2.3).
        PROMPT = "加急", _("Prompt")
        MOST_PROMPT = "特急", _("Most prompt")

    TEXT_FIELDS = ("title", "addressee", "body", "contact", "copies", "notes")
    RARE_FIELDS = ("attachments", "secrecy", "urgency", "issuers")

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="versions", verbose_name=_("reply"))
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    addressee = models.TextField(_("addressee"))
    body = models.TextField(_("text"))
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    copies = models.TextField(_("copies"), blank=True, help_text=_("One organ to a line."))
    notes = models.CharField(_("note"), max_length=100, blank=True)
    attachments = models.JSONField(_("attachments"), default=list, blank=True)
    secrecy = models.CharField(_("secrecy"), max_length=20, blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency, blank=True)
    issuers = models.TextField(_("issued jointly with"), blank=True, help_text=_("One full name to a line."))
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    created_at = models.DateTimeField(_("saved at"), default=timezone.now, editable=False)
    digest = models.CharField(max_length=64, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a reply")
        verbose_name_plural = _("versions of replies")
        ordering = ("reply", "number")
        constraints = [models.UniqueConstraint(fields=["reply", "number"], name="reply_version_number_once")]

    def __str__(self) -> str:
        return f"{self.reply_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A version is never changed; save a new one.")
        self.digest = digest(self.text)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("A version is never deleted.")

    @property
    def text(self) -> dict[str, Any]:
        """The fields by name. What few letters have is there only where it is set: the digest of a letter without it never changes."""
        rare = {name: value for name in self.RARE_FIELDS if (value := getattr(self, name))}
        return {name: getattr(self, name) for name in self.TEXT_FIELDS} | rare

    @property
    def blocks(self) -> list[Element]:
        return parse_body(self.body)

    @property
    def figure_names(self) -> list[str]:
        """The figures that the text and its attachments show, in order, each once."""
        texts = [self.body, *(attachment["body"] for attachment in self.attachments)]
        shown = (element for text in texts for element in parse_body(text))
        return list(dict.fromkeys(element.name for element in shown if isinstance(element, Figure)))
