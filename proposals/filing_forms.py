"""The forms of 立案: what is decided before a case is assigned, and that it is passed on afterwards."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms import DeskForm
from proposals.models import FilingDecision


class FilingForm(DeskForm):
    """Whether a case is filed. What must go with what is said by the action."""

    decision = forms.ChoiceField(
        label=_("Whether it is filed"), choices=FilingDecision.Decision.choices, widget=forms.RadioSelect, initial="filed"
    )
    ground = forms.ChoiceField(
        label=_("Ground"), required=False, choices=[("", _("only where it is not filed")), *FilingDecision.Ground.choices]
    )
    note = forms.CharField(
        label=_("Explanation"), required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("The proposers will read it.")
    )


class PassOnForm(DeskForm):
    """Passes on a case whose filing was decided."""

    decision = forms.ChoiceField(choices=[(FilingDecision.Decision.CONVERTED,) * 2], widget=forms.HiddenInput, initial="converted")
    note = forms.CharField(
        label=_("Whom it is passed on to, and why"),
        widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
        help_text=_("The proposers will read it."),
    )
