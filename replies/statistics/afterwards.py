"""The measures of what follows the answer: what the proposers say of it, and what becomes of the promises."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from proposals.models import Clock
from proposals.states import CommitmentState
from replies.models import Rating, Verdict
from replies.statistics.definition import Condition, Ground, Measure
from replies.statistics.handling import ANSWERED
from replies.statistics.units import COMMITMENT, RATING, TASK

CHONGQING = "重庆市代表建议地方性法规（2017）第二十六至二十九条"
QINGDAO = "青岛市代表建议地方性法规（2021）第三十一条"
KEPT = (CommitmentState.KEPT, CommitmentState.CONFIRMED)
FIRST, FINAL = Rating.objects.of_first_round(), Rating.objects.final()


def _rated(ratings: "QuerySet[Any]", **condition: Any) -> Q:
    return Q(Exists(ratings.filter(reply__assignment=OuterRef("pk"), **condition)))


def _asked(ratings: "QuerySet[Any]") -> Condition:
    """A rating came back; or none did by its day, where the rules of the place count those who are silent (`unreturned`)."""

    def condition(ground: Ground) -> Q:
        over = Clock._base_manager.filter(
            proposal=OuterRef("proposal"), name="feedback", assignment__isnull=True, due_on__lt=ground.today
        ).exclude(state=Clock.State.MET)
        return _rated(ratings) | (Q(Exists(over), proposal__rule_set__in=ground.counting_the_silent) & ANSWERED)

    return condition


def _at_least(ratings: "QuerySet[Any]", *verdicts: str) -> Q:
    """Every rating that came back is one of these: what counts is the worst."""
    others = [verdict for verdict in Verdict.values if verdict not in verdicts]
    return _rated(ratings) & ~_rated(ratings, verdict__in=others)


def _satisfaction(code: str, name: str, which: str, ratings: "QuerySet[Any]", *verdicts: str, meets: str) -> Measure:
    return Measure(
        code,
        name,
        TASK,
        f"收回提出人对{which}答复评价的任务；规定未收回也计入的，过期未收回的计入",
        meets,
        CHONGQING,
        _at_least(ratings, *verdicts),
        _asked(ratings),
    )


AFTERWARDS: tuple[Measure, ...] = (
    _satisfaction("satisfied", "满意率", "最终", FINAL, Verdict.SATISFIED, meets="提出人都评为满意的"),
    _satisfaction("content", "满意和基本满意率", "最终", FINAL, Verdict.SATISFIED, Verdict.BASIC, meets="提出人都评为满意或者基本满意的"),
    _satisfaction("first_satisfied", "首次满意率", "首次", FIRST, Verdict.SATISFIED, meets="提出人都评为满意的"),
    _satisfaction(
        "first_content", "首次满意和基本满意率", "首次", FIRST, Verdict.SATISFIED, Verdict.BASIC, meets="提出人都评为满意或者基本满意的"
    ),
    Measure(
        "forms_content",
        "评价满意和基本满意率",
        RATING,
        "收回的评价，每位提出人取最后一次",
        "评为满意或者基本满意的",
        CHONGQING,
        Q(verdict__in=[Verdict.SATISFIED, Verdict.BASIC]),
        Q(pk__in=FINAL.values("pk")),
    ),
    Measure(
        "kept",
        "落实率",
        COMMITMENT,
        "已经到期或者已经落实的承诺事项（情况变化并书面说明的除外）",
        "已经落实的",
        QINGDAO,
        Q(state__in=KEPT),
        lambda ground: Q(state__in=KEPT) | Q(state=CommitmentState.PROMISED, due_on__lt=ground.today),
    ),
)
