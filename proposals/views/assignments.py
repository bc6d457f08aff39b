"""Signing for a case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from proposals.actions.cases import accept_assignment
from proposals.models import Assignment
from proposals.views.accounts import reader


@require_POST
def assignment_accept(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    assignment = get_object_or_404(Assignment.objects.visible_to(user).select_related("proposal", "department"), pk=pk)
    accept_assignment(assignment, by=user)
    what = _("the reply") if assignment.answers else _("the opinion")
    messages.success(request, _("Signed for. Next: %s.") % what)
    return redirect("case_detail", assignment.proposal_id)
