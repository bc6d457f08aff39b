"""The conditions of the list of cases. They are in the address of the page, so that a list can be kept and sent."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.db.models import Case, Exists, F, FilteredRelation, OrderBy, OuterRef, Q, QuerySet, Value, When
from django.forms.widgets import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from proposals import case_index
from proposals.forms import DateInput, DeskForm
from proposals.kept import Kept
from proposals.list_rows import own_department
from proposals.models import Assignment, Department, DepartmentListing, Listing, Proposal, ProposalKind, RuleSet, Session, User
from proposals.pairs import words_of
from proposals.querysets import among
from proposals.rules import Outcome
from proposals.states import CASE_ENDED, IN_HAND, AssignmentState, CaseState

DUE = [("late", _("Overdue")), ("week", _("This week")), ("month", _("This month")), ("later", _("After this month"))]
# Newest meeting first and by number within it; and by due date, with what has none at the end.
BY_NUMBER = ("-listing__term", "-listing__meeting", "listing__kind", "listing__case_no", "pk")
BY_DUE = (OrderBy(F("open_due"), nulls_last=True), *BY_NUMBER)
FEW = 2000
AROUND = 18  # characters of the text on either side of a hit


def rows_of(reader: User, *, known: bool = False) -> QuerySet[Any]:
    """The narrow rows of the cases that the reader sees, one for each `proposal`, with `due` (see `with_due`) and with the reader's `part`:
    of the list of the own department where that is all, else of the list of everybody. `known`: only cases will be asked for that the
    reader sees; said once more, it would lead a database to begin with all of a body's cases."""
    own: QuerySet[Any] | None = DepartmentListing.objects.all_seen_by(reader)
    if own is not None:
        return own
    return with_part(Listing.objects.all() if known else Listing.objects.visible_to(reader), reader)


def with_part(rows: QuerySet[Any], reader: User) -> QuerySet[Any]:
    """Adds `due` and `part`, the mode of the own department's task, to rows of `Listing`."""
    found: QuerySet[Any] = with_due(rows, reader).annotate(part=Value("") if own_department(reader) is None else F("own_task__mode"))
    return found


def with_due(rows: QuerySet[Any], reader: User, name: str = "due", *, tasks: str = "tasks", listing: str = "") -> QuerySet[Any]:
    """Adds the due date that still runs for the reader: the own department's, else the earliest open answer; or null.

    Where the reader's department handles cases, its task is joined as `own_task`: a case has one at most. `tasks` and `listing` lead from
    the rows to the tasks of the case and to `Listing`.
    """
    department = own_department(reader)
    if department is None:
        plain: QuerySet[Any] = rows.annotate(**{name: F(f"{listing}open_due")})
        return plain
    # Not as a list of states: SQLite would look among all tasks of the department, for every case.
    held = Q(**{f"{tasks}__department": department}) & ~Q(**{f"{tasks}__state": AssignmentState.RETURNED})
    due = Case(
        When(**{f"{listing}state__in": CASE_ENDED}, then=Value(None)),
        When(own_task__state__in=IN_HAND, then=F("own_task__due_on")),
        When(own_task__isnull=True, then=F(f"{listing}open_due")),
    )
    found: QuerySet[Any] = rows.alias(own_task=FilteredRelation(tasks, condition=held)).annotate(**{name: due})
    return found


def with_open_due(cases: QuerySet[Proposal], reader: User) -> QuerySet[Proposal]:
    """Adds `open_due`, see `with_due`."""
    return with_due(cases, reader, "open_due", tasks="assignments", listing="listing__")


def due_range(which: str) -> tuple[date, date]:
    """The first and the last day of “overdue”, “this week” and so on. A week ends on Sunday; overdue days are in no other."""
    today = timezone.localdate()
    next_month = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    return {
        "late": (date.min, today - timedelta(days=1)),
        "week": (today, today + timedelta(days=6 - today.weekday())),
        "month": (today, next_month - timedelta(days=1)),
        "later": (next_month, date.max),
    }[which]


def due_condition(which: str, name: str = "open_due") -> Q:
    """The condition that the date `name` of a row lies in that range."""
    first, last = due_range(which)
    return Q(**{f"{name}__gte": first, f"{name}__lte": last})


def outcomes() -> list[Outcome]:
    """The results of all rule sets that a session has, each code once."""
    return list({outcome.code: outcome for rules in _used_rules().ask() for outcome in rules.outcome_scheme}.values())


