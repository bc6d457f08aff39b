"""The filters of the list of cases. What they hold is in the address of the page, so that a list can be kept and sent."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.forms.widgets import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proposals.forms import DateInput, DeskForm
from proposals.models import Assignment, Department, Proposal, ProposalKind, Proposer, Session, User
from proposals.states import CASE_ENDED, IN_HAND, AssignmentState, CaseState

DUE = [("late", _("Overdue")), ("week", _("This week")), ("month", _("This month"))]


def with_open_due(cases: QuerySet[Proposal], reader: User) -> QuerySet[Proposal]:
    """Adds `open_due`: the due date that still runs for the reader — the own department's, else the earliest open answer; or null."""
    tasks = Assignment._base_manager.filter(proposal=OuterRef("pk"))
    unfinished = tasks.filter(state__in=IN_HAND)
    answers = unfinished.filter(mode__in=Assignment.ANSWERING).order_by().values("proposal").annotate(due=Min("due_on")).values("due")
    own = tasks.exclude(state=AssignmentState.RETURNED).filter(department_id=reader.department_id or 0)
    return cases.annotate(
        open_due=Case(
            When(state__in=CASE_ENDED, then=Value(None)),
            When(Exists(own), then=Subquery(unfinished.filter(department_id=reader.department_id or 0).values("due_on")[:1])),
            default=Subquery(answers),
        )
    )


def due_condition(which: str) -> Q:
    """The condition on `open_due`. A week ends on Sunday; overdue days are in neither the week nor the month."""
    today = timezone.localdate()
    if which == "late":
        return Q(open_due__lt=today)
    if which == "week":
        return Q(open_due__gte=today, open_due__lte=today + timedelta(days=6 - today.weekday()))
    next_month = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    return Q(open_due__gte=today, open_due__lt=next_month)


class CaseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Words"), method="by_words")
    session = django_filters.ModelChoiceFilter(label=_("Session"), queryset=Session.objects.all(), empty_label=_("all"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=ProposalKind.choices, empty_label=_("all"))
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), queryset=Department.objects.all(), method="by_task", empty_label=_("all")
    )
    mode = django_filters.ChoiceFilter(
        label=_("Part of the department"), choices=Assignment.Mode.choices, method="by_task", empty_label=_("all")
    )
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=CaseState.choices, widget=CheckboxSelectMultiple)
    due = django_filters.ChoiceFilter(label=_("Due"), choices=DUE, method="by_due", empty_label=_("any time"))
    due_from = django_filters.DateFilter(label=_("Due from"), field_name="open_due", lookup_expr="gte", widget=DateInput())
    due_to = django_filters.DateFilter(label=_("Due to"), field_name="open_due", lookup_expr="lte", widget=DateInput())

    class Meta:
        model = Proposal
        fields: list[str] = []
        form = DeskForm

    @property
    def words(self) -> list[str]:
        return (self.form.cleaned_data.get("q") or "").split() if self.form.is_valid() else []

    @property
    def active(self) -> list[tuple[str, str]]:
        """(name, words) of the conditions that are set."""
        if not self.form.is_valid():
            return []
        return [(name, self._words_of(name, value)) for name, value in self.form.cleaned_data.items() if value]

    def _words_of(self, name: str, value: Any) -> str:
        field = self.form.fields[name]
        if isinstance(field, forms.MultipleChoiceField | forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            labels = dict(field.choices)  # type: ignore[arg-type]  # plain pairs here
            value = "、".join(str(labels[one]) for one in (value if isinstance(value, list) else [value]))
        return f"{field.label}：{value}"

    def by_words(self, cases: QuerySet[Proposal], _name: str, value: str) -> QuerySet[Proposal]:
        """Every word is in the title, the number or the name of a proposer."""
        for word in value.split():
            named = Proposer._base_manager.filter(Q(person__name__icontains=word) | Q(group__name__icontains=word), proposal=OuterRef("pk"))
            number = word.removeprefix("第").removesuffix("号")
            cases = cases.filter(Q(title__icontains=word) | Q(case_no__icontains=number) | Exists(named))
        return cases

    def by_task(self, cases: QuerySet[Proposal], name: str, value: Any) -> QuerySet[Proposal]:
        """Department and part mean one and the same task; a part alone is that of the reader's own department, where there is one."""
        chosen = self.form.cleaned_data
        department = chosen["department"] or (self.request.user.department if chosen["mode"] else None)
        if name == "mode" and chosen["department"]:
            return cases
        tasks = Assignment._base_manager.filter(proposal=OuterRef("pk"))
        if department and (chosen["department"] or department.kind != Department.Kind.ASSIGNING_BODY):
            tasks = tasks.filter(department=department)
        return cases.filter(Exists(tasks.filter(mode=chosen["mode"]) if chosen["mode"] else tasks))

    def by_due(self, cases: QuerySet[Proposal], _name: str, value: str) -> QuerySet[Proposal]:
        return cases.filter(due_condition(value))

    @property
    def page_order(self) -> tuple[Any, ...]:
        """By due date with what has none at the end, or by number."""
        number = ("-session__term", "-session__meeting", "kind", "case_no", "pk")
        return number if self.data.get("sort") == "number" else (F("open_due").asc(nulls_last=True), *number)
