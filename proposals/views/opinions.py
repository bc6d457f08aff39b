"""A co-handler's opinion: giving it, sending it back, adopting it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from proposals.actions.co_handling import adopt_opinion, send_back_opinion, submit_opinion
from proposals.errors import CaseError
from proposals.forms import OpinionForm, ReasonForm
from proposals.models import CoOpinion, Event, OpinionSubmission, User
from proposals.states import AssignmentState, OpinionState
from proposals.views.accounts import reader
from proposals.views.buttons import Button, calls_for, check_form, step


@dataclass(frozen=True)
class Round:
    """One text that was submitted, and the event that sent it back, where one did."""

    submission: OpinionSubmission
    sent_back: Event | None


def find_opinion(user: User, pk: int) -> CoOpinion:
    opinions = CoOpinion.objects.visible_to(user).select_related("assignment__department", "assignment__proposal__session")
    opinion: CoOpinion = get_object_or_404(opinions.prefetch_related("submissions__submitted_by"), pk=pk)
    return opinion


def rounds(opinion: CoOpinion) -> list[Round]:
    """The texts, newest first. The n-th return answers the n-th text, since a text must be submitted before it can be sent back."""
    returns = Event._base_manager.filter(
        proposal_id=opinion.assignment.proposal_id, subject_type="coopinion", subject_id=opinion.pk, name="send_back"
    )
    in_order = list(returns.order_by("sequence"))
    texts = list(opinion.submissions.all())
    return [Round(text, in_order[i] if i < len(in_order) else None) for i, text in enumerate(texts)][::-1]


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    opinion = find_opinion(user, pk)
    latest = opinion.latest
    form = OpinionForm(request.POST or None, initial={"text": latest.text if latest else ""})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                submit_opinion(opinion, form.cleaned_data["text"], by=user)
            except CaseError as error:
                form.add_error("text", str(error))
                status = error.status
            else:
                messages.success(request, _("The opinion is submitted; the lead can read it now."))
                return redirect("opinion_detail", opinion.pk)
    task = opinion.assignment
    waits = task.state == AssignmentState.TO_SIGN
    accept = (
        step(task, "accept", by=user, url=reverse("assignment_accept", args=[task.pk]), post=True, style="btn-primary") if waits else None
    )
    context = {
        "opinion": opinion,
        "case": opinion.assignment.proposal,
        "form": form,
        "rounds": rounds(opinion),
        "judging": judging(opinion, user),
        # A text that was refused stays on the page, whatever the reason, so that no word is lost.
        "writing": form.is_bound or (not accept and opinion.state in (OpinionState.ASKED, OpinionState.SENT_BACK)),
        "accept": accept,
        "submit": step(opinion, "submit", by=user, url=""),
    }
    return render(request, "proposals/opinion_detail.html", context, status=status)


def judging(opinion: CoOpinion, user: User) -> list[Button]:
    """What the department that answers can do with an opinion; its author is not asked."""
    if user.department_id == opinion.assignment.department_id:
        return []
    return [
        step(opinion, event, by=user, url=reverse(f"opinion_{event}", args=[opinion.pk]), post=event == "adopt", style=style)
        for event, style in (("adopt", "btn-primary"), ("send_back", "btn-plain"))
        if calls_for(opinion, event, by=user)
    ]


@require_POST
def opinion_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    opinion = find_opinion(user, pk)
    adopt_opinion(opinion, by=user)
    messages.success(request, _("The opinion of %s is adopted.") % opinion.assignment.department)
    return redirect("case_detail", opinion.assignment.proposal_id)


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    opinion = find_opinion(user, pk)
    check_form(opinion, "send_back", by=user, sending=request.method == "POST")
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                send_back_opinion(opinion, by=user, reason=form.cleaned_data["reason"])
            except CaseError as error:
                form.add_error("reason", str(error))
                status = error.status
            else:
                messages.success(request, _("The opinion went back to %s with your reason.") % opinion.assignment.department)
                return redirect("case_detail", opinion.assignment.proposal_id)
    context = {"opinion": opinion, "case": opinion.assignment.proposal, "form": form}
    return render(request, "proposals/opinion_send_back.html", context, status=status)
