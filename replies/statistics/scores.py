"""考核: a table of points over the measures, worked out by department with every number explained.

The table is data: the assigning body's own (`ScoreScheme`), else the one shipped in scores.json.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from proposals.models import Department, User
from proposals.rules import must
from replies.models import ScoreEntry, ScoreScheme
from replies.statistics.choice import Choice
from replies.statistics.dimensions import DIMENSIONS
from replies.statistics.measures import BY_CODE
from replies.statistics.tables import Figure, table

SHIPPED = Path(__file__).with_name("scores.json")
KINDS = ("rate", "count", "entered")
MOST_POINTS, MOST_ROWS, LONGEST = 200, 40, 30
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class ScoreRow:
    """One row of the table.

    rate: `points` less `each` for every percent that the measure is short of 100; never below 0. count: `each` for every one that the
    measure counts, up to `points` (both below 0 take points away). entered: as entered by hand, from 0 to `points`.
    """

    code: str
    name: str
    kind: str
    points: Decimal
    measure: str = ""
    each: Decimal = Decimal(0)
    article: str = ""

    @property
    def full(self) -> Decimal:
        """What it adds to the full score."""
        return max(self.points, Decimal(0))


@dataclass(frozen=True)
class Scheme:
    """`source` is what the rows were read from, as the table is edited."""

    name: str
    rows: tuple[ScoreRow, ...]
    source: tuple[Mapping[str, Any], ...] = ()

    @property
    def full(self) -> Decimal:
        return sum((row.full for row in self.rows), Decimal(0))


@dataclass(frozen=True)
class Scored:
    """What a row gave a department, from which figure (none of what was entered), and why."""

    row: ScoreRow
    points: Decimal
    because: str
    figure: Figure | None = None


@dataclass(frozen=True)
class Result:
    """`place` is None where the reader sees no other department to be ranked against; equal totals share a place."""

    department: int
    name: str
    scored: tuple[Scored, ...]
    total: Decimal
    place: int | None = None
    shared: bool = False


def parse_scores(value: Any) -> tuple[ScoreRow, ...]:
    """Raises ValidationError with the row that is wrong."""
    must(isinstance(value, list) and 0 < len(value) <= MOST_ROWS, _("The table is a list of 1 to %s rows.") % MOST_ROWS)
    rows = tuple(_row(place, one) for place, one in enumerate(value, 1))
    must(len({row.code for row in rows}) == len(rows), _("Two rows of the table share a code."))
    return rows


def _row(place: int, value: Any) -> ScoreRow:
    def check(holds: bool, message: str) -> None:
        must(holds, _("Row %(place)s: %(message)s") % {"place": place, "message": message})

    known = set(ScoreRow.__dataclass_fields__)
    check(isinstance(value, dict) and {"code", "name", "kind", "points"} <= value.keys() <= known, _("fields are %s.") % ", ".join(known))
    texts = [value.get(name, "") for name in ("code", "name", "kind", "measure", "article")]
    check(all(isinstance(text, str) for text in texts) and 0 < len(value["code"]) <= LONGEST, _("the code has 1 to 30 characters."))
    check(bool(value["name"].strip()), _("it has no name."))
    check(value["kind"] in KINDS, _("the kind is one of %s.") % ", ".join(KINDS))
    points, each = _number(value["points"]), _number(value.get("each", 0))
    check(points is not None and each is not None, _("points are numbers from −200 to 200."))
    assert points is not None
    assert each is not None
    row = ScoreRow(value["code"], value["name"].strip(), value["kind"], points, value.get("measure", ""), each, value.get("article", ""))
    if row.kind == "entered":
        check(points > 0 and not row.measure, _("what is entered by hand has points above 0 and no measure."))
        return row
    measure = BY_CODE.get(row.measure)
    check(measure is not None, _("“%(measure)s” is not a measure: %(known)s.") % {"measure": row.measure, "known": ", ".join(BY_CODE)})
    if row.kind == "rate":
        check(bool(measure and measure.rate) and points > 0 and each > 0, _("a rate has points, and takes points, above 0."))
    else:
        check(each != 0 and (each > 0) == (points > 0), _("what is counted gives, or takes, points up to its limit."))
    return row


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = Decimal(str(value))
    return number if abs(number) <= MOST_POINTS else None


@cache
def shipped() -> Scheme:
    fields = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return Scheme(fields["name"], parse_scores(fields["rows"]), tuple(fields["rows"]))


def scheme_of(body: Department | None) -> Scheme:
    """The body's own table, or the shipped one."""
    own = ScoreScheme.objects.filter(body=body).first() if body else None
    try:
        return Scheme(own.name, parse_scores(own.rows), tuple(own.rows)) if own else shipped()
    except ValidationError:  # a measure that it rests on has been dropped since
        return shipped()


