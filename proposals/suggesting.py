"""Which cases are like one by their titles, and which departments those went to. A suggestion with its reason, never a choice.

Search is in two steps, both bounded: the index of pairs gives the newest cases that share a pair, the rarest pairs weighing most; of
the best of them the titles are compared in full. What it costs does not grow with the number of cases.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from proposals.likeness import likeness, pairs
from proposals.models import Assignment, Department, Proposal, TitlePair, User
from proposals.states import BEFORE_ASSIGNMENT

# Of each pair so many of the newest cases are looked at; a pair that more cases have says little about any of them.
NEWEST = 400
# For many at once so many of the newest cases are looked at.
RECENT = 4000
# So many of the best are compared in full; so many at most count as like cases.
COMPARED, LIKE = 200, 12
LIKE_FROM = 0.4
# Titles from here on are so close that the cases may ask for the same thing.
SAME_FROM = 0.7
SUGGESTED = 3


@dataclass(frozen=True)
class Like:
    """A case like another, and how like: above 0, at most 1."""

    case: Proposal
    degree: float

    @property
    def percent(self) -> int:
        return round(100 * self.degree)


@dataclass(frozen=True)
class Suggestion:
    """A department that answered `count` of the `total` like cases; `example` is the most like of those."""

    department: Department
    count: int
    total: int
    example: Proposal


def index_title(case: Proposal) -> None:
    """Enters the case's title into the index, in place of an earlier one."""
    TitlePair.objects.filter(proposal=case).delete()
    TitlePair.objects.bulk_create([TitlePair(pair=pair, proposal=case) for pair in sorted(pairs(case.title))])


def like_cases(title: str, among: QuerySet[Proposal], *, least: float = LIKE_FROM, most: int = LIKE) -> list[Like]:
    """The cases of `among` whose titles are like this one, the most like first, then the newest."""
    wanted = pairs(title)
    best = _candidates(wanted)
    degrees = {pk: likeness(wanted, pairs(other)) for pk, other in among.filter(pk__in=best).values_list("pk", "title")}
    close = sorted((pk for pk, degree in degrees.items() if degree >= least), key=lambda pk: (-degrees[pk], -pk))[:most]
    cases = among.in_bulk(close)
    return [Like(cases[pk], degrees[pk]) for pk in close]


def _candidates(wanted: Iterable[str]) -> list[int]:
    """The ids of the cases that share most with these pairs, at most `COMPARED`."""
    scores: dict[int, float] = defaultdict(float)
    for pair in sorted(wanted):
        ids = list(TitlePair.objects.filter(pair=pair).order_by("-proposal_id").values_list("proposal_id", flat=True)[:NEWEST])
        weight = 1 / math.log(2 + len(ids))
        for pk in ids:
            scores[pk] += weight
    return sorted(scores, key=lambda pk: (-scores[pk], -pk))[:COMPARED]


def suggest_for(cases: Collection[Proposal], by: User) -> dict[int, list[Suggestion]]:
    """By the id of the case, the departments that answered the cases like it, of those that the person sees, the one with most first: four
    queries, whatever their number.

    Looked at are the newest `RECENT` cases alone.
    """
    wanted = {case.pk: pairs(case.title) for case in cases}
    sought = _best_of_recent(wanted)
    candidates = {other for best in sought.values() for other in best}
    titles = _past(by).filter(pk__in=candidates).values_list("pk", "title")
    known = {pk: pairs(title) for pk, title in titles}
    close: dict[int, dict[int, float]] = {}
    for pk, best_of_case in sought.items():
        degrees = {other: likeness(wanted[pk], known[other]) for other in best_of_case if other in known and other != pk}
        best = sorted((one for one, degree in degrees.items() if degree >= LIKE_FROM), key=lambda one: (-degrees[one], -one))[:LIKE]
        close[pk] = {one: degrees[one] for one in best}
    ids = {one for degrees in close.values() for one in degrees}
    found = {case.pk: case for case in Proposal.objects.filter(pk__in=ids)}
    tasks = _answers(ids)
    return {
        pk: _ranked({one: Like(found[one], degree) for one, degree in degrees.items()}, tasks) for pk, degrees in close.items() if degrees
    }