@lru_cache
def _used_rules() -> Kept:
    used = Q(pk__in=Session.objects.values("suggestion_rules")) | Q(pk__in=Session.objects.values("proposal_rules"))
    return Kept(RuleSet.objects.filter(used).only("outcomes"))


def outcome_choices() -> list[tuple[str, str]]:
    """(code, label) of the results."""
    return [(outcome.code, outcome.label) for outcome in outcomes()]


def _boxes(label: Any, choices: Any) -> Any:
    return django_filters.MultipleChoiceFilter(label=label, choices=choices, widget=CheckboxSelectMultiple)


def _rows(label: Any, rows: Any) -> Any:
    return django_filters.ModelMultipleChoiceFilter(label=label, queryset=rows, widget=CheckboxSelectMultiple)


class Hit(NamedTuple):
    """A case in which the words stand, as `Listing` has it."""

    proposal: int
    session: int
    kind: str
    state: str
    outcome: str
    due: date | None
    part: str | None
    term: int
    meeting: int
    case_no: str

    def by_number(self) -> tuple[Any, ...]:
        """As `BY_NUMBER`."""
        return -self.term, -self.meeting, self.kind, self.case_no, self.proposal

    def by_due(self) -> tuple[Any, ...]:
        """As `BY_DUE`."""
        return self.due is None, self.due or date.max, *self.by_number()


