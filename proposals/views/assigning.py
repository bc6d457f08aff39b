"""The desk on which a coordinator assigns new cases, one after the other."""

from typing import Any

from django.db.models import Prefetch
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals import permissions, workflow
from proposals.actions.assigning import assign_together
from proposals.actions.cases import Task
from proposals.actions.desk import sit_down
from proposals.advising import advise, marked
from proposals.errors import CaseError, NotAllowed, WrongState
from proposals.finding import searched
from proposals.forms import TaskForm, TaskFormSet
from proposals.models import Assignment, Department, Proposal, Proposer, User
from proposals.views import assign_desk
from proposals.views.accounts import reader
from proposals.views.assign_dues import dues
from proposals.views.buttons import check_form
from proposals.views.merging import members
from proposals.views.undoing import done

PREFIX = "task"
MOST_ROWS = 40


@require_safe
def assign_next(request: HttpRequest) -> HttpResponse:
    """Opens the case that waits first, as far as nobody else has it open."""
    user = reader(request)
    if not permissions.holds(user, "case.assign"):
        raise NotAllowed(permissions.PERMISSIONS["case.assign"].refusal)
    ids = list(assign_desk.to_assign(user).values_list("pk", flat=True))
    taken = set(assign_desk.others(user).values_list("proposal", flat=True))
    if ids:
        return redirect("case_assign", next((pk for pk in ids if pk not in taken), ids[0]))
    return render(request, "proposals/assign_empty.html", {"done": assign_desk.assigned_today(user)})


@require_http_methods(["GET", "HEAD", "POST"])
def case_assign(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = _case(user, pk)
    check_form(case, "assign", by=user, sending=request.method == "POST")
    entered = _entered(request) if request.method == "POST" else None
    looks = entered is not None and bool({"look", "add"} & set(entered))
    formset = _formset(entered)
    error, status = "", 200
    if entered is not None and not looks:
        status = 422
        if formset.is_valid():
            after = assign_desk.following(user, case)
            try:
                assigned = assign_together(case, tasks(formset), by=user)
            except CaseError as refusal:
                error, status = _told(refusal, case), refusal.status
            else:
                _say(request, assigned, tasks(formset))
                left = [one for one in after if one not in {other.pk for other in assigned}]
                return redirect("case_assign", left[0]) if "next" in entered and left else redirect(_after(entered, case))
    return render(request, "proposals/case_assign.html", _context(case, user, formset) | {"error": error}, status=status)


@require_POST
def case_assign_here(request: HttpRequest, pk: int) -> HttpResponse:
    """Notes that the person has the case open, which the page says once a minute."""
    user = reader(request)
    case = get_object_or_404(Proposal.objects.visible_to(user), pk=pk)
    sit_down(case, by=user)
    return HttpResponse(status=204)


@require_safe
def case_assign_dues(request: HttpRequest, pk: int) -> HttpResponse:
    """The due dates for what the form holds at the moment."""
    user = reader(request)
    case = get_object_or_404(Proposal.objects.visible_to(user).select_related("rule_set"), pk=pk)
    permissions.check(user, "case.assign", case)
    formset = TaskFormSet(request.GET if f"{PREFIX}-TOTAL_FORMS" in request.GET else None, prefix=PREFIX)
    return render(request, "proposals/_assign_dues.html", {"dues": dues(case, *_parts(formset))})


def tasks(formset: "BaseFormSet[TaskForm]") -> list[Task]:
    """The rows that were filled in, in their order."""
    rows = [form.cleaned_data for form in formset if form.cleaned_data.get("department")]
    return [Task(row["department"], row["mode"], row["scope"]) for row in rows]


def _case(user: User, pk: int) -> Proposal:
    cases = Proposal.objects.visible_to(user).select_related("session", "rule_set")
    proposers = Prefetch("proposers", Proposer.objects.select_related("person", "group"))
    found: Proposal = get_object_or_404(cases.prefetch_related(proposers, "attachments"), pk=pk)
    return found


def _entered(request: HttpRequest) -> Any:
    """What was sent; `add`, the button of a suggestion, puts its department into the first row that is free for its part."""
    entered = request.POST.copy()
    mode, _sep, name = str(entered.get("add", "")).partition(":")
    if name:
        rows = range(1, MOST_ROWS) if mode == Assignment.Mode.CO else range(1)
        free = next((n for n in rows if mode != Assignment.Mode.CO or not entered.get(f"{PREFIX}-{n}-department")), 0)
        entered[f"{PREFIX}-{free}-department"] = name
        entered.setdefault(f"{PREFIX}-{free}-mode", mode)
        total = str(entered.get(f"{PREFIX}-TOTAL_FORMS", ""))
        entered[f"{PREFIX}-TOTAL_FORMS"] = str(max(free + 2, int(total) if total.isdigit() else 0))
    return entered


def _formset(entered: Any) -> "BaseFormSet[TaskForm]":
    made: BaseFormSet[TaskForm] = TaskFormSet(entered, prefix=PREFIX, initial=[{"mode": Assignment.Mode.LEAD}])
    return made


def _parts(formset: "BaseFormSet[TaskForm]") -> tuple[bool, bool]:
    """Whether somebody is to answer, and whether somebody is to co-handle; an empty form asks about a lead alone."""
    modes = [str(form["mode"].value()) for form in formset if form["department"].value()]
    return not modes or any(mode != Assignment.Mode.CO for mode in modes), Assignment.Mode.CO in modes


def _context(case: Proposal, user: User, formset: "BaseFormSet[TaskForm]") -> dict[str, Any]:
    departments = list(Department.objects.handling())
    advised = advise(case, user, departments)
    queue = assign_desk.queue_of(user, case)
    return {
        "case": case,
        "formset": formset,
        "departments": [(one, searched(one)) for one in departments],
        "advised": advised,
        "paragraphs": marked(case.body, advised.words),
        "dues": dues(case, *_parts(formset)) if formset.is_bound else [],
        "together": members(case, user),
        "may_pass_on": workflow.can_move(case, "convert", by=user),
        "queue": queue,
        "elsewhere": next((one.open_at for one in queue.shown if one.pk == case.pk), ""),
    }


def _told(refusal: CaseError, case: Proposal) -> str:
    """Why it was not assigned; where somebody else was quicker, who it was and to whom."""
    last = case.events.filter(name="assign", subject_type="proposal").order_by("-sequence").first()
    if not isinstance(refusal, WrongState) or last is None:
        return str(refusal)
    time, departments = date_format(timezone.localtime(last.at), "H:i"), "、".join(last.data["departments"])
    told = _("%(name)s assigned this case at %(time)s: %(departments)s. It was not assigned a second time.")
    return told % {"name": last.actor_name, "time": time, "departments": departments}


def _say(request: HttpRequest, cases: list[Proposal], parts: list[Task]) -> None:
    answering = "、".join(task.department.short_name for task in parts if task.mode != Assignment.Mode.CO)
    helping = sum(task.mode == Assignment.Mode.CO for task in parts)
    text = _("%(number)s is assigned: %(departments)s") % {"number": "、".join(one.number_label for one in cases), "departments": answering}
    if helping:
        text += ngettext(", and %(n)s co-handler", ", and %(n)s co-handlers", helping) % {"n": helping}
    done(request, _("%s.") % text, undo=reverse("case_unassign", args=[cases[0].pk]))


def _after(entered: Any, case: Proposal) -> str:
    return reverse("assign_next") if "next" in entered else reverse("case_detail", args=[case.pk])
