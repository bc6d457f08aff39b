"""What the public list is narrowed to, all of it in its address, and how many replies each value of a condition would give."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import django_filters
from django.db.models import Count, F, Q, QuerySet
from django.forms.widgets import CheckboxSelectMultiple, TextInput
from django.utils.translation import gettext_lazy as _

from proposals.facets import Choice, Facet
from proposals.filters import outcomes
from proposals.forms import DeskForm
from proposals.models import Department, ProposalKind, Session
from replies import searching
from replies.models import Publication

CASE = "reply__assignment__proposal"
COLUMNS = {
    "year": "published_at__year",
    "kind": f"{CASE}__kind",
    "field": f"{CASE}__category",
    "department": "reply__assignment__department",
    "result": "reply__outcome",
    "session": f"{CASE}__session",
}
NEWEST = ("-published_at", "-pk")
# How the list can be sorted; the newest first unless the address says otherwise.
ORDERS = {
    "answered": (F("reply__issued_on").desc(nulls_last=True), *NEWEST),
    "number": (f"-{CASE}__session", f"{CASE}__kind", f"{CASE}__case_no", "pk"),
}


def _boxes(name: str, label: Any) -> Any:
    return django_filters.MultipleChoiceFilter(label=label, field_name=COLUMNS[name], widget=CheckboxSelectMultiple, distinct=False)


class PublicFilter(django_filters.FilterSet):
    """Of public pages those that meet every condition; of the values of one condition, any. Only what has a public page can be chosen."""

    q = django_filters.CharFilter(
        label=_("Find a reply"),
        method="by_words",
        widget=TextInput(attrs={"type": "search", "placeholder": _("Words of the title or the text")}),
    )
    year = _boxes("year", _("Year"))
    kind = _boxes("kind", _("Kind"))
    field = _boxes("field", _("Field"))
    department = _boxes("department", _("Department"))
    result = _boxes("result", _("Handling result"))
    session = _boxes("session", _("Session"))

    class Meta:
        model = Publication
        fields: list[str] = []
        form = DeskForm

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, labels in self._labels.items():
            there = {str(row[name]) for row in self._rows}
            self.form.fields[name].choices = [(value, label) for value, label in labels if value in there]

    def by_words(self, rows: QuerySet[Publication], _name: str, value: str) -> QuerySet[Publication]:
        return searching.matching(rows, searching.words_of(value))

    @property
    def words(self) -> list[str]:
        return searching.words_of(self.data.get("q", "").replace("\0", ""))  # which no field takes, and PostgreSQL neither

    @cached_property
    def found(self) -> QuerySet[Publication]:
        """The rows in the order that is asked for; none where the address holds what is no value."""
        rows: QuerySet[Publication] = self.qs if self.form.is_valid() else self.queryset.none()
        return rows.order_by(*ORDERS.get(self.data.get("sort", ""), NEWEST))

    @cached_property
    def chosen(self) -> Mapping[str, list[str]]:
        """Condition → its values; those that are not set are left out."""
        given = self.form.cleaned_data if self.form.is_valid() else {}
        return {name: given[name] for name in COLUMNS if given.get(name)}

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        """All public pages by their values, with how many there are and in how many of them the words stand. One query."""
        every = self.queryset.order_by()
        found = Q(pk__in=searching.matching(every, self.words).values("pk")) if self.words else Q(pk__isnull=False)
        values = {name: F(column) for name, column in COLUMNS.items()}
        named = {f"of_{name}": column for name, column in values.items()}
        rows = every.values(**named).annotate(every=Count("pk"), n=Count("pk", filter=found))
        return [{name.removeprefix("of_"): value for name, value in row.items()} for row in rows]

    @cached_property
    def _labels(self) -> dict[str, list[tuple[str, Any]]]:
        """The values of each condition with their words, in the order in which they show."""
        departments = Department.objects.filter(pk__in=self._values("department")).order_by("full_name")
        sessions = Session.objects.filter(pk__in=self._values("session"))
        fields = Counter[str]()
        for row in self._rows:
            fields[row["field"]] += row["every"]
        return {
            "year": [(str(year), _("in %(year)s") % {"year": year}) for year in sorted(self._values("year"), reverse=True)],
            "kind": [(str(value), label) for value, label in ProposalKind.choices],
            "field": [(field, field) for field, _n in fields.most_common() if field],
            "department": [(str(one.pk), one.full_name) for one in departments],
            "result": [(one.code, one.label if one.label == one.meaning else f"{one.label} {one.meaning}") for one in outcomes()],
            "session": [(str(one.pk), one.label) for one in sessions],
        }

    def _values(self, name: str) -> set[Any]:
        return {row[name] for row in self._rows}

    @property
    def facets(self) -> list[Facet]:
        """What can be chosen and what is; each counts under the words and all other conditions."""
        counted: Counter[tuple[str, str]] = Counter()
        for row, lacking in self._lacking():
            for name in COLUMNS if not lacking else lacking if len(lacking) == 1 else ():
                counted[name, str(row[name])] += row["n"]
        made = []
        for name, labels in self._labels.items():
            of = self.chosen.get(name, [])
            choices = [Choice(value, label, counted[name, value], value in of) for value, label in labels]
            shown = [choice for choice in choices if choice.count or choice.chosen]
            if len(shown) > 1 or of:
                made.append(Facet(name, self.form.fields[name].label or "", shown))
        return made

    def _lacking(self) -> list[tuple[dict[str, Any], list[str]]]:
        """Each row with the conditions that it does not meet."""
        return [(row, [name for name, values in self.chosen.items() if str(row[name]) not in values]) for row in self._rows]

    def without(self) -> list[tuple[str, int]]:
        """For each condition that is set, how many there were if it alone were not."""
        rows = self._lacking()
        found = [(name, sum(row["n"] for row, lacking in rows if set(lacking) <= {name})) for name in self.chosen]
        words = [("q", sum(row["every"] for row, lacking in rows if not lacking))] if self.words else []
        return [*words, *found]

    def words_for(self, name: str) -> str:
        """What a condition is set to, in words."""
        return "、".join(words.strip("“”") for of, _value, words in self.chips if of == name)

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """(condition, value, words) of everything that the list is narrowed to."""
        words = [("q", self.data["q"], f"“{self.data['q'].strip()}”")] if self.words else []
        labels = {name: dict(of) for name, of in self._labels.items()}
        return words + [(name, value, str(labels[name].get(value, value))) for name, values in self.chosen.items() for value in values]
