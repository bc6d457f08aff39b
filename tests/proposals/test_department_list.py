"""The list of a department: what the database writes by itself is what its people see of the list of everybody, whatever happened."""

from typing import Any

import pytest
from django.core.management import call_command

from proposals.actions import cases, requests
from proposals.filters import rows_of, with_part
from proposals.models import Assignment, DepartmentListing, Listing, Proposal, User
from proposals.states import AssignmentState
from tests.factories import World

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

FIELDS = ("proposal_id", "session_id", "term", "meeting", "kind", "case_no", "state", "outcome", "due", "part")


def own(reader: User) -> list[tuple[Any, ...]]:
    rows = rows_of(reader)
    assert rows.model is DepartmentListing
    return sorted(rows.values_list(*FIELDS))


def of_everybody(reader: User) -> list[tuple[Any, ...]]:
    found = with_part(Listing.objects.visible_to(reader), reader).order_by().values_list(*FIELDS)
    return sorted((*row, part or "") for *row, part in found)


def agree(world: World) -> list[int]:
    """The two lists agree for each department; how many cases each has."""
    readers = [world.lead.drafter, world.co.drafter, world.stranger.drafter]
    for reader in readers:
        assert own(reader) == of_everybody(reader)
    return [len(own(reader)) for reader in readers]


def test_both_lists_agree_through_the_life_of_cases() -> None:
    world = World()
    world.case()
    assert agree(world) == [0, 0, 0]
    case = world.assigned(co=True)
    assert agree(world) == [1, 1, 0]
    world.handled()
    world.reply("dispatched")
    assert agree(world)[0] == 3
    cases.withdraw_case(world.assigned(), by=world.coordinator, reason="撤回")
    Proposal.objects.filter(pk=case.pk).update(kind="proposal", case_no="改号")
    Assignment.objects.filter(proposal=case, mode="co").update(department=world.stranger.department)
    assert agree(world) == [4, 3, 1]
    Assignment.objects.filter(proposal=case, department=world.stranger.department).delete()
    Listing.objects.filter(pk=case.pk).delete()
    assert agree(world) == [3, 3, 0]


def test_a_case_given_back_stays_in_the_list_once_and_counts_as_given_again() -> None:
    world = World()
    task = world.assigned(co=False).assignments.get()
    objection = requests.raise_objection(task, by=world.lead.drafter, reason="不属于本单位职责。")
    requests.accept_objection(objection, by=world.coordinator, tasks=[cases.Task(world.stranger.department, Assignment.Mode.SOLE)])
    assert agree(world) == [1, 0, 1]
    assert own(world.lead.drafter)[0][-1] == ""
    given_back = Assignment.objects.get(pk=task.pk)
    assert given_back.state == AssignmentState.RETURNED
    Assignment.objects.filter(department=world.stranger.department).delete()
    given_back.pk = None
    given_back.state, given_back._state.adding = AssignmentState.TO_SIGN, True
    Assignment.objects.bulk_create([given_back])
    assert agree(world) == [1, 0, 0]
    assert own(world.lead.drafter)[0][-1] == given_back.mode


def test_the_repair_makes_the_rows_anew() -> None:
    world = World()
    world.handled()
    DepartmentListing.objects.all().delete()
    assert not own(world.lead.drafter)
    call_command("reindex_cases", verbosity=0)
    assert agree(world)[0] == 1
    assert own(world.lead.drafter)


def test_who_sees_more_than_the_cases_of_a_department_is_shown_the_list_of_everybody() -> None:
    world = World()
    for reader in (world.auditor, world.coordinator):
        assert rows_of(reader).model is Listing
    reader = world.lead.drafter
    assert rows_of(reader).model is DepartmentListing
    reader.grant("auditor")
    assert rows_of(reader).model is Listing
