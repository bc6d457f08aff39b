"""A year of 300 cases, day by day: every reminder and escalation exactly once, whatever happens to the worker.

What is expected is worked out here by another way: a list of the working days, and a book of what was told.
"""

import os
import random
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import models

from proposals import notifying
from proposals.deadlines import due_date
from proposals.models import Assignment, Clock, Notice, Proposal, SentReminder
from proposals.work_calendar import published
from tests.factories import Office, assigning_body, rule_set, session, user
from tests.proposals.reminders import Killed, killed_at_random

pytestmark = [pytest.mark.django_db, pytest.mark.long]

COUNT = 60 if os.environ.get("CI") else 300
FIRST = date(2025, 1, 2)
DAYS = [FIRST + timedelta(days=n) for n in range(365)]
# A little more than the year, for dates that end after it.
WORKED = [day for n in range(-60, 900) if published().is_worked(day := FIRST + timedelta(days=n))]
Key = tuple[int, date, int, str]


@dataclass
class Book:
    """What should have been told: steps taken, and (person, clock, date, days) with the day."""

    steps: set[Key] = field(default_factory=set)
    notices: dict[tuple[int, int, date, int], date] = field(default_factory=dict)


class Year:
    """Cases of 6 departments; what becomes of each clock is drawn by lot and written down in advance."""

    def __init__(self, seed: int, count: int = 300) -> None:
        self.dice = random.Random(seed)
        self.rules = rule_set()
        self.plan: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for one in self.rules.reminder_plan:
            self.plan[one.clock].append((one.days, one.to))
        body = assigning_body()
        self.coordinator = user("coordinator", department=body)
        self.offices = [Office() for _n in range(6)]
        sitting = session()
        cases = [
            Proposal(
                session=sitting,
                rule_set=self.rules,
                kind="suggestion",
                case_no=f"{n:04}",
                title=f"建议{n}",
                assigning_body=body,
                state="handling",
            )
            for n in range(count)
        ]
        models.QuerySet(Proposal).bulk_create(cases)
        self.events: dict[date, list[tuple[Clock, dict[str, object]]]] = defaultdict(list)
        clocks, self.office_of = [], {}
        for case in cases:
            lead, co = self.dice.sample(self.offices, 2)
            start = self.dice.choice(DAYS[:250])
            for office, mode, names in ((lead, "lead", ("receipt", "answer")), (co, "co", ("receipt", "opinion"))):
                task = Assignment(proposal=case, department=office.department, mode=mode, assigned_on=start, due_on=start, state="accepted")
                models.QuerySet(Assignment).bulk_create([task])
                for name in names:
                    limit = self.rules.limit(name)
                    assert limit
                    due_on = due_date(limit, start).due_on
                    clock = Clock(proposal=case, assignment=task, name=name, rule=Clock.rule_of(limit), started_on=start, due_on=due_on)
                    clocks.append((clock, office, start))
        Clock._base_manager.bulk_create([clock for clock, _office, _start in clocks])
        for clock, office, start in clocks:
            self.office_of[clock.pk] = office
            self._fate(clock, start)
        self.clocks = [clock for clock, _office, _start in clocks]
        self.by_pk = {clock.pk: clock for clock in self.clocks}
        self.began = {clock.pk: (clock.due_on, clock.started_on) for clock in self.clocks}

    def _fate(self, clock: Clock, start: date) -> None:
        """Met early, met late, ended, never met; put off, made to stand still."""
        dice, due_on = self.dice, clock.due_on
        if dice.random() < 0.2:
            when, due_on = due_on - timedelta(days=dice.randrange(1, 12)), due_on + timedelta(days=dice.randrange(5, 40))
            self.events[max(when, start)].append((clock, {"due_on": due_on}))
        elif dice.random() < 0.1:
            halt = start + timedelta(days=dice.randrange(1, 20))
            go_on = halt + timedelta(days=dice.randrange(1, 30))
            due_on += go_on - halt
            self.events[halt].append((clock, {"pauses": [[halt.isoformat(), None]]}))
            self.events[go_on].append((clock, {"pauses": [[halt.isoformat(), go_on.isoformat()]], "due_on": due_on}))
        if dice.random() < 0.85:
            when = due_on + timedelta(days=dice.randrange(-20, 12))
            state = "met" if dice.random() < 0.9 else "ended"
            self.events[max(when, start)].append((clock, {"state": state, "ended_on": max(when, start)}))

    def happens(self, day: date) -> None:
        for clock, fields in self.events[day]:
            models.QuerySet(Clock).filter(pk=clock.pk).update(**fields)

    def people(self, clock: int, to: str, name: str, answers: bool) -> list[int]:
        office = self.office_of[clock]
        if to == "coordinator":
            return [self.coordinator.pk]
        if to == "handler":
            both = sorted([office.drafter.pk, office.co_handler.pk])
            return both if name == "receipt" else [office.drafter.pk] if answers else [office.co_handler.pk]
        return [{"office": office.office_reviewer, "leader": office.deputy_head}[to].pk]

    def book(self, down: Collection[date] = ()) -> Book:
        """What is expected of a worker that is down on these days."""
        book = Book()
        now: dict[int, dict[str, Any]] = {clock.pk: {"due_on": clock.due_on, "state": "running", "pauses": []} for clock in self.clocks}
        for pk, (due_on, _started_on) in self.began.items():
            now[pk]["due_on"] = due_on
        for day in DAYS:
            for clock, fields in self.events[day]:
                now[clock.pk].update(fields)
            if day in down or day not in WORKED_DAYS:
                continue
            for clock in self.clocks:
                is_ = now[clock.pk]
                pauses = is_["pauses"]
                if is_["state"] != "running" or (pauses and pauses[-1][1] is None) or is_["due_on"] > day + timedelta(days=40):
                    continue
                self._tell(book, clock, is_["due_on"], day)
        return book

    def _tell(self, book: Book, clock: Clock, due_on: date, day: date) -> None:
        new = [
            (days, to) for days, to in self.plan[clock.name]
            if (clock.pk, due_on, days, to) not in book.steps and self.began[clock.pk][1] <= working_day(due_on, days) <= day
        ]  # fmt: skip
        urgent: dict[int, int] = {}
        for days, to in new:
            book.steps.add((clock.pk, due_on, days, to))
            for person in self.people(clock.pk, to, clock.name, clock.assignment.answers):
                urgent[person] = min(days, urgent.get(person, days))
        for person, days in urgent.items():
            book.notices[person, clock.pk, due_on, days] = day


