"""One thing done with many cases of the list: choose them, see what would become of each, do it, and read what became of each."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from proposals.actions import many
from proposals.errors import InvalidInput, NotAllowed
from proposals.follow_up_forms import PriorityForm
from proposals.forms import DeskForm, UrgeForm
from proposals.models import Proposal, User
from proposals.permissions import PERMISSIONS
from proposals.views.accounts import reader
from proposals.views.choosing import named
from proposals.views.exporting import export
from proposals.views.listed import CaseList

# Chosen at a time, and done before the page says how far it is.
MOST, AT_ONCE = 5000, 500
# Looked at while one is still choosing.
BRIEF = 100
# Handed to the page on which departments are chosen.
HANDED = 200
FORMS: dict[str, type[DeskForm]] = {"urge": UrgeForm, "choose": PriorityForm}
EXPORTS: dict[str, tuple[str, Promise]] = {
    "export-xlsx": ("xlsx", gettext_lazy("Export for Excel")),
    "export-csv": ("csv", gettext_lazy("Export as CSV")),
}


def offered(user: User) -> list[tuple[str, Promise]]:
    """(key, label) of what the person's roles can do with many cases."""
    deeds = [(key, deed.label) for key, deed in many.DEEDS.items() if many.may(deed, user)]
    return [*deeds, *((key, label) for key, (_kind, label) in EXPORTS.items())]


@require_POST
def case_bulk(request: HttpRequest) -> HttpResponseBase:
    user, sent = reader(request), request.POST
    listing = CaseList(request, QueryDict(sent.get("query", "")))
    chosen = picked(sent, listing)
    key, brief = sent.get("deed", ""), "brief" in sent
    if brief and (key in EXPORTS or chosen.count() > BRIEF):
        return HttpResponse()
    if key in EXPORTS:
        return export(listing, chosen, EXPORTS[key][0])
    deed = many.DEEDS.get(key)
    if deed is None:
        raise InvalidInput(_("Choose what is to be done with the cases."))
    if not many.may(deed, user):
        raise NotAllowed(PERMISSIONS[deed.permissions[0]].refusal)
    over = "sure" in sent
    kind = FORMS.get(key, DeskForm)
    form = kind(sent if over else None, initial={name: sent[name] for name in kind.base_fields if name in sent})
    cases, status = list(chosen), 200
    if over and not form.is_valid():
        over, status = False, 422
    if over:
        now, later = cases[:AT_ONCE], cases[AT_ONCE:]
        rows = many.do(deed, now, form.cleaned_data, by=user)
    else:
        now, later = cases, []
        rows = many.preview(deed, now, {"again": "again" in sent} if "again" in form.fields else {}, by=user)
    open_ = [row for row in rows if not row.refusal]
    if brief:
        reason = next((row for row in rows if row.refusal), None)
        said = {"open": open_, "refused": len(rows) - len(open_), "reason": reason}
        return render(request, "proposals/_bulk_brief.html", said)
    context = {
        "deed": deed,
        "form": form,
        "over": over,
        "rows": [row for row in rows if row.refusal] + open_ if over else rows,
        "open": open_,
        "refused": len(rows) - len(open_),
        "cases": cases,
        "later": later,
        "ids": ids_of(later if over else cases),
        "query": sent.get("query", ""),
        "back": f"{reverse('case_list')}?{listing.query.urlencode()}" if listing.query else reverse("case_list"),
        "onward": f"{reverse('case_assign_many')}?case={ids_of(row.case for row in open_[:HANDED])}" if key == many.ASSIGN else "",
    }
    return render(request, "proposals/bulk.html", context, status=status)


def ids_of(cases: Iterable[Proposal]) -> str:
    return ",".join(str(case.pk) for case in cases)


def picked(sent: QueryDict, listing: CaseList) -> QuerySet[Proposal]:
    """The cases chosen, in the order of the list: all that its address asks for, or those ticked, which the person must see.

    Raises InvalidInput for none or too many, 404 where one is not among those that the person sees.
    """
    if "all" in sent:
        found = listing.cases
        n = found.count()
    else:
        ids = named(",".join([*sent.getlist("case"), *sent.getlist("cases")]))
        n = len(ids)
        found = listing.among(ids)
        if n <= MOST and found.count() < n:
            raise Http404
    if not n:
        raise InvalidInput(_("Choose the cases first."))
    if n > MOST:
        raise InvalidInput(_("Choose at most %(most)d cases at a time.") % {"most": MOST})
    return found
