"""Writing down a contact with the proposer, and what the proposers wish about the publication."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals import permissions
from proposals.actions.co_handling import note_wishes, record_contact
from proposals.contact_forms import ContactForm, WishesForm
from proposals.errors import CaseError
from proposals.models import Proposal, User
from proposals.views.accounts import reader


@require_http_methods(["GET", "HEAD", "POST"])
def contact_record(request: HttpRequest, pk: int) -> HttpResponse:
    user, case = _case(request, pk)
    initial = {"with_whom": next((str(p) for p in case.proposers.all() if p.is_lead), ""), "participants": user.display_name}
    form = ContactForm(request.POST or None, case=case, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if not name.startswith("wish-")}
            try:
                record_contact(case, by=user, wishes=form.wishes, **given)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("The contact is recorded."))
                return redirect("case_detail", case.pk)
    return render(request, "proposals/contact_form.html", {"case": case, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def case_wishes(request: HttpRequest, pk: int) -> HttpResponse:
    """What the proposers wish about the publication, where they said it in no contact: on the proposal itself, or by letter."""
    user, case = _case(request, pk)
    form = WishesForm(request.POST if request.method == "POST" else None, case=case)
    if request.method == "POST" and form.is_valid():
        note_wishes(case, form.wishes, by=user)
        messages.success(request, _("The wishes of the proposers are noted."))
        return redirect("case_detail", case.pk)
    return render(request, "proposals/case_wishes.html", {"case": case, "form": form}, status=422 if form.errors else 200)


def _case(request: HttpRequest, pk: int) -> tuple[User, Proposal]:
    user = reader(request)
    cases = Proposal.objects.visible_to(user).select_related("session")
    case = get_object_or_404(cases.prefetch_related("proposers__person", "proposers__group"), pk=pk)
    permissions.check(user, "contact.record", case)
    return user, case
