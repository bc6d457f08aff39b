"""My work: what waits for the person, and for a proposer where the own proposals stand."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from proposals import permissions
from proposals.asking import ask
from proposals.kept import filled
from proposals.models import User
from proposals.views.accounts import reader
from replies import work as queries
from replies.models import Reply
from replies.views.work_changes import changes, seen
from replies.views.work_first import first_page
from replies.views.work_items import ORDER, code_of, work_of
from replies.views.work_own import own_rows
from replies.work import Waiting
from replies.work_rows import MODELS

WITH_OTHERS = 20
# Rows of a group on the page of all work, and of a page of one group.
FIRST, PER_PAGE = 12, 50
# All of these are asked for: which of the leader's drafts are to be signed is seen in the rows, and none of them is among those of others.
OF_REPLIES = [kind for kind, model in MODELS.items() if model is Reply]


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where a person begins after signing in: with the one thing that he or she does, else with the list of all."""
    user = reader(request)
    return redirect(first_page(request, user, queries.first(user, most=1)[1]))


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """All that waits; with `only` (any number of groups) or `due` (a day) that part of it, page by page."""
    user = reader(request)
    today = timezone.localdate()
    away_since = seen(user)
    only, day = _chosen(request)
    if only or day:
        found = queries.found(user)
        waiting = queries.Amounts(Counter((one.kind, one.due) for one in found))
    else:
        waiting, found = queries.first(user, most=FIRST, whole=OF_REPLIES)
    request.waiting = waiting  # type: ignore[attr-defined]  # the head of the page shows the same amounts
    week = [today + timedelta(days=n) for n in range(7)]
    context = {
        "today": today,
        "count": waiting.total,
        "late": waiting.late,
        "this_week": sum(waiting.by_day[one] for one in week),
        "week": [(one, waiting.by_day[one]) for one in week],
        "next_due": min((one for one in waiting.by_day if one and one > week[-1]), default=None),
        "has_desk": queries.may_work(user),
        "narrowed": bool(only or day),
        "day": day,
        "path": request.get_full_path(),
    }
    if only or day:
        kinds = only | ({"approve"} if "sign" in only else set())  # which of the leader's drafts are to be signed is seen in the rows
        part = [one for one in found if (not only or code_of(one.kind) in kinds) and (not day or one.due == day)]
        page = Paginator(part, PER_PAGE).get_page(request.GET.get("page"))
        groups = [group for group in work_of(page.object_list, today) if not only or group.code in only]
        context |= {"groups": groups, "page": page, "part": len(part)}
    else:
        context |= {"groups": work_of(found, today, most=FIRST, of=waiting), "others": _others(user, found)}
        context |= {"away_since": away_since, "changes": changes(user, away_since)}
    if permissions.holds(user, "read.own_proposals"):
        context["own"] = own = own_rows(user)
        context["own_to_rate"] = sum(one.to_rate for one in own)
    return render(request, "replies/work.html", context)


def _chosen(request: HttpRequest) -> tuple[set[str], date | None]:
    """The groups and the day that the address asks for; what it names wrongly is left out."""
    only = {code for code in request.GET.getlist("only") if code in ORDER}
    try:
        return only, parse_date(request.GET.get("due", ""))
    except ValueError:
        return only, None


def _others(user: User, waiting: Sequence[Waiting]) -> list[Any]:
    """The first of the replies that others have in hand."""
    if not queries.may_work(user):
        return []
    mine = [one.pk for one in waiting if MODELS[one.kind] is Reply]
    return ask(_first_with_others, user, *filled(mine, 0))


def _first_with_others(user: User, *waiting: int) -> Any:
    return queries.with_others(user, waiting)[:WITH_OTHERS]
