"""The filter of the printing room."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from proposals.models import ProposalKind
from replies.models import Reply
from replies.states import ReplyState

AT_PRESS = (ReplyState.SIGNED, ReplyState.NUMBERED, ReplyState.PRINTED)


class PrintingFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("state"),
        choices=[(state.value, state.label) for state in AT_PRESS],
        empty_label=_("All"),
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

    def with_words(self, rows: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        """Every word occurs in the number or the title of the case."""
        for word in words.split():
            rows = rows.filter(Q(assignment__proposal__title__icontains=word) | Q(assignment__proposal__case_no__icontains=word))
        return rows
