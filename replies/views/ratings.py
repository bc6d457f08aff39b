"""The assigning body's page of a case's ratings: links, paper forms, what came back, and what was done about a bad one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.db.models import Exists, OuterRef, Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals import permissions
from proposals.errors import CaseError, NotReady
from proposals.models import Assignment, CalendarYear, Proposal, Proposer
from proposals.views.accounts import reader
from proposals.work_calendar import WorkCalendar
from replies.actions import links, ratings, rounds
from replies.models import Rating, RatingLink, Reply, Settlement
from replies.rating_forms import CorrectionForm, MeetingForm, PaperForm, SettleForm
from replies.ratings import Returns, answered_anew, asked, feedback_due, returns_of, sort_returns, undecided
from replies.states import ReplyState


@dataclass(frozen=True)
class Row:
    """One proposer who is asked: the newest link, what came back, and what was entered before it."""

    proposer: Proposer
    link: RatingLink | None
    rating: Rating | None
    earlier: list[Rating]


@dataclass(frozen=True)
class Answer:
    """One answer with everything about its rating."""

    reply: Reply
    returns: Returns
    rows: list[Row]
    open: bool  # whether somebody is dissatisfied and nothing was done about it
    newest: bool  # whether the department has begun no newer one
    due: date | None  # by when the ratings are asked for


@dataclass(frozen=True)
class Slip:
    """A link to hand over: its address as text and as a code to photograph."""

    link: RatingLink
    address: str
    code: SafeString


@require_safe
def case_ratings(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = get_object_or_404(Proposal.objects.visible_to(user).select_related("session", "rule_set"), pk=pk)
    permissions.check(user, "feedback.keep", case)
    links.check_apart(case, user)
    rules = case.rule_set
    context = {
        "case": case,
        "answers": _answers(case),
        "refusal": case.case_ended(user),
        "may_rework": not _refusal(lambda: rounds.check_case_rework(case, by=user)),
        "raters": rules.policy("raters"),
        "limit": rules.limit("feedback"),
    }
    return render(request, "replies/ratings.html", context)


def _answers(case: Proposal) -> list[Answer]:
    """The answers that were sent, newest first, in as many queries for many as for one."""
    sent = Reply.objects.filter(assignment__proposal=case, state=ReplyState.DISPATCHED).order_by("-round", "assignment")
    entered = Rating.objects.select_related("entered_by", "replaced_by", "version")
    rows = (
        sent.select_related("assignment__department", "number")
        .prefetch_related(Prefetch("ratings", entered), Prefetch("rating_links", RatingLink.objects.select_related("rating")))
        .annotate(newest=~answered_anew(), open=Exists(undecided(Reply.objects.filter(pk=OuterRef("pk")))))
    )
    everybody, days = asked(case), CalendarYear.objects.calendar()
    return [_answer(case, reply, everybody, days) for reply in rows]


def _answer(case: Proposal, reply: Any, everybody: list[Proposer], days: WorkCalendar) -> Answer:
    reply.assignment.proposal = case
    due = feedback_due(reply, days)
    link_of = {link.proposer_id: link for link in reply.rating_links.all()}
    kept = list(reply.ratings.all())
    standing = {rating.proposer_id: rating for rating in kept if rating.stands}
    rows = [
        Row(one, link_of.get(one.pk), standing.get(one.pk), [it for it in kept if it.proposer_id == one.pk and not it.stands])
        for one in everybody
    ]
    return Answer(reply, sort_returns(case, everybody, [*standing.values()], due), rows, reply.open, reply.newest, due)


def _refusal(check: Any) -> str:
    try:
        check()
    except CaseError as error:
        return str(error)
    return ""


def _collected(request: HttpRequest, pk: int) -> Reply:
    """The reply whose ratings the person collects now; else 404 or the refusal."""
    related = ("assignment__proposal__rule_set", "assignment__proposal__session", "assignment__department", "signed_version")
    reply: Reply = get_object_or_404(Reply.objects.visible_to(reader(request)).select_related(*related), pk=pk)
    links.check_collect(reply, by=reader(request))
    return reply


def _posted(request: HttpRequest) -> tuple[Any, ...]:
    """What a form is bound to: nothing on a GET, and on a POST what was sent, be it nothing."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


@require_POST
def links_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes the links chosen and shows them, this once; those with a mail address get theirs by mail where that was ticked."""
    reply = _collected(request, pk)
    chosen = [one for one in returns_of(reply).asked if str(one.pk) in request.POST.getlist("asked")]
    if not chosen:
        messages.error(request, _("Please choose at least one proposer."))
        return redirect("case_ratings", reply.case.pk)
    made = links.make_links(reply, chosen, by=reader(request))
    slips = [_slip(one) for one in made]
    unsent = [slip.link.proposer for slip in slips if not _mail(slip)] if "mail" in request.POST else []
    context = {"case": reply.case, "reply": reply, "slips": slips, "unsent": unsent}
    response = render(request, "replies/rating_links.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _slip(made: links.MadeLink) -> Slip:
    address = f"{settings.PUBLIC_URL}{reverse('rate', args=[made.token])}"
    return Slip(made.link, address, _code(address))


def _code(address: str) -> SafeString:
    """A QR code as a drawing within the page: no other address would have to hold the token for it."""
    rows = segno.make(address, micro=False, error="m").matrix
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    side = len(rows) + 8
    return format_html(
        '<svg class="qr" viewBox="-4 -4 {} {}" width="150" height="150" role="img" aria-label="{}"><path d="{}"/></svg>',
        side, side, _("The same address to photograph"), path,
    )  # fmt: skip


def _mail(slip: Slip) -> bool:
    """Sends the link to the proposer's own address; false where there is none or the mail did not leave. It is kept nowhere on the way."""
    person = slip.link.proposer.person
    to = person.user.email if person and person.user else ""
    if not to:
        return False
    case = slip.link.reply.case
    subject = _("Your rating is asked for: %s") % case.number_label
    words = _("Please rate the answer to “%(title)s” by %(day)s. The link is for you alone and works once:")
    text = words % {"title": case.title, "day": slip.link.expires_on.isoformat()}
    try:
        send_mail(subject, f"{text}\n\n{slip.address}\n", None, [to])
    except OSError:
        return False
    links.note_mailed(slip.link, to)
    return True


