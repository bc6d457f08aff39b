"""告知提案人: whom to tell of a longer date, and writing down that it was done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals.actions import telling
from proposals.errors import CaseError
from proposals.models import ExtensionRequest
from proposals.request_forms import ToldForm
from proposals.views.accounts import reader

RELATED = ("assignment__department", "assignment__proposal__session", "assignment__proposal__rule_set", "clock", "told_by", "decided_by")


@require_http_methods(["GET", "HEAD", "POST"])
def extension_told(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    asked: ExtensionRequest = get_object_or_404(ExtensionRequest.objects.visible_to(user).select_related(*RELATED), pk=pk)
    telling.check_told(asked, by=user)
    form = ToldForm(request.POST if request.method == "POST" else None, initial={"told_on": timezone.localdate()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                telling.record_told(asked, by=user, **form.cleaned_data)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("It is written down that the proposer was told."))
                return redirect("case_detail", asked.assignment.proposal_id)
    case = asked.assignment.proposal
    rule = case.rule_set.extension(asked.clock.name)
    accounts, without = telling.reached(case)
    people = list(case.proposers.select_related("person", "group"))
    context = {"asked": asked, "case": case, "form": form, "rule": rule, "accounts": accounts, "without": without, "people": people}
    return render(request, "proposals/extension_told.html", context, status=status)
