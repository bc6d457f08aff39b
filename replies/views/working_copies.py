"""What the editor keeps by itself between two versions, what it offers again, and who else has the draft open."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from proposals.errors import CaseError, InvalidInput, WrongState
from proposals.models import User
from proposals.views.accounts import reader
from proposals.views.undoing import done
from replies import differences
from replies.actions import drafts, working_copies
from replies.forms import ATTACHMENTS, DECIDED, as_posted
from replies.heading_forms import PREFIX
from replies.models import Presence, Reply, WorkingCopy
from replies.views.changes import paragraphs

WINDOW = re.compile(r"[A-Za-z0-9_-]{8,32}")
# What is sent with the fields and is none of the text.
BESIDE = frozenset({"csrfmiddlewaretoken", "step", "take", "window", "taken", "person", "place", "beat"})
NO_CHANGE = re.compile(rf"base|note-on|level|term|figure-.*|{PREFIX}-.*|{ATTACHMENTS}-(?:.*_FORMS|\d+-ORDER)|{ATTACHMENTS}-__prefix__-.*")


@dataclass(frozen=True)
class Offer:
    """A working copy that is offered when the editor opens, and in how many places it differs from the version it was written over."""

    copy: WorkingCopy
    changes: int


def new_window() -> str:
    return token_urlsafe(12)


def window_of(request: HttpRequest) -> str:
    """The window that a form came from; of none, or of one that no page of ours has made, an empty text."""
    window = request.POST.get("window", "")
    return window if WINDOW.fullmatch(window) else ""


def fields_of(data: QueryDict) -> dict[str, list[str]]:
    return {name: data.getlist(name) for name in data if name not in BESIDE}


def as_data(copy: WorkingCopy) -> QueryDict:
    """The fields as they were posted, for a form that goes on with them in another window."""
    return QueryDict(urlencode({**copy.posted, "taken": copy.window}, doseq=True), encoding="utf-8")


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps the form's fields, or with POST `beat` only says that the draft is still open here. Always tells who else is there.

    JSON: `at`, when it was kept; `others` and `newer`, who else is here and what was saved since, in words; `refusal`, why it cannot
    become a version now.
    """
    reply = get_object_or_404(Reply.objects.visible_to(reader(request)).select_related("assignment__proposal"), pk=pk)
    user, window = reader(request), window_of(request)
    try:
        working_copies.check_keep(reply, by=user)
        if request.POST.get("person") != str(user.pk):
            raise WrongState(_("This window was opened by another account. Sign in as that person again; your text stays in this window."))
        if not window or not (base := request.POST.get("base", "")).isdecimal():
            raise InvalidInput(_("This page is too old; load it again. What you wrote is kept in this browser."))
        if "beat" not in request.POST:
            taken = request.POST.get("taken", "")
            working_copies.keep(reply, fields_of(request.POST), window=window, base=int(base), by=user, instead_of=taken)
        working_copies.note_presence(reply, window=window, place=request.POST.get("place", ""), by=user)
    except CaseError as error:
        return JsonResponse({"refusal": str(error)}, status=error.status)
    others = working_copies.present(reply, windows=(window, request.POST.get("taken", "")), by=user)
    answer = {
        "at": date_format(timezone.localtime(), "H:i:s"),
        "others": [{"name": one.person.display_name, "words": _words(one, user)} for one in others],
        "newer": _newer(reply, int(base), user),
        "refusal": _refusal(reply, user),
    }
    return JsonResponse(answer)


def _words(one: Presence, user: User) -> str:
    if one.person_id == user.pk:
        return _("You have this draft open in another window too")
    if one.place:
        return _("%(name)s is here too, at “%(place)s”") % {"name": one.person.display_name, "place": one.place}
    return _("%(name)s is here too") % {"name": one.person.display_name}


def _newer(reply: Reply, base: int, user: User) -> dict[str, Any] | None:
    newest = reply.versions.select_related("author").order_by("number").last()
    if newest is None or newest.number <= base:
        return None
    at = date_format(timezone.localtime(newest.created_at), "H:i")
    given = {"name": newest.author.display_name, "at": at, "n": newest.number}
    own = newest.author_id == user.pk
    words = _("You saved version %(n)s in another window at %(at)s") if own else _("%(name)s saved version %(n)s at %(at)s")
    return {"number": newest.number, "words": words % given}


def _refusal(reply: Reply, user: User) -> str:
    try:
        drafts.check_save_draft(reply, by=user)
    except CaseError as error:
        return str(error)
    return ""


def offers(reply: Reply, copies: Iterable[WorkingCopy]) -> list[Offer]:
    """Of a person's working copies those that differ from the version under them; the versions of the reply are prefetched."""
    found = [copy for copy in copies if copy.dropped_at is None]
    versions = {version.number: version for version in reply.versions.all()}
    decided = {name: getattr(reply, name) for name in DECIDED}
    counted = ((copy, versions.get(copy.base)) for copy in found)
    told = [Offer(copy, changes_in(copy, decided | (as_posted(version.text) if version else {}))) for copy, version in counted]
    return [offer for offer in told if offer.changes]


def changes_in(copy: WorkingCopy, before: Mapping[str, Any]) -> int:
    """Paragraphs that were changed, added or removed, and other fields that read otherwise. `before` is as a form is posted."""
    posted = copy.posted
    rows = differences.compare(paragraphs(str(before.get("body", ""))), paragraphs("\n".join(posted.get("body", []))))
    total = differences.counts(rows)
    others = (name for name in posted if name != "body" and not NO_CHANGE.fullmatch(name))
    fields = sum(_plain(posted[name]) != _plain(before.get(name, "")) for name in others)
    return total.changed + total.added + total.removed + fields


def _plain(value: Any) -> str:
    return "\n".join("\n".join(value if isinstance(value, list) else [str(value)]).split())


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    copy = _own(request, pk)
    working_copies.drop(copy, by=reader(request))
    done(request, _("The unsaved changes were dropped."), undo=reverse("working_copy_restore", args=[copy.pk]))
    return redirect("reply_edit", pk=copy.reply_id)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    copy = _own(request, pk)
    working_copies.restore(copy, by=reader(request))
    return redirect("reply_edit", pk=copy.reply_id)


def _own(request: HttpRequest, pk: int) -> WorkingCopy:
    copy: WorkingCopy = get_object_or_404(
        WorkingCopy.objects.visible_to(reader(request)).select_related("reply__assignment__proposal", "reply__assignment__department"),
        pk=pk,
    )
    return copy
