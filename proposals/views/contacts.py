"""Writing down a contact with the proposer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals import permissions
from proposals.actions.co_handling import record_contact
from proposals.errors import CaseError
from proposals.forms import ContactForm
from proposals.models import Proposal
from proposals.views.accounts import reader


@require_http_methods(["GET", "HEAD", "POST"])
def contact_record(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    cases = Proposal.objects.visible_to(user).select_related("session")
    case = get_object_or_404(cases.prefetch_related("proposers__person", "proposers__group"), pk=pk)
    permissions.check(user, "contact.record", case)
    form = ContactForm(request.POST or None, initial={"with_whom": next((str(p) for p in case.proposers.all() if p.is_lead), "")})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                record_contact(case, by=user, **form.cleaned_data)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("The contact is recorded."))
                return redirect("case_detail", case.pk)
    return render(request, "proposals/contact_form.html", {"case": case, "form": form}, status=status)
