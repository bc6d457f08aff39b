"""The page of the list of cases."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from proposals.facets import Facets
from proposals.filters import CaseFilter
from proposals.models import Proposal, SavedView
from proposals.views.accounts import reader
from proposals.views.addresses import address, conditions
from proposals.views.bulk import offered
from proposals.views.listed import PAGE, CaseList
from proposals.views.tabs import at_tab, tab_of, tabs_of


class Pages(Paginator):  # type: ignore[type-arg]  # generic in the stubs alone
    """Reads the keys of a page first, and then its cases: what a row shows is worked out for no more than a page. `total` is counted
    with the facets."""

    def __init__(self, listing: CaseList, total: int) -> None:
        super().__init__(Proposal.objects.none(), PAGE)
        self.listing, self.total = listing, total

    @property
    def count(self) -> int:
        return self.total

    def page(self, number: int | str) -> "Page[Proposal]":
        number = self.validate_number(number)
        keys = list(self.listing.keys[(number - 1) * PAGE : number * PAGE])
        return Page(self.listing.shown(keys), number, self)


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    if not request.GET and user.case_view_id:
        kept = SavedView.objects.visible_to(user).filter(pk=user.case_view_id).first()
        if kept:
            return redirect(f"{request.path}{tab_of(kept).address}")
    listing = CaseList(request, request.GET)
    facets = Facets(listing.filter, departments=request.GET.get("open") == "department")
    page = Pages(listing, facets.matches).get_page(request.GET.get("page"))
    tabs = tabs_of(user, request.GET)
    at = at_tab(tabs, request.GET)
    chosen = listing.filter
    context = {
        "filter": chosen,
        "facets": facets,
        "snippets": chosen.snippets(page),
        "page": page,
        "rows": list(listing.rows(page)),
        "heads": listing.heads,
        "columns": listing.columns,
        "tabs": tabs,
        "at": at,
        "changed": at is not None and at.query != conditions(request.GET),
        "conditions": [(words, address(request.GET, **{name: "", "page": ""})) for name, words in chosen.active],
        "relaxed": relaxed(chosen, request) if not facets.matches and chosen.active else [],
        "carried": [(name, request.GET[name]) for name in ("view", "sort", "columns") if request.GET.get(name)],
        "cleared": address(QueryDict("view=all"), **{name: request.GET.get(name, "") for name in ("sort", "columns")}),
        "deeds": offered(user),
    }
    return render(request, "proposals/case_list.html", context)


def relaxed(chosen: CaseFilter, request: HttpRequest) -> list[tuple[str, str, int]]:
    """(condition, address, hits) for every condition whose removal would give hits; asked only where there are none."""
    found = []
    for name, words in chosen.active:
        less = address(request.GET, **{name: "", "page": ""})
        hits = CaseFilter(QueryDict(less[1:]), queryset=chosen.queryset, request=request).qs.count()
        if hits:
            found.append((words, less, hits))
    return found
