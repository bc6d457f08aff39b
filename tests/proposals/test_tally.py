"""The numbers of cases that the facets show: what the database enters by itself must add up to the list, whatever happened to the cases."""

from collections import Counter
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Count, Sum

from proposals import tally
from proposals.actions import cases
from proposals.models import Listing, Proposal, Tally, User
from tests.factories import World

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OF = ("assigning_body_id", "session_id", "kind", "state", "outcome", "open_due")


def listed() -> dict[Any, int]:
    return {tuple(row): n for *row, n in Listing.objects.order_by().values_list(*OF).annotate(n=Count("pk"))}


def tallied() -> dict[Any, int]:
    return {tuple(row): n for *row, n in Tally.objects.values_list(*OF).annotate(n=Sum("cases")).exclude(n=0)}


def test_what_is_entered_adds_up_to_the_list_through_the_life_of_cases() -> None:
    world = World()
    world.case()
    assert tallied() == listed()
    closed = world.handled()
    assert tallied() == listed()
    world.reply("dispatched")
    cases.withdraw_case(world.assigned(), by=world.coordinator, reason="撤回")
    Proposal.objects.filter(pk=closed.pk).update(kind="proposal")
    Listing.objects.filter(pk=world.case().pk).delete()
    assert tallied() == listed()
    assert sum(tallied().values()) == Listing.objects.count()


def test_summing_up_leaves_one_row_for_each_combination_and_the_numbers_as_they_are() -> None:
    world = World()
    for _n in range(2):
        world.handled()
    before = tallied()
    assert Tally.objects.count() > len(before)
    tally.sum_up()
    assert tallied() == before == listed()
    assert Tally.objects.count() == len(before)
    world.assigned()
    assert tallied() == listed() != before


def test_the_repair_counts_anew() -> None:
    World().handled()
    Tally.objects.all().delete()
    assert not tallied()
    call_command("reindex_cases", verbosity=0)
    assert tallied() == listed()


def test_numbers_stand_for_those_alone_who_see_all_that_they_count() -> None:
    world = World()
    world.handled()

    def seen(reader: User) -> int | None:
        rows = Tally.objects.adding_up_for(reader)
        return None if rows is None else Counter(dict(rows.values_list("pk", "cases"))).total()

    assert seen(world.auditor) == seen(world.coordinator) == Listing.objects.visible_to(world.coordinator).count()
    assert seen(world.lead.drafter) is seen(world.stranger.drafter) is None
    world.coordinator.grant("drafter")
    assert seen(world.coordinator) is None
    world.coordinator.department = world.lead.department
    assert seen(User.objects.get(pk=world.coordinator.pk)) is None
