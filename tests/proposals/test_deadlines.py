"""Due dates, worked out by hand with a wall calendar and the announcements of the State Council for 2021 to 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.deadlines import PAUSED, Granted, Pause, add_months, due_date, latest_extension
from proposals.rules import Extension, Limit
from proposals.work_calendar import WorkCalendar, faults, published

# (holiday, first and last day off, weekend days worked for it), as announced.
ANNOUNCED = (
    ("2021-01-01 2021-01-03", ""), ("2021-02-11 2021-02-17", "2021-02-07 2021-02-20"), ("2021-04-03 2021-04-05", ""),
    ("2021-05-01 2021-05-05", "2021-04-25 2021-05-08"), ("2021-06-12 2021-06-14", ""), ("2021-09-19 2021-09-21", "2021-09-18"),
    ("2021-10-01 2021-10-07", "2021-09-26 2021-10-09"),
    ("2022-01-01 2022-01-03", ""), ("2022-01-31 2022-02-06", "2022-01-29 2022-01-30"), ("2022-04-03 2022-04-05", "2022-04-02"),
    ("2022-04-30 2022-05-04", "2022-04-24 2022-05-07"), ("2022-06-03 2022-06-05", ""), ("2022-09-10 2022-09-12", ""),
    ("2022-10-01 2022-10-07", "2022-10-08 2022-10-09"),
    ("2022-12-31 2023-01-02", ""), ("2023-01-21 2023-01-27", "2023-01-28 2023-01-29"), ("2023-04-05 2023-04-05", ""),
    ("2023-04-29 2023-05-03", "2023-04-23 2023-05-06"), ("2023-06-22 2023-06-24", "2023-06-25"),
    ("2023-09-29 2023-10-06", "2023-10-07 2023-10-08"), ("2023-12-30 2024-01-01", ""),
    ("2024-02-10 2024-02-17", "2024-02-04 2024-02-18"), ("2024-04-04 2024-04-06", "2024-04-07"),
    ("2024-05-01 2024-05-05", "2024-04-28 2024-05-11"), ("2024-06-10 2024-06-10", ""), ("2024-09-15 2024-09-17", "2024-09-14"),
    ("2024-10-01 2024-10-07", "2024-09-29 2024-10-12"),
    ("2025-01-01 2025-01-01", ""), ("2025-01-28 2025-02-04", "2025-01-26 2025-02-08"), ("2025-04-04 2025-04-06", ""),
    ("2025-05-01 2025-05-05", "2025-04-27"), ("2025-05-31 2025-06-02", ""), ("2025-10-01 2025-10-08", "2025-09-28 2025-10-11"),
    ("2026-01-01 2026-01-03", "2026-01-04"), ("2026-02-15 2026-02-23", "2026-02-14 2026-02-28"), ("2026-04-04 2026-04-06", ""),
    ("2026-05-01 2026-05-05", "2026-05-09"), ("2026-06-19 2026-06-21", ""), ("2026-09-25 2026-09-27", ""),
    ("2026-10-01 2026-10-07", "2026-09-20 2026-10-10"),
)  # fmt: skip
LAST_ANNOUNCED = max(published().announced)


def day(text: str) -> date:
    return date.fromisoformat(text)


def limit(unit: str, count: int | str, on_day_off: str = "stay") -> Limit:
    return Limit(unit, count, "assigned", "第五十一条", on_day_off=on_day_off)


def test_the_calendar_is_the_announced_one() -> None:
    off, worked = set(), set()
    for days_off, days_worked in ANNOUNCED:
        first, last = map(day, days_off.split())
        off |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
        worked |= set(map(day, days_worked.split()))
    every = [date(2021, 1, 1) + timedelta(days=n) for n in range((date(2026, 12, 31) - date(2021, 1, 1)).days + 1)]
    assert [one for one in every if published().is_worked(one)] == [
        one for one in every if one in worked or (one.weekday() < 5 and one not in off)
    ]


# (from, working days, due, days not counted between)
WORKING_DAYS = [
    ("2021-02-05", 7, "2021-02-20", 8),
    ("2021-02-10", 5, "2021-02-23", 8),
    ("2021-04-23", 10, "2021-05-10", 7),
    ("2021-09-17", 5, "2021-09-26", 4),
    ("2021-09-24", 10, "2021-10-13", 9),
    ("2021-10-08", 1, "2021-10-09", 0),
    ("2022-01-28", 2, "2022-01-30", 0),
    ("2022-01-28", 5, "2022-02-09", 7),
    ("2022-03-31", 3, "2022-04-06", 3),
    ("2022-04-22", 7, "2022-05-05", 6),
    ("2022-06-02", 1, "2022-06-06", 3),
    ("2022-09-09", 7, "2022-09-21", 5),
    ("2022-09-30", 5, "2022-10-12", 7),
    ("2022-12-30", 5, "2023-01-09", 5),
    ("2023-01-20", 1, "2023-01-28", 7),
    ("2023-01-20", 7, "2023-02-03", 7),
    ("2023-04-21", 10, "2023-05-08", 7),
    ("2023-06-21", 2, "2023-06-26", 3),
    ("2023-09-28", 3, "2023-10-09", 8),
    ("2023-09-28", 20, "2023-11-01", 14),
    ("2024-02-02", 7, "2024-02-18", 9),
    ("2024-02-09", 5, "2024-02-22", 8),
    ("2024-04-03", 3, "2024-04-09", 3),
    ("2024-04-26", 10, "2024-05-13", 7),
    ("2024-06-07", 5, "2024-06-17", 5),
    ("2024-09-13", 5, "2024-09-23", 5),
    ("2024-09-27", 7, "2024-10-12", 8),
    ("2024-12-31", 5, "2025-01-08", 3),
    ("2025-01-24", 5, "2025-02-07", 9),
    ("2025-01-27", 10, "2025-02-17", 11),
    ("2025-04-03", 5, "2025-04-11", 3),
    ("2025-04-25", 7, "2025-05-08", 6),
    ("2025-05-30", 5, "2025-06-09", 5),
    ("2025-09-26", 20, "2025-10-30", 14),
    ("2025-12-31", 10, "2026-01-15", 5),
    ("2026-02-13", 10, "2026-03-05", 10),
    ("2026-03-02", 20, "2026-03-30", 8),
    ("2026-04-30", 5, "2026-05-11", 6),
    ("2026-06-18", 5, "2026-06-26", 3),
    ("2026-09-18", 10, "2026-10-09", 11),
    ("2026-09-24", 7, "2026-10-12", 11),
    ("2026-03-07", 5, "2026-03-13", 1),  # begun on a Saturday: Sunday 8 March is passed over
    ("2003-09-30", 3, "2003-10-03", 0),  # before the announcements that are known: Monday to Friday
]


@pytest.mark.parametrize(("start", "count", "due", "passed_over"), WORKING_DAYS)
def test_working_days(start: str, count: int, due: str, passed_over: int) -> None:
    made = due_date(limit("working_days", count), day(start))
    assert (made.due_on, made.provisional, len(made.not_counted)) == (day(due), False, passed_over)
    assert made.adds_up()


@pytest.mark.parametrize(
    ("start", "months", "due", "short"),
    [
        ("2026-03-15", 3, "2026-06-15", False),
        ("2026-01-31", 1, "2026-02-28", True),
        ("2024-01-31", 1, "2024-02-29", True),  # a leap year
        ("2025-11-30", 3, "2026-02-28", True),
        ("2023-11-30", 3, "2024-02-29", True),
        ("2026-03-31", 3, "2026-06-30", True),
        ("2024-02-29", 12, "2025-02-28", True),
        ("2026-12-31", 2, "2027-02-28", True),
        ("2026-08-31", 6, "2027-02-28", True),
        ("2026-12-01", 1, "2027-01-01", False),
        ("2021-02-28", 3, "2021-05-28", False),  # the last of February is no last of May
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_a_short_month(start: str, months: int, due: str, short: bool) -> None:
    made = due_date(limit("months", months), day(start))
    assert (made.due_on, made.short_month, made.provisional) == (day(due), short, False)
    assert made.adds_up()


@pytest.mark.parametrize(
    ("unit", "count", "start", "due"),
    [
        ("days", 10, "2026-02-20", "2026-03-02"),
        ("days", 1, "2024-02-28", "2024-02-29"),
        ("days", 30, "2025-12-15", "2026-01-14"),
        ("date", "5-31", "2026-03-01", "2026-05-31"),
        ("date", "5-31", "2026-05-31", "2026-05-31"),
        ("date", "5-31", "2026-06-01", "2027-05-31"),
        ("date", "12-05", "2026-12-06", "2027-12-05"),
    ],
)
def test_days_and_absolute_dates(unit: str, count: int | str, start: str, due: str) -> None:
    assert due_date(limit(unit, count), day(start)).due_on == day(due)


@pytest.mark.parametrize(
    ("unit", "count", "start", "stay", "next_", "previous"),
    [
        ("months", 3, "2025-07-05", "2025-10-05", "2025-10-09", "2025-09-30"),  # in the week of National Day
        ("months", 1, "2026-01-21", "2026-02-21", "2026-02-24", "2026-02-14"),  # in the Spring Festival; the 14th is a worked Saturday
        ("days", 30, "2026-04-03", "2026-05-03", "2026-05-06", "2026-04-30"),
        ("days", 10, "2024-04-24", "2024-05-04", "2024-05-06", "2024-04-30"),
        ("date", "5-31", "2025-03-01", "2025-05-31", "2025-06-03", "2025-05-30"),  # the Dragon Boat Festival
        ("months", 3, "2026-03-16", "2026-06-16", "2026-06-16", "2026-06-16"),  # a Tuesday
        ("days", 1, "2026-02-27", "2026-02-28", "2026-02-28", "2026-02-28"),  # a Saturday that is worked
    ],
)
def test_a_last_day_that_is_a_day_off(unit: str, count: int | str, start: str, stay: str, next_: str, previous: str) -> None:
    for way, due in (("stay", stay), ("next", next_), ("previous", previous)):
        made = due_date(limit(unit, count, way), day(start))
        assert made.due_on == day(due)
        assert made.adds_up()


@pytest.mark.parametrize(
    ("unit", "count", "start", "paused", "due"),
    [
        ("days", 10, "2026-03-02", ("2026-03-05", "2026-03-09"), "2026-03-17"),
        ("working_days", 5, "2026-03-02", ("2026-03-05", "2026-03-09"), "2026-03-12"),  # of the five days three were worked
        ("months", 1, "2026-03-02", ("2026-03-30", "2026-04-10"), "2026-04-14"),  # the pause goes on over the first due day
        ("days", 10, "2026-03-02", ("2026-03-13", "2026-03-20"), "2026-03-12"),  # after the last day: too late to matter
        ("days", 10, "2026-03-02", ("2026-02-01", "2026-03-02"), "2026-03-12"),  # before the first day that counts
        ("date", "5-31", "2026-03-02", ("2026-05-01", "2026-05-10"), "2026-05-31"),
    ],
)
def test_a_clock_that_stood_still(unit: str, count: int | str, start: str, paused: tuple[str, str], due: str) -> None:
    made = due_date(limit(unit, count), day(start), pauses=[Pause(*map(day, paused))])
    assert made.due_on == day(due)
    assert made.adds_up()


@pytest.mark.parametrize(
    ("unit", "count", "total", "start", "latest"),
    [
        ("months", 3, False, "2026-03-15", "2026-09-15"),  # at most three months more
        ("months", 6, True, "2026-03-15", "2026-09-15"),  # at most six in all
        ("months", 6, True, "2025-08-31", "2026-02-28"),
        ("months", 3, False, "2025-11-30", "2026-05-28"),  # counted from the 28 February on which it was due
        ("months", 1, False, "2026-03-31", "2026-07-30"),
        ("working_days", 10, False, "2026-01-01", "2026-04-16"),  # due on 1 April; the Tomb-Sweeping days are passed over
    ],
)
def test_how_far_a_date_may_be_put_off(unit: str, count: int, total: bool, start: str, latest: str) -> None:
    made = due_date(limit("months", 3), day(start))
    assert latest_extension(made, Extension(unit, count, "第十七条", total)) == day(latest)
    put_off = due_date(limit("months", 3), day(start), extensions=[Granted(day(latest), "市政府办公厅", day(start))])
    assert put_off.due_on == day(latest)
    assert put_off.adds_up()
    assert latest_extension(put_off, Extension(unit, count, "第十七条", total)) == day(latest), "a second time does not reach further"


def test_what_was_passed_over_is_named() -> None:
    made = due_date(limit("working_days", 3), day("2026-02-13"), pauses=[Pause(day("2026-02-24"), day("2026-02-24"))])
    reasons = {str(one.day): one.reason for one in made.not_counted}
    assert made.due_on == day("2026-02-26")
    assert reasons["2026-02-15"] == reasons["2026-02-23"] == "Spring Festival"
    assert reasons["2026-02-24"] == PAUSED
    assert "2026-02-14" not in reasons, "a Saturday that is worked counts"


def test_a_year_that_is_not_announced_yet_is_provisional_until_it_is_entered() -> None:
    end = date(LAST_ANNOUNCED, 12, 30)
    new_year = LAST_ANNOUNCED + 1
    assert due_date(limit("working_days", 10), end).provisional
    assert due_date(limit("months", 3, "next"), end).provisional
    assert not due_date(limit("months", 3), end).provisional
    assert not due_date(limit("working_days", 1), date(LAST_ANNOUNCED, 6, 1)).provisional
    first = next(one for n in range(1, 8) if (one := date(new_year, 1, n)).weekday() < 5)
    entered = published().with_year(new_year, {first: "元旦"}, {})
    made = due_date(limit("working_days", 10), end, days=entered)
    assert not made.provisional
    assert made.due_on > due_date(limit("working_days", 10), end).due_on


def test_a_year_entered_again_replaces_what_was_known() -> None:
    corrected = published().with_year(2026, {}, {})
    assert corrected.is_worked(day("2026-10-01"))
    assert not corrected.is_worked(day("2025-10-01"))
    assert not published().is_worked(day("2026-10-01"))


def test_what_cannot_be_an_announcement() -> None:
    new_year, saturday, monday = day("2027-01-01"), day("2027-01-02"), day("2027-01-04")
    assert faults(2027, [new_year], [saturday]) == []
    assert faults(2027, [day("2026-12-31")], []) == [("other_year", day("2026-12-31"))]
    assert faults(2027, [saturday], [saturday]) == [("both", saturday)]
    assert faults(2027, [], [monday]) == [("weekday_worked", monday)]


DAYS = st.dates(date(2004, 1, 1), date(2035, 12, 31))
UNITS = st.sampled_from([("months", 3), ("days", 30), ("working_days", 15), ("date", "5-31")])
WAYS = st.sampled_from(["stay", "next", "previous"])
PAUSES = st.lists(st.tuples(DAYS, st.integers(0, 60)).map(lambda pause: Pause(pause[0], pause[0] + timedelta(days=pause[1]))), max_size=4)


@given(DAYS, UNITS, WAYS, PAUSES)
def test_an_explanation_always_adds_up(start: date, form: tuple[str, int | str], way: str, pauses: list[Pause]) -> None:
    made = due_date(limit(*form, way), start, pauses=pauses)
    assert made.adds_up()
    assert len({one.day for one in made.not_counted}) == len(made.not_counted)
    assert all(start < one.day for one in made.not_counted)
    if form[0] == "working_days":
        assert published().is_worked(made.due_on)


@given(DAYS, st.integers(1, 40))
def test_as_many_working_days_lie_behind_the_start_as_the_limit_says(start: date, count: int) -> None:
    due = due_date(limit("working_days", count), start).due_on
    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert sum(map(published().is_worked, between)) == count


@given(DAYS, st.integers(1, 60), PAUSES)
def test_more_days_never_give_an_earlier_date(start: date, count: int, pauses: list[Pause]) -> None:
    for unit in ("days", "working_days"):
        assert due_date(limit(unit, count), start, pauses=pauses).due_on < due_date(limit(unit, count + 1), start, pauses=pauses).due_on


@given(DAYS, DAYS, UNITS, WAYS)
def test_whoever_starts_later_is_never_due_earlier(one: date, other: date, form: tuple[str, int | str], way: str) -> None:
    first, second = sorted((one, other))
    assert due_date(limit(*form, way), first).due_on <= due_date(limit(*form, way), second).due_on


@given(DAYS, UNITS, PAUSES)
def test_a_pause_never_makes_it_earlier(start: date, form: tuple[str, int | str], pauses: list[Pause]) -> None:
    assert due_date(limit(*form), start, pauses=pauses).due_on >= due_date(limit(*form), start).due_on


@given(DAYS, st.integers(1, 120))
def test_months_keep_the_day_or_take_the_last(start: date, months: int) -> None:
    due = add_months(start, months)
    assert (due.year - start.year) * 12 + due.month - start.month == months
    assert due.day == start.day or (due.day < start.day and (due + timedelta(days=1)).day == 1)


def test_without_any_announcement_a_weekday_is_worked() -> None:
    bare = WorkCalendar(frozenset())
    assert due_date(limit("working_days", 5), day("2026-02-13"), days=bare).due_on == day("2026-02-20")
