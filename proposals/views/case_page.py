"""What the page of a case and its summary on paper both show, in few queries: what the history does not name is not asked for."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals.models import Assignment, CalendarYear, Clock, Contact, CoOpinion, Event, FilingDecision, OpinionSubmission, Proposal, User
from proposals.querysets import inside_visible_to
from proposals.states import OpinionState
from proposals.views import history
from proposals.views.accounts import reader
from proposals.views.disagreements import disagreements_of
from proposals.views.merging import members
from proposals.views.requests import requests_of
from proposals.views.standing import PREFETCH, Standing, explain, opinion_of
from proposals.views.story import hands, looked_through
from proposals.views.track import letters
from proposals.views.urging import to_urge

# Of the events of these rows the name says what else there is.
NAMED = ("proposal", "assignment", "reply")


def tasks_for(user: User, *, letters: bool) -> "Prefetch[Any]":
    """The tasks of departments, each with whether the reader reads its opinion and may urge it; with all its letters, each with whether
    the reader sees it: of the others the page knows how far they are."""
    opinions = CoOpinion.objects.visible_to(user).filter(assignment=OuterRef("pk"))
    urgeable = to_urge(user).filter(pk=OuterRef("pk"))
    tasks = Assignment.objects.select_related("department", "opinion").order_by("pk")
    tasks = tasks.annotate(opinion_seen=Exists(opinions), urgeable=Exists(urgeable))
    if letters:
        replies: Any = Assignment._meta.get_field("replies").related_model
        seen = replies.objects.visible_to(user).filter(pk=OuterRef("pk"))
        rows = replies.objects.annotate(is_seen=Exists(seen)).select_related("follows", "number", "signed_version")
        tasks = tasks.prefetch_related(Prefetch("replies", rows.order_by("round")))
    return Prefetch("assignments", tasks)


def gathered(request: HttpRequest, pk: int) -> tuple[Standing, dict[str, Any]]:
    """Where the case stands for the reader, and what every page of it shows; 404 for whoever does not see it."""
    user = reader(request)
    # Proposers see the outcome of their case, not the inside of it.
    within = Proposal.objects.filter(inside_visible_to(user), pk=OuterRef("pk"))
    cases = Proposal.objects.visible_to(user).select_related("session", "assigning_body", "rule_set")
    cases = cases.with_later_term().annotate(inside=Exists(within))
    case: Any = get_object_or_404(cases, pk=pk)
    clocks = Prefetch("clocks", Clock.objects.select_related("assignment__department"))
    prefetch_related_objects([case], PREFETCH[0], tasks_for(user, letters=case.inside), clocks, "attachments")
    standing = Standing(case, user, inside=case.inside)
    found = _inside(case, user) if case.inside else {"events": [], "kinds": None}
    kinds = found["kinds"]

    def there(*types: str) -> bool:
        return kinds is None or any(name in kinds for name in types)

    opinions = _opinions(standing)
    met = Contact.objects.visible_to(user).filter(proposal=case).select_related("recorded_by")
    contacts = list(met) if case.inside and there("contact") else []
    asked = requests_of(case.pk, user) if case.inside and there("objection", "extensionrequest") else []
    differing = disagreements_of(case.pk, user) if case.inside and there("disagreement") else []
    seen = [*opinions, *(row.asked for row in asked), *(row.disagreement for row in differing)]
    stories = history.stories(found["events"], standing.assignments, user, seen) if case.inside else []
    ratings = sum(event.subject_type == "rating" and event.name != "correct" for event in found["events"])
    return standing, {
        "case": case,
        "standing": standing,
        "inside": case.inside,
        "there": kinds,
        "track": standing.track(
            contacts=len(contacts) if case.inside else None, ratings=ratings, sent=letters(standing.answering) if case.inside else None
        ),
        "urgeable": any(task.urgeable for task in standing.assignments),  # type: ignore[attr-defined]  # annotated
        "filing": list(FilingDecision.objects.visible_to(user).filter(proposal=case)) if standing.needs_filing else [],
        "together": members(case, user) if there("merge") else [],
        "contacts": contacts,
        "history": looked_through(stories, request.GET.dict()),
        "hands": hands(found["events"]),
        "requests": asked,
        "disagreements": differing,
        "opinions": opinions,
        "adopted": sum(opinion.state == OpinionState.ADOPTED for opinion in opinions),
    }


def _inside(case: Proposal, user: User) -> dict[str, Any]:
    """The events, the newest first, and what they are of: the kinds of rows, and what happened to the case, its tasks and its replies."""
    rows = Event.objects.visible_to(user).filter(proposal=case).select_related("actor__department").order_by("-sequence")
    events = list(rows)
    kinds = {event.subject_type for event in events} | {event.name for event in events if event.subject_type in NAMED}
    return {"events": events, "kinds": kinds}


def _opinions(standing: Standing) -> list[CoOpinion]:
    """The opinions that the reader sees, with their texts. One query."""
    found = [opinion for task in standing.assignments if task.opinion_seen and (opinion := opinion_of(task))]  # type: ignore[attr-defined]  # annotated
    prefetch_related_objects(found, Prefetch("submissions", OpinionSubmission.objects.order_by("number")))
    return sorted(found, key=lambda opinion: opinion.pk)


@require_safe
def case_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """办理单: the case on one sheet, to be printed by the browser."""
    standing, context = gathered(request, pk)
    dated = [task for task in standing.answering if task.due_on][:1]
    context |= {
        "leads": [task for task in standing.current if task.answers],
        "co_handlers": [task for task in standing.current if not task.answers],
        "explanations": [explain(task, CalendarYear.objects.calendar()) for task in dated],
        "key": [story for story in context["history"].all if story.is_key][:12],
        "printed_at": timezone.now(),
    }
    return render(request, "proposals/case_summary.html", context)
