"""Forms between the departments of a case: an opinion with its files, sending one back, a disagreement and its decision."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms import DateInput, DeskForm, ManyFilesField, OpinionForm, ReasonForm
from proposals.models import Assignment, SendingBack


class OpinionWithFilesForm(OpinionForm):
    """The text of an opinion and its files."""

    uploads = ManyFilesField(
        label=_("Files"), required=False, help_text=_("Tables, maps, approvals. A text that is given again comes with its own files.")
    )


class SendBackForm(ReasonForm):
    """On what ground an opinion goes back, and what is to be done about it."""

    ground = forms.ChoiceField(
        label=_("Ground"), choices=SendingBack.choices, widget=forms.RadioSelect(), error_messages={"required": _("Choose a ground.")}
    )
    field_order = ("ground", "reason")


class DisagreementForm(DeskForm):
    against = forms.ModelChoiceField(Assignment.objects.none(), label=_("Other side"), empty_label=None)
    reason = forms.CharField(
        label=_("What the other side says, and why your department does not agree"), widget=forms.Textarea(attrs={"rows": 5})
    )
    wanted = forms.CharField(label=_("What your department wants"), widget=forms.Textarea(attrs={"rows": 3}))
    about_text = forms.BooleanField(
        label=_("It concerns the text of the reply"),
        required=False,
        initial=True,
        help_text=_("The draft is then not sent for review before the coordinator has decided, or has let the lead go on."),
    )

    def __init__(self, *args: Any, sides: Iterable[Assignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(sides)
        field = self.fields["against"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Assignment.objects.filter(pk__in=[one.pk for one in found]).select_related("department")


class DecisionOnDisagreementForm(DeskForm):
    """What was decided, and the meeting before it, where there was one."""

    decision = forms.CharField(
        label=_("Decision taken"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write the decision; both departments will read it.")},
    )
    met_on = forms.DateField(label=_("Meeting held on"), required=False, widget=DateInput())
    participants = forms.CharField(label=_("Who took part"), required=False, max_length=300)
