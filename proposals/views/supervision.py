"""督办 on screen: the priority cases, who sponsors them, what the assigning body asks and what the departments answer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from proposals import permissions
from proposals.actions import supervision as actions
from proposals.errors import CaseError, NotReady
from proposals.follow_up_forms import AccountForm, AskAgainForm, PriorityForm, SuperviseForm
from proposals.models import Assignment, Proposal, Supervision, SupervisionAnswer, User
from proposals.models.follow_up import Evidence
from proposals.querysets import inside_visible_to
from proposals.states import SupervisionState
from proposals.views.accounts import reader
from proposals.views.buttons import Button, button

ROWS = 25


def evidence_response(row: Evidence) -> FileResponse:
    """Always a download, never a page of this site: what is in the file is its sender's."""
    try:
        content = row.file.open("rb")
    except FileNotFoundError as error:
        raise NotReady(_("The file is not in the storage. Please ask whoever added it.")) from error
    response = FileResponse(content, as_attachment=True, filename=row.file_name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def supervision_list(request: HttpRequest) -> HttpResponse:
    """All priority cases that the person handles, with what was asked and answered."""
    user = reader(request)
    notes = Supervision.objects.visible_to(user).select_related("department").order_by("-pk")
    tasks = Assignment.objects.answering().select_related("department").order_by("pk")
    cases = Proposal.objects.visible_to(user).filter(inside_visible_to(user), is_priority=True)
    rows = cases.select_related("session").prefetch_related(Prefetch("supervisions", notes), Prefetch("assignments", tasks))
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "proposals/supervision_list.html", {"page": page})


def _case(user: User, pk: int) -> Proposal:
    case: Proposal = get_object_or_404(Proposal.objects.visible_to(user).select_related("session", "rule_set"), pk=pk)
    return case


def supervising(case: Proposal, user: User) -> list[Button]:
    """What the assigning body can do beside the handling of a case."""
    if not permissions.can(user, actions.SUPERVISE, case) or case.case_ended(user):
        return []
    label = _("Change the sponsor") if case.is_priority else _("Make it a priority case")
    choose, ask = reverse("case_priority", args=[case.pk]), reverse("case_supervise", args=[case.pk])
    found = [Button(f"priority-{case.pk}", label, choose)]
    return [*found, button(lambda: None, f"supervise-{case.pk}", _("Ask for an account"), ask)] if case.is_priority else found


@require_http_methods(["GET", "HEAD", "POST"])
def case_priority(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = _case(user, pk)
    sent = request.method == "POST"
    permissions.check(user, actions.SUPERVISE, case)
    if not sent:
        actions.check_supervision(case, by=user)
    initial = {"sponsor": case.sponsor, "office": case.sponsor_office, "chosen_by": case.chosen_by, "chosen_on": case.chosen_on}
    form = PriorityForm(request.POST or None, initial={name: value for name, value in initial.items() if value})
    status = 422 if sent else 200
    if sent and form.is_valid():
        try:
            actions.choose_priority(case, actions.Sponsorship(**form.cleaned_data), by=user)
        except CaseError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(request, _("It is a priority case; %s sponsors it.") % case.sponsor)
            return redirect("case_detail", case.pk)
    return render(request, "proposals/case_priority.html", {"case": case, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def case_supervise(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = _case(user, pk)
    sent = request.method == "POST"
    permissions.check(user, actions.SUPERVISE, case)
    if not sent:
        actions.check_supervision(case, by=user)
    tasks = {str(task.pk): task for task in case.assignments.current().select_related("department").order_by("pk")}
    form = SuperviseForm(request.POST or None)
    form.fields["department"].choices = [(key, task.department.full_name) for key, task in tasks.items()]  # type: ignore[attr-defined]
    status = 422 if sent else 200
    if sent and form.is_valid():
        given = form.cleaned_data
        department = tasks[given.pop("department")].department
        try:
            made = actions.supervise(case, department, by=user, **given)
        except CaseError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(request, _("%s is asked; the note is among its work.") % made.department)
            return redirect("case_detail", case.pk)
    return render(request, "proposals/case_supervise.html", {"case": case, "form": form}, status=status)


def _note(user: User, pk: int) -> Supervision:
    notes = Supervision.objects.visible_to(user).select_related("department", "proposal__session", "proposal__assigning_body", "asked_by")
    note: Supervision = get_object_or_404(notes.prefetch_related("answers__answered_by"), pk=pk)
    return note


@require_http_methods(["GET", "HEAD", "POST"])
def supervision_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The note with its answers; to the department the form of an answer, to the assigning body that of its judgement."""
    user = reader(request)
    note = _note(user, pk)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    answering = AccountForm(request.POST if act == "answer" else None, request.FILES or None)
    again = AskAgainForm(request.POST if act == "ask_again" else None)
    form = answering if act == "answer" else again
    error_message, status = "", 200
    if request.method == "POST":
        permissions.check(user, "supervision.answer" if act == "answer" else actions.SUPERVISE, note)
        status = 422
        if act == "accept" or form.is_valid():
            try:
                if act == "accept":
                    actions.accept_answer(note, by=user)
                    messages.success(request, _("The account of %s is accepted.") % note.department)
                elif act == "answer":
                    actions.answer_supervision(note, by=user, **form.cleaned_data)
                    messages.success(request, _("The account is with the assigning body."))
                else:
                    actions.ask_again(note, by=user, **form.cleaned_data)
                    messages.success(request, _("%s is asked again, with your reason.") % note.department)
            except CaseError as error:
                error_message, status = str(error), error.status
                note = _note(user, pk)
            else:
                return redirect("supervision_detail", pk)
    goes_on = not note.case_ended(user)
    asked, answered = (goes_on and note.state == state for state in (SupervisionState.ASKED, SupervisionState.ANSWERED))
    context = {
        "note": note,
        "case": note.proposal,
        "answers": sorted(note.answers.all(), key=lambda answer: -answer.number),
        # What was written stays on the page, whatever refused it.
        "answering": answering if answering.is_bound or (asked and permissions.can(user, "supervision.answer", note)) else None,
        "again": again if again.is_bound or (answered and permissions.can(user, actions.SUPERVISE, note)) else None,
        "error": error_message,
        "wrong": form if form.errors else None,
    }
    return render(request, "proposals/supervision.html", context, status=status)


@require_safe
def supervision_file(request: HttpRequest, pk: int) -> FileResponse:
    """The attachment of an answer, for those who see the note."""
    seen = Supervision.objects.visible_to(reader(request))
    answer = get_object_or_404(SupervisionAnswer.objects.filter(supervision__in=seen).exclude(file_sha256=""), pk=pk)
    return evidence_response(answer)
