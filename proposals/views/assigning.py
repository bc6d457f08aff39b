"""Assigning a case to its departments."""

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals.actions.assigning import assign_together
from proposals.actions.cases import Task, preview_due
from proposals.errors import CaseError
from proposals.forms import TaskForm, TaskFormSet
from proposals.models import Assignment, Department, Proposal, User
from proposals.suggesting import suggest_departments
from proposals.views.accounts import reader
from proposals.views.buttons import check_form
from proposals.views.merging import members

QUEUE = 8


@require_http_methods(["GET", "HEAD", "POST"])
def case_assign(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    cases = Proposal.objects.visible_to(user).select_related("session", "rule_set")
    case = get_object_or_404(cases.prefetch_related("proposers__person", "proposers__group", "attachments"), pk=pk)
    check_form(case, "assign", by=user, sending=request.method == "POST")
    formset = TaskFormSet(request.POST or None, prefix="task", initial=[{"mode": Assignment.Mode.LEAD}])
    error_message, status = "", 200
    if request.method == "POST":
        status = 422
        if formset.is_valid():
            try:
                done = assign_together(case, tasks(formset), by=user)
            except CaseError as error:
                error_message, status = str(error), error.status
            else:
                messages.success(request, _("%s is assigned.") % "、".join(one.number_label for one in done))
                following = queue(user, case).first() if "next" in request.POST else None
                return redirect("case_assign", following.pk) if following else redirect("case_detail", case.pk)
    day = timezone.localdate()
    parts = ((_("Answer"), Assignment.Mode.LEAD), (_("Opinion"), Assignment.Mode.CO))
    context = {
        "case": case,
        "formset": formset,
        "error": error_message,
        "departments": handling_departments(),
        "preview": [(name, *preview_due(case, mode, day)) for name, mode in parts],
        "suggestions": suggest_departments(case, user),
        "together": members(case, user),
        "queue": list(queue(user, case)[:QUEUE]),
        "waiting": queue(user, case).count(),
    }
    return render(request, "proposals/case_assign.html", context, status=status)


def handling_departments() -> QuerySet[Department]:
    """Those that a case can be handed to."""
    return Department.objects.filter(active=True).exclude(kind=Department.Kind.ASSIGNING_BODY)


def tasks(formset: "BaseFormSet[TaskForm]") -> list[Task]:
    """The rows that were filled in, in their order."""
    rows = [form.cleaned_data for form in formset if form.cleaned_data.get("department")]
    return [Task(row["department"], row["mode"], row["scope"]) for row in rows]


def queue(user: User, case: Proposal) -> QuerySet[Proposal]:
    """The other cases that this body has still to assign, by number."""
    waiting = Proposal.objects.visible_to(user).to_assign().filter(assigning_body_id=user.department_id)
    return waiting.exclude(pk=case.pk).order_by("-session__term", "-session__meeting", "kind", "case_no")
