"""The filters of the printing room and of the collection volumes."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from proposals.models import Department, ProposalKind, Session
from replies.models import Reply
from replies.states import IN_REVIEW, ReplyState

SELECT = {"class": "form-select"}
LONGEST_ID = 18  # digits
AT_PRESS = (ReplyState.SIGNED, ReplyState.NUMBERED, ReplyState.PRINTED)
UNSIGNED = (ReplyState.DRAFTING, *IN_REVIEW)
NOT_PRINTED = (*UNSIGNED, ReplyState.SIGNED, ReplyState.NUMBERED)


class PrintingFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("state"),
        method="with_state",
        choices=[
            *((state.value, state.label) for state in AT_PRESS),
            ("unsigned", _("Not signed yet")),
            ("unprinted", _("All not printed")),
        ],
        empty_label=_("From the signature on"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    kind = django_filters.ChoiceFilter(
        label=_("kind"),
        field_name="assignment__proposal__kind",
        choices=ProposalKind.choices,
        empty_label=_("All"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    words = django_filters.CharFilter(
        label=_("Number or title"), method="with_words", widget=forms.TextInput(attrs={"class": "form-control"})
    )

    class Meta:
        model = Reply
        fields = ("state", "kind", "words")

    def with_state(self, rows: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        return rows.filter(state__in={"unsigned": UNSIGNED, "unprinted": NOT_PRINTED}.get(state, (state,)))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data["state"] else rows.filter(state__in=AT_PRESS)

    def with_words(self, rows: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        """Every word occurs in the number or the title of the case."""
        for word in words.split():
            rows = rows.filter(Q(assignment__proposal__title__icontains=word) | Q(assignment__proposal__case_no__icontains=word))
        return rows


class RowsField(django_filters.fields.ModelMultipleChoiceField):
    """Rows by their ids. A longer number than the database holds is no row."""

    def clean(self, value: Any) -> Any:
        if any(len(pk) > LONGEST_ID for pk in value or ()):
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list")
        return super().clean(value)


class RowsFilter(django_filters.ModelMultipleChoiceFilter):
    field_class = RowsField


class VolumeFilter(django_filters.FilterSet):
    """What goes into a collection volume. Sessions, departments and years are those of the replies that may."""

    session = django_filters.ModelChoiceFilter(
        label=_("session"), field_name="assignment__proposal__session", empty_label=_("All"), widget=forms.Select(attrs=SELECT)
    )
    kind = django_filters.ChoiceFilter(
        label=_("kind"),
        field_name="assignment__proposal__kind",
        choices=ProposalKind.choices,
        empty_label=_("All"),
        widget=forms.Select(attrs=SELECT),
    )
    department = django_filters.ModelChoiceFilter(
        label=_("department"), field_name="assignment__department", empty_label=_("All"), widget=forms.Select(attrs=SELECT)
    )
    year = django_filters.ChoiceFilter(
        label=_("year"), field_name="issued_on", lookup_expr="year", empty_label=_("All"), widget=forms.Select(attrs=SELECT)
    )
    reply = RowsFilter(field_name="pk", to_field_name="pk", widget=forms.MultipleHiddenInput())

    class Meta:
        model = Reply
        fields = ("session", "kind", "department", "year", "reply")

    def __init__(self, data: Any, *, queryset: QuerySet[Reply]) -> None:
        super().__init__(data, queryset=queryset)
        rows = queryset.order_by()
        self.filters["session"].queryset = Session.objects.filter(pk__in=rows.values("assignment__proposal__session"))
        self.filters["department"].queryset = Department.objects.filter(pk__in=rows.values("assignment__department"))
        self.filters["reply"].queryset = queryset
        years = [(str(day.year), f"{day.year}") for day in rows.filter(issued_on__isnull=False).dates("issued_on", "year", order="DESC")]
        self.filters["year"].extra["choices"] = years
