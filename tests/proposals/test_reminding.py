"""The plan of reminders laid over the calendar, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.policies import Reminder
from proposals.reminding import NEAR_DAYS, Step, falls_on, light, outstanding, steps_of
from proposals.work_calendar import WorkCalendar, published

CALENDAR = published()
DATES = st.dates(date(2021, 1, 1), date(2026, 12, 31))
DAYS = st.integers(-30, 30)
TO = st.sampled_from(("handler", "office", "leader"))
STEPS = st.lists(st.builds(Step, DAYS, TO), unique=True, max_size=8).map(sorted)


@pytest.mark.parametrize(
    ("due_on", "days", "goes_out"),
    [
        # 2025: the Spring Festival was off from 28 January to 4 February; 26 January and 8 February were worked.
        ("2025-02-14", 10, "2025-02-05"),  # 4 February is off: the next working day
        ("2025-02-04", 3, "2025-01-27"),  # 1 February is off, and so is all up to the date: the working day before
        ("2025-02-04", 0, "2025-01-27"),  # the date itself is off: what is due on it is said before
        ("2025-02-04", -1, "2025-02-05"),
        ("2025-02-01", -1, "2025-02-05"),  # escalation waits for the working day too
        ("2025-01-29", 3, "2025-01-26"),  # a Sunday that is worked
        ("2025-02-07", -1, "2025-02-08"),  # a Saturday that is worked
        ("2025-06-20", 3, "2025-06-17"),
        ("2025-06-20", 0, "2025-06-20"),
        ("2025-06-20", -1, "2025-06-23"),  # a Saturday
        ("2025-06-16", 1, "2025-06-13"),  # the day before is a Sunday, the next working day would be the date itself
        # 2025: National Day and Mid-Autumn, 1 to 8 October; 28 September and 11 October were worked.
        ("2025-10-05", 3, "2025-09-30"),
        ("2025-10-05", -3, "2025-10-09"),
        ("2025-10-09", 3, "2025-09-30"),
    ],
)
def test_worked_by_hand(due_on: str, days: int, goes_out: str) -> None:
    assert falls_on(date.fromisoformat(due_on), days, CALENDAR) == date.fromisoformat(goes_out)


@given(DATES, DAYS)
def test_nothing_goes_out_on_a_day_off_and_no_warning_after_the_date(due_on: date, days: int) -> None:
    day = falls_on(due_on, days, CALENDAR)
    assert CALENDAR.is_worked(day)
    if days > 0:
        assert day < due_on
    if days == 0:
        assert day <= due_on
    if days < 0:
        assert day > due_on
    nominal = due_on - timedelta(days=days)
    between = (nominal + timedelta(days=n) for n in range((day - nominal).days)) if day > nominal else ()
    assert not any(CALENDAR.is_worked(passed) for passed in between)


@given(DATES, DAYS, DAYS)
def test_the_more_urgent_never_goes_out_first(due_on: date, one: int, other: int) -> None:
    later, earlier = sorted((one, other))
    if (later > 0) == (earlier > 0) or later <= 0:
        assert falls_on(due_on, earlier, CALENDAR) <= falls_on(due_on, later, CALENDAR)


@given(STEPS, DATES, st.integers(0, 90), st.sets(st.integers(0, 120)))
def test_whenever_it_runs_each_step_comes_once_and_none_is_lost(steps: list[Step], due_on: date, length: int, runs: set[int]) -> None:
    """Run on any days whatever, and once at the very end: what came are all steps that fall after the start, each a single time."""
    started_on = due_on - timedelta(days=length)
    taken: list[tuple[int, str]] = []
    for n in [*sorted(runs), 200]:
        today = started_on + timedelta(days=n)
        found = outstanding(steps, due_on=due_on, started_on=started_on, today=today, taken=taken, calendar=CALENDAR)
        assert found == sorted(found)
        assert all(falls_on(due_on, step.days, CALENDAR) <= today for step in found)
        taken += [(step.days, step.to) for step in found]
    assert len(taken) == len(set(taken))
    assert set(taken) == {(step.days, step.to) for step in steps if falls_on(due_on, step.days, CALENDAR) >= started_on}


@given(DATES, st.integers(-400, 400))
def test_the_light(due_on: date, left: int) -> None:
    expected = "late" if left < 0 else "soon" if left <= NEAR_DAYS else "ok"
    assert light(due_on, due_on - timedelta(days=left)) == expected


def test_only_the_steps_of_the_limit_the_most_urgent_first() -> None:
    plan = [
        Reminder("answer", 10, "handler"),
        Reminder("opinion", 3, "handler"),
        Reminder("answer", -3, "leader"),
        Reminder("answer", 3, "office"),
    ]
    assert steps_of(plan, "answer") == [Step(-3, "leader"), Step(3, "office"), Step(10, "handler")]


def test_a_year_without_days_off() -> None:
    everyday = WorkCalendar(frozenset({2025}), worked={date(2025, 1, 1) + timedelta(days=n): "" for n in range(365)})
    assert all(falls_on(date(2025, 6, 15), days, everyday) == date(2025, 6, 15) - timedelta(days=days) for days in range(-30, 31))
