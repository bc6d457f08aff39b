"""When something is due, and why: a limit of a rule set, counted from a day, over the announced calendar of working days."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

from proposals.rules import Limit

# The last year whose days off the State Council's announcement, as carried by the package, covers.
LAST_ANNOUNCED_YEAR = max(day.year for day in chinese_calendar.holidays)


@dataclass(frozen=True)
class Deadline:
    """A due date. `provisional` is true where it rests on a year whose days off are not yet announced."""

    due_on: date
    provisional: bool


def is_working_day(day: date) -> bool:
    """By the announced calendar, make-up weekends included; Monday to Friday in a year that is not announced yet."""
    if day.year > LAST_ANNOUNCED_YEAR or day.year < 2004:
        return day.weekday() < 5
    return bool(chinese_calendar.is_workday(day))


def due_date(limit: Limit, start: date) -> Deadline:
    """The last day of a limit that starts to run on `start`; the day of the start itself does not count.

    Months are calendar months: a limit that starts on a day that the last month lacks ends on that month's last day.
    """
    if limit.unit == "working_days":
        due_on = start
        for _day in range(int(limit.count)):
            due_on += timedelta(days=1)
            while not is_working_day(due_on):
                due_on += timedelta(days=1)
        return Deadline(due_on, due_on.year > LAST_ANNOUNCED_YEAR)
    if limit.unit == "days":
        return Deadline(start + timedelta(days=int(limit.count)), False)
    if limit.unit == "months":
        return Deadline(add_months(start, int(limit.count)), False)
    month, day = (int(part) for part in str(limit.count).split("-"))
    due_on = date(start.year, month, day)
    return Deadline(due_on if due_on >= start else date(start.year + 1, month, day), False)


def add_months(start: date, months: int) -> date:
    """The same day `months` later, or the last day of that month where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
