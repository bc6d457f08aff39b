"""The form of a year's calendar."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.forms import DeskForm


class TextFileField(forms.FileField):
    """A small file of text, read as UTF-8 or as the Chinese editions of Windows write it; empty where none was chosen."""

    LARGEST = 64 * 1024

    def clean(self, data: Any, initial: Any = None) -> str:
        file = super().clean(data, initial)
        if not file:
            return ""
        if file.size > self.LARGEST:
            raise forms.ValidationError(gettext("The file is too large for a list of days."))
        content = file.read()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return str(content.decode(encoding))
            except UnicodeDecodeError:
                continue
        raise forms.ValidationError(gettext("The file is no text."))


class CalendarForm(DeskForm):
    """The days off and the worked weekends of a year, a line for each holiday, or a file with a row for each day."""

    off = forms.CharField(
        label=_("Days off"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_("A line for each holiday: 1月1日—1月3日 元旦"),
    )
    worked = forms.CharField(
        label=_("Weekends worked"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A line for each day: 1月4日 元旦"),
    )
    file = TextFileField(
        label=_("Or from a file"),
        required=False,
        help_text=_("CSV with the columns date, kind (休 or 班) and name; it takes the place of the lines."),
    )
    source = forms.CharField(label=_("Announcement"), max_length=200, help_text=_("Its title or number."))
