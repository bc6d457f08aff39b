"""The printing room: what is to be numbered and printed, and the look at it beforehand."""

import re
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from proposals import permissions
from proposals.errors import InvalidInput, NotAllowed, WrongState
from proposals.models import User
from proposals.states import CaseState
from proposals.views.accounts import reader
from replies import preflight as check
from replies.actions import batches
from replies.filters import AT_PRESS, PrintingFilter
from replies.models import NumberCounter, Reply, ReplyVersion
from replies.states import ReplyState
from replies.views.batches import batches_visible_to, with_counts

PER_PAGE = 50
# Digits of a row's id at most: a longer number would overflow in the database.
LONGEST_ID = 19
BATCHES = 5


def need_press(request: HttpRequest) -> User:
    """The person, who must be one that prints; raises NotAllowed."""
    user = reader(request)
    if not permissions.holds(user, "reply.print"):
        raise NotAllowed(permissions.PERMISSIONS["reply.print"].refusal)
    return user


@require_safe
def room(request: HttpRequest) -> HttpResponse:
    return _room(request, need_press(request))


def _rows(user: User) -> QuerySet[Any]:
    rows = Reply.objects.visible_to(user).filter(assignment__department=user.department).exclude(state=ReplyState.DISPATCHED)
    return rows.exclude(assignment__proposal__state=CaseState.WITHDRAWN).order_by("assignment__due_on", "pk")


def _room(request: HttpRequest, user: User, *, missing: str = "", status: int = 200) -> HttpResponse:
    rows = _rows(user)
    counts = rows.order_by().aggregate(**{state: Count("pk", filter=Q(state=state)) for state in AT_PRESS})
    shown = rows.select_related("assignment__proposal__session", "assignment__department", "number", "signed_by", "signed_version")
    newest = Prefetch("versions", ReplyVersion.objects.only("reply", "number", "addressee"))
    found = PrintingFilter(request.GET, queryset=shown.prefetch_related("jobs__document", "documents", newest))
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    for reply in page.object_list:
        reply.last_job = max(reply.jobs.all(), key=lambda job: job.pk, default=None)
    context = {
        "filter": found,
        "page": page,
        "counts": counts,
        "chosen": _with_letters(request.GET.getlist("reply"), user),
        "missing": missing,
        "everything": _all_found(request, user).count(),
        "counters": NumberCounter.objects.filter(department=user.department).order_by("-year", "word")[:4],
        "batches": with_counts(batches_visible_to(user).filter(requested_by__department=user.department))[:BATCHES],
    }
    return render(request, "replies/printing_room.html", context, status=status)


def _with_letters(chosen: list[str], user: User) -> list[str]:
    """The chosen replies and the letters that share their text: they are offered together, and each gets its own number and page."""
    ids = [int(value) for value in chosen if value.isdecimal() and len(value) < LONGEST_ID]
    if not ids:
        return chosen
    same = Q(follows__in=ids) | Q(letters__in=ids) | Q(follows__letters__in=ids)
    return [*chosen, *(str(pk) for pk in _rows(user).filter(same).values_list("pk", flat=True).distinct())]


def _all_found(request: HttpRequest, user: User) -> QuerySet[Any]:
    """All that the present filter finds, whatever the page; what is printed already only where the filter asks for it."""
    found: QuerySet[Any] = PrintingFilter(request.GET, queryset=_rows(user)).qs
    return found if request.GET.get("state") else found.exclude(state=ReplyState.PRINTED)


@require_safe
def preflight(request: HttpRequest) -> HttpResponse:
    """What hinders or worries, for each chosen reply or (`all`) for all that the filter finds. Nothing is written."""
    user = need_press(request)
    if "all" in request.GET:
        ids = list(_all_found(request, user).values_list("pk", flat=True))
    else:
        ids = _chosen(request.GET.getlist("reply"), user)
    if not ids:
        return _room(request, user, missing=_("Choose the replies to print first."), status=InvalidInput.status)
    return _preflight(request, check.examine(ids, by=user))


def _preflight(request: HttpRequest, checked: list[check.Checked], *, status: int = 200) -> HttpResponse:
    ready = [one for one in checked if one.ready]
    context = {
        "ready": ready,
        "held": [one for one in checked if not one.ready],
        "worried": sum(bool(one.worries) for one in ready),
        "all": len(checked),
        "to_number": sum(one.reply.state == ReplyState.SIGNED for one in ready),
        "ids": ",".join(str(one.reply.pk) for one in checked),
        "key": uuid.uuid4(),
        "refused": status != 200,
    }
    return render(request, "replies/preflight.html", context, status=status)


def _chosen(values: list[str], user: User) -> list[int]:
    """The ids in `values`, each of which may hold several; 404 where one of them is not the person's to see."""
    words = (word for value in values for word in re.split(r"\D+", value))
    ids = list(dict.fromkeys(int(word) for word in words if word and len(word) < LONGEST_ID))
    if Reply.objects.visible_to(user).filter(pk__in=ids).count() < len(ids):
        raise Http404
    return ids


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Opens the batch: numbers and prints what nothing hinders, and holds the rest of the chosen replies back in it."""
    user = need_press(request)
    ids = _chosen(request.POST.getlist("reply"), user)
    if not ids:
        return _room(request, user, missing=_("Choose the replies to print first."), status=InvalidInput.status)
    found = Reply.objects.visible_to(user).in_bulk(ids)
    queued = batches.number_and_print([found[pk] for pk in ids], by=user, key=_key(request))
    if queued.batch is None:
        return _preflight(request, queued.refused, status=WrongState.status)
    if queued.refused:
        n = len(queued.refused)
        told = ngettext("%(n)d reply is held back; the reasons stand below.", "%(n)d replies are held back; the reasons stand below.", n)
        messages.warning(request, told % {"n": n})
    return redirect("batch_detail", pk=queued.batch.pk)


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None
