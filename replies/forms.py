"""Forms of the replies. What is typed is never cut or dropped: what cannot be taken comes back with the reason beside it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms import DeskForm
from replies.models import Reply, ReplyVersion

# What the fields of a version are called where they are written and compared.
LABELS = {
    "title": _("Title of the letter"),
    "addressee": _("To"),
    "body": _("Text"),
    "contact": _("Contact note"),
    "copies": _("Copies"),
    "notes": _("Note"),
}


def _field(name: str, *, rows: int = 1, help_text: Any = "", required: bool = False) -> forms.CharField:
    """A column of ReplyVersion. No maxlength: a browser would cut a paste without a word; the action says what is too long."""
    widget = forms.TextInput() if rows == 1 else forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=LABELS[name], widget=widget, help_text=help_text, required=required, strip=False)


class DraftForm(DeskForm):
    """The text of a draft and what is decided with it, over the version `base` that it was opened at."""

    base = forms.IntegerField(widget=forms.HiddenInput())
    title = _field("title", required=True)
    addressee = _field("addressee", required=True)
    body = _field(
        "body",
        rows=26,
        required=True,
        help_text=_("One paragraph to a line. Headings are known by their numbers: 一、 then （一） then 1. then （1）."),
    )
    contact = _field("contact")
    copies = _field("copies", rows=3, help_text=_("One organ to a line."))
    notes = _field("notes")
    outcome = forms.ChoiceField(label=_("Handling result"), widget=forms.RadioSelect(), required=False)
    publication = forms.ChoiceField(label=_("Publication"), widget=forms.RadioSelect(), required=False, choices=Reply.Publication.choices)

    def __init__(self, *args: Any, reply: Reply, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = reply.case.rule_set.outcome_scheme
        self.fields["outcome"].choices = [(one.code, f"{one.label}　{one.meaning}") for one in outcomes]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["body"].widget.attrs |= {"class": "draft-body", "spellcheck": "false"}

    @classmethod
    def opened(cls, reply: Reply, version: ReplyVersion, text: Mapping[str, str] | None = None) -> "DraftForm":
        """The form over a version, with its own text or with another one (a merged one) still to be saved."""
        initial = {**version.text, **(text or {}), "base": version.number, "outcome": reply.outcome, "publication": reply.publication}
        return cls(reply=reply, initial=initial)


class DecisionForm(DeskForm):
    """What a reviewer decides about the version that was on the screen. Whether a reason is due is the table's to say."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    decision = forms.ChoiceField(choices=[("agree", _("Agree")), ("send_back", _("Send back"))], widget=forms.HiddenInput())
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), required=False)


class DispatchForm(DeskForm):
    delivery = forms.CharField(
        label=_("Way of delivery"),
        max_length=100,
        widget=forms.TextInput(attrs={"list": "deliveries"}),
        help_text=_("As it is to stand in the record; the list only suggests."),
    )
