"""A disagreement between departments on screen: raised by one, settled by the coordinator, read by both."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from proposals import permissions
from proposals.actions import disagreements
from proposals.co_handling_forms import DecisionOnDisagreementForm, DisagreementForm
from proposals.errors import CaseError
from proposals.models import Assignment, Disagreement, User
from proposals.states import DisagreementState
from proposals.views.accounts import reader
from proposals.views.buttons import Button, step

RELATED = (
    "raised_for__department",
    "raised_for__proposal__session",
    "raised_for__proposal__assigning_body",
    "against__department",
    "raised_by",
    "decided_by",
)


@dataclass(frozen=True)
class Row:
    """A disagreement in the list of a case, and what the reader can do with it."""

    disagreement: Disagreement
    buttons: list[Button]


def disagreements_of(case_id: int, user: User) -> list[Row]:
    """The disagreements in a case that the reader sees, the newest first. One query."""
    found = Disagreement.objects.visible_to(user).filter(raised_for__proposal_id=case_id).select_related(*RELATED)
    return [Row(one, doing(one, user)) for one in found]


def doing(one: Disagreement, user: User) -> list[Button]:
    page = reverse("disagreement_detail", args=[one.pk])
    opened = one.state == DisagreementState.RAISED and not one.case_ended(user)
    if opened and permissions.can(user, "disagreement.settle", one):
        return [Button(f"disagreement-{one.pk}", _("Settle the disagreement"), page, style="btn-primary")]
    found = [Button(f"disagreement-{one.pk}", _("Open"), page)]
    if opened and permissions.can(user, "disagreement.raise", one):
        found.append(step(one, "take_back", by=user, url=reverse("disagreement_take_back", args=[one.pk]), post=True))
    return found


def raising(tasks: list[Assignment], user: User) -> Button | None:
    """The button that raises one for the reader's department; None where it has no part or nobody to differ with."""
    own = disagreements.may_raise(tasks, user)
    url = reverse("disagreement_raise", args=[own.pk]) if own else ""
    return Button("disagree", _("Raise a disagreement"), url) if own else None


@require_http_methods(["GET", "HEAD", "POST"])
def disagreement_raise(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    found = Assignment.objects.visible_to(user).select_related("proposal__session", "department")
    task: Assignment = get_object_or_404(found, pk=pk)
    sides = disagreements.sides(task)
    form = DisagreementForm(request.POST or None, sides=sides)
    status = 200
    if request.method == "POST":
        permissions.check(user, "disagreement.raise", task)
        status = 422
        if form.is_valid():
            try:
                disagreements.raise_disagreement(task, by=user, **form.cleaned_data)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("The disagreement is with the coordinator; both sides will read the decision."))
                return redirect("case_detail", task.proposal_id)
    else:
        disagreements.check_raising(task, by=user)
    context = {"task": task, "case": task.proposal, "form": form}
    return render(request, "proposals/disagreement_form.html", context, status=status)


def _find(user: User, pk: int) -> Disagreement:
    one: Disagreement = get_object_or_404(Disagreement.objects.visible_to(user).select_related(*RELATED), pk=pk)
    return one


@require_http_methods(["GET", "HEAD", "POST"])
def disagreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Both sides of it; to the coordinator with the form of the decision."""
    user = reader(request)
    one = _find(user, pk)
    sent = request.method == "POST"
    letting = sent and request.POST.get("step") == "let_go_on"
    form = DecisionOnDisagreementForm(request.POST if sent and not letting else None)
    error_message, status = "", 200
    if sent:
        permissions.check(user, "disagreement.settle", one)
        status = 422
        if letting or form.is_valid():
            try:
                if letting:
                    disagreements.let_lead_go_on(one, by=user)
                    messages.success(request, _("The lead may send the draft for review; the disagreement stays to be settled."))
                else:
                    disagreements.settle_disagreement(one, by=user, **form.cleaned_data)
                    messages.success(request, _("The disagreement is settled; both departments read your decision."))
            except CaseError as error:
                error_message, status = str(error), error.status
                one.refresh_from_db()
            else:
                return redirect("case_detail", one.case.pk)
    opened = one.state == DisagreementState.RAISED and not one.case_ended(user)
    settles = opened and permissions.can(user, "disagreement.settle", one)
    context = {
        "one": one,
        "case": one.case,
        "form": form,
        "error": error_message,
        "settles": settles,
        "may_let": settles and not one.going_on_already(user),
        "doing": [button for button in doing(one, user) if button.post],
    }
    return render(request, "proposals/disagreement_detail.html", context, status=status)


@require_POST
def disagreement_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    one = _find(user, pk)
    disagreements.take_disagreement_back(one, by=user)
    messages.success(request, _("The disagreement is taken back."))
    return redirect("case_detail", one.case.pk)
