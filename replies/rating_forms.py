"""Forms of ratings: by the scales of the rule set, for a proposer or for a clerk with a paper form, and of what comes of a bad one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.forms import DateInput, DeskForm
from proposals.models import Assignment, RuleSet
from replies.models import Settlement
from replies.models.feedback import ASPECTS
from replies.ratings import LONGEST, OPTIONAL, Given

GRADES = "grade_"


class RatingForm(DeskForm):
    """A row of grades for everything that is rated, best first."""

    reasons = forms.CharField(
        label=_("Reasons, where you are dissatisfied"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    remarks = forms.CharField(
        label=_("What you wish to say besides"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, rules: RuleSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scales = rules.rating_scales
        for name, grades in scales.items():
            self.fields[f"{GRADES}{name}"] = forms.ChoiceField(
                label=f"对{ASPECTS[name]}",
                required=name not in OPTIONAL or len(scales) == 1,
                choices=[(grade.code, grade.label) for grade in grades],
                widget=forms.RadioSelect(),
                error_messages={"required": _("Please choose one of these.")},
            )

    @property
    def scales(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(GRADES)]

    @property
    def given(self) -> Given:
        grades = {name.removeprefix(GRADES): value for name, value in self.cleaned_data.items() if name.startswith(GRADES) and value}
        return Given(grades, self.cleaned_data["reasons"], self.cleaned_data["remarks"])


class PaperForm(RatingForm):
    """What a clerk reads off a form that came back on paper."""

    received_on = forms.DateField(label=_("The form came in on"), widget=DateInput(), initial=timezone.localdate)
    scan = forms.FileField(label=_("Scan of the form"), help_text=_("PDF, JPEG or PNG, at most 10 MB."))


class CorrectionForm(PaperForm):
    """The same over again, with what was wrong; without a new scan the one that is there counts."""

    because = forms.CharField(label=_("What was entered wrongly"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan"].required = False


class SettleForm(DeskForm):
    """Whether an answer that somebody is dissatisfied with is worked on again, by whom, and why or why not."""

    decision = forms.ChoiceField(
        label=_("What becomes of the answer"),
        choices=[("rework", _("Have it handled again")), ("stands", _("The answer stands"))],
        widget=forms.RadioSelect(),
    )
    department = forms.ModelChoiceField(label=_("Whose answer is given again"), queryset=Assignment.objects.none(), required=False)
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("The department reads it; it stands in the record.")
    )

    def __init__(self, *args: Any, tasks: Sequence[Assignment], chosen: Assignment, may_stand: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_stand:
            self.fields["decision"].choices = [("rework", _("Have it handled again"))]  # type: ignore[attr-defined]  # a ChoiceField
            self.fields["decision"].initial = "rework"
        if len(tasks) < 2:
            del self.fields["department"]
        else:
            field = self.fields["department"]
            field.queryset = Assignment.objects.filter(pk__in=[task.pk for task in tasks]).select_related("department")  # type: ignore[attr-defined]  # a ModelChoiceField
            field.initial, field.required = chosen.pk, True


class MeetingForm(DeskForm):
    """座谈 or 评估 about an answer that still does not satisfy."""

    kind = forms.ChoiceField(
        label=_("What was held"), choices=[(kind.value, kind.label) for kind in Settlement.MET], widget=forms.RadioSelect()
    )
    held_on = forms.DateField(label=_("Held on"), widget=DateInput())
    participants = forms.CharField(label=_("Who took part"), max_length=200)
    result = forms.CharField(label=_("What came of it"), widget=forms.Textarea(attrs={"rows": 5}))
