"""When something is due, and why: a limit of a rule set, counted from a day over the calendar of working days.

The day from which a limit runs does not count itself (Civil Code, article 201); where the last day falls on a day off, the rule set says
whether it stays, as the regulations on suggestions are read, or goes on to the next working day (Civil Code, article 203).
"""

import calendar
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from proposals.rules import Extension, Limit
from proposals.work_calendar import WorkCalendar, published

DAY = timedelta(days=1)
PAUSED = "paused"


@dataclass(frozen=True)
class Pause:
    """Days on which a clock stands still, the first and the last included."""

    begins: date
    ends: date

    def __contains__(self, day: date) -> bool:
        return self.begins <= day <= self.ends


@dataclass(frozen=True)
class NotCounted:
    """A day that a limit passes over: `reason` is "weekend", the name of a holiday, or "paused"."""

    day: date
    reason: str


@dataclass(frozen=True)
class Granted:
    """More time, up to a day, and who allowed it."""

    until: date
    by: str
    on: date


@dataclass(frozen=True)
class Deadline:
    """A due date with what it is made of.

    `due_on` is `base` (the limit alone) later by the days not counted, moved over `moved`, then put off to the last of `extensions`.
    """

    due_on: date
    provisional: bool
    start: date
    limit: Limit
    base: date
    not_counted: tuple[NotCounted, ...] = ()
    moved: tuple[NotCounted, ...] = ()
    extensions: tuple[Granted, ...] = ()
    short_month: bool = False  # the month has no such day, its last one is taken

    def adds_up(self) -> bool:
        """Whether the explanation leads to the date."""
        counted = self.base + len(self.not_counted) * DAY
        moved = counted + (-1 if self.moved and self.limit.on_day_off == "previous" else 1) * len(self.moved) * DAY
        return self.due_on == (self.extensions[-1].until if self.extensions else moved)


def due_date(
    limit: Limit,
    start: date,
    *,
    pauses: Collection[Pause] = (),
    extensions: Sequence[Granted] = (),
    days: WorkCalendar | None = None,
) -> Deadline:
    """The last day of a limit that runs from `start`. `days` is the calendar, that of the published announcements when it is not given.

    Months are calendar months: where the last one has no such day, its last day is taken. A day on which the clock stands still is
    not counted, whatever the unit; an absolute date of the year stands whatever happens before it.
    """
    days = days or published()
    base = _base(limit, start)
    not_counted = () if limit.unit == "date" else tuple(_not_counted(limit, start, base, pauses, days))
    due_on = base + len(not_counted) * DAY
    moved = tuple(_moved(due_on, limit, days))
    due_on += (-1 if limit.on_day_off == "previous" else 1) * len(moved) * DAY
    counts_days_off = limit.unit != "working_days" and limit.on_day_off == "stay"
    made = Deadline(due_on, False, start, limit, base, not_counted, moved, short_month=limit.unit == "months" and base.day < start.day)
    if extensions:
        made = replace(made, due_on=extensions[-1].until, extensions=tuple(extensions))
    return replace(made, provisional=not counts_days_off and not extensions and days.is_provisional(due_on))


def latest_extension(deadline: Deadline, rule: Extension, *, days: WorkCalendar | None = None) -> date:
    """The last day to which a due date may be put off: counted from the due date, or, where the rule gives a total, from the start."""
    limit = Limit(rule.unit, rule.count, "assigned", rule.article, on_day_off=deadline.limit.on_day_off)
    first = replace(deadline, extensions=()) if deadline.extensions else deadline
    start = first.start if rule.total else _unextended(first)
    return due_date(limit, start, days=days).due_on


def add_months(start: date, months: int) -> date:
    """The same day `months` later, or the last day of that month where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _unextended(deadline: Deadline) -> date:
    step = -1 if deadline.limit.on_day_off == "previous" else 1
    return deadline.base + (len(deadline.not_counted) + step * len(deadline.moved)) * DAY


def _base(limit: Limit, start: date) -> date:
    """Where the limit ends if every day counted."""
    if limit.unit == "months":
        return add_months(start, int(limit.count))
    if limit.unit == "date":
        month, day = (int(part) for part in str(limit.count).split("-"))
        due_on = date(start.year, month, day)
        return due_on if due_on >= start else date(start.year + 1, month, day)
    return start + int(limit.count) * DAY


def _not_counted(limit: Limit, start: date, base: date, pauses: Collection[Pause], days: WorkCalendar) -> Iterator[NotCounted]:
    left = (base - start).days
    day = start
    while left:
        day += DAY
        if any(day in pause for pause in pauses):
            yield NotCounted(day, PAUSED)
        elif limit.unit == "working_days" and (reason := days.day_off(day)):
            yield NotCounted(day, reason)
        else:
            left -= 1


def _moved(day: date, limit: Limit, days: WorkCalendar) -> Iterator[NotCounted]:
    """The days off that a due date is moved over."""
    if limit.on_day_off == "stay":
        return
    step = -DAY if limit.on_day_off == "previous" else DAY
    while reason := days.day_off(day):
        yield NotCounted(day, reason)
        day += step
