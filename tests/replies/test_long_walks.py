"""Ten thousand steps by everyone, under the rules of every place that is shipped: the invariants hold after each of them."""

import os
import random
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from proposals.actions.rule_sets import SHIPPED
from tests.replies.long_walk import LongWalk
from tests.replies.long_walk_invariants import Invariants

IN_CI = bool(os.environ.get("CI"))
CODES = sorted(path.stem for path in SHIPPED.glob("*.json"))
STEPS = -(-10_000 // len(CODES))
# Under CI two of them: one of suggestions and one of proposals.
WALKED = [code for n, code in enumerate(CODES) if not IN_CI or n in (0, 3)]
# Under CI the walks are the same in every run: each ends once it has come to everything, and looks after every second step.
FEWEST = 300 if IN_CI else STEPS
LOOK_AT_CASE = 2 if IN_CI else 1
LOOK_AT_ALL, LOOK_AT_PAGES = 280, 210
# What every walk must have come to, or it proved little.
REACHED = {"register", "assign", "write", "print", "reply.submit", "reply.sign", "reply.dispatch", "assignment.accept", "days pass"}


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("code", WALKED)
def test_ten_thousand_steps(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=timezone.get_default_timezone())

    def move_clock(by: timedelta) -> None:
        nonlocal now
        now += by

    def tick() -> datetime:
        move_clock(timedelta(seconds=1))
        return now

    monkeypatch.setattr(timezone, "now", tick)
    walk = LongWalk(code, seed=1, clock=move_clock)
    invariants, dice = Invariants(walk), random.Random(code)
    for number in range(1, STEPS + 1):
        # What is refused leaves nothing behind: the walk itself sees to that.
        if walk.step() and walk.touched is not None and number % LOOK_AT_CASE == 0:
            invariants.check_case(walk.touched)
        if number % LOOK_AT_PAGES == 0:
            invariants.pages(dice)
        if number % LOOK_AT_ALL == 0:
            invariants.check_all()
        if number >= FEWEST and walk.taken.keys() >= REACHED:
            break
    invariants.check_all()
    assert walk.taken.keys() >= REACHED, (walk.taken, walk.refused)
