"""The views above the list of cases: those that everybody has, and those that were saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Value
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from proposals.asking import ask
from proposals.filters import CaseFilter, rows_of
from proposals.models import Department, Proposal, SavedView, User
from proposals.states import CaseState
from proposals.views.accounts import reader
from proposals.views.addresses import conditions

# As many as stand in the row; the others are in the list of views.
MOST = 8


@dataclass(frozen=True)
class Tab:
    """`key` is what the address names as `view`; `query` holds the conditions."""

    key: str
    name: str | Promise
    query: str
    also: str = ""
    late: bool = False
    view: SavedView | None = None

    @property
    def address(self) -> str:
        return "?" + "&".join(part for part in (f"view={self.key}", self.query, self.also) if part)


def ready_made(user: User) -> list[Tab]:
    own = user.department
    found = [Tab("all", _("All"), "")]
    if own and own.kind == Department.Kind.ASSIGNING_BODY:
        found.append(Tab("hand", _("To decide, assign or close"), states(CaseState.REGISTERED, CaseState.FILED, CaseState.ANSWERED)))
    elif own:
        query = QueryDict(f"department={own.pk}&" + states(CaseState.ASSIGNED, CaseState.HANDLING))
        found.append(Tab("hand", _("In our hands"), conditions(query)))
    return [*found, Tab("week", _("Due this week"), "due=week"), Tab("late", _("Overdue"), "due=late", late=True)]


def states(*wanted: CaseState) -> str:
    return "&".join(sorted(f"state={state}" for state in wanted))


def tabs_of(user: User, query: QueryDict) -> list[Tab]:
    """Those that fit, the one that the address names among them."""
    every = [*ready_made(user), *(tab_of(view) for view in ask(_kept, user))]
    asked = query.get("view", "")
    return every[:MOST] + [tab for tab in every[MOST:] if tab.key == asked]


def _kept(user: User) -> QuerySet[SavedView]:
    return SavedView.objects.for_tabs(user)


def tab_of(view: SavedView) -> Tab:
    shown = QueryDict(mutable=True)
    shown.update({name: value for name, value in (("sort", view.sort), ("columns", view.columns)) if value})
    return Tab(str(view.pk), view.name, view.query, shown.urlencode(), view=view)


def at_tab(tabs: Sequence[Tab], query: QueryDict) -> Tab | None:
    """The view that one is at: the saved one that the address names, be it changed; else the one that has just these conditions."""
    asked, wanted = query.get("view", ""), conditions(query)
    named = next((tab for tab in tabs if tab.key == asked), None)
    if named and (named.view or named.query == wanted):
        return named
    return next((tab for tab in tabs if tab.query == wanted), None)


def counts(request: HttpRequest, tabs: Sequence[Tab]) -> dict[str, int]:
    """How many cases meet the conditions of each view: one question for all of them."""
    user = reader(request)
    rows = rows_of(user).order_by()
    asked: list[QuerySet[Any]] = []
    for n, tab in enumerate(tabs):
        chosen = CaseFilter(QueryDict(tab.query), queryset=Proposal.objects.none(), request=request)
        found = rows.filter(chosen.condition(chosen.chosen, "", "due")).annotate(tab=Value(n, output_field=IntegerField()))
        asked.append(found.values("tab").annotate(n=Count("*")).values_list("tab", "n"))
    first, *others = asked
    return {tabs[n].key: count for n, count in first.union(*others, all=True)}


@require_safe
def view_counts(request: HttpRequest) -> HttpResponse:
    """The row of views with its counts, for the page that has shown it without."""
    user = reader(request)
    tabs = tabs_of(user, request.GET)
    counted = counts(request, tabs)
    at = at_tab(tabs, request.GET)
    context = {"tabs": tabs, "counts": {tab.key: counted.get(tab.key, 0) for tab in tabs}, "at": at}
    return render(request, "proposals/_views.html", context)
