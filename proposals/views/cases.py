"""The list of cases, and one case."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from proposals import permissions
from proposals.errors import NotReady
from proposals.filters import CaseFilter, due_condition, with_open_due
from proposals.models import Assignment, Contact, CoOpinion, Event, FilingDecision, Proposal, User
from proposals.querysets import inside_visible_to
from proposals.states import BEFORE_ASSIGNMENT, AssignmentState, CaseState, OpinionState
from proposals.views import history
from proposals.views.accounts import reader
from proposals.views.buttons import Button, button, step
from proposals.views.disagreements import disagreements_of, raising
from proposals.views.merging import members
from proposals.views.requests import asking, requests_of
from proposals.views.standing import PREFETCH, Standing, explain, opinion_of, opinion_state

ROWS = 25


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    seen = with_open_due(Proposal.objects.visible_to(user), user)
    chosen = CaseFilter(request.GET, queryset=seen, request=request)
    found = chosen.qs.with_later_term().order_by(*chosen.page_order)
    found = found.select_related("session", "assigning_body", "rule_set").prefetch_related(*PREFETCH)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    counts = seen.aggregate(all=Count("pk"), late=Count("pk", filter=due_condition("late")), week=Count("pk", filter=due_condition("week")))
    handles = permissions.holds(user, "read.all") or user.department_id is not None
    context = {
        "filter": chosen,
        "page": page,
        "rows": [Standing(case, user, inside=handles) for case in page],
        "counts": counts,
        "conditions": [(words, without(request.GET, name)) for name, words in chosen.active],
        "relaxed": relaxed(chosen, request) if not page.paginator.count and chosen.active else [],
    }
    return render(request, "proposals/case_list.html", context)


def without(query: QueryDict, name: str) -> str:
    """The address of the list with one condition less."""
    less = query.copy()
    for key in (name, "page"):
        less.pop(key, None)
    return "?" + less.urlencode()


def relaxed(chosen: CaseFilter, request: HttpRequest) -> list[tuple[str, str, int]]:
    """(condition, address, hits) for every condition whose removal would give hits; asked only where there are none."""
    found = []
    for name, words in chosen.active:
        address = without(request.GET, name)
        hits = CaseFilter(QueryDict(address[1:]), queryset=chosen.queryset, request=request).qs.count()
        if hits:
            found.append((words, address, hits))
    return found


@require_safe
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    cases = Proposal.objects.visible_to(user).select_related("session", "assigning_body", "rule_set")
    case = get_object_or_404(cases.prefetch_related(*PREFETCH, "attachments"), pk=pk)
    # Proposers see the outcome of their case, not the inside of it.
    inside = Proposal.objects.filter(inside_visible_to(user), pk=pk).exists()
    standing = Standing(case, user, inside=inside)
    contacts = list(Contact.objects.visible_to(user).filter(proposal=case).select_related("recorded_by")) if inside else []
    events = Event.objects.visible_to(user).filter(proposal=case).select_related("actor__department").order_by("-sequence")
    opinions = CoOpinion.objects.visible_to(user).filter(assignment__proposal=case).select_related("assignment__department")
    opinions_seen = list(opinions.prefetch_related("submissions").order_by("pk"))
    asked = requests_of(case.pk, user) if inside else []
    differing = disagreements_of(case.pk, user) if inside else []
    context = {
        "case": case,
        "standing": standing,
        "track": standing.track(contacts=len(contacts) if inside else None),
        "inside": inside,
        "filing": list(FilingDecision.objects.visible_to(user).filter(proposal=case)),
        "together": members(case, user),
        "contacts": contacts,
        "stories": history.stories(
            events, standing.assignments, user, [*opinions_seen, *(row.asked for row in asked), *(row.disagreement for row in differing)]
        )
        if inside
        else [],
        "requests": asked,
        "disagreements": differing,
        "disagree": raising(standing.assignments, user) if inside else None,
        "opinions": opinions_seen,
        "assignments": [(task, accept_button(task, user) if inside else None) for task in standing.assignments],
        "explanation": explain(standing.task) if standing.task and not standing.due_done and standing.task.due_on else None,
        "buttons": buttons(standing, user) if inside else [],
        "record": contact_button(case, user) if inside else None,
    }
    return render(request, "proposals/case_detail.html", context)


def buttons(standing: Standing, user: User) -> list[Button]:
    """What the reader can do next: with the own task, with opinions that wait for a decision, with the case as a whole."""
    case, own = standing.case, standing.own
    found = []
    if own and own.state == AssignmentState.TO_SIGN:
        found.append(step(own, "accept", by=user, url=reverse("assignment_accept", args=[own.pk]), post=True, style="btn-primary"))
    found += asking(own, user) if own else []
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
    if case.state in BEFORE_ASSIGNMENT and permissions.can(user, "case.assign", case):
        found.append(Button(f"merge-{case.pk}", _("Handle together with other cases"), reverse("case_merge", args=[case.pk])))
    for event in ("assign", "close", "withdraw"):
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

    return button(check, "contact", _("Record a contact"), reverse("contact_record", args=[case.pk]))