def results(scheme: Scheme, body: Department | None, year: int, user: User, today: date, *, ranked: bool) -> list[Result]:
    """The departments that the person counts, best first; over the tasks that the body assigned in the year."""
    choice = Choice(body=body.pk if body else None, assigned_from=date(year, 1, 1), assigned_to=date(year, 12, 31))
    measures = [BY_CODE[code] for code in dict.fromkeys(["answered", *(row.measure for row in scheme.rows if row.measure)])]
    counted = table(measures, choice, user, today, DIMENSIONS["department"])
    entries: dict[tuple[int, str], list[ScoreEntry]] = {}
    for entry in ScoreEntry.objects.filter(body=body, year=year) if body else ():
        entries.setdefault((entry.department_id, entry.row), []).append(entry)
    found = []
    for department in counted.rows:
        figures = {figure.measure.code: figure for figure in department.figures}
        if not figures["answered"].of:
            continue  # whoever only co-handles would lose no points and stand first
        scored = tuple(_scored(row, figures, entries.get((department.key, row.code), ())) for row in scheme.rows)
        found.append(Result(department.key, department.label, scored, sum((one.points for one in scored), Decimal(0))))
    found.sort(key=lambda result: (-result.total, result.name))
    return placed(found) if ranked else found


def _scored(row: ScoreRow, figures: Mapping[str, Figure], entries: Sequence[ScoreEntry]) -> Scored:
    if row.kind == "entered":
        total = sum((entry.points for entry in entries), Decimal(0))
        points = min(max(total, Decimal(0)), row.points)
        reasons = "；".join(
            _("%(points)s points, %(reason)s") % {"points": f"{entry.points:+}", "reason": entry.reason} for entry in entries
        )
        return Scored(row, _tenth(points), reasons or _("not scored yet"))
    figure = figures[row.measure]
    words: dict[str, Any] = {"name": figure.measure.name, "hit": figure.hit, "of": figure.of, "percent": figure.percent}
    if row.kind == "count":
        points = row.each * figure.hit
        points = min(points, row.points) if row.points > 0 else max(points, row.points)
        words |= {"unit": figure.measure.unit.word, "each": f"{row.each:+}"}
        return Scored(row, _tenth(points), _("%(name)s: %(hit)s %(unit)s, %(each)s points for each") % words, figure)
    if not figure.of:
        words["unit"] = figure.measure.unit.name
        return Scored(row, _tenth(row.points), _("no %(unit)s to count for “%(name)s”, nothing is taken off") % words, figure)
    missing = Decimal(100) - Decimal(100) * figure.hit / figure.of
    points = max(row.points - row.each * missing, Decimal(0))
    if not missing:
        return Scored(row, _tenth(points), _("%(name)s %(percent)s (%(hit)s/%(of)s), full points") % words, figure)
    because = _("%(name)s %(percent)s (%(hit)s/%(of)s), %(missing)s percentage points short, %(each)s points off for each")
    return Scored(row, _tenth(points), because % (words | {"missing": _tenth(missing), "each": row.each}), figure)


def _tenth(points: Decimal) -> Decimal:
    return points.quantize(TENTH, ROUND_HALF_UP) + 0  # no −0


def placed(found: Iterable[Result]) -> list[Result]:
    """With places, of results that are sorted: two that share a place leave the next one free."""
    rows = list(found)
    totals = [row.total for row in rows]
    return [
        Result(row.department, row.name, row.scored, row.total, totals.index(row.total) + 1, totals.count(row.total) > 1) for row in rows
    ]
