"""承诺事项 on screen: the ledger, one promise with its reports, taking promises out of a signed reply, the second reply."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals import permissions
from proposals.actions import commitments
from proposals.errors import CaseError
from proposals.follow_up_forms import ConfirmForm, PromiseForm, ReportForm
from proposals.forms import ReasonForm
from proposals.models import Commitment, CommitmentNote, LookBack, User
from proposals.states import CommitmentState
from proposals.views.accounts import reader
from proposals.views.buttons import button
from proposals.views.supervision import evidence_response
from replies.actions import commitments as actions
from replies.ledger import OPEN, LedgerFilter, ledger
from replies.models import Reply
from replies.promises import candidates

ROWS = 25


@require_safe
def commitment_list(request: HttpRequest) -> HttpResponse:
    given = request.GET.copy()
    given.setdefault("state", OPEN)
    chosen = LedgerFilter(given, queryset=ledger(reader(request)))
    page = Paginator(chosen.qs, ROWS).get_page(request.GET.get("page"))
    return render(request, "replies/commitments.html", {"filter": chosen, "page": page})


def _commitment(user: User, pk: int) -> Commitment:
    related = ("made_by", "assignment__department", "assignment__proposal__session", "assignment__proposal__rule_set")
    found = ledger(user).select_related(*related)
    row: Commitment = get_object_or_404(found.filter(pk__in=Commitment.objects.visible_to(user)), pk=pk)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def commitment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The promise and its reports; to its department the form of a report, to the assigning body that of its judgement."""
    user = reader(request)
    commitment = _commitment(user, pk)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    report = ReportForm(request.POST if act == "report" else None, request.FILES or None)
    confirming = ConfirmForm(request.POST if act == "confirm" else None)
    rejecting = ReasonForm(request.POST if act == "reject" else None)
    status = 200
    if request.method == "POST":
        permissions.check(user, "commitment.report" if act == "report" else "commitment.judge", commitment)
        form = {"report": report, "confirm": confirming}.get(act, rejecting)
        status = 422
        if form.is_valid():
            try:
                messages.success(request, _done(commitment, act, form.cleaned_data, user))
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
                commitment = _commitment(user, pk)
            else:
                return redirect("commitment_detail", pk)
    mine = permissions.can(user, "commitment.report", commitment) and not commitment.case_ended(user)
    judges = permissions.can(user, "commitment.judge", commitment) and not commitment.case_ended(user)
    telling = permissions.can(user, "reply.draft", commitment.assignment) and commitment.state in actions.KEPT
    notes = CommitmentNote.objects.visible_to(user).filter(commitment=commitment).select_related("written_by", "look_back")
    judging = confirming.is_bound or rejecting.is_bound or (judges and commitment.state == CommitmentState.KEPT)
    context = {
        "commitment": commitment,
        "case": commitment.case,
        "notes": notes.order_by("-pk"),
        "look_backs": LookBack.objects.visible_to(user).filter(commitment=commitment, note=None),
        # What was written stays on the page, whatever refused it.
        "report": report if report.is_bound or (mine and commitment.open) else None,
        "confirming": confirming if judging else None,
        "rejecting": rejecting,
        "wrong": next((form for form in (report, confirming, rejecting) if form.errors), None),
        "answer": button(
            lambda: actions.check_answer_again(commitment, by=user),
            f"answer-{commitment.pk}",
            _("Answer the proposer again"),
            reverse("commitment_answer", args=[commitment.pk]),
            post=True,
            style="btn-primary",
        )
        if telling
        else None,
    }
    return render(request, "replies/commitment.html", context, status=status)


def _done(commitment: Commitment, act: str, given: dict[str, object], user: User) -> str:
    """Takes the step of a form and says what came of it."""
    if act == "confirm":
        commitments.confirm_kept(commitment, by=user, word=str(given["word"]))
        return _("The promise is confirmed as kept.")
    if act != "report":
        commitments.reject_kept(commitment, by=user, reason=str(given["reason"]))
        return _("The promise stands again; the department reads your reason.")
    step = given.pop("step")
    if step == "keep":
        commitments.report_kept(commitment, by=user, **given)  # type: ignore[arg-type]  # cleaned by the form
        return _("Reported as kept; the assigning body confirms it.")
    if step == "change":
        commitments.report_changed(commitment, by=user, reason=str(given["text"]), upload=given["upload"])  # type: ignore[arg-type]
        return _("The change is on record with its report.")
    commitments.report_progress(commitment, by=user, **given)  # type: ignore[arg-type]
    return _("The report is on record.")


@require_http_methods(["GET", "HEAD", "POST"])
def commitment_new(request: HttpRequest, pk: int) -> HttpResponse:
    """The sentences of a signed reply that may be promises; each is entered by a person, one at a time."""
    user = reader(request)
    related = ("assignment__proposal__session", "assignment__proposal__rule_set", "assignment__department", "signed_version")
    reply: Reply = get_object_or_404(Reply.objects.visible_to(user).select_related(*related), pk=pk)
    actions.check_enter(reply, by=user)
    assert reply.signed_version is not None  # a reply that promises are taken from is signed
    entered = list(Commitment.objects.visible_to(user).filter(assignment=reply.assignment))
    known = {one.sentence for one in entered}
    signed_on = reply.issued_on or timezone.localdate()
    found = [one for one in candidates(reply.signed_version.body, signed_on) if one.sentence not in known]
    chosen = next((one for one in found if one.sentence == request.GET.get("sentence")), None)
    initial = {"owner": user.office, "sentence": chosen.sentence, "due_on": chosen.due_on} if chosen else {"owner": user.office}
    form = PromiseForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.enter_commitment(reply, by=user, **form.cleaned_data)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("The promise is in the ledger."))
                return redirect("commitment_new", pk)
    context = {"reply": reply, "case": reply.case, "form": form, "found": found, "entered": entered, "chosen": chosen}
    return render(request, "replies/commitment_new.html", context, status=status)


@require_POST
def commitment_answer(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    made = actions.answer_again(_commitment(user, pk), by=user)
    messages.success(request, _("The second reply is begun; it tells the proposer that the promise was kept."))
    return redirect("case_detail", made.case.pk)


@require_safe
def look_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a yearly report is written: on the page of its promise."""
    row = get_object_or_404(LookBack.objects.visible_to(reader(request)), pk=pk)
    return redirect("commitment_detail", row.commitment_id)


@require_safe
def commitment_file(request: HttpRequest, pk: int) -> FileResponse:
    note = get_object_or_404(CommitmentNote.objects.visible_to(reader(request)).exclude(file_sha256=""), pk=pk)
    return evidence_response(note)
