"""Which days are worked: weekends, the days off that the State Council announces, and the weekends worked in return (调休)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import chinese_calendar

SATURDAY = 5


@dataclass(frozen=True)
class WorkCalendar:
    """Announced days. In a year that is not announced, Monday to Friday are worked and what is counted over it is provisional."""

    announced: frozenset[int]
    off: Mapping[date, str] = field(default_factory=dict)  # day → name of the holiday, on whatever day of the week
    worked: Mapping[date, str] = field(default_factory=dict)  # weekend day that is worked → the holiday that it makes up for

    def day_off(self, day: date) -> str:
        """Why a day is not worked: the name of the holiday, "weekend", or nothing when it is worked."""
        if day in self.worked:
            return ""
        return self.off.get(day) or ("weekend" if day.weekday() >= SATURDAY else "")

    def is_worked(self, day: date) -> bool:
        return not self.day_off(day)

    def is_provisional(self, day: date) -> bool:
        """Whether the days off of its year were not announced yet; before the first year that is known, nothing is awaited any more."""
        return bool(self.announced) and day.year > min(self.announced) and day.year not in self.announced

    def with_year(self, year: int, off: Mapping[date, str], worked: Mapping[date, str]) -> "WorkCalendar":
        """The same calendar with one year as it was entered by hand; what it held of that year is replaced."""

        def others(days: Mapping[date, str]) -> dict[date, str]:
            return {day: name for day, name in days.items() if day.year != year}

        return WorkCalendar(self.announced | {year}, others(self.off) | dict(off), others(self.worked) | dict(worked))


@cache
def published() -> WorkCalendar:
    """The announcements that the calendar package carries, from 2004 on."""
    off, worked = dict(chinese_calendar.holidays), dict(chinese_calendar.workdays)
    return WorkCalendar(frozenset(day.year for day in off), off, worked)


def faults(year: int, off: Iterable[date], worked: Iterable[date]) -> list[tuple[str, date]]:
    """What cannot be right in a year's announcement: (code, day) for each day of another year, twice named, or worked on a weekday."""
    off, worked = list(off), list(worked)
    found = [("other_year", day) for day in (*off, *worked) if day.year != year]
    found += [("both", day) for day in worked if day in set(off)]
    found += [("weekday_worked", day) for day in worked if day.weekday() < SATURDAY]
    return found
