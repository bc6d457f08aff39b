"""When whom to remind of a date: the plan of a rule set laid over the calendar. Pure; nothing is asked of the database here.

A reminder is known by (limit, due date, days, recipient). Nothing goes out on a day off: what would fall on one comes on the next working
day, overdue escalation included; but what is to warn before a date must not come after it, and then goes out on the working day before.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from proposals.policies import Reminder
from proposals.work_calendar import WorkCalendar

DAY = timedelta(days=1)
# A date is near, and amber, from here on: the day on which the shipped plans tell the office.
NEAR_DAYS = 3


@dataclass(frozen=True, order=True)
class Step:
    """One reminder of one limit, the most urgent first: `days` before the date, negative after it."""

    days: int
    to: str


def light(due_on: date, today: date) -> str:
    """The traffic light of a date: "late" (red), "soon" (amber) or "ok" (green)."""
    left = (due_on - today).days
    return "late" if left < 0 else "soon" if left <= NEAR_DAYS else "ok"


def falls_on(due_on: date, days: int, calendar: WorkCalendar) -> date:
    """The working day on which a reminder goes out; see above for days off."""
    day = due_on - timedelta(days=days)
    chosen = day
    while not calendar.is_worked(chosen):
        chosen += DAY
    too_late = due_on if days > 0 else due_on + DAY
    if days >= 0 and chosen >= too_late:
        chosen = day
        while not calendar.is_worked(chosen):
            chosen -= DAY
    return chosen


def steps_of(plan: Iterable[Reminder], limit: str) -> list[Step]:
    """The reminders of a limit, the most urgent first."""
    return sorted(Step(one.days, one.to) for one in plan if one.clock == limit)


def outstanding(
    steps: Iterable[Step], *, due_on: date, started_on: date, today: date, taken: Collection[tuple[int, str]], calendar: WorkCalendar
) -> list[Step]:
    """The reminders that should have gone out by `today` and were not (`taken`: days and recipient of those that were).

    One that would have come before the limit began to run never comes: a limit of three days is not announced ten days ahead.
    """
    return [step for step in steps if (step.days, step.to) not in taken and started_on <= falls_on(due_on, step.days, calendar) <= today]