def _best_of_recent(wanted: Mapping[int, Collection[str]]) -> dict[int, list[int]]:
    """Case → the ids of the recent cases that share most with its pairs, at most `COMPARED`. One query."""
    newest = Subquery(Proposal._base_manager.order_by("-pk").values("pk")[:1])
    index: dict[str, list[int]] = defaultdict(list)
    recent = TitlePair.objects.filter(pair__in={pair for mine in wanted.values() for pair in mine}, proposal_id__gt=newest - RECENT)
    for pair, pk in recent.values_list("pair", "proposal_id"):
        index[pair].append(pk)
    best = {}
    for pk, mine in wanted.items():
        scores: dict[int, float] = defaultdict(float)
        for pair in sorted(mine):
            weight = 1 / math.log(2 + len(index[pair]))
            for other in index[pair]:
                scores[other] += weight
        best[pk] = heapq.nsmallest(COMPARED, scores, key=lambda one: (-scores[one], -one))
    return best


def like_recent(case: Proposal, by: User, *, since: datetime, most: int) -> list[Like]:
    """The cases like this one that the person sees and that went somewhere, of those registered since then, the most like first. Two
    queries. Looked at are the newest `RECENT` cases alone.
    """
    wanted = pairs(case.title)
    among = _recent(case, by, since).select_related("session", "rule_set")
    return _close([Like(one, likeness(wanted, pairs(one.title))) for one in among])[:most]


def tasks_of_like_cases(case: Proposal, by: User, *, since: datetime, most: int) -> list[tuple[Like, list[Assignment]]]:
    """As `like_recent`, each with all the departments that had it."""
    wanted = pairs(case.title)
    tasks: dict[int, list[Assignment]] = defaultdict(list)
    found = Assignment.objects.filter(proposal__in=_recent(case, by, since)).select_related("proposal", "department")
    for task in found.defer("proposal__body").order_by("pk"):
        tasks[task.proposal_id].append(task)
    cases = [theirs[0].proposal for theirs in tasks.values()]
    return [(like, tasks[like.case.pk]) for like in _close([Like(one, likeness(wanted, pairs(one.title))) for one in cases])[:most]]


def _recent(case: Proposal, by: User, since: datetime) -> QuerySet[Proposal]:
    best = _best_of_recent({case.pk: pairs(case.title)})[case.pk]
    return _past(by).filter(pk__in=best, registered_at__gte=since).exclude(pk=case.pk)


def _close(likes: Iterable[Like]) -> list[Like]:
    return sorted((like for like in likes if like.degree >= LIKE_FROM), key=lambda like: (-like.degree, -like.case.pk))


def _past(by: User) -> QuerySet[Proposal]:
    """The cases that the person sees and that went somewhere."""
    past: QuerySet[Proposal] = Proposal.objects.visible_to(by).exclude(state__in=BEFORE_ASSIGNMENT)
    return past.filter(Exists(Assignment.objects.filter(proposal=OuterRef("pk"))))


def _answers(cases: Iterable[int]) -> list[Assignment]:
    tasks = Assignment.objects.answering().filter(proposal__in=list(cases), department__active=True)
    return list(tasks.select_related("department").order_by("pk"))


def _ranked(likes: Mapping[int, Like], tasks: Iterable[Assignment]) -> list[Suggestion]:
    answered: dict[Department, list[Like]] = defaultdict(list)
    for task in tasks:
        if task.proposal_id in likes:
            answered[task.department].append(likes[task.proposal_id])
    total = len({like.case.pk for theirs in answered.values() for like in theirs})
    made = []
    for department, theirs in answered.items():
        nearest = max(theirs, key=lambda like: (like.degree, like.case.pk))
        made.append((len(theirs), nearest.degree, -department.pk, Suggestion(department, len(theirs), total, nearest.case)))
    return [suggestion for *_order, suggestion in sorted(made, key=lambda one: one[:3], reverse=True)][:SUGGESTED]


def same_cases(case: Proposal, by: User) -> list[Like]:
    """The cases not yet assigned, of the same session and kind, whose titles are so close that they may be handled together."""
    open_ = Proposal.objects.visible_to(by).filter(
        state__in=BEFORE_ASSIGNMENT, session=case.session_id, kind=case.kind, assigning_body=case.assigning_body_id
    )
    return like_cases(case.title, open_.exclude(pk=case.pk).prefetch_related("proposers__person", "proposers__group"), least=SAME_FROM)