WORKED_DAYS = set(WORKED)
_found: dict[tuple[date, int], date] = {}


def working_day(due_on: date, days: int) -> date:
    if (due_on, days) not in _found:
        day = due_on - timedelta(days=days)
        after, before = WORKED[bisect_left(WORKED, day)], WORKED[bisect_right(WORKED, day) - 1]
        last = due_on - timedelta(days=1) if days > 0 else due_on
        _found[due_on, days] = before if days >= 0 and after > last else after
    return _found[due_on, days]


def taken() -> list[Key]:
    return list(SentReminder.objects.values_list("clock", "due_on", "days", "to"))


def written() -> dict[tuple[int, int, date, int], date]:
    rows = list(Notice._base_manager.values_list("recipient", "clock", "due_on", "days", "made_on"))
    assert len({row[:4] for row in rows}) == len(rows)
    return {row[:4]: row[4] for row in rows}


def test_every_day() -> None:
    """The worker runs every day, and now and then twice."""
    year = Year(seed=2025, count=COUNT)
    book = year.book()
    for day in DAYS:
        year.happens(day)
        notifying.remind(day)
        if year.dice.random() < 0.1:
            assert notifying.remind(day) == 0
    keys = taken()
    assert len(keys) == len(set(keys)) > len(year.clocks)
    assert set(keys) == book.steps
    assert written() == book.notices
    assert {to for _clock, _due_on, _days, to in keys} == {"handler", "office", "leader", "coordinator"}


def test_down_for_three_days_and_killed_at_random() -> None:
    """On three days nobody works; on thirty the worker dies for good at some statement, on the others it is started again each time."""
    year = Year(seed=2026, count=COUNT)
    workdays = [day for day in DAYS if day in WORKED_DAYS]
    down = set(year.dice.sample(workdays, 3))
    dead = set(year.dice.sample([day for day in workdays if day not in down], 30))
    deaths = 0
    for day in DAYS:
        year.happens(day)
        if day in down:
            continue
        while True:
            try:
                with killed_at_random(0.01, year.dice):
                    notifying.remind(day)
                break
            except Killed:
                deaths += 1
                if day in dead:
                    break
    assert deaths > len(year.clocks) // 12
    keys = taken()
    assert len(keys) == len(set(keys))
    # On a day on which the worker died some clocks were told of and others were not.
    assert year.book(down | dead).steps <= set(keys) <= year.book(down).steps
    told = {(person, clock, due_on) for person, clock, due_on, _days in written()}
    by_steps = {
        (person, clock.pk, due_on)
        for pk, due_on, _days, to in keys
        for clock in [year.by_pk[pk]]
        for person in year.people(pk, to, clock.name, clock.assignment.answers)
    }
    assert told == by_steps


def test_started_again_after_each_death_it_is_as_if_it_had_lived() -> None:
    year = Year(seed=7, count=100)
    down = set(year.dice.sample([day for day in DAYS[60:200] if day in WORKED_DAYS], 3))
    for day in DAYS[:200]:
        year.happens(day)
        while day not in down:
            try:
                with killed_at_random(0.03, year.dice):
                    notifying.remind(day)
                break
            except Killed:
                continue
    book = year.book(down | set(DAYS[200:]))
    assert set(taken()) == book.steps
    assert written() == book.notices
