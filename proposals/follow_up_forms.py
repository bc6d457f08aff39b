"""Forms of promises (承诺事项) and supervision (督办)."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.forms import DateInput, DeskForm

ROWS = {"rows": 4}


class PromiseForm(DeskForm):
    """One sentence of a signed text, with who answers for it and until when."""

    sentence = forms.CharField(label=_("Sentence of the signed text"), widget=forms.Textarea(attrs=ROWS))
    owner = forms.CharField(label=_("In charge"), max_length=100, help_text=_("The person or office of the department."))
    due_on = forms.DateField(label=_("To be kept by"), widget=DateInput())


class ReportForm(DeskForm):
    """How far a promise has come: so far, done, or changed."""

    STEPS = [("progress", _("Progress so far")), ("keep", _("It is kept")), ("change", _("It cannot be kept as promised"))]

    step = forms.ChoiceField(label=_("What is reported"), choices=STEPS, widget=forms.RadioSelect, initial="progress")
    text = forms.CharField(
        label=_("What was done, or why it changed"),
        widget=forms.Textarea(attrs=ROWS),
        error_messages={"required": _("Please write what was done.")},
    )
    on = forms.DateField(label=_("As of"), widget=DateInput(), initial=timezone.localdate)
    upload = forms.FileField(
        label=_("Evidence"), required=False, help_text=_("Needed once it is kept; a change needs the report that the leader has signed.")
    )


class ConfirmForm(DeskForm):
    word = forms.CharField(label=_("What the proposer said"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class PriorityForm(DeskForm):
    sponsor = forms.CharField(label=_("Sponsoring leader"), max_length=50)
    office = forms.CharField(label=_("Office"), max_length=100, help_text=_("Such as 市人大常委会副主任."))
    chosen_by = forms.CharField(label=_("Chosen by"), max_length=100, help_text=_("Such as 市人大常委会主任会议."))
    chosen_on = forms.DateField(label=_("Chosen on"), widget=DateInput(), initial=timezone.localdate)


class SuperviseForm(DeskForm):
    department = forms.ChoiceField(label=_("Department"))
    question = forms.CharField(
        label=_("What it is to account for"),
        widget=forms.Textarea(attrs=ROWS),
        error_messages={"required": _("Please write what the department is to account for.")},
    )
    due_on = forms.DateField(label=_("Answer by"), widget=DateInput())


class AccountForm(DeskForm):
    text = forms.CharField(
        label=_("Account"),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Please write the account that was asked for.")},
    )
    upload = forms.FileField(label=_("Attachment"), required=False)


class AskAgainForm(DeskForm):
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs=ROWS),
        error_messages={"required": _("Please write a reason; the person concerned will read it.")},
    )
    due_on = forms.DateField(label=_("Answer by"), widget=DateInput())
