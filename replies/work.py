"""What waits for a person: one condition per verb, by permission and department. Nothing that is somebody else's is listed."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from proposals import permissions
from proposals.asking import ASKERS, Asker, asker
from proposals.kept import Words, fetched, worded
from proposals.models import Assignment, Clock, CoOpinion, ExtensionRequest, Objection, Proposal, Proposer, User
from proposals.querysets import checked
from proposals.states import CASE_ENDED, IN_HAND, AssignmentState, CaseState, OpinionState, RequestState
from replies.models import RenderJob, Reply, ReplyVersion, ReviewStep
from replies.models.four_eyes import REVIEWED_BY
from replies.states import IN_REVIEW, JobState, ReplyState
from replies.work_co_handling import disagreements
from replies.work_follow_up import follow_up
from replies.work_publication import publications
from replies.work_ratings import ratings
from replies.work_review import to_judge
from replies.work_together import first_of_joint, once

Rows = QuerySet[Any]
Conditions = dict[str, tuple[tuple[str, ...], Rows]]  # what is to be done → the permissions of which one is needed, the rows
# What other areas add: department → conditions.
FURTHER: tuple[Callable[[int], Conditions], ...] = (ratings, follow_up, publications, disagreements)
Decision = ReviewStep.Decision
UNDER_WAY = (ReplyState.DRAFTING, *IN_REVIEW, ReplyState.SIGNED, ReplyState.NUMBERED, ReplyState.PRINTED)


@dataclass(frozen=True)
class Waiting:
    """One thing to be done: by its kind, the row that it is about, and when it is due."""

    kind: str
    pk: int
    due: date | None


class Amounts:
    """How much waits for a person: (kind, day on which it is due) → things."""

    def __init__(self, counted: Mapping[tuple[str, date | None], int]) -> None:
        self.by_kind, self.by_day, self.late_by_kind = Counter[str](), Counter[date | None](), Counter[str]()
        today = timezone.localdate()
        for (kind, due), n in counted.items():
            self.by_kind[kind] += n
            self.by_day[due] += n
            self.late_by_kind[kind] += n if due and due < today else 0

    @property
    def total(self) -> int:
        return self.by_kind.total()

    @property
    def late(self) -> int:
        return self.late_by_kind.total()


COUNTED = "SELECT kind, due, COUNT(*), 1 AS counted FROM waiting GROUP BY kind, due"
PLACED = "SELECT kind, id, due, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY due IS NULL, due, id) AS place FROM waiting"


def amounts(user: User) -> Amounts:
    """How much of what `found` gives, without its rows. One query."""
    return Amounts({(kind, due): n for kind, due, n, _counted in _asked(user, COUNTED)})


def first(user: User, *, most: int, whole: Collection[str] = ()) -> tuple[Amounts, list[Waiting]]:
    """How much waits for the person, and of it the first of each kind, but all of the kinds in `whole`. One query."""
    kinds = ", ".join(["%s"] * len(whole)) or "NULL"
    chosen = f"SELECT kind, due, id, 0 FROM ({PLACED}) AS placed WHERE place <= %s OR kind IN ({kinds})"  # noqa: S608  # parameters alone
    rows = _asked(user, f"{COUNTED} UNION ALL {chosen}", most, *whole)
    return (
        Amounts({(kind, due): n for kind, due, n, counted in rows if counted}),
        _in_order(Waiting(kind, pk, due) for kind, due, pk, counted in rows if not counted),
    )


def found(user: User) -> list[Waiting]:
    """What waits for the person, the earliest due first and what has no date last. One query."""
    return _in_order(Waiting(kind, pk, due) for kind, due, pk in _asked(user, "SELECT kind, due, id FROM waiting"))


def _in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    return sorted(waiting, key=lambda one: (one.due is None, one.due or date.max, one.pk))


def _asked(user: User, of_waiting: str, *further: Any) -> list[tuple[Any, ...]]:
    """The rows of a query of `waiting` (kind, id, due) whose second column is a date."""
    sql, params = _question(asker(user))
    if not sql:
        return []
    rows = fetched(f"WITH waiting (kind, id, due) AS ({sql}) {of_waiting}", [*params, *further])
    # SQLite gives the dates of a union as they are stored.
    return [(kind, date.fromisoformat(due), *rest) if isinstance(due, str) else (kind, due, *rest) for kind, due, *rest in rows]


def may_work(user: User) -> bool:
    """Whether work of any kind could wait for the person at all."""
    return bool(_question(asker(user))[0])


@lru_cache(ASKERS)
def _question(asker: Asker) -> Words:
    rows = [rows.order_by().values_list(Value(kind), "pk", "due") for kind, rows in waiting(asker.user).items()]
    if not rows:
        return "", ()
    return worded(rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0])


def waiting(user: User) -> dict[str, Rows]:
    """What is to be done → the rows that wait for this person, each with `due` (a date or None). Building it asks the database nothing.

    Assignments under accept and begin, opinions under opinion and judge, cases under assign and close, requests of the departments
    under objection and extension, else replies. It depends on nothing of the person but what `found` makes its key of.
    """
    if user.department_id is None or not user.is_active:
        return {}
    conditions = (
        _cases(user.department_id, user)
        | _requests(user.department_id)
        | _tasks(user.department_id)
        | _opinions(user.department_id)
        | _replies(user.department_id, user)
    )
    for further in FURTHER:
        conditions |= further(user.department_id)
    return {name: rows for name, (needed, rows) in conditions.items() if any(permissions.holds(user, permission) for permission in needed)}


def with_others(user: User, but: Collection[int]) -> Rows:
    """Replies that the person wrote or judged and that others have in hand now; `but` are the ids of those that wait for the person."""
    touched = Q(pk__in=ReplyVersion.objects.filter(author=user).values("reply")) | Q(
        pk__in=ReviewStep.objects.filter(decided_by=user).values("reply")
    )
    rows = Reply.objects.visible_to(user).filter(touched, _open("assignment__proposal__"), _held("assignment__"), state__in=UNDER_WAY)
    rows = rows.exclude(state=ReplyState.DRAFTING, follows__isnull=False).exclude(pk__in=but)
    return rows.select_related("assignment__proposal", "assignment__department").order_by("assignment__due_on", "pk")


def own_proposals(user: User) -> Rows:
    """The cases that the person proposed, alone, with others or as member of a group."""
    mine = Proposer.objects.filter(Q(person__user=user) | Q(group__members=user)).values("proposal")
    departments = Assignment.objects.answering().select_related("department", "opinion").order_by("pk")
    cases = Proposal.objects.filter(pk__in=mine).select_related("session", "rule_set", "assigning_body")
    return cases.prefetch_related(Prefetch("assignments", departments), "filing_decisions")


def _open(path: str) -> Q:
    return ~Q(**{f"{path}state__in": CASE_ENDED})


def _held(path: str) -> Q:
    """Nothing waits in a task that was given back."""
    return ~Q(**{f"{path}state": AssignmentState.RETURNED})


def _requests(department: int) -> Conditions:
    """退办 and 延期 to be decided. An objection is due when the rules limit the decision, a request for more time with what it puts off."""
    asked = Q(
        _open("assignment__proposal__"), checked("assignment__proposal__assigning_body_id", department), assignment__state__in=IN_HAND
    )
    objections = Objection.objects.filter(asked, state=RequestState.ASKED).annotate(due=Clock.of_task("reassignment", "assignment"))
    more_time = ExtensionRequest.objects.filter(asked, state=RequestState.ASKED, clock__state=Clock.State.RUNNING)
    return {
        "objection": (("objection.judge",), objections),
        "extension": (("extension.judge",), more_time.annotate(due=F("clock__due_on"))),
    }


def _tasks(department: int) -> Conditions:
    rows = Assignment.objects.filter(_open("proposal__"), department_id=department).annotate(due=F("due_on"))
    to_sign = rows.filter(state=AssignmentState.TO_SIGN).annotate(due=Coalesce(Clock.of_task("receipt"), F("due_on")))
    unwritten = ~Exists(Reply.objects.filter(assignment=OuterRef("pk")))
    return {
        "accept": (("assignment.accept",), once(to_sign)),
        # Replies to begin; those begun are rows of their own, see `_replies`.
        "begin": (
            ("reply.draft",),
            first_of_joint(once(rows.filter(unwritten, state=AssignmentState.ACCEPTED, mode__in=Assignment.ANSWERING))),
        ),
    }


def _opinions(department: int) -> Conditions:
    rows = CoOpinion.objects.filter(_open("assignment__proposal__"), _held("assignment__"))
    answered = Assignment.objects.answering().filter(department_id=department)
    theirs = answered.filter(proposal=OuterRef("assignment__proposal"))
    asked = rows.filter(assignment__department_id=department, assignment__state=AssignmentState.ACCEPTED)
    asked = asked.filter(state__in=[OpinionState.ASKED, OpinionState.SENT_BACK])
    # As `checked`: the opinions that were submitted are few, the cases of a department many.
    submitted = rows.alias(case=F("assignment__proposal_id") + 0).filter(case__in=answered.values("proposal"), state=OpinionState.SUBMITTED)
    return {
        "opinion": (("opinion.submit",), once(asked, "assignment__").annotate(due=F("assignment__due_on"))),
        "judge": (("opinion.judge",), once(submitted, "assignment__").annotate(due=Subquery(theirs.values("due_on")[:1]))),
    }


def _replies(department: int, user: User) -> Conditions:
    everything = Reply.objects.filter(_open("assignment__proposal__"), _held("assignment__"))
    newest = ReplyVersion.objects.filter(reply=OuterRef("pk")).order_by("-number")
    everything = everything.annotate(due=F("assignment__due_on"))
    rows = everything.filter(assignment__department_id=department)
    judged = rows.annotate(version_number=Subquery(newest.values("number")[:1]), version_author=Subquery(newest.values("author")[:1]))
    decided = ReviewStep.objects.filter(reply=OuterRef("pk")).exclude(decision__in=[Decision.PENDING, Decision.VOID]).order_by("-pk")
    drafts = rows.filter(state=ReplyState.DRAFTING, follows=None).annotate(last_decision=Subquery(decided.values("decision")[:1]))
    asked_of_us = ReviewStep.objects.filter(reply=OuterRef("pk"), decision=Decision.PENDING, co_signer__department_id=department)
    at_office, at_deputy_head, at_head = (to_judge(judged, user, state) for state in REVIEWED_BY)
    jobs = RenderJob.objects.filter(reply=OuterRef("pk"))
    at_press = jobs.filter(state__in=[JobState.QUEUED, JobState.RUNNING])
    return {
        "revise": (("reply.draft",), drafts.filter(last_decision=Decision.SENT_BACK)),
        "draft": (("reply.draft",), drafts.exclude(last_decision=Decision.SENT_BACK, last_decision__isnull=False)),
        "co_sign": (("reply.co_sign",), everything.filter(Exists(asked_of_us), state=ReplyState.CO_SIGNING)),
        "review": (("reply.review",), at_office),
        "approve": (("reply.approve",), at_deputy_head),
        "sign": (("reply.sign",), at_head),
        "number": (
            ("reply.number", "reply.print"),
            rows.filter(~Exists(at_press), state__in=[ReplyState.SIGNED, ReplyState.NUMBERED]),
        ),
        "dispatch": (("reply.dispatch",), rows.filter(state=ReplyState.PRINTED)),
    }


def _cases(department: int, user: User) -> Conditions:
    # A case itself has no date of its own; the cast tells PostgreSQL the type of the column in the union of all verbs.
    rows = Proposal.objects.filter(assigning_body_id=department).annotate(due=Cast(Value(None), DateField()))
    return {
        "file": (("case.file",), rows.to_file()),
        # What is dealt out to another coordinator is not this one’s.
        "assign": (("case.assign",), rows.to_assign().filter(Q(desk_share=None) | Q(desk_share__user=user))),
        "close": (("case.close",), rows.filter(state=CaseState.ANSWERED)),
    }
