"""The forms of the figures: what is counted and how it is parted, points by hand, the report's own words."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.forms import DateInput, DeskForm
from proposals.models import Department, ProposalKind, Session, User
from replies.statistics.choice import Choice
from replies.statistics.dimensions import DIMENSIONS
from replies.statistics.scores import Scheme
from replies.statistics.units import TASK

ANY = [("", _("all"))]
FIRST_YEAR, MOST_TEXT = 2000, 20_000


class ChoiceForm(DeskForm):
    """Which tasks are counted; sessions and departments are those of the tasks that the person counts."""

    session = forms.ModelChoiceField(label=_("Session"), queryset=Session.objects.none(), required=False, empty_label=_("all"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *ProposalKind.choices], required=False)
    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none(), required=False, empty_label=_("all"))
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=[*ANY, ("True", _("Priority case")), ("False", _("Ordinary"))],
        coerce=lambda text: text == "True",
        empty_value=None,
        required=False,
    )
    assigned_from = forms.DateField(label=_("Assigned from"), widget=DateInput(), required=False)
    assigned_to = forms.DateField(label=_("Assigned to"), widget=DateInput(), required=False)
    due_from = forms.DateField(widget=forms.HiddenInput(), required=False)
    due_to = forms.DateField(widget=forms.HiddenInput(), required=False)
    outcome = forms.CharField(widget=forms.HiddenInput(), max_length=20, required=False)
    rules = forms.RegexField("^[0-9]{1,9}(,[0-9]{1,9})*$", widget=forms.HiddenInput(), max_length=500, required=False)
    by = forms.ChoiceField(
        label=_("Parted by"), choices=[(one.code, one.name) for one in DIMENSIONS.values()], required=False, initial="department"
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        rows = TASK.rows(user)
        fields: Any = self.fields
        fields["session"].queryset = Session.objects.filter(pk__in=rows.values("proposal__session"))
        fields["department"].queryset = Department.objects.filter(pk__in=rows.values("department"))

    @property
    def choice(self) -> Choice:
        """What could be read; a field with an error leaves its condition out, and the page says so."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if name != "by"}
        return Choice(**{name: getattr(value, "pk", value) for name, value in given.items()})

    @property
    def dimension(self) -> Any:
        self.is_valid()
        return DIMENSIONS[self.cleaned_data.get("by") or "department"]


class YearForm(DeskForm):
    """A year of one assigning body; without an answer, this year and the first body."""

    body = forms.ChoiceField(label=_("Assigning body"), required=False)
    year = forms.IntegerField(label=_("year"), min_value=FIRST_YEAR, required=False)

    def __init__(self, data: Any, *, bodies: Any) -> None:
        super().__init__(data)
        fields: Any = self.fields
        self.bodies: dict[str, Department] = {f"{body.pk}": body for body in bodies}
        fields["body"].choices = list(self.bodies.items())
        fields["year"].max_value = date.max.year

    @property
    def chosen(self) -> tuple[Department | None, int]:
        self.is_valid()
        year = self.cleaned_data.get("year") or timezone.localdate().year
        fallback = next(iter(self.bodies.values()), None)
        return self.bodies.get(self.cleaned_data.get("body", ""), fallback), min(year, timezone.localdate().year + 1)


class PointsForm(DeskForm):
    """Points by hand in one row of the table."""

    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none())
    row = forms.ChoiceField(label=_("Row"))
    points = forms.DecimalField(label=_("Points"), max_digits=5, decimal_places=1)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)

    def __init__(self, data: Any, *, scheme: Scheme, departments: Any) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["department"].queryset = departments
        fields["row"].choices = [(row.code, row.name) for row in scheme.rows if row.kind == "entered"]


class ReportForm(DeskForm):
    """What the body adds to its report."""

    addressee = forms.CharField(label=_("Addressee"), max_length=100, required=False)
    paragraphs = forms.CharField(label=_("Own paragraphs"), widget=forms.Textarea(attrs={"rows": 10}), max_length=MOST_TEXT, required=False)
