"""The charts of the figures' pages: which numbers they draw, and where each bar leads."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.models import Proposal, User
from proposals.states import BEFORE_ASSIGNMENT
from proposals.templatetags.desk import short_date
from replies.statistics import charts
from replies.statistics.choice import Choice
from replies.statistics.definition import Ground, Measure
from replies.statistics.dimensions import Dimension
from replies.statistics.handling import STAGES
from replies.statistics.measures import BY_CODE
from replies.statistics.tables import Scheme, Table, listed, schemes

# Conditions that a case meets before it has a department.
OF_CASES = {"session", "kind"}
WEEKS, MOST_BARS = 8, 12


def address(measure: Measure, choice: Choice, **more: Any) -> str:
    return f"{reverse('statistics_measure', args=[measure.code])}?{choice.query(**more)}"


def stage_chart(stages: Table, choice: Choice, user: User) -> SafeString | str:
    """How far they are: before the tasks of the departments, the cases that none has yet, for those who assign and read them all."""
    parts = [*_not_assigned(choice, user)]
    parts += [
        charts.Bar(str(one.measure.name), one.hit, address(one.measure, choice), _cases(str(one.measure.name), one.hit), f"{one.hit}")
        for one in (stages.figure(stage.code) for stage in STAGES)
    ]
    return charts.share_bar(_("How far they are"), _said(parts), parts)


def _not_assigned(choice: Choice, user: User) -> Iterator[charts.Bar]:
    """None where the choice asks for what a case has only once it is assigned."""
    if not (permissions.holds(user, "read.all") or permissions.holds(user, "read.assigned_out")) or choice.values.keys() - OF_CASES:
        return
    cases = Proposal.objects.visible_to(user).filter(state__in=BEFORE_ASSIGNMENT, **choice.values)
    query = [("state", state) for state in sorted(BEFORE_ASSIGNMENT)] + list(choice.values.items())
    count = cases.count()
    name = _("To assign")
    yield charts.Bar(name, count, f"{reverse('case_list')}?{urlencode(query)}", _cases(name, count), f"{count}", style="b0")


def load_chart(counted: Table, choice: Choice, by: Dimension) -> SafeString | str:
    """What is in hand and what of it is late, the most first."""
    bars = []
    for row in counted.rows:
        found = {figure.measure.code: figure for figure in row.figures}
        in_hand, late = found["open"].hit, found["overdue"].hit
        href = address(found["open"].measure, choice, by=by.code, key=f"{row.key}")
        words = {"name": row.label, "open": in_hand, "late": late}
        said, shown = _("%(name)s: %(open)s in hand, %(late)s overdue") % words, f"{in_hand}"
        bars.append(charts.Bar(row.label, in_hand, href, said, _("%(open)s, %(late)s overdue") % words if late else shown, late))
    bars = sorted((bar for bar in bars if bar.value), key=lambda bar: (-bar.value, bar.label))[:MOST_BARS]
    return charts.bars(_("Cases in hand and overdue"), _said(bars), bars) if bars else ""


def week_chart(choice: Choice, user: User, today: date) -> SafeString | str:
    """What is due in the weeks to come."""
    monday = today - timedelta(days=today.weekday())
    until = monday + timedelta(weeks=WEEKS, days=-1)
    rows = listed(BY_CODE["open"], "hit", choice.but(due_from=monday, due_to=until), user, today)
    counts = {one["week"]: one["n"] for one in rows.annotate(week=TruncWeek("due_on")).values("week").annotate(n=Count("pk"))}
    bars = []
    for number in range(WEEKS):
        begins = monday + timedelta(weeks=number)
        n = counts.get(begins, 0)
        href = address(BY_CODE["open"], choice.but(due_from=begins, due_to=begins + timedelta(days=6)))
        said = _("%(count)s due in the week from %(day)s") % {"day": short_date(begins), "count": n}
        bars.append(
            charts.Bar(
                f"{begins.month}/{begins.day}", n, href, said, f"{n}", style="b1" if n == max(counts.values(), default=0) > 0 else "b3"
            )
        )
    return charts.columns(_("Due week by week"), _said(bars), bars)


def trend_chart(months: Table, choice: Choice) -> SafeString | str:
    """The share that was answered, by the month of the assignment."""
    bars = []
    for row in [row for row in months.rows if row.key][-MOST_BARS:]:
        figure = next(one for one in row.figures if one.measure.code == "answered")
        href = address(figure.measure, choice, by="month", key=f"{row.key}")
        words = {"month": row.label, "of": figure.of, "hit": figure.hit, "share": figure.percent}
        said = _("%(month)s: %(of)s assigned, %(hit)s answered, %(share)s") % words
        bars.append(charts.Bar(f"{row.key.year % 100}/{row.key.month}", figure.share or 0, href, said, figure.percent))
    return charts.columns(_("Answered, by month of the assignment"), _said(bars), bars, most=1) if bars else ""


def scheme_charts(choice: Choice, user: User, ground: Ground) -> list[tuple[Scheme, SafeString]]:
    """(scheme, bars) for each outcome scheme; classes of different places stay apart."""
    found = []
    for scheme in schemes(choice, user, ground.rule_sets):
        bars = [
            charts.Bar(
                one.outcome.label,
                one.count,
                address(BY_CODE["outcome"], choice.but(outcome=one.outcome.code, rules=",".join(map(str, scheme.rule_sets)))),
                _("%(name)s: %(count)s, a share of %(share)s") % {"name": one.outcome.label, "count": one.count, "share": one.percent},
                f"{one.count}（{one.percent}）",
            )
            for one in scheme.shares
        ]
        found.append((scheme, charts.bars(_("Handling result"), _said(bars), bars, most=scheme.total)))
    return found


def share_chart(counted: Table, choice: Choice) -> SafeString | str:
    """One measure over the groups: the share of each, or its count."""
    bars = []
    for row in counted.rows[:MOST_BARS]:
        figure, by = row.figures[0], counted.dimension
        measure = figure.measure
        href = address(measure, choice, by=by.code if by else None, key=f"{row.key}")
        shown = f"{figure.percent} {figure.hit}/{figure.of}" if measure.rate else f"{figure.hit}"
        said = f"{row.label}：{shown}"
        whole = (1 if figure.of else 0) if measure.rate else figure.hit
        bars.append(charts.Bar(row.label, whole, href, said, shown, part=(figure.share or 0) if measure.rate else 0))
    return charts.bars(str(counted.measures[0].name), _said(bars), bars, full="b1") if bars else ""


def _cases(name: str, count: int) -> str:
    return _("%(name)s: %(count)s cases") % {"name": name, "count": count}


def _said(bars: list[charts.Bar]) -> str:
    """A chart in words."""
    return "；".join(bar.said for bar in bars)
