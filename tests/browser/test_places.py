"""For each place that is shipped: a case from its intake to the promise kept, under the rules of that place, all of it on screen."""

import os
import re
from datetime import date

import pytest

from proposals.models import CaseArchive
from tests.browser.conftest import OpenDesk
from tests.browser.place_follow_up import WholeWalk
from tests.browser.place_walk import Days, Walk
from tests.browser.places import MET, PLACES, Place

pytestmark = [pytest.mark.browser, pytest.mark.long]
# Under CI those in which nearly all happens that happens anywhere: a filing, a second answer and the meeting after it. That a promise is
# told of once more when it is kept, as in the national rules, test_follow_up.py shows.
RICHEST = [("chongqing", "suggestion"), ("tianjin", "cppcc_proposal")]
WALKED = [place for place in PLACES if "CI" not in os.environ or (place.code, place.kind) in RICHEST]


@pytest.mark.parametrize("place", WALKED, ids=[f"{place.code}-{place.kind}" for place in WALKED])
def test_a_case_from_intake_to_the_promise_kept(place: Place, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = WholeWalk(place, desk, Days(monkeypatch, date(2026, 3, 2)))
    walk.register()
    if place.kind == "cppcc_proposal":
        walk.file()
    walk.assign()
    walk.on(3, 3)
    walk.sign_for()
    walk.more_time()
    walk.on(3, 16)
    walk.give_opinion()
    for contact in place.contacts[:-1]:
        walk.contact(contact)
    walk.on(4, 20)
    walk.write()
    walk.contact(place.contacts[-1])
    answer(walk)
    walk.on(4, 28)
    walk.rate(*place.verdicts)
    walk.publish()
    walk.promise()
    if place.second:
        walk.rework()
        walk.on(5, 18)
        walk.contact(MET)
        walk.write(again=True)
        answer(walk)
        walk.rate(place.second)
        if place.met:
            walk.meet()
    walk.on(9, 1)
    walk.keep()
    if place.told_again:
        walk.answer_again()
        walk.write(again=True)
        answer(walk)
    walk.end()
    walk.desks["jiaoban"].look(
        f"place-{place.code}-{place.kind}", latin={"SHA", "KB", *re.findall("[a-f]{2,}", CaseArchive.objects.get().sha256)}
    )
    walk.check()


def answer(walk: Walk) -> None:
    """From the draft that was sent for review to the letter in the hands of those who proposed."""
    walk.co_sign()
    walk.agree()
    walk.print()
    walk.dispatch()
