"""Forms of the list of cases."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms import DeskForm
from proposals.models import SavedView


class ViewForm(DeskForm):
    name = forms.CharField(
        label=_("Name of the view"),
        max_length=SavedView._meta.get_field("name").max_length,
        help_text=_("Short, such as 本月答复; it stands above the list."),
        error_messages={"required": _("Please give the view a name.")},
    )
    shared = forms.BooleanField(
        label=_("Share it with my department"),
        required=False,
        help_text=_("The others see it above their list and cannot change it. Each sees only the cases that are his or hers to see."),
    )
    first = forms.BooleanField(label=_("Open the list with this view"), required=False)
    take = forms.BooleanField(label=_("Put the conditions, columns and order of the list as it is now into the view"), required=False)
