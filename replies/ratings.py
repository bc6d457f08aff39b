"""Who is asked for a rating, what grades come to, and what came back: pure questions, nothing is written here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.deadlines import due_date
from proposals.errors import InvalidInput, ReasonMissing
from proposals.models import CalendarYear, Proposal, Proposer, RuleSet, User
from proposals.policies import Grade
from proposals.querysets import NOTHING
from proposals.states import CASE_ENDED
from proposals.work_calendar import WorkCalendar
from replies.models import Rating, Reply, Settlement, Verdict
from replies.models.feedback import ASPECTS
from replies.querysets import own_proposers
from replies.states import ReplyState

# How long a link outlives the day by which the rating is asked for: what comes late is still wanted.
GRACE = timedelta(days=15)
# Where the rules name no limit for the rating.
WITHOUT_LIMIT = timedelta(days=60)
# Rated where the answer promises something; everything else must be.
OPTIONAL = frozenset({"promise"})
LONGEST = 2000
WORST_FIRST = (Verdict.DISSATISFIED, Verdict.BASIC, Verdict.SATISFIED)


@dataclass(frozen=True)
class Given:
    """What a proposer says, as it was entered: grades by what is rated."""

    grades: Mapping[str, str]
    reasons: str = ""
    remarks: str = ""


def check_given(rules: RuleSet, given: Given) -> tuple[dict[str, str], Verdict]:
    """The grades by the scales of the rule set and what they come to; raises InvalidInput, or ReasonMissing where dissatisfied."""
    scales = rules.rating_scales
    grades: dict[str, str] = {}
    chosen: list[Grade] = []
    for name, scale in scales.items():
        code = given.grades.get(name, "")
        if not code and name in OPTIONAL and len(scales) > 1:
            continue
        grade = next((one for one in scale if one.code == code), None)
        if grade is None:
            raise InvalidInput(_("Please choose a grade for: %s.") % ASPECTS[name])
        grades[name] = code
        chosen.append(grade)
    verdict = verdict_of(chosen)
    if verdict == Verdict.DISSATISFIED and not given.reasons.strip():
        raise ReasonMissing(_("Please write why you are dissatisfied; the answer is worked on again by what you write."))
    if max(len(given.reasons), len(given.remarks)) > LONGEST:
        raise InvalidInput(_("At most %s characters, please.") % LONGEST)
    return grades, verdict


def verdict_of(grades: list[Grade]) -> Verdict:
    """The worst of the grades: dissatisfied with one is dissatisfied, satisfied is who is satisfied with all."""
    if any(grade.dissatisfied for grade in grades):
        return Verdict.DISSATISFIED
    return Verdict.SATISFIED if all(grade.satisfied for grade in grades) else Verdict.BASIC


def asked(case: Proposal) -> list[Proposer]:
    """The proposers who rate: each of them, or the lead alone, as the rules say."""
    rows = case.proposers.select_related("person__user", "group")
    lead_only = case.rule_set.policy("raters").value == "lead"
    return [one for one in rows if one.is_lead or not lead_only]


def feedback_due(reply: Reply, days: WorkCalendar | None = None) -> date | None:
    """By when the rating is asked for, counted from the delivery; None where the rules name no limit. `days`: where at hand."""
    limit = reply.case.rule_set.limit("feedback")
    if limit is None:
        return None
    return due_date(limit, delivered_on(reply), days=days or CalendarYear.objects.calendar()).due_on


def delivered_on(reply: Reply) -> date:
    day = reply.delivered_on or (timezone.localdate(reply.dispatched_at) if reply.dispatched_at else None)
    return day or timezone.localdate()


def last_day(reply: Reply) -> date:
    """The last day of a link that is made now: some time after the rating is due, and some time from today."""
    due = feedback_due(reply)
    today = timezone.localdate()
    return max(due, today) + GRACE if due else today + WITHOUT_LIMIT


@dataclass(frozen=True)
class Returns:
    """What came back of a reply. `left_out` are not in the rate, as the rules of most places say; `counted` are, though they are silent."""

    asked: list[Proposer]
    returned: list[Rating]
    waiting: list[Proposer] = field(default_factory=list)
    left_out: list[Proposer] = field(default_factory=list)
    counted: list[Proposer] = field(default_factory=list)

    @property
    def base(self) -> int:
        """The denominator of a rate."""
        return len(self.returned) + len(self.counted)


def returns_of(reply: Reply, *, today: date | None = None) -> Returns:
    """Who was asked, who answered, and what the rules make of those who did not by the day on which they were reminded."""
    returned = list(reply.ratings.standing().select_related("proposer__person", "proposer__group"))
    return sort_returns(reply.case, asked(reply.case), returned, feedback_due(reply), today=today)


def sort_returns(
    case: Proposal, everybody: list[Proposer], returned: list[Rating], due: date | None, *, today: date | None = None
) -> Returns:
    """The same of rows at hand: who is asked, the ratings that stand, and by when they were asked for."""
    rated = {rating.proposer_id for rating in returned}
    silent = [one for one in everybody if one.pk not in rated]
    over = case.state in CASE_ENDED or bool(due and (today or timezone.localdate()) > due)
    if not over:
        return Returns(everybody, returned, waiting=silent)
    if case.rule_set.policy("unreturned").value == "counted":
        return Returns(everybody, returned, counted=silent)
    return Returns(everybody, returned, left_out=silent)


def newest_sent(case: Proposal) -> list[Reply]:
    """The last answer that each department has sent."""
    sent = Reply.objects.filter(assignment__proposal=case, state=ReplyState.DISPATCHED).prefetch_related("ratings")
    return list({one.assignment_id: one for one in sent.order_by("round")}.values())


def users_who_rated(case: Proposal) -> set[int]:
    """The accounts of those who are asked for nothing more: they, or their group, have rated the last answer of every department."""
    rated = [{rating.proposer_id for rating in reply.ratings.all()} for reply in newest_sent(case)]
    done = [one for one in case.proposers.select_related("person", "group") if rated and all(one.pk in found for found in rated)]
    people = {one.person.user_id for one in done if one.person and one.person.user_id}
    return people | {member.pk for one in done if one.group for member in one.group.members.all()}


def to_rate(user: User) -> QuerySet[Reply]:
    """The replies that the person may rate now with the own account."""
    mine = own_proposers(user).filter(proposal=OuterRef("assignment__proposal"))
    asked_ones = Q(Exists(mine.filter(is_lead=True))) | Q(Exists(mine)) & ~Q(assignment__proposal__rule_set__in=_with("raters", "lead"))
    rated = Rating.objects.standing().filter(reply=OuterRef("pk"), proposer__in=own_proposers(user).values("pk"))
    own_work = Q(assignment__proposal__assignments__department_id=user.department_id) if user.department_id else NOTHING
    rows = Reply.objects.filter(asked_ones, ~Exists(rated), state=ReplyState.DISPATCHED).exclude(assignment__proposal__state__in=CASE_ENDED)
    return rows.exclude(own_work)


def undecided(replies: "QuerySet[Any] | None" = None) -> "QuerySet[Any]":
    """The newest answers that somebody is dissatisfied with, and nothing was done about it since."""
    settled = Settlement.objects.filter(reply=OuterRef("reply"), settled_at__gte=OuterRef("given_at"))
    bad = Rating.objects.standing().filter(~Exists(settled), reply=OuterRef("pk"), verdict=Verdict.DISSATISFIED)
    rows: QuerySet[Any] = Reply.objects.all() if replies is None else replies
    return rows.filter(Exists(bad), ~answered_anew(), state=ReplyState.DISPATCHED).exclude(assignment__proposal__state__in=CASE_ENDED)


def answered_anew() -> Exists:
    """Of a reply: whether its department has begun a newer one."""
    return Exists(Reply._base_manager.filter(assignment=OuterRef("assignment"), round__gt=OuterRef("round")))


def to_meet() -> Q:
    """Of the answers of `undecided`: those whose second answer did not satisfy either, where the rules then ask for a meeting."""
    return Q(round__gt=1, assignment__proposal__rule_set__in=_with("still_dissatisfied", "meeting", "evaluation"))


def _with(policy: str, *values: str) -> "QuerySet[Any]":
    # A subquery: a condition on a key of JSON and its negation leave out the rows that do not have the key.
    return RuleSet._base_manager.filter(**{f"policies__{policy}__value__in": values}).values("pk")
