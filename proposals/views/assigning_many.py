"""Assigns many cases to the same departments: tick, look at each, do it, and read what became of each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from proposals import permissions
from proposals.actions.assigning import assign_many, preview_many
from proposals.actions.cases import check_tasks
from proposals.errors import CaseError, NotAllowed
from proposals.forms import TaskFormSet
from proposals.models import Assignment, Department, Proposal
from proposals.suggesting import suggest_for
from proposals.views.accounts import reader
from proposals.views.assigning import tasks
from proposals.views.choosing import MOST, chosen, named
from proposals.views.filing import NUMBER


@require_http_methods(["GET", "HEAD", "POST"])
def case_assign_many(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    if not permissions.holds(user, "case.assign"):
        raise NotAllowed(permissions.PERMISSIONS["case.assign"].refusal)
    own = Proposal.objects.visible_to(user).filter(assigning_body_id=user.department_id).select_related("session", "rule_set")
    own = own.order_by(*NUMBER)
    formset = TaskFormSet(request.POST or None, prefix="task", initial=[{"mode": Assignment.Mode.LEAD}])
    context: dict[str, object] = {"formset": formset}
    status = 200
    if request.method == "POST":
        status = 422
        try:
            cases = chosen(request.POST, own)
            context["ticked"] = {case.pk for case in cases}
            if formset.is_valid():
                parts = tasks(formset)
                check_tasks(parts)
                over = "sure" in request.POST
                results = assign_many(cases, parts, by=user) if over else preview_many(cases, parts, by=user)
                done = sum(len(result.cases) for result in results if not result.refusal)
                context |= {"results": results, "tasks": parts, "open": done, "over": over}
                return render(request, "proposals/assign_many_preview.html", context)
        except CaseError as error:
            context["error"], status = str(error), error.status
    found = own.to_assign()
    if handed := named(request.GET.get("case", "")):  # chosen in the list of cases
        found = found.filter(pk__in=handed)
        context.setdefault("ticked", handed)
    cases = list(found.prefetch_related("proposers__person", "proposers__group")[:MOST])
    context |= {
        "cases": cases,
        "suggested": suggest_for(cases, user),
        "waiting": found.count(),
        "departments": Department.objects.handling(),
    }
    return render(request, "proposals/assign_many.html", context, status=status)
