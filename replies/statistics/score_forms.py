"""The table of points as a form: a row of fields for each of its rows."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.forms import DeskForm
from replies.statistics.measures import MEASURES
from replies.statistics.scores import LONGEST, MOST_POINTS, MOST_ROWS, parse_scores

KINDS = [
    ("rate", _("rate: loses points for every percent short of 100")),
    ("count", _("count: points for every one counted, up to the limit")),
    ("entered", _("entered by hand")),
]


def _points(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=-MOST_POINTS, max_value=MOST_POINTS, max_digits=5, decimal_places=2, **options)


class TableForm(DeskForm):
    name = forms.CharField(label=_("Name"), max_length=100)


class RowForm(DeskForm):
    """One row. The code is what points entered by hand are kept under; it is given once and never shown."""

    code = forms.CharField(widget=forms.HiddenInput(), max_length=LONGEST, required=False)
    name = forms.CharField(label=_("Row"), max_length=50)
    kind = forms.ChoiceField(label=_("Scored by"), choices=KINDS, initial="entered")
    measure = forms.ChoiceField(
        label=_("Measure"), required=False, choices=[("", "—"), *((measure.code, measure.name) for measure in MEASURES)]
    )
    points = _points(label=_("Points"))
    each = _points(label=_("Points for each"), required=False)
    article = forms.CharField(label=_("By which rule"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not given.get("DELETE"):
            try:
                parse_scores([self.as_row("one")])
            except ValidationError as error:
                # Its place is seen by where it stands.
                raise ValidationError([message.partition("：")[2] or message for message in error.messages]) from error
        return given

    def as_row(self, code: str) -> dict[str, Any]:
        """As the table keeps it, under this code."""
        given = self.cleaned_data
        row: dict[str, Any] = {
            "code": code,
            "name": given["name"],
            "kind": given["kind"],
            "points": _number(given["points"]),
        }
        if given["kind"] != "entered":
            row |= {"measure": given["measure"], "each": _number(given["each"] or Decimal(0))}
        return row | ({"article": given["article"]} if given["article"] else {})


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


class _RowFormSet(BaseFormSet):  # type: ignore[type-arg]  # Django's own takes no argument
    def add_fields(self, form: RowForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Leave the row out")
        form.fields["DELETE"].widget.attrs["class"] = "form-check-input"

    def clean(self) -> None:
        if not any(self.errors) and not self._kept():
            raise ValidationError(gettext("The table needs at least one row."))

    def _kept(self) -> list[RowForm]:
        return [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Those that stay, each with a code of its own."""
        kept = self._kept()
        taken = {form.cleaned_data["code"] for form in kept}
        free = (code for number in range(1, 2 * MOST_ROWS + 2) if (code := f"row{number}") not in taken)
        return [form.as_row(form.cleaned_data["code"] or next(free)) for form in kept]


RowFormSet = formset_factory(RowForm, formset=_RowFormSet, extra=0, max_num=MOST_ROWS, validate_max=True, can_delete=True)
