"""Where a proposer rates an answer: by a personal link, which needs no account, or signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from proposals.errors import CaseError, InvalidInput, NotAllowed, NotReady, ReasonMissing
from proposals.views.accounts import reader
from replies.actions import links, ratings
from replies.errors import LinkNotGood, TooManyTries
from replies.models import OfficialDocument, Reply
from replies.rating_forms import RatingForm
from replies.views.documents import pdf_response
from replies.views.limiting import address_of, asked_too_often, too_many
from replies.views.reading import visible_reply

# In ten minutes: wrong links from one address, and looks at one link.
MOST_WRONG, MOST_LOOKS = 10, 60
View = Callable[..., Any]


def for_its_holder(view: View) -> View:
    """A page under an address that is a secret (`private_links`): nobody who works here uses it, and nobody finds one by trying."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> Any:
        address = address_of(request)
        try:
            # Before anything is looked up: what is refused here says nothing about the link.
            if request.user.is_authenticated and getattr(request.user, "department_id", None):
                raise NotAllowed(_("You are signed in as somebody who works here. Only the proposer rates an answer; please sign out."))
            if asked_too_often("rate-wrong", address, MOST_WRONG) or too_many("rate-link", token, MOST_LOOKS):
                raise TooManyTries(_("Too many tries. Please wait ten minutes."))
            try:
                return view(request, token)
            except LinkNotGood:
                too_many("rate-wrong", address, MOST_WRONG)
                raise
        except CaseError as error:
            return render(request, "replies/rate_refused.html", {"message": error.message}, status=error.status)

    return guarded


@login_not_required
# A forged form would need the token, which only its holder has; and a page without referrer sends no origin to compare.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_holder
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The letter and the form. Looking uses nothing up; sending the form does."""
    link = links.open_link(token)
    form = RatingForm(request.POST if request.method == "POST" else None, rules=link.reply.case.rule_set)
    if request.method == "POST" and form.is_valid():
        try:
            rating = ratings.rate_by_link(token, form.given)
        except (InvalidInput, ReasonMissing) as error:
            form.add_error("reasons" if isinstance(error, ReasonMissing) else None, str(error))
        else:
            return render(request, "replies/rate_thanks.html", {"rating": rating, "case": rating.reply.case})
    context = _page(link.reply) | {"form": form, "link": link, "proposer": link.proposer, "token": token}
    return render(request, "replies/rate.html", context, status=422 if form.errors else 200)


@login_not_required
@require_safe
@for_its_holder
def rate_document(_request: HttpRequest, token: str) -> FileResponse:
    """The printed page of the answer that the link is about."""
    link = links.open_link(token)
    document = _document(link.reply)
    if document is None:
        raise LinkNotGood
    try:
        content = document.file.open("rb")
    except FileNotFoundError as error:
        raise NotReady(_("The file is not in the storage. The document administrator can print it once more.")) from error
    return pdf_response(content, document.download_name, view=True)


@require_http_methods(["GET", "HEAD", "POST"])
def rate_signed_in(request: HttpRequest, pk: int) -> HttpResponse:
    reply = visible_reply(request, pk)
    _role, proposer = ratings.check_rate(reply, by=reader(request))
    form = RatingForm(request.POST if request.method == "POST" else None, rules=reply.case.rule_set)
    if request.method == "POST" and form.is_valid():
        try:
            ratings.rate_signed_in(reply, form.given, by=reader(request))
        except (InvalidInput, ReasonMissing) as error:
            form.add_error("reasons" if isinstance(error, ReasonMissing) else None, str(error))
        else:
            messages.success(request, _("Thank you; your rating is recorded."))
            return redirect("work")
    context = _page(reply) | {"form": form, "proposer": proposer}
    return render(request, "replies/rate.html", context, status=422 if form.errors else 200)


def _page(reply: Reply) -> dict[str, Any]:
    version = reply.signed_version
    return {
        "reply": reply,
        "case": reply.case,
        # A picture is seen by whoever is signed in; without an account it is in the printed page.
        "version": version if version and not version.figure_names else None,
        "document": _document(reply),
    }


def _document(reply: Reply) -> OfficialDocument | None:
    return reply.documents.order_by("pk").last()
