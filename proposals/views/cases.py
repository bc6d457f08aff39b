"""One case."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from proposals import permissions
from proposals.errors import NotReady
from proposals.models import Assignment, CalendarYear, Proposal, User
from proposals.models.requests import Asked
from proposals.states import BEFORE_ASSIGNMENT, AssignmentState, CaseState, OpinionState
from proposals.views.accounts import reader
from proposals.views.buttons import Button, button, step
from proposals.views.case_page import gathered
from proposals.views.disagreements import raising
from proposals.views.requests import asking
from proposals.views.standing import Standing, explain, opinion_of, opinion_state
from proposals.work_calendar import WorkCalendar


@require_safe
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The case; `?kind=` and `?who=` look through its history."""
    user = reader(request)
    standing, context = gathered(request, pk)
    case, inside, task = standing.case, standing.inside, standing.task
    dated = task if task and task.due_on and not standing.due_done else None
    days = CalendarYear.objects.calendar() if dated else None
    asked = [row.asked for row in context["requests"]]
    context |= {
        "disagree": raising(standing.assignments, user) if inside else None,
        "assignments": [(task, accept_button(task, user) if inside else None) for task in standing.assignments],
        "explanation": explain(dated, days) if dated and days else None,
        "buttons": buttons(standing, user, asked, days) if inside else [],
        "record": contact_button(case, user) if inside else None,
    }
    return render(request, "proposals/case_detail.html" if inside else "proposals/case_own.html", context)


def buttons(standing: Standing, user: User, asked: Sequence[Asked], days: WorkCalendar | None) -> list[Button]:
    """What the reader can do next: with the own task, with opinions that wait for a decision, with the case as a whole."""
    case, own = standing.case, standing.own
    found = []
    if own and own.state == AssignmentState.TO_SIGN:
        found.append(step(own, "accept", by=user, url=reverse("assignment_accept", args=[own.pk]), post=True, style="btn-primary"))
    found += asking(own, user, asked, days) if own else []
    opinion = opinion_of(own) if own else None
    if opinion and opinion.state in (OpinionState.ASKED, OpinionState.SENT_BACK):
        url = reverse("opinion_detail", args=[opinion.pk])
        found.append(step(opinion, "submit", by=user, url=url, style="btn-primary", label=_("Write the opinion")))
    for submitted in (opinion_of(task) for task in standing.current if opinion_state(task) == OpinionState.SUBMITTED):
        if submitted and permissions.can(user, "opinion.judge", case):
            label = _("Decide on the opinion of %s") % submitted.assignment.department
            url = reverse("opinion_detail", args=[submitted.pk])
            found.append(Button(f"opinion-{submitted.pk}", label, url, style="btn-plain" if found else "btn-primary"))
    if case.state == CaseState.REGISTERED and standing.needs_filing:
        url = reverse("case_filing", args=[case.pk])
        found.append(step(case, "file", by=user, url=url, style="btn-primary", label=_("Decide on the filing")))
    if case.state == CaseState.NOT_FILED and permissions.can(user, "case.file", case):
        found.append(step(case, "convert", by=user, url=reverse("case_filing", args=[case.pk])))
    for event in ("assign", "close", "withdraw"):
        if event == "withdraw" and case.state in BEFORE_ASSIGNMENT and permissions.can(user, "case.assign", case):
            found.append(Button(f"merge-{case.pk}", _("Handle together with other cases"), reverse("case_merge", args=[case.pk])))
        if shows(case, event, user):
            style = "btn-plain" if event == "withdraw" else "btn-primary"
            found.append(step(case, event, by=user, url=reverse(f"case_{event}", args=[case.pk]), post=event == "close", style=style))
    return found


def shows(case: Proposal, event: str, user: User) -> bool:
    """The next step of the case shows to all who handle it, be it closed; closing and withdrawing to those whose business they are."""
    mine = permissions.holds(user, f"case.{event}")
    if event == "assign":
        return case.state in BEFORE_ASSIGNMENT
    if event == "close":
        return case.state == CaseState.ANSWERED or (mine and case.state == CaseState.HANDLING)
    return mine and not case.case_ended(user)


def accept_button(assignment: Assignment, user: User) -> Button | None:
    """Signing for, shown on the row of the person's own department that has not signed yet."""
    if assignment.state != AssignmentState.TO_SIGN or assignment.department_id != user.department_id or assignment.case_ended(user):
        return None
    return step(assignment, "accept", by=user, url=reverse("assignment_accept", args=[assignment.pk]), post=True)


def contact_button(case: Proposal, user: User) -> Button | None:
    def check() -> None:
        permissions.check(user, "contact.record", case)
        if ended := case.case_ended(user):
            raise NotReady(ended)

    return button(check, "contact", _("Record a contact"), reverse("contact_record", args=[case.pk]), key="c")
