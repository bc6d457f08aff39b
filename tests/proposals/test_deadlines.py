"""Due dates, worked out by hand with a calendar and the announcements of the State Council."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.deadlines import LAST_ANNOUNCED_YEAR, Deadline, add_months, due_date, is_working_day
from proposals.rules import Limit


def limit(unit: str, count: int | str) -> Limit:
    return Limit(unit, count, "assigned", "第五十一条")


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        ("2026-03-15", 3, "2026-06-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),  # a leap year
        ("2025-11-30", 3, "2026-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2026-03-31", 3, "2026-06-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-01", 1, "2027-01-01"),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_a_short_month(start: str, months: int, due: str) -> None:
    assert due_date(limit("months", months), date.fromisoformat(start)) == Deadline(date.fromisoformat(due), provisional=False)


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        # National Day 2025: 1 to 8 October off; Sunday 28 September and Saturday 11 October are worked.
        ("2025-09-26", 1, "2025-09-28"),
        ("2025-09-26", 3, "2025-09-30"),
        ("2025-09-26", 4, "2025-10-09"),
        ("2025-09-26", 6, "2025-10-11"),
        ("2025-09-26", 7, "2025-10-13"),
        # Spring Festival 2026: 15 to 23 February off; Saturdays 14 and 28 February are worked.
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-13", 6, "2026-02-28"),
        ("2026-02-13", 7, "2026-03-02"),
        # Spring Festival 2025: 28 January to 4 February off; Saturday 8 February is worked.
        ("2025-01-27", 1, "2025-02-05"),
        ("2025-01-27", 4, "2025-02-08"),
        # An ordinary week, begun on a Saturday.
        ("2026-03-07", 5, "2026-03-13"),
        # Before the announcements that are known: Monday to Friday.
        ("2003-09-30", 3, "2003-10-03"),
    ],
)
def test_working_days_follow_the_announced_calendar(start: str, count: int, due: str) -> None:
    assert due_date(limit("working_days", count), date.fromisoformat(start)) == Deadline(date.fromisoformat(due), provisional=False)


def test_a_year_that_is_not_announced_yet_is_provisional() -> None:
    end = date(LAST_ANNOUNCED_YEAR, 12, 30)
    assert due_date(limit("working_days", 10), end).provisional
    assert not due_date(limit("working_days", 1), date(LAST_ANNOUNCED_YEAR, 6, 1)).provisional
    assert not due_date(limit("months", 3), end).provisional
    new_year = next(day for n in range(1, 8) if (day := date(LAST_ANNOUNCED_YEAR + 1, 1, n)).weekday() == 2)
    assert is_working_day(new_year)
    assert not is_working_day(new_year + timedelta(days=3))


@pytest.mark.parametrize(
    ("unit", "count", "start", "due"),
    [
        ("days", 10, "2026-02-20", "2026-03-02"),
        ("days", 1, "2024-02-28", "2024-02-29"),
        ("date", "5-31", "2026-03-01", "2026-05-31"),
        ("date", "5-31", "2026-05-31", "2026-05-31"),
        ("date", "5-31", "2026-06-01", "2027-05-31"),
        ("date", "12-05", "2026-12-06", "2027-12-05"),
    ],
)
def test_days_and_absolute_dates(unit: str, count: int | str, start: str, due: str) -> None:
    assert due_date(limit(unit, count), date.fromisoformat(start)) == Deadline(date.fromisoformat(due), provisional=False)


DAYS = st.dates(date(2004, 1, 1), date(2035, 12, 31))


@given(DAYS, st.integers(1, 40))
def test_as_many_working_days_lie_behind_the_start_as_the_limit_says(start: date, count: int) -> None:
    due = due_date(limit("working_days", count), start).due_on
    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert is_working_day(due)
    assert sum(map(is_working_day, between)) == count


@given(DAYS, st.integers(1, 120))
def test_months_keep_the_day_or_take_the_last(start: date, months: int) -> None:
    due = add_months(start, months)
    assert (due.year - start.year) * 12 + due.month - start.month == months
    assert due.day == start.day or (due.day < start.day and (due + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, st.sampled_from([("months", 3), ("days", 30), ("working_days", 15), ("date", "5-31")]))
def test_whoever_starts_later_is_never_due_earlier(one: date, other: date, form: tuple[str, int | str]) -> None:
    first, second = sorted((one, other))
    assert due_date(limit(*form), first).due_on <= due_date(limit(*form), second).due_on