class CaseFilter(django_filters.FilterSet):
    """Of a queryset of cases `with_open_due` those that meet every condition; of the values of one condition, any."""

    _few: list[Hit] | None = None

    q = django_filters.CharFilter(label=_("Words"))
    kind = _boxes(_("Kind"), ProposalKind.choices)
    state = _boxes(_("State"), CaseState.choices)
    due = _boxes(_("Due"), DUE)
    mode = _boxes(_("Part of the department"), Assignment.Mode.choices)
    outcome = _boxes(_("Handling result"), outcome_choices)
    session = _rows(_("Session"), Session.objects.all())
    department = _rows(_("Department"), Department.objects.all())
    due_from = django_filters.DateFilter(label=_("Due from"), widget=DateInput())
    due_to = django_filters.DateFilter(label=_("Due to"), widget=DateInput())

    class Meta:
        model = Proposal
        fields: list[str] = []
        form = DeskForm

    @cached_property
    def chosen(self) -> Mapping[str, Any]:
        """The values of the conditions; none where the address holds what is no value."""
        return self.form.cleaned_data if self.form.is_valid() else {}

    @property
    def words(self) -> list[str]:
        return words_of(self.chosen.get("q") or "")

    @property
    def active(self) -> list[tuple[str, str]]:
        """(name, words) of the conditions that are set."""
        return [(name, self._words_of(name, value)) for name, value in self.chosen.items() if value]

    def _words_of(self, name: str, value: Any) -> str:
        field = self.form.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            value = "、".join(map(str, value))
        elif isinstance(field, forms.MultipleChoiceField):
            labels = dict(field.choices)  # type: ignore[arg-type]  # plain pairs here
            value = "、".join(str(labels[one]) for one in value)
        return f"{field.label}：{value}"

    def filter_queryset(self, queryset: QuerySet[Proposal]) -> QuerySet[Proposal]:
        return queryset.filter(self.condition(self.chosen, "listing__", "open_due"))

    def condition(self, names: Collection[str], path: str, due: str) -> Q:
        """The conditions of these names, for cases or for `rows_of` them: `path` leads to `Listing`, `due` names the due date."""
        found, key = Q(), "pk" if path else "proposal"
        for name in names:
            value = self.chosen.get(name)
            if not value:
                continue
            if name == "q":
                found &= Q(**{f"{key}__in": self._hits.values("proposal") if isinstance(self._hits, QuerySet) else self._hits})
            elif name == "due":
                found &= any_of(due_condition(which, due) for which in value)
            elif name in ("due_from", "due_to"):
                found &= Q(**{f"{due}__{'gte' if name == 'due_from' else 'lte'}": value})
            elif name == "department" or (name == "mode" and not self.chosen.get("department")):
                found &= Q(**{f"{key}__in": self._tasks().values("proposal")})
            elif name != "mode":
                found &= Q(**{f"{path}{name}__in": value})
        return found

    @cached_property
    def _hits(self) -> Any:
        """The cases with the words that the reader sees: their keys where they are few (see `few`); else rows."""
        seen = rows_of(self.request.user).order_by()
        words = [bare(word) for word in self.words]
        if all(case_index.is_common(word, FEW) for word in words):
            # Added to nothing, the key is no key: each case is looked up in the hits as it comes, not each hit among the cases.
            found = seen.alias(key=F("proposal_id") + 0)
            for word in words:
                found = found.filter(case_index.stands_in(word, "key"))
            return found
        # Whether the reader sees it is asked of each hit: beside the words, a database would begin with all cases of a body.
        every = with_part(Listing.objects.order_by(), self.request.user)
        found = every.filter(Exists(seen.filter(proposal=OuterRef("pk")))) if seen.query.where else every
        for word in words:
            found = found.filter(pk__in=case_index.matching(word))
        hits = [Hit(*row) for row in found.values_list(*Hit._fields)[: FEW + 1]]
        if len(hits) > FEW:
            return found
        self._few = hits
        return among([hit.proposal for hit in hits])

    @property
    def few(self) -> list[Hit] | None:
        """The cases with the words where they are few: to count them and to put them in order needs no further question."""
        return self._few if self.words and self._hits is not None else None

    @property
    def listing(self) -> "QuerySet[Any]":
        """As `rows_of` the reader, with the words."""
        if not self.words:
            return rows_of(self.request.user)
        if isinstance(self._hits, QuerySet):
            return self._hits
        return rows_of(self.request.user, known=True).filter(proposal__in=self._hits)

    def _tasks(self) -> QuerySet[Assignment]:
        """Department and part mean one and the same task; a part alone is that of the reader's own department, where it handles cases."""
        tasks = Assignment._base_manager.exclude(state=AssignmentState.RETURNED).order_by()
        if departments := self.chosen["department"]:
            tasks = tasks.filter(department__in=[one.pk for one in departments])
        elif (own := own_department(self.request.user)) is not None:
            tasks = tasks.filter(department=own)
        return tasks.filter(mode__in=self.chosen["mode"]) if self.chosen["mode"] else tasks

    @property
    def page_order(self) -> tuple[Any, ...]:
        return BY_NUMBER if self.data.get("sort") == "number" else BY_DUE

    def keys(self, order: Iterable[Any]) -> "QuerySet[Any, int] | list[int]":
        """The keys of the cases in this order: to read a page of it costs no more than the page."""
        rows: QuerySet[Any] = self.qs
        if (order := tuple(order)) in (BY_DUE, BY_NUMBER):
            others = [name for name, value in self.chosen.items() if value and name != "q"]  # `listing` has it
            if not others and self.few is not None:
                return [hit.proposal for hit in sorted(self.few, key=Hit.by_due if order == BY_DUE else Hit.by_number)]
            # Off the index of the narrow table: a database that begins with the cases sorts them all.
            rows = self.listing.filter(self.condition(others, "", "due"))
            by_number = [one.replace("listing__", "") for one in BY_NUMBER[:-1]]
            order = (OrderBy(F("due"), nulls_last=True),) * (order == BY_DUE) + (*by_number, "proposal_id")
            return rows.order_by(*order).values_list("proposal", flat=True)
        return rows.order_by(*order).values_list("pk", flat=True)

    def snippets(self, cases: Iterable[Proposal]) -> dict[int, str]:
        """Case → the place in its text, or in a letter sent in it, where a word stands that the title does not show. At most one query."""
        lacking = {case.pk: case for case in cases if any(word.lower() not in case.title.lower() for word in self.words)}
        found = {pk: place for pk, case in lacking.items() if (place := self._place(case, [case.body]))}
        if elsewhere := lacking.keys() - found.keys():
            for pk, texts in case_index.letters_of(elsewhere).items():
                if place := self._place(lacking[pk], texts):
                    found[pk] = place
        return found

    def _place(self, case: Proposal, texts: Iterable[str]) -> str:
        for word in self.words:
            if word.lower() in case.title.lower():
                continue
            for text in texts:
                at = text.lower().find(word.lower())
                if at >= 0:
                    around = " ".join(text[max(at - AROUND, 0) : at + len(word) + AROUND].split())
                    return f"{'……' if at > AROUND else ''}{around}{'……' if at + len(word) + AROUND < len(text) else ''}"
        return ""


def bare(word: str) -> str:
    """建议第0027号 → 第0027号: the kind is no part of the number."""
    for kind in ("建议", "提案"):
        if word.startswith(f"{kind}第") and word.endswith("号"):
            return word.removeprefix(kind)
    return word


def any_of(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found
