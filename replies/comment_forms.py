"""Forms of the comments on paragraphs: the reviewer's, and the drafter's beside the text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.forms import DeskForm
from replies.models import Comment


class CommentForm(DeskForm):
    """A remark on one paragraph of the version that was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    paragraph = forms.IntegerField(widget=forms.HiddenInput())
    text = forms.CharField(label=_("Comment"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


def notes_in(data: QueryDict) -> list[tuple[str, str]]:
    """The notes that the drafter wrote, each with the words of its paragraph; those left empty are none."""
    return [(on, text) for on, text in zip(data.getlist("note-on"), data.getlist("note"), strict=False) if text.strip()]


class SettlementForm(DeskForm):
    """How each open comment is settled; one that is left alone stays open. It is sent with the draft that was changed for it."""

    def __init__(self, *args: Any, comments: Sequence[Comment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comments = comments
        choices = [("", _("still open")), *Comment.Settlement.choices]
        for comment in comments:
            self.fields[f"settle-{comment.pk}"] = forms.ChoiceField(
                label=_("Settled how"), choices=choices, required=False, widget=forms.RadioSelect()
            )
            self.fields[f"answer-{comment.pk}"] = forms.CharField(
                label=_("In a word"), required=False, strip=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
            )

    def rows(self) -> dict[int, tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each comment, by its id."""
        return {comment.pk: (self[f"settle-{comment.pk}"], self[f"answer-{comment.pk}"]) for comment in self.comments}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for comment in self.comments:
            how, answer = given.get(f"settle-{comment.pk}", ""), given.get(f"answer-{comment.pk}", "").strip()
            if how == Comment.Settlement.NOT_TAKEN and not answer:
                self.add_error(f"answer-{comment.pk}", gettext("Say in a word why a comment is not taken up; the reviewer reads it."))
            if answer and not how:
                self.add_error(f"settle-{comment.pk}", gettext("Say whether the text was changed."))
        return given

    @property
    def settled(self) -> dict[int, tuple[str, str]]:
        """The comments settled, by their ids: how, and in a word."""
        chosen = {comment.pk: self.cleaned_data[f"settle-{comment.pk}"] for comment in self.comments}
        return {pk: (how, self.cleaned_data[f"answer-{pk}"]) for pk, how in chosen.items() if how}
