"""The machine itself: what it re-reads under its lock, what it records, and what it undoes."""

import pytest

from proposals import audit, transitions, workflow
from proposals.errors import CaseError, InvalidInput, NotAllowed, NotReady, ReasonMissing, WrongState
from proposals.models import Event, Proposal
from proposals.permissions import Relation
from replies.errors import PrintFailed
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_what_the_caller_holds_in_memory_counts_for_nothing(world: World) -> None:
    case = world.case()
    stale = Proposal.objects.get(pk=case.pk)
    transitions.withdraw(case, by=world.coordinator, reason="撤回")
    with pytest.raises(WrongState):
        transitions.assign(stale, by=world.coordinator, departments=[])
    assert stale.state == "withdrawn"


def test_an_event_says_who_as_what_from_where_to_where_and_why(world: World) -> None:
    case = world.case()
    first = case.events.get()
    transitions.withdraw(case, by=world.coordinator, reason="  领衔代表来函撤回 ")
    event = case.events.last()
    assert event
    assert (event.actor, event.actor_name, event.acting_as) == (world.coordinator, world.coordinator.display_name, "coordinator")
    assert (event.name, event.source, event.target, event.reason) == ("withdraw", "registered", "withdrawn", "领衔代表来函撤回")
    assert (event.subject_type, event.subject_id, event.sequence) == ("proposal", case.pk, 2)
    assert event.previous_digest == first.digest
    assert event.digest == workflow.event_digest(event) == case.chain_head


def test_cases_do_not_share_a_chain(world: World) -> None:
    one, other = world.case(), world.case()
    transitions.withdraw(one, by=world.coordinator, reason="撤回")
    other.refresh_from_db()
    assert (one.chain_length, other.chain_length) == (2, 1)


def test_what_the_system_does_has_no_actor(world: World) -> None:
    event = world.handled().events.get(name="begin")
    assert (event.actor, event.actor_name, event.acting_as) == (None, "", "system")


def test_a_step_whose_record_fails_is_undone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.case()

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("proposals.workflow.record", fail)
    with pytest.raises(RuntimeError):
        transitions.withdraw(case, by=world.coordinator, reason="撤回")
    monkeypatch.undo()
    case.refresh_from_db()
    assert case.state == "registered"
    assert list(audit.verify_events()) == []


def test_one_object_after_another_continues_one_chain(world: World) -> None:
    """The lead's step moves the task and the case: both write to the one case object, whose head never forks."""
    case = world.handled()
    assert list(case.events.values_list("sequence", flat=True)) == list(range(1, case.events.count() + 1))
    assert list(audit.verify_events()) == []


def test_a_step_that_no_table_knows_is_a_mistake_of_the_code(world: World) -> None:
    case = world.case()
    with pytest.raises(KeyError):
        workflow.check_move(case, "burn", by=world.coordinator)


def test_a_page_asks_before_the_reason_is_written(world: World) -> None:
    case = world.case()
    row, role = workflow.check_move(case, "withdraw", by=world.coordinator)
    assert (row.target, role, row.reason) == ("withdrawn", "coordinator", True)
    with pytest.raises(ReasonMissing):
        workflow.check_move(case, "withdraw", by=world.coordinator, reason=" ")


def test_what_can_go_wrong_is_told_apart_by_its_status() -> None:
    statuses = {NotAllowed: 403, WrongState: 409, NotReady: 409, ReasonMissing: 422, InvalidInput: 422, PrintFailed: 422, CaseError: 400}
    assert {error: error.status for error in statuses} == statuses
    assert str(NotAllowed("因为")) == NotAllowed("因为").message == "因为"


def test_a_case_is_its_own_case_and_knows_its_departments(world: World) -> None:
    case = world.handled()
    assert case.case is case
    with pytest.raises(TypeError):
        case.case = world.case()
    assert case.related_departments(Relation.ASSIGNING) == {world.body.pk}
    assert case.related_departments(Relation.ANSWERING) == {world.lead.department.pk}
    with pytest.raises(TypeError):
        case.related_departments(Relation.OWN)


def test_the_digest_does_not_depend_on_the_order_of_keys_or_the_time_zone(world: World) -> None:
    assert workflow.digest({"b": 1, "a": "字"}) == workflow.digest({"a": "字", "b": 1})
    event = Event.objects.filter(proposal=world.case()).get()
    before = workflow.event_digest(event)
    event.at = event.at.astimezone()
    assert workflow.event_digest(event) == before
