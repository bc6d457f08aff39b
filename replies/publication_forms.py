"""Forms of the text for the public."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.forms import DeskForm
from replies.disclosure import Choice, Decision, Topic
from replies.models import PublicText

CHOICE_LABELS = {Choice.MASK: _("mask it"), Choice.REMOVE: _("take it out"), Choice.KEEP: _("let it stay")}


class PublicTextForm(DeskForm):
    """The text for the public over text `base`."""

    base = forms.IntegerField(widget=forms.HiddenInput())
    mode = forms.ChoiceField(label=_("What is published"), choices=PublicText.Mode.choices, widget=forms.RadioSelect())
    reason = forms.CharField(label=_("Why a summary"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    title = forms.CharField(label=_("Title of the letter"), strip=False)
    addressee = forms.CharField(label=_("To"), required=False, widget=forms.Textarea(attrs={"rows": 1}))
    body = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 24, "class": "draft-body", "spellcheck": "false"}), strip=False
    )
    attachments = forms.CharField(
        label=_("Attachments"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("A line that begins with 【附件】 is the title of an attachment."),
    )


class DecisionsForm(DeskForm):
    """A choice for each thing found, and the reason where it stays. What is not chosen stays open."""

    base = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, topics: Sequence[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics
        for n, topic in enumerate(topics):
            choices = [("", _("later")), *((one.value, CHOICE_LABELS[one]) for one in topic.choices)]
            self.fields[f"choice{n}"] = forms.ChoiceField(label=topic.text[:40], choices=choices, required=False)
            self.fields[f"reason{n}"] = forms.CharField(label=_("Why it may stay"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for n, topic in enumerate(self.topics):
            if given.get(f"choice{n}") == Choice.KEEP and not given.get(f"reason{n}", "").strip():
                self.add_error(f"reason{n}", gettext("Say why “%s” may stay.") % topic.text[:40])
        return given

    @property
    def decisions(self) -> list[Decision]:
        given = self.cleaned_data
        return [
            Decision(
                topic.kind.value, topic.text, given[f"choice{n}"], given[f"reason{n}"].strip() if given[f"choice{n}"] == Choice.KEEP else ""
            )
            for n, topic in enumerate(self.topics)
            if given[f"choice{n}"]
        ]

    @property
    def rows(self) -> list[tuple[Topic, forms.BoundField, forms.BoundField | None]]:
        """(topic, choice, reason); no reason is asked where the topic may not stay."""
        return [
            (topic, self[f"choice{n}"], self[f"reason{n}"] if Choice.KEEP in topic.choices else None) for n, topic in enumerate(self.topics)
        ]
