"""The figures themselves: one query for all of a table, whatever the number of rows, units, measures and groups."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, Q, QuerySet, Value
from django.utils.translation import gettext as _

from proposals.models import RuleSet, User
from proposals.rules import Outcome
from replies.statistics.choice import Choice
from replies.statistics.definition import Ground, Measure
from replies.statistics.dimensions import Dimension
from replies.statistics.units import TASK

NONE = "—"  # the share of nothing
NO_COUNT = Value(0, IntegerField())  # in a column that another unit fills
Counts = defaultdict[str, tuple[int, int]]  # measure → (numerator, denominator)


@dataclass(frozen=True)
class Figure:
    """How many of how many."""

    measure: Measure
    hit: int
    of: int

    @property
    def share(self) -> float | None:
        """0 to 1; None where there is nothing to be a share of."""
        return self.hit / self.of if self.of else None

    @property
    def percent(self) -> str:
        return percent(self.hit, self.of)

    @property
    def shown(self) -> str:
        """92.5%, or the count of a measure that is no rate."""
        return self.percent if self.measure.rate else f"{self.hit}"


@dataclass(frozen=True)
class Row:
    key: Any
    label: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Table:
    """A row for each group and one for all; without a dimension the last alone."""

    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]
    total: Row
    dimension: Dimension | None = None

    def figure(self, code: str) -> Figure:
        """Of all."""
        return next(figure for figure in self.total.figures if figure.measure.code == code)


def percent(hit: int, of: int) -> str:
    """92.5%, 100%, 0%, or a dash where there is nothing. Only what is whole reads 100%, and only what is nothing 0%.

    A half is rounded up, as the workbook's programs show it: 1 of 16 is 6.3%.
    """
    if not of:
        return NONE
    tenths = min(max((2000 * hit + of) // (2 * of), 1 if hit else 0), 1000 if hit == of else 999)
    return f"{tenths / 10:.1f}".removesuffix(".0") + "%"


def listed(
    measure: Measure, part: str, choice: Choice, user: User, today: date, by: Dimension | None = None, key: Any = None
) -> QuerySet[Any]:
    """The rows that a number counts: `part` as in `Measure.rows`, of one group where `by` is given."""
    rows = measure.unit.rows(user).filter(choice.condition(measure.unit.path))
    if by:
        rows = rows.annotate(key=by.key(measure.unit.path)).filter(**({"key__isnull": True} if key is None else {"key": key}))
    return measure.rows(rows, Ground(today), part)


def table(measures: Sequence[Measure], choice: Choice, user: User, today: date, by: Dimension | None = None) -> Table:
    """One table; without a dimension its total alone."""
    return tables(measures, choice, user, today, [by])[0]


def tables(
    measures: Sequence[Measure],
    choice: Choice,
    user: User,
    today: date,
    dimensions: Sequence[Dimension | None],
    ground: Ground | None = None,
) -> list[Table]:
    """A table by each dimension, out of the same queries: the rows are counted by all their keys at once and then added up."""
    ground, parting = ground or Ground(today), [one for one in dimensions if one]
    total: Counts = defaultdict(_nothing)
    counts: dict[str, dict[Any, Counts]] = {one.code: defaultdict(lambda: defaultdict(_nothing)) for one in parting}
    by_unit = [[one for one in measures if one.unit == unit] for unit in dict.fromkeys(measure.unit for measure in measures)]
    for found in _counted(by_unit, choice, user, ground, parting):
        groups = [counts[one.code][found[f"by_{one.code}"]] for one in parting]
        for place, measure in enumerate(by_unit[found["unit_place"]]):
            for sums in (total, *groups):
                hit, of = sums[measure.code]
                sums[measure.code] = (hit + found[f"hit_{place}"], of + found[f"of_{place}"])
    made = []
    for one in dimensions:
        groups_of = counts[one.code] if one else {}
        labels = one.labels(groups_of.keys()) if one else {}
        rows = tuple(Row(key, label, _figures(measures, groups_of[key])) for key, label in labels.items())
        made.append(Table(tuple(measures), rows, Row(None, _("all together"), _figures(measures, total)), one))
    return made


def _nothing() -> tuple[int, int]:
    return 0, 0


def _counted(
    by_unit: Sequence[Sequence[Measure]], choice: Choice, user: User, ground: Ground, parting: Sequence[Dimension]
) -> Iterable[dict[str, Any]]:
    """The counts of every combination of keys that occurs: unit_place, by_dimension, and of the measures of that unit hit_0, of_0, …"""
    width = max(map(len, by_unit))
    first, *others = (_counted_of(place, measures, width, choice, user, ground, parting) for place, measures in enumerate(by_unit))
    found: Iterable[dict[str, Any]] = first.union(*others, all=True) if others else first
    return found


def _counted_of(
    place: int, measures: Sequence[Measure], width: int, choice: Choice, user: User, ground: Ground, parting: Sequence[Dimension]
) -> QuerySet[Any]:
    """The counts of one unit; `width` pairs of columns, as many as the unit with the most measures has."""
    unit = measures[0].unit
    wanted: dict[str, Any] = {f"{part}_{n}": NO_COUNT for n in range(width) for part in ("hit", "of")}
    for n, measure in enumerate(measures):
        of = measure.denominator(ground)
        wanted |= {f"of_{n}": _count(of), f"hit_{n}": _count(of & measure.numerator(ground))}
    rows = unit.rows(user).filter(choice.condition(unit.path))
    # By kind where nothing parts them: Django cannot count by conditions of this form over ungrouped rows with annotations.
    keys = {f"by_{one.code}": one.key(unit.path) for one in parting} or {"by_kind": F(f"{unit.path}proposal__kind")}
    keys["unit_place"] = Value(place, IntegerField())
    counted: QuerySet[Any] = rows.annotate(**keys).values(*keys).annotate(**wanted)
    return counted


def _count(condition: Q) -> Count:
    return Count("pk", filter=condition or None)


def _figures(measures: Iterable[Measure], counts: Counts) -> tuple[Figure, ...]:
    return tuple(Figure(measure, *counts[measure.code]) for measure in measures)


@dataclass(frozen=True)
class Share:
    """A class of the handling result, or none stated (code empty), and how many answers state it."""

    outcome: Outcome
    count: int
    total: int  # of the scheme

    @property
    def percent(self) -> str:
        return percent(self.count, self.total)


@dataclass(frozen=True)
class Scheme:
    """The results by one outcome scheme: the classes of another place mean something else even where the letters are the same."""

    names: tuple[str, ...]  # of the rule sets that share it
    rule_sets: tuple[int, ...]
    shares: tuple[Share, ...]
    total: int


def schemes(choice: Choice, user: User, rule_sets: Iterable[RuleSet] | None = None) -> list[Scheme]:
    """The shares of the results, scheme by scheme: over the answers whose signed text states one. `rule_sets`: all, where at hand."""
    rows = TASK.rows(user).filter(choice.condition(""), outcome__gt="")
    counted = rows.values("proposal__rule_set", "outcome").annotate(n=Count("pk"))
    counts: Counter[tuple[int, str]] = Counter()
    for one in counted:
        counts[one["proposal__rule_set"], one["outcome"]] += one["n"]
    together: dict[tuple[Outcome, ...], list[RuleSet]] = defaultdict(list)
    found_by = {pk for pk, _code in counts}
    for rules in RuleSet.objects.filter(pk__in=found_by) if rule_sets is None else (one for one in rule_sets if one.pk in found_by):
        together[rules.outcome_scheme].append(rules)
    found = []
    for outcomes, members in together.items():
        pks = tuple(rules.pk for rules in members)
        by_code: Counter[str] = Counter()
        for (pk, code), n in counts.items():
            if pk in pks:
                by_code[code] += n
        # A class that the scheme has lost since still counts, under its code.
        lost = [Outcome(code, code, "") for code in sorted(by_code.keys() - {outcome.code for outcome in outcomes})]
        shares = tuple(Share(outcome, by_code[outcome.code], by_code.total()) for outcome in (*outcomes, *lost))
        found.append(Scheme(tuple(rules.name for rules in members), pks, shares, by_code.total()))
    return found
