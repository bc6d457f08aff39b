"""Forms of what a department asks of the assigning body."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms import DateInput, DepartmentField, DeskForm


class ObjectionForm(DeskForm):
    """退办: why the case is not the department's own, and whose it is."""

    reason = forms.CharField(label=_("Why the case is not your department's"), widget=forms.Textarea(attrs={"rows": 5}))
    suggested = DepartmentField(
        label=_("Department that should handle it"),
        required=False,
        widget=forms.TextInput(attrs={"list": "departments", "autocomplete": "off"}),
    )


class ExtensionForm(DeskForm):
    """延期: until when, within what the rules allow, and why."""

    until = forms.DateField(label=_("Until"), widget=DateInput())
    reason = forms.CharField(label=_("Why the time does not suffice"), widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, due_on: date | None, latest: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if due_on and latest:
            self.fields["until"].widget.attrs |= {"min": (due_on + timedelta(days=1)).isoformat(), "max": latest.isoformat()}


class ToldForm(DeskForm):
    """告知提案人: when and how the proposer was told of the longer date."""

    told_on = forms.DateField(label=_("Told on"), widget=DateInput())
    how = forms.CharField(label=_("How the proposer was told"), max_length=100, help_text=_("Such as: by telephone, the proposer agrees."))
