"""Choosing the columns of the list of cases, and their order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from proposals.actions.saved_views import keep_columns
from proposals.views import columns
from proposals.views.accounts import reader
from proposals.views.addresses import address
from proposals.views.columns import COLUMNS, Column


@require_http_methods(["GET", "HEAD", "POST"])
def case_columns(request: HttpRequest) -> HttpResponse:
    """Each button sends the whole form: one moves a column by a place, others show the list with what is ticked."""
    user = reader(request)
    shown, status = columns.chosen(request.GET.get("columns", ""), user), 200
    order = [*shown, *(column for column in COLUMNS.values() if column not in shown)]
    if request.method == "POST":
        sent = request.POST
        named = [COLUMNS[key] for key in dict.fromkeys(sent.getlist("order")) if key in COLUMNS]
        order = _moved([*named, *(column for column in COLUMNS.values() if column not in named)], sent.get("up", ""), sent.get("down", ""))
        ticked = set(sent.getlist("shown"))
        shown = [column for column in order if column.key in ticked]
        moved = "up" in sent or "down" in sent
        if "usual" in sent:
            shown = columns.usual(user)
        if shown and not moved:
            if "show" not in sent:
                keep_columns(columns.words_of(shown, user), by=user)
            words = ",".join(column.key for column in shown) if "show" in sent else ""
            return redirect(reverse("case_list") + address(request.GET, columns=words))
        status = 200 if moved else 422
    context = {
        "rows": [(column, column in shown) for column in order],
        "none": status == 422,
        "back": f"{reverse('case_list')}?{request.GET.urlencode()}",
    }
    return render(request, "proposals/columns.html", context, status=status)


def _moved(order: list[Column], up: str, down: str) -> list[Column]:
    """The columns with one of them a place further."""
    key, by = (up, -1) if up in COLUMNS else (down, 1)
    at = next((n for n, column in enumerate(order) if column.key == key), None)
    if at is not None and 0 <= at + by < len(order):
        order.insert(at + by, order.pop(at))
    return order
