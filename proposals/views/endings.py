"""Withdrawing and closing a case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from proposals.actions.cases import close_case, consents_needed, withdraw_case
from proposals.errors import CaseError
from proposals.forms import ReasonForm
from proposals.models import Proposal
from proposals.views.accounts import reader
from proposals.views.buttons import check_form
from proposals.views.coming_back import back_to


@require_http_methods(["GET", "HEAD", "POST"])
def case_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = get_object_or_404(Proposal.objects.visible_to(user).select_related("session", "rule_set"), pk=pk)
    check_form(case, "withdraw", by=user, sending=request.method == "POST")
    form = ReasonForm(request.POST or None)
    needed = consents_needed(case)
    consents = [one for one in needed if str(one.pk) in request.POST.getlist("consent")]
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                withdraw_case(case, by=user, reason=form.cleaned_data["reason"], consents=consents)
            except CaseError as error:
                form.add_error("reason", str(error))
                status = error.status
            else:
                messages.success(request, _("The withdrawal of %s is recorded; handling has ended.") % case.number_label)
                return redirect("case_detail", case.pk)
    return render(
        request,
        "proposals/case_withdraw.html",
        {"case": case, "form": form, "needed": needed, "consents": consents, "rule": case.rule_set.policy("withdrawal")},
        status=status,
    )


@require_POST
def case_close(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = get_object_or_404(Proposal.objects.visible_to(user), pk=pk)
    close_case(case, by=user)
    messages.success(request, _("%s is closed.") % case.number_label)
    return redirect(back_to(request) or reverse("case_detail", args=[case.pk]))
