"""Forms of the text for the public, and of what is looked for on the public pages."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.forms import DeskForm
from proposals.models import Department, ProposalKind, Session
from replies import searching
from replies.disclosure import Choice, Decision, Topic
from replies.models import Publication, PublicText

CHOICE_LABELS = {Choice.MASK: _("mask it"), Choice.REMOVE: _("take it out"), Choice.KEEP: _("let it stay")}


class PublicTextForm(DeskForm):
    """The text for the public over text `base`."""

    base = forms.IntegerField(widget=forms.HiddenInput())
    mode = forms.ChoiceField(label=_("What is published"), choices=PublicText.Mode.choices, widget=forms.RadioSelect())
    reason = forms.CharField(label=_("Why a summary"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    title = forms.CharField(label=_("Title of the letter"), strip=False)
    addressee = forms.CharField(label=_("To"), required=False, widget=forms.Textarea(attrs={"rows": 1}))
    body = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 24, "class": "draft-body", "spellcheck": "false"}), strip=False
    )
    attachments = forms.CharField(
        label=_("Attachments"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("A line that begins with 【附件】 is the title of an attachment."),
    )


class DecisionsForm(DeskForm):
    """A choice for each thing found, and the reason where it stays. What is not chosen stays open."""

    base = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, topics: Sequence[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics
        for n, topic in enumerate(topics):
            choices = [("", _("later")), *((one.value, CHOICE_LABELS[one]) for one in topic.choices)]
            self.fields[f"choice{n}"] = forms.ChoiceField(label=topic.text[:40], choices=choices, required=False)
            self.fields[f"reason{n}"] = forms.CharField(label=_("Why it may stay"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for n, topic in enumerate(self.topics):
            if given.get(f"choice{n}") == Choice.KEEP and not given.get(f"reason{n}", "").strip():
                self.add_error(f"reason{n}", gettext("Say why “%s” may stay.") % topic.text[:40])
        return given

    @property
    def decisions(self) -> list[Decision]:
        given = self.cleaned_data
        return [
            Decision(
                topic.kind.value, topic.text, given[f"choice{n}"], given[f"reason{n}"].strip() if given[f"choice{n}"] == Choice.KEEP else ""
            )
            for n, topic in enumerate(self.topics)
            if given[f"choice{n}"]
        ]

    @property
    def rows(self) -> list[tuple[Topic, forms.BoundField, forms.BoundField | None]]:
        """(topic, choice, reason); no reason is asked where the topic may not stay."""
        return [
            (topic, self[f"choice{n}"], self[f"reason{n}"] if Choice.KEEP in topic.choices else None) for n, topic in enumerate(self.topics)
        ]


class PublicFilter(django_filters.FilterSet):
    """What the public list is narrowed to; all of it stands in the address. Only what has a public page can be chosen."""

    q = django_filters.CharFilter(label=_("Find a reply"), method="by_words")
    year = django_filters.ChoiceFilter(label=_("Year"), empty_label=_("all"), method="by_year")
    session = django_filters.ModelChoiceFilter(
        label=_("Session"), queryset=Session.objects.none(), field_name="reply__assignment__proposal__session", empty_label=_("all")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=ProposalKind.choices, field_name="reply__assignment__proposal__kind", empty_label=_("all")
    )
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), queryset=Department.objects.none(), field_name="reply__assignment__department", empty_label=_("all")
    )
    field = django_filters.ChoiceFilter(label=_("Field"), field_name="reply__assignment__proposal__category", empty_label=_("all"))

    class Meta:
        model = Publication
        fields: list[str] = []
        form = DeskForm

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = self.queryset.order_by()
        fields = self.form.fields
        case = "reply__assignment__proposal"
        fields["session"].queryset = Session.objects.filter(pk__in=there.values(f"{case}__session"))
        fields["department"].queryset = Department.objects.filter(pk__in=there.values("reply__assignment__department")).order_by(
            "full_name"
        )
        years = sorted({day.year for day in there.dates("published_at", "year")}, reverse=True)
        categories = there.exclude(**{f"{case}__category": ""}).values_list(f"{case}__category", flat=True)
        fields["year"].choices = [("", _("all")), *((str(year), str(year)) for year in years)]
        fields["field"].choices = [("", _("all")), *((one, one) for one in sorted(set(categories.distinct())))]

    def by_words(self, rows: QuerySet[Publication], _name: str, value: str) -> QuerySet[Publication]:
        return searching.matching(rows, searching.words_of(value))

    def by_year(self, rows: QuerySet[Publication], _name: str, value: str) -> QuerySet[Publication]:
        return rows.filter(published_at__year=int(value))
