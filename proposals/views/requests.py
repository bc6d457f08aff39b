"""退办 and 延期 on screen: a department asks, the assigning body decides."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from proposals import permissions
from proposals.actions import requests, telling
from proposals.actions.cases import preview_due
from proposals.errors import CaseError
from proposals.forms import ReasonForm, TaskFormSet
from proposals.models import Assignment, CalendarYear, Department, ExtensionRequest, Objection, User
from proposals.models.requests import Asked
from proposals.request_forms import ExtensionForm, ObjectionForm
from proposals.states import IN_HAND, RequestState
from proposals.views import because
from proposals.views.accounts import reader
from proposals.views.assigning import tasks
from proposals.views.buttons import Button, button, step
from proposals.work_calendar import WorkCalendar


@dataclass(frozen=True)
class Row:
    """A request in the list of a case: what is asked, and what the reader can do with it."""

    asked: Asked
    buttons: list[Button]
    to_tell: str = ""  # who is to be told of the longer date, with the rule that asks for it

    @property
    def is_objection(self) -> bool:
        return isinstance(self.asked, Objection)


def asking(task: Assignment, user: User, asked: Sequence[Asked], days: WorkCalendar | None) -> list[Button]:
    """What a department in charge may ask for, closed with the reason where it may not now."""
    if task.state not in IN_HAND or not permissions.holds(user, "objection.ask"):
        return []
    object_, more = reverse("objection_raise", args=[task.pk]), reverse("extension_ask", args=[task.pk])
    return [
        button(lambda: requests.check_objection(task, by=user, asked=asked), f"object-{task.pk}", _("Object to the assignment"), object_),
        button(
            lambda: requests.check_ask_extension(task, by=user, asked=asked, days=days), f"extend-{task.pk}", _("Ask for more time"), more
        ),
    ]


def requests_of(case_id: int, user: User) -> list[Row]:
    """The requests in a case that the reader sees, the newest first, in a constant number of queries."""
    related = ("assignment__department", "assignment__proposal__rule_set", "asked_by", "decided_by")
    objections = Objection.objects.visible_to(user).filter(assignment__proposal_id=case_id).select_related(*related, "suggested")
    more_time = (
        ExtensionRequest.objects.visible_to(user).filter(assignment__proposal_id=case_id).select_related(*related, "clock", "told_by")
    )
    more_time = more_time.prefetch_related("assignment__proposal__assignments")
    untold = [asked for asked in more_time if _may_tell(asked, user)]
    without = "、".join(telling.reached(untold[0].case)[1]) if untold else ""
    rows = [Row(asked, _doing(asked, user)) for asked in [*objections, *(asked for asked in more_time if asked not in untold)]]
    rows += [Row(asked, [*_doing(asked, user), *_telling(asked, without)], _to_tell(asked, without)) for asked in untold]
    return sorted(rows, key=lambda row: row.asked.asked_at, reverse=True)


def _may_tell(asked: ExtensionRequest, user: User) -> bool:
    if asked.state != RequestState.GRANTED or asked.told_on:
        return False
    try:
        telling.check_told(asked, by=user)
    except CaseError:
        return False
    return True


def _to_tell(asked: ExtensionRequest, without: str) -> str:
    rule = asked.case.rule_set.extension(asked.clock.name)
    return f"{without}（{rule.article}）" if without and rule and rule.tell else without


def _telling(asked: ExtensionRequest, without: str) -> list[Button]:
    url = reverse("extension_told", args=[asked.pk])
    return [Button(f"told-{asked.pk}", _("Write down that the proposer was told"), url, style="btn-primary")] if without else []


def _doing(asked: Asked, user: User) -> list[Button]:
    """Reading, deciding and taking back; the last two only for whose business they are."""
    name = "objection" if isinstance(asked, Objection) else "extension"
    page = reverse(f"{name}_detail", args=[asked.pk])
    opened = asked.state == RequestState.ASKED and not asked.case_ended(user)
    if opened and permissions.can(user, f"{name}.judge", asked):
        return [Button(f"{name}-{asked.pk}", _("Answer the request"), page, style="btn-primary")]
    found = [Button(f"{name}-{asked.pk}", _("Open"), page)]
    if opened and permissions.can(user, f"{name}.ask", asked):
        found.append(step(asked, "take_back", by=user, url=reverse(f"{name}_take_back", args=[asked.pk]), post=True))
    return found


def _task(user: User, pk: int) -> Assignment:
    found = Assignment.objects.visible_to(user).select_related("proposal__session", "proposal__rule_set", "department")
    task: Assignment = get_object_or_404(found, pk=pk)
    return task


@require_http_methods(["GET", "HEAD", "POST"])
def objection_raise(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    task = _task(user, pk)
    form = ObjectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        permissions.check(user, "objection.ask", task)
        status = 422
        if form.is_valid():
            try:
                requests.raise_objection(task, by=user, **form.cleaned_data)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("The objection is with the assigning body; until it is decided the case stays yours."))
                return redirect("case_detail", task.proposal_id)
    else:
        requests.check_objection(task, by=user)
    clock = task.clocks.filter(name="objection").order_by("-pk").first()
    context = {"task": task, "case": task.proposal, "form": form, "clock": clock, "departments": Department.objects.handling()}
    return render(request, "proposals/objection_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def extension_ask(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    task = _task(user, pk)
    sent = request.method == "POST"
    permissions.check(user, "extension.ask", task)
    clock, refusal = None, ""
    try:
        clock = requests.check_ask_extension(task, by=user)[1]
    except CaseError as error:
        if not sent:
            raise
        refusal, status = str(error), error.status
    latest = clock.latest_extension() if clock else None
    form = ExtensionForm(request.POST or None, due_on=clock.due_on if clock else None, latest=latest[0] if latest else None)
    if not sent:
        status = 200
    elif refusal:
        form.add_error(None, refusal)
    elif form.is_valid():
        try:
            requests.ask_extension(task, by=user, **form.cleaned_data)
        except CaseError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(request, _("The assigning body decides whether there is more time; until then the date stands."))
            return redirect("case_detail", task.proposal_id)
    else:
        status = 422
    context = {"task": task, "case": task.proposal, "form": form, "clock": clock, "latest": latest}
    return render(request, "proposals/extension_form.html", context, status=status)


def _objection(user: User, pk: int) -> Objection:
    related = (
        "assignment__department",
        "assignment__proposal__session",
        "assignment__proposal__rule_set",
        "suggested",
        "asked_by",
        "decided_by",
    )
    objection: Objection = get_object_or_404(Objection.objects.visible_to(user).select_related(*related), pk=pk)
    return objection


@require_http_methods(["GET", "HEAD", "POST"])
def objection_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The objection; to whoever decides, with the departments that take the part over, and with the refusal."""
    user = reader(request)
    objection = _objection(user, pk)
    task = objection.assignment
    accepting = request.method == "POST" and request.POST.get("decision") == "accept"
    suggested = objection.suggested.short_name if objection.suggested else ""
    row = {"department": suggested, "mode": task.mode, "scope": task.scope}
    formset = TaskFormSet(request.POST if accepting else None, prefix="task", initial=[row])
    formset.extra = 1  # mostly one department takes over from one
    refusing = request.method == "POST" and not accepting
    form = ReasonForm(request.POST if refusing else None)
    error_message, status = "", 200
    if request.method == "POST":
        permissions.check(user, "objection.judge", objection)
        status = 422
        if formset.is_valid() if accepting else form.is_valid():
            try:
                if accepting:
                    requests.accept_objection(objection, by=user, tasks=tasks(formset))
                    messages.success(request, _("The case goes to another department; its time limits run as the rules say."))
                else:
                    requests.refuse_objection(objection, by=user, reason=form.cleaned_data["reason"])
                    messages.success(request, _("The objection is refused; %s goes on with the case.") % task.department)
            except CaseError as error:
                error_message, status = str(error), error.status
                objection.refresh_from_db()
            else:
                return redirect("case_detail", task.proposal_id)
    day = requests.restart_day(task)
    context = {
        "asked": objection,
        "task": task,
        "case": task.proposal,
        "formset": formset,
        "form": form,
        "error": error_message,
        "departments": Department.objects.handling(),
        "preview": preview_due(task.proposal, task.mode, day),
        "goes_on": day < timezone.localdate(),
        **_deciding(objection, "accept", user),
    }
    return render(request, "proposals/objection_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def extension_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    related = ("assignment__department", "assignment__proposal__session", "asked_by", "decided_by", "clock__proposal__rule_set")
    asked: ExtensionRequest = get_object_or_404(ExtensionRequest.objects.visible_to(user).select_related(*related), pk=pk)
    task = asked.assignment
    allowing = request.method == "POST" and request.POST.get("decision") == "allow"
    form = ReasonForm(request.POST if request.method == "POST" and not allowing else None)
    error_message, status = "", 200
    if request.method == "POST":
        permissions.check(user, "extension.judge", asked)
        status = 422
        if allowing or form.is_valid():
            try:
                if allowing:
                    requests.allow_extension(asked, by=user)
                    messages.success(request, _("%s has more time.") % task.department)
                else:
                    requests.refuse_extension(asked, by=user, reason=form.cleaned_data["reason"])
                    messages.success(request, _("The date stands; %s reads your reason.") % task.department)
            except CaseError as error:
                error_message, status = str(error), error.status
                asked.refresh_from_db()
            else:
                return redirect("case_detail", task.proposal_id)
    context = {
        "asked": asked,
        "task": task,
        "case": task.proposal,
        "form": form,
        "error": error_message,
        "latest": asked.clock.latest_extension(),
        "lines": list(because.lines(asked.clock.deadline(CalendarYear.objects.calendar()))),
        **_deciding(asked, "allow", user),
    }
    return render(request, "proposals/extension_detail.html", context, status=status)


def _deciding(asked: Asked, grant: str, user: User) -> dict[str, object]:
    """What the page of a request needs to know of its decision: whose it is, what is in its way, whether it can be taken back."""
    opened = asked.state == RequestState.ASKED
    mine = permissions.can(user, f"{asked.machine.name}.judge", asked)
    granting = step(asked, grant, by=user, url="")
    return {
        "judges": opened and mine and not asked.case_ended(user),
        "in_the_way": granting.refusal if opened and mine else "",
        "doing": [] if mine else [each for each in _doing(asked, user) if each.post],
    }


@require_POST
def objection_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    objection = _objection(user, pk)
    requests.take_objection_back(objection, by=user)
    messages.success(request, _("The objection is taken back; your department goes on with the case."))
    return redirect("case_detail", objection.assignment.proposal_id)


@require_POST
def extension_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    asked: ExtensionRequest = get_object_or_404(ExtensionRequest.objects.visible_to(user).select_related("assignment__proposal"), pk=pk)
    requests.take_extension_back(asked, by=user)
    messages.success(request, _("The request for more time is taken back."))
    return redirect("case_detail", asked.assignment.proposal_id)
