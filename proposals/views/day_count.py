"""A due date day by day, as a table of weeks: what is past, what is a day off, where it ends."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from proposals.work_calendar import WorkCalendar

# Half a year and some days: beyond that a table of days tells nothing.
LONGEST_WEEKS = 30
# What the first day is, by the anchor of the limit.
FIRST = {
    "assigned": gettext_lazy("assigned"),
    "received": gettext_lazy("signed for"),
    "returned": gettext_lazy("handed back"),
    "signed": gettext_lazy("letter signed"),
}
WEEKDAYS = (
    pgettext_lazy("calendar", "Mon"),
    pgettext_lazy("calendar", "Tue"),
    pgettext_lazy("calendar", "Wed"),
    pgettext_lazy("calendar", "Thu"),
    pgettext_lazy("calendar", "Fri"),
    pgettext_lazy("calendar", "Sat"),
    pgettext_lazy("calendar", "Sun"),
)


@dataclass(frozen=True)
class Day:
    """One cell. `style` is its manner, `words` say the same to who cannot see it; a day outside the count has no number."""

    number: str = ""
    style: str = "out"
    words: str = ""


@dataclass(frozen=True)
class DayCount:
    """Months over the columns (weeks from Monday), and a row of days for each weekday with its name."""

    months: list[str]
    rows: list[tuple[str, list[Day]]]
    past: int
    left: int


def day_count(start: date, due: date, days: WorkCalendar, anchor: str = "assigned") -> DayCount | None:
    """The days from the one that the limit runs from to the due date; None where they are too many to show."""
    monday = start - timedelta(days=start.weekday())
    weeks = (due - monday).days // 7 + 1
    if due < start or weeks > LONGEST_WEEKS:
        return None
    today = timezone.localdate()
    columns = [monday + timedelta(weeks=week) for week in range(weeks)]
    firsts = [max(column, start) for column in columns]
    # The name of a month stands over the first week that begins in it.
    months = [date_format(day, _("M")) if n == 0 or day.month != firsts[n - 1].month else "" for n, day in enumerate(firsts)]
    rows = [
        (str(name), [_day(column + timedelta(days=n), start, due, today, days, str(FIRST[anchor])) for column in columns])
        for n, name in enumerate(WEEKDAYS)
    ]
    return DayCount(months, rows, (today - start).days, (due - today).days)


def _day(day: date, start: date, due: date, today: date, days: WorkCalendar, first: str) -> Day:
    if not start <= day <= due:
        return Day()
    styles, words = [], []
    for holds, style, word in (
        (day == start, "from", first),
        (start < day < today, "past", ""),
        (day == today, "today", _("today")),
        (not days.is_worked(day), "off", _("day off")),
        (day == due, "end", _("last day")),
    ):
        if holds:
            styles.append(style)
            words.append(word)
    return Day(str(day.day), " ".join(styles), "，".join(word for word in words if word))