@require_POST
def link_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(RatingLink.objects.visible_to(reader(request)).select_related("reply__assignment__proposal"), pk=pk)
    links.revoke_link(link, by=reader(request))
    messages.success(request, _("The link is dead."))
    return redirect("case_ratings", link.reply.case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def paper_enter(request: HttpRequest, pk: int, proposer: int) -> HttpResponse:
    reply = _collected(request, pk)
    seen = Proposer.objects.visible_to(reader(request)).select_related("person", "group")
    who = get_object_or_404(seen, pk=proposer, proposal=reply.case)
    if request.method != "POST":
        links.check_unrated(reply, who)
    form = PaperForm(*_posted(request), rules=reply.case.rule_set)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            ratings.enter_paper(reply, who, form.given, received_on=given["received_on"], scan=given["scan"], by=reader(request))
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The form of %s is entered.") % who)
            return redirect("case_ratings", reply.case.pk)
    context = {"case": reply.case, "reply": reply, "form": form, "proposer": who}
    return render(request, "replies/rating_paper.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def paper_correct(request: HttpRequest, pk: int) -> HttpResponse:
    rating = get_object_or_404(
        Rating.objects.visible_to(reader(request)).select_related("proposer__person", "proposer__group", "replaced_by"), pk=pk
    )
    rating.reply = reply = _collected(request, rating.reply_id)
    initial = {f"grade_{name}": code for name, code in rating.grades.items()}
    initial |= {"reasons": rating.reasons, "remarks": rating.remarks, "received_on": rating.received_on}
    form = CorrectionForm(*_posted(request), rules=reply.case.rule_set, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            ratings.correct_paper(
                rating, form.given, received_on=given["received_on"], scan=given["scan"], because=given["because"], by=reader(request)
            )
        except CaseError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The entry is corrected; the one before it is kept."))
            return redirect("case_ratings", reply.case.pk)
    context = {"case": reply.case, "reply": reply, "form": form, "proposer": rating.proposer, "rating": rating}
    return render(request, "replies/rating_paper.html", context, status=422 if form.errors else 200)


@require_safe
def rating_scan(request: HttpRequest, pk: int) -> FileResponse:
    """Always a download, never a page of this site: what is in the file is its sender's."""
    rating = get_object_or_404(Rating.objects.visible_to(reader(request)).exclude(scan=""), pk=pk)
    try:
        content = rating.scan.open("rb")
    except FileNotFoundError as error:
        raise NotReady(_("The file is not in the storage.")) from error
    name = f"征询意见表{rating.pk}.{(rating.scan.name or '').rpartition('.')[2]}"
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether the answer is worked on again; for a coordinator of the assigning body."""
    user = reader(request)
    reply: Reply = get_object_or_404(Reply.objects.visible_to(user).select_related("assignment__proposal__rule_set"), pk=pk)
    if request.method != "POST":
        rounds.check_order_rework(reply, by=user)
    permissions.check(user, "case.rework", reply)
    sent = Assignment.objects.filter(proposal=reply.case, state="done", replies__state=ReplyState.DISPATCHED).distinct()
    may_stand = not _refusal(lambda: rounds.check_settle(reply, by=user))
    form = SettleForm(*_posted(request), tasks=list(sent), chosen=reply.assignment, may_stand=may_stand)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                if given["decision"] == "rework":
                    rounds.order_rework(reply, by=user, reason=given["reason"], assignment=given.get("department"))
                else:
                    rounds.let_stand(reply, by=user, reason=given["reason"])
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                again = given["decision"] == "rework"
                messages.success(request, _("The case is handled again.") if again else _("The decision is recorded."))
                return redirect("case_ratings", reply.case.pk)
    bad = reply.ratings.standing().filter(verdict="dissatisfied").select_related("proposer__person", "proposer__group")
    context = {"case": reply.case, "reply": reply, "form": form, "bad": bad, "rule": reply.case.rule_set.policy("rework")}
    return render(request, "replies/rating_settle.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    reply: Reply = get_object_or_404(Reply.objects.visible_to(user).select_related("assignment__proposal__rule_set"), pk=pk)
    if request.method != "POST":
        rounds.check_settle(reply, by=user)
    permissions.check(user, "case.rework", reply)
    rule = reply.case.rule_set.policy("still_dissatisfied")
    asked_for = rule.value if rule.value in Settlement.MET else ""
    form = MeetingForm(*_posted(request), initial={"kind": asked_for or Settlement.Kind.MEETING})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                rounds.record_meeting(reply, by=user, **form.cleaned_data)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("The meeting is recorded."))
                return redirect("case_ratings", reply.case.pk)
    context = {"case": reply.case, "reply": reply, "form": form, "rule": rule if asked_for else None}
    return render(request, "replies/rating_meeting.html", context, status=status)
