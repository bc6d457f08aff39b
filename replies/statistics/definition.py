"""What a measure is: of which rows (denominator) how many (numerator), in words and as conditions, with the rule that it was read in.

A condition is a Q over rows of the measure's unit, or a function to one from the `Ground` on which one counts. It joins no further rows,
so that many are counted in one query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.models import RuleSet
from replies.statistics.units import Unit

EVERY = Q()
HERE = _("defined by this system")  # the source of what no rule defines


@dataclass(frozen=True)
class Ground:
    """What the conditions rest on beside the rows: the day of counting, and the rules of the places."""

    today: date

    @cached_property
    def adopted(self) -> dict[int, list[str]]:
        """Rule set → the results that mean adopted; without those that do not say."""
        codes = {rules.pk: [outcome.code for outcome in rules.outcome_scheme if outcome.adopted] for rules in self.rule_sets}
        return {pk: found for pk, found in codes.items() if found}

    @cached_property
    def counting_the_silent(self) -> list[int]:
        """The rule sets by which a rating that never came counts (`unreturned`)."""
        return [rules.pk for rules in self.rule_sets if rules.policy("unreturned").value == "counted"]

    @cached_property
    def rule_sets(self) -> list[RuleSet]:
        return list(RuleSet.objects.all())


Condition = Q | Callable[[Ground], Q]


@dataclass(frozen=True, eq=False)
class Measure:
    """`of` and `hit` are the conditions of denominator and numerator; rows that meet `hit` but not `of` do not count.

    A rate is shown as a share of its denominator, anything else as the plain count of its numerator.
    """

    code: str
    name: Promise
    unit: Unit
    counted: Promise  # the denominator in words
    meets: Promise  # the numerator in words
    source: Promise
    hit: Condition
    of: Condition = EVERY
    rate: bool = True

    def denominator(self, ground: Ground) -> Q:
        return _at(self.of, ground)

    def numerator(self, ground: Ground) -> Q:
        """Over rows of the denominator."""
        return _at(self.hit, ground)

    def rows(self, rows: QuerySet[Any], ground: Ground, part: str = "of") -> QuerySet[Any]:
        """The denominator's rows (`of`), the numerator's (`hit`), or those that are missing from it (`missed`)."""
        of = rows.filter(self.denominator(ground))
        if part == "of":
            return of
        hit = of.filter(self.numerator(ground))
        return hit if part == "hit" else of.exclude(pk__in=hit.values("pk"))


def _at(condition: Condition, ground: Ground) -> Q:
    return condition if isinstance(condition, Q) else condition(ground)
