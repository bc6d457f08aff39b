"""What the page of a case and its summary on paper both show, in few queries: what the history does not name is not asked for."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from proposals.asking import ask
from proposals.kept import prefetched
from proposals.models import (
    Assignment,
    CalendarYear,
    Clock,
    Contact,
    CoOpinion,
    Event,
    FilingDecision,
    OpinionSubmission,
    Proposal,
    ProposalAttachment,
    Proposer,
    User,
)
from proposals.querysets import inside_visible_to
from proposals.states import OpinionState
from proposals.views import history
from proposals.views.accounts import reader
from proposals.views.disagreements import disagreements_of
from proposals.views.merging import members
from proposals.views.requests import requests_of
from proposals.views.standing import Standing, explain, opinion_of
from proposals.views.story import hands, looked_through
from proposals.views.track import letters
from proposals.views.urging import to_urge

# Of the events of these rows the name says what else there is.
NAMED = ("proposal", "assignment", "reply")


def tasks_for(user: User) -> "QuerySet[Assignment]":
    """The tasks of departments, each with whether the reader reads its opinion and may urge it."""
    opinions = CoOpinion.objects.visible_to(user).filter(assignment=OuterRef("pk"))
    urgeable = to_urge(user).filter(pk=OuterRef("pk"))
    tasks = Assignment.objects.select_related("department", "opinion").order_by("pk")
    found: QuerySet[Assignment] = tasks.annotate(opinion_seen=Exists(opinions), urgeable=Exists(urgeable))
    return found


def _case(user: User, case: int) -> "QuerySet[Any]":
    # Proposers see the outcome of their case, not the inside of it.
    within = Proposal.objects.filter(inside_visible_to(user), pk=OuterRef("pk"))
    seen = Proposal.objects.visible_to(user).filter(pk=case).select_related("session", "assigning_body", "rule_set")
    found: QuerySet[Any] = seen.with_later_term().annotate(inside=Exists(within)).order_by()
    return found


def _proposers(_user: User, case: int) -> "QuerySet[Any]":
    return Proposer.objects.filter(proposal=case).select_related("person", "group")


def _tasks(user: User, case: int) -> "QuerySet[Any]":
    return tasks_for(user).filter(proposal=case)


def _letters(user: User, case: int) -> "QuerySet[Any]":
    """All letters, each with whether the reader sees it: of the others the page knows how far they are."""
    replies: Any = Assignment._meta.get_field("replies").related_model
    seen = replies.objects.visible_to(user).filter(pk=OuterRef("pk"))
    rows: QuerySet[Any] = replies.objects.filter(assignment__proposal=case).annotate(is_seen=Exists(seen))
    return rows.select_related("follows", "number", "signed_version").order_by("round")


def _clocks(_user: User, case: int) -> "QuerySet[Any]":
    return Clock.objects.filter(proposal=case).select_related("assignment__department")


def _attachments(_user: User, case: int) -> "QuerySet[Any]":
    return ProposalAttachment.objects.filter(proposal=case)


def _contacts(user: User, case: int) -> "QuerySet[Any]":
    return Contact.objects.visible_to(user).filter(proposal=case).select_related("recorded_by")


def _events(user: User, case: int) -> "QuerySet[Any]":
    return Event.objects.visible_to(user).filter(proposal=case).select_related("actor__department").order_by("-sequence")


def gathered(request: HttpRequest, pk: int) -> tuple[Standing, dict[str, Any]]:
    """Where the case stands for the reader, and what every page of it shows; 404 for whoever does not see it."""
    user = reader(request)
    case = next(iter(ask(_case, user, pk)), None)
    if case is None:
        raise Http404
    tasks = ask(_tasks, user, pk)
    for name, rows in (("proposers", ask(_proposers, user, pk)), ("assignments", tasks), ("clocks", ask(_clocks, user, pk))):
        prefetched([case], name, rows, "proposal")
    prefetched([case], "attachments", ask(_attachments, user, pk), "proposal")
    if case.inside:
        prefetched(tasks, "replies", ask(_letters, user, pk), "assignment")
    standing = Standing(case, user, inside=case.inside)
    found = _inside(case, user) if case.inside else {"events": [], "kinds": None}
    kinds = found["kinds"]

    def there(*types: str) -> bool:
        return kinds is None or any(name in kinds for name in types)

    opinions = _opinions(standing)
    contacts = ask(_contacts, user, pk) if case.inside and there("contact") else []
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
    events = ask(_events, user, case.pk)
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
