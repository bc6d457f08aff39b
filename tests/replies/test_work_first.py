"""The first of what waits, and how much there is: one question, which must say the same as all of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.models import User
from replies import work
from replies.states import ReplyState
from tests.factories import World

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def world() -> World:
    made = World()
    for _n in range(3):
        made.case()
        made.assigned()
    made.reply(ReplyState.OFFICE_REVIEW)
    made.reply(ReplyState.SIGNED)
    return made


def test_the_first_of_each_kind_and_the_amounts_of_all(world: World) -> None:
    for name, person in world.actors().items():
        everything, counted = work.found(person), work.amounts(person)
        amounts, first = work.first(person, most=2, whole=["assign"])
        assert (amounts.by_kind, amounts.by_day, amounts.late) == (counted.by_kind, counted.by_day, counted.late), name
        assert amounts.total == len(everything)
        kinds = {one.kind for one in everything}
        wanted = [one for kind in kinds for one in [one for one in everything if one.kind == kind][: None if kind == "assign" else 2]]
        assert sorted(first, key=str) == sorted(wanted, key=str), name
        assert first == [one for one in everything if one in first], "in the same order"


def test_it_is_one_question(world: World) -> None:
    for person in (world.coordinator, world.lead.drafter, world.lead.office_reviewer):
        work.first(person, most=2)
        with CaptureQueriesContext(connection) as asked:
            work.first(person, most=2)
        assert len(asked) == 1
    auditor = User.objects.get(pk=world.auditor.pk)
    with CaptureQueriesContext(connection) as asked:
        assert work.first(auditor, most=2)[1] == []
    assert len(asked) == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by its statistics")
def test_nothing_begins_with_all_cases(world: World) -> None:
    """What waits is few; a database that begins with the cases of a body or a department, of which there may be 100,000, takes as long
    as for all of them."""
    for person in (world.coordinator, world.lead.drafter, world.co.co_handler):
        for kind, rows in work.waiting(person).items():
            if kind in ("file", "assign", "close"):
                continue  # these are cases, found by body and state
            plan = rows.order_by().values("pk").explain()
            assert "(assigning_body_id=?" not in plan, (kind, plan)
            assert "SCAN proposals_proposal" not in plan, (kind, plan)
            assert "SCAN proposals_assignment" not in plan, (kind, plan)
            assert "SCAN proposals_coopinion" not in plan, (kind, plan)
