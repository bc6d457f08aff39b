"""Signing for a case, and taking that back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from proposals.actions.cases import accept_assignment
from proposals.actions.receipts import take_receipt_back
from proposals.models import Assignment
from proposals.views.accounts import reader
from proposals.views.coming_back import back_to
from proposals.views.undoing import done


def _task(request: HttpRequest, pk: int) -> Assignment:
    """The task, or a 404 for whoever does not see it."""
    rows = Assignment.objects.visible_to(reader(request)).select_related("proposal", "department")
    found: Assignment = get_object_or_404(rows, pk=pk)
    return found


@require_POST
def assignment_accept(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = _task(request, pk)
    accept_assignment(assignment, by=reader(request))
    what = _("the reply") if assignment.answers else _("the opinion")
    back = back_to(request)
    undo = reverse("assignment_put_back", args=[pk])
    if back:
        done(request, _("%(case)s is signed for. Next: %(what)s.") % {"case": assignment.proposal.number_label, "what": what}, undo=undo)
    else:
        done(request, _("Signed for. Next: %s.") % what, undo=undo)
    return redirect(back or reverse("case_detail", args=[assignment.proposal_id]))


@require_POST
def assignment_put_back(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = _task(request, pk)
    take_receipt_back(assignment, by=reader(request))
    messages.success(request, _("%s is to be signed for again.") % assignment.proposal.number_label)
    return redirect(back_to(request) or reverse("work"))
