"""A co-handler's opinion: giving it, sending it back, adopting it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from proposals.actions.co_handling import adopt_opinion, send_back_opinion, submit_opinion
from proposals.co_handling_forms import OpinionWithFilesForm, SendBackForm
from proposals.deadlines import Deadline, due_date
from proposals.errors import CaseError, InvalidInput
from proposals.models import CalendarYear, Clock, CoOpinion, Event, OpinionSubmission, SendingBack, User
from proposals.sentences import gap
from proposals.states import AssignmentState, OpinionState
from proposals.substance import FEWEST_CHARACTERS, emptiness
from proposals.views.accounts import reader
from proposals.views.buttons import Button, calls_for, check_form, step


@dataclass(frozen=True)
class Round:
    """One text that was submitted, and the event that sent it back, where one did."""

    submission: OpinionSubmission
    sent_back: Event | None

    @property
    def ground(self) -> str:
        """On what ground it was sent back; those of before there were grounds have none."""
        code = self.sent_back.data.get("ground", "") if self.sent_back else ""
        return str(SendingBack(code).label) if code in SendingBack else ""


def find_opinion(user: User, pk: int) -> CoOpinion:
    opinions = CoOpinion.objects.visible_to(user).select_related("assignment__department", "assignment__proposal__session")
    opinion: CoOpinion = get_object_or_404(opinions.prefetch_related("submissions__submitted_by", "submissions__attachments"), pk=pk)
    return opinion


def rounds(opinion: CoOpinion) -> list[Round]:
    """The texts, newest first. The n-th return answers the n-th text, since a text must be submitted before it can be sent back."""
    returns = Event._base_manager.filter(
        proposal_id=opinion.assignment.proposal_id, subject_type="coopinion", subject_id=opinion.pk, name="send_back"
    )
    in_order = list(returns.order_by("sequence"))
    texts = list(opinion.submissions.all())
    return [Round(text, in_order[i] if i < len(in_order) else None) for i, text in enumerate(texts)][::-1]


def warning(text: str, opinion: CoOpinion) -> str:
    """What is said of an opinion that says nothing, to whoever wrote it and to the lead; it holds nothing up."""
    found = emptiness(text)
    if not found:
        return ""
    words = (
        _("The opinion says only that there is none, or that your department agrees.")
        if found == "phrase"
        else _("The opinion has fewer than %s characters.") % FEWEST_CHARACTERS
    )
    limit = opinion.assignment.proposal.rule_set.limit("opinion_again")
    end = _("An empty opinion may be sent back.")
    return f"{words}{gap()}{end}" + (f"（{limit.article}）" if limit and limit.article else "")


def due_again(opinion: CoOpinion) -> tuple[Deadline, str] | None:
    """When an opinion that is sent back today is due again, and the article; None where the rules set no limit for that."""
    limit = opinion.assignment.proposal.rule_set.limit("opinion_again")
    if limit is None:
        return None
    return due_date(limit, timezone.localdate(), days=CalendarYear.objects.calendar()), limit.article


@require_http_methods(["GET", "HEAD", "POST"])
def opinion_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    opinion = find_opinion(user, pk)
    latest = opinion.latest
    form = OpinionWithFilesForm(request.POST or None, request.FILES or None, initial={"text": latest.text if latest else ""})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                submit_opinion(opinion, form.cleaned_data["text"], by=user, files=form.cleaned_data["uploads"])
            except CaseError as error:
                # The form has seen that there is a text; what is wrong then is a file.
                form.add_error("uploads" if isinstance(error, InvalidInput) else "text", str(error))
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
        "hint": warning(latest.text, opinion) if latest and opinion.state == OpinionState.SUBMITTED else "",
        "running": opinion.assignment.clocks.filter(name="opinion_again", state=Clock.State.RUNNING).first(),
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
    form = SendBackForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                send_back_opinion(opinion, by=user, **form.cleaned_data)
            except CaseError as error:
                form.add_error("reason", str(error))
                status = error.status
            else:
                messages.success(request, _("The opinion went back to %s with your reason.") % opinion.assignment.department)
                return redirect("case_detail", opinion.assignment.proposal_id)
    context = {
        "opinion": opinion,
        "case": opinion.assignment.proposal,
        "form": form,
        "again": due_again(opinion),
        "hint": warning(opinion.latest.text, opinion) if opinion.latest else "",
    }
    return render(request, "proposals/opinion_send_back.html", context, status=status)
