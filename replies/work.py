"""What waits for a person: one condition per verb, by permission and department. Nothing that is somebody else's is listed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from proposals import permissions
from proposals.models import Assignment, Clock, CoOpinion, Event, ExtensionRequest, Objection, Proposal, Proposer, User
from proposals.states import CASE_ENDED, IN_HAND, AssignmentState, CaseState, OpinionState, RequestState
from replies.models import OfficialDocument, RenderJob, Reply, ReplyVersion, ReviewStep
from replies.models.four_eyes import REVIEWED_BY
from replies.states import IN_REVIEW, JobState, ReplyState
from replies.work_co_handling import disagreements
from replies.work_follow_up import follow_up
from replies.work_publication import publications
from replies.work_ratings import ratings
from replies.work_review import to_judge
from replies.work_together import first_of_joint, once, with_letters

Rows = QuerySet[Any]
Conditions = dict[str, tuple[tuple[str, ...], Rows]]  # what is to be done → the permissions of which one is needed, the rows
# What other areas add: department → conditions.
FURTHER: tuple[Callable[[int], Conditions], ...] = (ratings, follow_up, publications, disagreements)
Decision = ReviewStep.Decision
UNDER_WAY = (ReplyState.DRAFTING, *IN_REVIEW, ReplyState.SIGNED, ReplyState.NUMBERED, ReplyState.PRINTED)


def waiting(user: User) -> dict[str, Rows]:
    """What is to be done → the rows that wait for this person, each with `due` (a date or None). Building it asks the database nothing.

    Assignments under accept and begin, opinions under opinion and judge, cases under assign and close, requests of the departments
    under objection and extension, else replies.
    """
    if user.department_id is None or not user.is_active:
        return {}
    conditions = (
        _cases(user.department_id)
        | _requests(user.department_id)
        | _tasks(user.department_id)
        | _opinions(user.department_id)
        | _replies(user.department_id, user)
    )
    for further in FURTHER:
        conditions |= further(user.department_id)
    return {name: rows for name, (needed, rows) in conditions.items() if any(permissions.holds(user, permission) for permission in needed)}


def due_dates(user: User) -> list[date | None]:
    """The due date of everything that waits for the person: one query, or none where the person has no work of this kind."""
    rows = [found.order_by().values_list("due", flat=True) for found in waiting(user).values()]
    if not rows:
        return []
    return list(rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0])


def with_others(user: User) -> Rows:
    """Replies that the person wrote or judged and that others have in hand now."""
    touched = Q(pk__in=ReplyVersion.objects.filter(author=user).values("reply")) | Q(
        pk__in=ReviewStep.objects.filter(decided_by=user).values("reply")
    )
    rows = Reply.objects.visible_to(user).filter(touched, _open("assignment__proposal__"), _held("assignment__"), state__in=UNDER_WAY)
    rows = rows.exclude(state=ReplyState.DRAFTING, follows__isnull=False)
    for found in waiting(user).values():
        if found.model is Reply:
            rows = rows.exclude(pk__in=found.order_by().values("pk"))
    return rows.select_related("assignment__proposal", "assignment__department").order_by("assignment__due_on", "pk")


def own_proposals(user: User) -> Rows:
    """The cases that the person proposed, alone, with others or as member of a group."""
    mine = Proposer.objects.filter(Q(person__user=user) | Q(group__members=user)).values("proposal")
    sent = Reply.objects.filter(state=ReplyState.DISPATCHED).select_related("number").prefetch_related("documents")
    departments = Assignment.objects.answering().select_related("department").prefetch_related(Prefetch("replies", sent))
    return (
        Proposal.objects.filter(pk__in=mine)
        .select_related("session")
        .prefetch_related(Prefetch("assignments", departments), "filing_decisions")
    )


def _co_handlers(path: str) -> "Prefetch[Any]":
    return Prefetch(f"{path}assignments", Assignment.objects.current().select_related("department", "opinion"))


def _open(path: str) -> Q:
    return ~Q(**{f"{path}state__in": CASE_ENDED})


def _held(path: str) -> Q:
    """Nothing waits in a task that was given back."""
    return ~Q(**{f"{path}state": AssignmentState.RETURNED})


def _requests(department: int) -> Conditions:
    """退办 and 延期 to be decided. An objection is due when the rules limit the decision, a request for more time with what it puts off."""
    asked = Q(_open("assignment__proposal__"), assignment__proposal__assigning_body_id=department, assignment__state__in=IN_HAND)
    related = ("assignment__proposal__session", "assignment__department", "asked_by")
    running = Clock.objects.filter(assignment=OuterRef("assignment"), name="reassignment", state=Clock.State.RUNNING)
    objections = Objection.objects.filter(asked, state=RequestState.ASKED).annotate(due=Subquery(running.values("due_on")[:1]))
    more_time = ExtensionRequest.objects.filter(asked, state=RequestState.ASKED, clock__state=Clock.State.RUNNING)
    return {
        "objection": (("objection.judge",), objections.select_related(*related, "suggested")),
        "extension": (("extension.judge",), more_time.annotate(due=F("clock__due_on")).select_related(*related, "clock")),
    }


def _tasks(department: int) -> Conditions:
    rows = Assignment.objects.filter(_open("proposal__"), department_id=department).annotate(due=F("due_on"))
    rows = rows.select_related("proposal__session", "proposal__assigning_body", "department")
    unwritten = ~Exists(Reply.objects.filter(assignment=OuterRef("pk")))
    return {
        "accept": (("assignment.accept",), once(rows.filter(state=AssignmentState.TO_SIGN))),
        # Replies to begin; those begun are rows of their own, see `_replies`.
        "begin": (
            ("reply.draft",),
            first_of_joint(once(rows.filter(unwritten, state=AssignmentState.ACCEPTED, mode__in=Assignment.ANSWERING))).prefetch_related(
                _co_handlers("proposal__")
            ),
        ),
    }


def _opinions(department: int) -> Conditions:
    rows = CoOpinion.objects.filter(_open("assignment__proposal__"), _held("assignment__")).select_related(
        "assignment__proposal__session", "assignment__department"
    )
    answered = Assignment.objects.answering().filter(department_id=department)
    theirs = answered.filter(proposal=OuterRef("assignment__proposal"))
    asked = rows.filter(assignment__department_id=department, assignment__state=AssignmentState.ACCEPTED)
    last_event = Event.objects.filter(subject_type="coopinion", subject_id=OuterRef("pk"), name="send_back").order_by("-sequence")
    return {
        "opinion": (
            ("opinion.submit",),
            once(asked.filter(state__in=[OpinionState.ASKED, OpinionState.SENT_BACK]), "assignment__")
            .annotate(due=F("assignment__due_on"), sent_back_because=Subquery(last_event.values("reason")[:1]))
            .prefetch_related("assignment__proposal__assignments__department"),
        ),
        "judge": (
            ("opinion.judge",),
            once(rows.filter(assignment__proposal__in=answered.values("proposal"), state=OpinionState.SUBMITTED), "assignment__")
            .annotate(due=Subquery(theirs.values("due_on")[:1]))
            .prefetch_related("submissions__submitted_by"),
        ),
    }


def _replies(department: int, user: User) -> Conditions:
    everything = Reply.objects.filter(_open("assignment__proposal__"), _held("assignment__"))
    everything = everything.select_related(
        "assignment__proposal__session", "assignment__proposal__rule_set", "assignment__department", "number", "signed_by"
    ).prefetch_related(
        Prefetch("review_steps", ReviewStep.objects.exclude(decision=Decision.VOID).select_related("decided_by", "co_signer__department"))
    )
    newest = ReplyVersion.objects.filter(reply=OuterRef("pk")).order_by("-number")
    everything = with_letters(everything).annotate(
        due=F("assignment__due_on"),
        version_number=Subquery(newest.values("number")[:1]),
        version_author=Subquery(newest.values("author")[:1]),
        version_author_name=Subquery(newest.values("author__display_name")[:1]),
        version_at=Subquery(newest.values("created_at")[:1]),
    )
    rows = everything.filter(assignment__department_id=department)
    decided = ReviewStep.objects.filter(reply=OuterRef("pk")).exclude(decision__in=[Decision.PENDING, Decision.VOID]).order_by("-pk")
    drafts = rows.filter(state=ReplyState.DRAFTING, follows=None).annotate(last_decision=Subquery(decided.values("decision")[:1]))
    drafts = drafts.prefetch_related(_co_handlers("assignment__proposal__"))
    asked_of_us = ReviewStep.objects.filter(reply=OuterRef("pk"), decision=Decision.PENDING, co_signer__department_id=department)
    at_office, at_deputy_head, at_head = (to_judge(rows, user, state) for state in REVIEWED_BY)
    jobs = RenderJob.objects.filter(reply=OuterRef("pk"))
    at_press = jobs.filter(state__in=[JobState.QUEUED, JobState.RUNNING])
    last_job = jobs.order_by("-pk")
    to_number = rows.filter(~Exists(at_press), state__in=[ReplyState.SIGNED, ReplyState.NUMBERED])
    pages = OfficialDocument.objects.filter(reply=OuterRef("pk")).order_by("-pk").values("pages")[:1]
    return {
        "revise": (("reply.draft",), drafts.filter(last_decision=Decision.SENT_BACK)),
        "draft": (("reply.draft",), drafts.exclude(last_decision=Decision.SENT_BACK, last_decision__isnull=False)),
        "co_sign": (("reply.co_sign",), everything.filter(Exists(asked_of_us), state=ReplyState.CO_SIGNING)),
        "review": (("reply.review",), at_office),
        "approve": (("reply.approve",), at_deputy_head),
        "sign": (("reply.sign",), at_head),
        "number": (
            ("reply.number", "reply.print"),
            to_number.annotate(job_state=Subquery(last_job.values("state")[:1]), job_error=Subquery(last_job.values("error")[:1])),
        ),
        "dispatch": (("reply.dispatch",), rows.filter(state=ReplyState.PRINTED).annotate(pages=Subquery(pages))),
    }


def _cases(department: int) -> Conditions:
    # A case itself has no date of its own; the cast tells PostgreSQL the type of the column in the union of all verbs.
    rows = Proposal.objects.filter(assigning_body_id=department).annotate(due=Cast(Value(None), DateField()))
    rows = rows.select_related("session").prefetch_related("proposers__person", "proposers__group")
    return {
        "file": (("case.file",), rows.to_file()),
        "assign": (("case.assign",), rows.to_assign()),
        "close": (("case.close",), rows.filter(state=CaseState.ANSWERED)),
    }
