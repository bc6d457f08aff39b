"""The form of what a letter has of its own where several cases are answered in one text."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms import DeskForm
from replies.forms import LABELS
from replies.models import Reply

PREFIX = "letter"


class HeadingForm(DeskForm):
    """Title, addressee, opening sentence and copies of one letter that follows; what is wrong with them is the action's to say."""

    title = forms.CharField(label=LABELS["title"], required=False, strip=False)
    addressee = forms.CharField(label=LABELS["addressee"], required=False, strip=False)
    opening = forms.CharField(label=_("Opening sentence"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2}))
    copies = forms.CharField(label=LABELS["copies"], required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, letter: Reply, shown: Mapping[str, str]) -> None:
        super().__init__(initial=dict(shown), prefix=prefix(letter))
        self.letter = letter


def prefix(letter: Reply) -> str:
    return f"{PREFIX}-{letter.pk}"


def posted(letter: Reply, data: Mapping[str, Any]) -> dict[str, str]:
    """What was sent of the letter's heading, by the names of the form; empty where nothing was."""
    names = {name: f"{prefix(letter)}-{name}" for name in HeadingForm.base_fields}
    return {name: data[key] for name, key in names.items() if key in data}
