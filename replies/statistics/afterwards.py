"""The measures of what follows the answer: what the proposers say of it, and what becomes of the promises."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.models import Clock
from proposals.states import CommitmentState
from replies.models import Rating, Verdict
from replies.statistics.definition import Condition, Ground, Measure
from replies.statistics.handling import ANSWERED
from replies.statistics.units import COMMITMENT, RATING, TASK

CHONGQING = _("Chongqing’s law on deputies’ suggestions (2017), articles 26 to 29")
QINGDAO = _("Qingdao’s law on deputies’ suggestions (2021), article 31")
RATED_LAST = _("tasks whose last answer was rated; where the rules count those who are silent, also those not rated in time")
RATED_FIRST = _("tasks whose first answer was rated; where the rules count those who are silent, also those not rated in time")
EVERYBODY, NOT_BAD = _("every proposer is satisfied"), _("every proposer is satisfied or basically satisfied")
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


def _satisfaction(code: str, name: Promise, counted: Promise, ratings: "QuerySet[Any]", *verdicts: str, meets: Promise) -> Measure:
    return Measure(
        code,
        name,
        TASK,
        counted,
        meets,
        CHONGQING,
        _at_least(ratings, *verdicts),
        _asked(ratings),
    )


AFTERWARDS: tuple[Measure, ...] = (
    _satisfaction("satisfied", _("Satisfaction rate"), RATED_LAST, FINAL, Verdict.SATISFIED, meets=EVERYBODY),
    _satisfaction("content", _("Satisfied and basically satisfied"), RATED_LAST, FINAL, Verdict.SATISFIED, Verdict.BASIC, meets=NOT_BAD),
    _satisfaction("first_satisfied", _("First satisfaction rate"), RATED_FIRST, FIRST, Verdict.SATISFIED, meets=EVERYBODY),
    _satisfaction(
        "first_content",
        _("First satisfied and basically satisfied"),
        RATED_FIRST,
        FIRST,
        Verdict.SATISFIED,
        Verdict.BASIC,
        meets=NOT_BAD,
    ),
    Measure(
        "forms_content",
        _("Ratings satisfied and basically satisfied"),
        RATING,
        _("ratings that came back, the last of each proposer"),
        _("satisfied or basically satisfied"),
        CHONGQING,
        Q(verdict__in=[Verdict.SATISFIED, Verdict.BASIC]),
        Q(pk__in=FINAL.values("pk")),
    ),
    Measure(
        "kept",
        _("Fulfilment rate"),
        COMMITMENT,
        _("promises that are due or kept, without those that a change explained in writing has overtaken"),
        _("kept"),
        QINGDAO,
        Q(state__in=KEPT),
        lambda ground: Q(state__in=KEPT) | Q(state=CommitmentState.PROMISED, due_on__lt=ground.today),
    ),
)
