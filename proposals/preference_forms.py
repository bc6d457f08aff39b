"""What a person chooses for the own account: how pages look, which keys work, which language they speak."""

from django import forms

from proposals.forms import DeskForm
from proposals.models import User


class PreferencesForm(DeskForm, forms.ModelForm):  # type: ignore[type-arg]  # takes no parameter while it runs
    class Meta:
        model = User
        fields = ("appearance", "high_contrast", "single_keys", "language")
        widgets = {"appearance": forms.RadioSelect, "language": forms.RadioSelect}
