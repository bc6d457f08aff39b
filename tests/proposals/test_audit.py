"""The record of events: whatever is changed, removed or cut off behind the application's back is found, and the row is named."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from proposals import audit, tasks, workflow
from proposals.actions import cases
from proposals.models import ChainHead, Checkpoint, Event, Proposal
from tests.factories import World, user

pytestmark = pytest.mark.django_db

COLUMNS: dict[str, Any] = {
    "sequence": 77,
    "at": "2020-02-02 02:02:02+00:00",
    "actor_id": "another",  # stands for the id of another person
    "actor_name": "另一人",
    "acting_as": "auditor",
    "subject_type": "user",
    "subject_id": 4711,
    "name": "forged",
    "source": "forged",
    "target": "forged",
    "reason": "另一个理由",
    "data": '{"forged": true}',
    "previous_digest": "0" * 64,
    "digest": "f" * 64,
}
NEVER_IN_DIGEST = {"id"}  # a surrogate that nothing points to


@pytest.fixture
def record() -> list[Event]:
    """The events of one case of two, in order; both are at a checkpoint."""
    world = World()
    world.handled()
    case = world.handled()
    assert audit.write_checkpoint()
    return list(Event.objects.filter(proposal=case).order_by("sequence"))


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def change(event: Event, **columns: Any) -> None:
    for column, value in columns.items():
        sql(f"UPDATE proposals_event SET {column} = %s WHERE id = %s", value, event.pk)


def delete(*events: Event) -> None:
    for event in events:
        sql("DELETE FROM proposals_event WHERE id = %s", event.pk)


def faults() -> list[str]:
    return list(audit.verify_events())


def names(event: Event, found: list[str]) -> bool:
    return any(f"event {event.pk} (case {event.proposal_id}, number {event.sequence})" in fault for fault in found)


def test_a_whole_record_has_no_faults(record: list[Event]) -> None:
    assert len(record) > 5
    assert faults() == []


def test_every_column_is_tried() -> None:
    columns = {field.column for field in Event._meta.concrete_fields}
    assert columns - {"proposal_id"} - NEVER_IN_DIGEST == COLUMNS.keys()


@pytest.mark.parametrize("position", [0, 3, -1], ids=["first", "middle", "last"])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_found_and_its_row_named(record: list[Event], column: str, position: int) -> None:
    event = record[position]
    change(event, **{column: user().pk if column == "actor_id" else COLUMNS[column]})
    event.sequence = 77 if column == "sequence" else event.sequence
    assert names(event, faults())


@pytest.mark.parametrize("position", [0, 3, -1], ids=["first", "middle", "last"])
def test_an_event_moved_to_another_case_is_found(record: list[Event], position: int) -> None:
    other = Proposal.objects.exclude(pk=record[0].proposal_id).get()
    change(record[position], sequence=90 + position)
    change(record[position], proposal_id=other.pk)
    assert any(f"event {record[position].pk} (case {other.pk}" in fault for fault in faults())


@pytest.mark.parametrize("position", [0, 3])
def test_a_deleted_event_is_found_by_its_number(record: list[Event], position: int) -> None:
    event = record[position]
    delete(event)
    assert f"case {event.proposal_id}: event number {event.sequence} is missing before" in faults()[0]


def test_a_cut_off_end_is_found(record: list[Event]) -> None:
    *_others, before, last = record
    delete(last)
    assert any(f"the chain ends with event {before.pk}" in fault and f"counts {last.sequence}" in fault for fault in faults())


def test_a_whole_chain_deleted_is_found(record: list[Event]) -> None:
    delete(*record)
    assert f"case {record[0].proposal_id}: its record of {len(record)} event(s) is gone" in faults()


def test_a_chain_deleted_with_its_head_is_found_too(record: list[Event]) -> None:
    delete(*record)
    sql("UPDATE proposals_proposal SET chain_length = 0, chain_head = '' WHERE id = %s", record[0].proposal_id)
    found = faults()
    assert any(f"case {record[0].proposal_id}: its record of 0 event(s) is gone" in fault for fault in found)
    assert any("is missing at checkpoint 1" in fault for fault in found)


def test_two_events_that_changed_places_are_found(record: list[Event]) -> None:
    first, second = record[2], record[3]
    change(first, sequence=99)
    change(second, sequence=first.sequence)
    change(first, sequence=second.sequence)
    found = faults()
    assert any(f"event {first.pk} " in fault for fault in found)
    assert any(f"event {second.pk} " in fault for fault in found)


def test_an_event_put_in_at_the_end_is_found(record: list[Event]) -> None:
    last = record[-1]
    forged = Event(
        proposal_id=last.proposal_id,
        sequence=last.sequence + 1,
        at=timezone.now(),
        acting_as="head",
        subject_type="reply",
        subject_id=1,
        name="sign",
        previous_digest=last.digest,
    )
    forged.digest = workflow.event_digest(forged)
    forged.save()
    assert names(forged, faults())


def test_a_case_that_is_gone_is_found() -> None:
    world = World()
    case = world.case()
    event = case.events.get()
    sql("DELETE FROM proposals_proposer WHERE proposal_id = %s", case.pk)
    sql("DELETE FROM proposals_listing WHERE proposal_id = %s", case.pk)
    sql("DELETE FROM proposals_titlepair WHERE proposal_id = %s", case.pk)
    sql("DELETE FROM proposals_proposal WHERE id = %s", case.pk)
    assert f"event {event.pk} (case {case.pk}, number 1) belongs to a case that is gone" in faults()
    delete(event)  # foreign keys are checked at the end


def rewrite(events: list[Event], **changes: Any) -> None:
    """What someone does who knows how the chain is made: changes the first event, and works out all digests and the head anew."""
    previous = events[0].previous_digest
    for event in events:
        for name, value in (changes if event is events[0] else {}).items():
            setattr(event, name, value)
        event.previous_digest = previous
        previous = event.digest = workflow.event_digest(event)
        change(event, reason=event.reason, previous_digest=event.previous_digest, digest=event.digest)
    sql("UPDATE proposals_proposal SET chain_head = %s WHERE id = %s", previous, events[0].proposal_id)


def test_only_the_checkpoint_finds_a_chain_that_was_worked_out_anew(record: list[Event]) -> None:
    last = record[-1]
    rewrite(record[4:], reason="nachträglich")
    assert faults() == [f"case {last.proposal_id}: event number {last.sequence} is not the one that was there at checkpoint 1"]


def test_only_the_checkpoint_finds_an_end_cut_off_together_with_the_head(record: list[Event]) -> None:
    *_others, before, last = record
    delete(last)
    sql(
        "UPDATE proposals_proposal SET chain_length = %s, chain_head = %s WHERE id = %s",
        before.sequence, before.digest, last.proposal_id,
    )  # fmt: skip
    assert faults() == [f"case {last.proposal_id}: event number {last.sequence} is missing at checkpoint 1"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proposals_proposal SET chain_head = 'f' WHERE id = {case}",
        "UPDATE proposals_proposal SET chain_length = chain_length + 1 WHERE id = {case}",
        "UPDATE proposals_proposal SET chain_length = chain_length - 1 WHERE id = {case}",
    ],
)
def test_a_changed_head_of_a_case_is_found(record: list[Event], statement: str) -> None:
    sql(statement.format(case=record[0].proposal_id))
    assert names(record[-1], faults())


CHECKPOINT_CHANGES = {
    "number": "UPDATE proposals_checkpoint SET number = 9 WHERE number = {n}",
    "at": "UPDATE proposals_checkpoint SET at = '2020-01-01 00:00:00+00:00' WHERE number = {n}",
    "cases": "UPDATE proposals_checkpoint SET cases = 99 WHERE number = {n}",
    "previous_digest": "UPDATE proposals_checkpoint SET previous_digest = 'f' WHERE number = {n}",
    "digest": "UPDATE proposals_checkpoint SET digest = 'f' WHERE number = {n}",
    "head digest": "UPDATE proposals_chainhead SET digest = 'f' WHERE checkpoint_id = {pk}",
    "head sequence": "UPDATE proposals_chainhead SET sequence = sequence - 1 WHERE checkpoint_id = {pk}",
    "head case": "UPDATE proposals_chainhead SET case_id = case_id + 1000 WHERE checkpoint_id = {pk}",
    "heads deleted": "DELETE FROM proposals_chainhead WHERE checkpoint_id = {pk}",
}


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("statement", CHECKPOINT_CHANGES.values(), ids=list(CHECKPOINT_CHANGES))
def test_a_changed_checkpoint_is_found(record: list[Event], statement: str, number: int) -> None:
    World().case()
    assert audit.write_checkpoint()
    assert faults() == []
    pk = Checkpoint.objects.get(number=number).pk
    sql(statement.format(n=number, pk=pk))
    changed = 9 if "number = 9" in statement else number
    assert any(f"checkpoint {changed} " in fault for fault in faults())


def test_a_deleted_checkpoint_is_found(record: list[Event]) -> None:
    World().case()
    audit.write_checkpoint()
    first, second = Checkpoint.objects.order_by("number")
    sql("UPDATE proposals_chainhead SET checkpoint_id = %s WHERE checkpoint_id = %s", second.pk + 1000, second.pk)
    assert sum("belongs to a checkpoint that is gone" in fault for fault in faults()) == 1
    sql("DELETE FROM proposals_chainhead WHERE checkpoint_id <> %s", second.pk)
    sql("DELETE FROM proposals_checkpoint WHERE id = %s", first.pk)
    assert "checkpoint 2 does not follow from the checkpoint before it" in faults()


def test_checkpoints_hold_only_the_heads_that_moved() -> None:
    assert audit.write_checkpoint() is None
    world = World()
    first, second = world.case(), world.case()
    one = audit.write_checkpoint()
    assert one
    assert (one.number, one.cases, one.heads.count(), one.previous_digest) == (1, 2, 2, "")
    assert audit.write_checkpoint() is None
    cases.withdraw_case(second, by=world.coordinator, reason="撤回")
    two = audit.write_checkpoint()
    assert two
    assert (two.number, two.cases, two.previous_digest) == (2, 2, one.digest)
    assert [(head.case_id, head.sequence) for head in two.heads.all()] == [(second.pk, 2)]
    assert faults() == []
    assert str(ChainHead.objects.get(case_id=first.pk)) == f"{first.pk}/1"


def test_the_clock_writes_checkpoints() -> None:
    assert tasks.write_checkpoint() is None
    World().case()
    assert tasks.write_checkpoint() == Checkpoint.objects.get().digest


def verify(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("verify_events", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_tells_what_it_read(record: list[Event]) -> None:
    out, err = verify()
    checkpoint = Checkpoint.objects.get()
    assert err == ""
    assert f"{Event.objects.count()} events of 2 cases are whole; checkpoint 1 of" in out
    assert checkpoint.digest in out


def test_the_command_writes_a_checkpoint_when_asked() -> None:
    World().case()
    assert "there is no checkpoint yet" in verify()[0]
    out, _err = verify("--checkpoint")
    assert Checkpoint.objects.get().digest in out


def test_the_command_fails_and_names_the_row(record: list[Event]) -> None:
    change(record[2], reason="另一个理由")
    err = io.StringIO()
    with pytest.raises(CommandError, match=r"1 fault"):
        call_command("verify_events", stderr=err)
    assert f"event {record[2].pk} (case {record[2].proposal_id}, number 3) was changed" in err.getvalue()


@pytest.mark.parametrize("act", [lambda event: event.save(), lambda event: event.delete()], ids=["save", "delete"])
def test_an_event_is_never_changed_by_the_application(record: list[Event], act: Callable[[Event], object]) -> None:
    with pytest.raises(TypeError):
        act(record[0])
    assert faults() == []


def test_the_same_data_written_otherwise_is_the_same(record: list[Event]) -> None:
    """What counts is what the row says: JSON with other blanks says the same."""
    event = next(event for event in record if event.data)
    change(event, data=json.dumps(event.data, indent=3, ensure_ascii=True))
    assert faults() == []


def test_a_time_that_cannot_be_read_is_found_too(record: list[Event]) -> None:
    """SQLite takes any text for a time."""
    if connection.vendor == "sqlite":
        change(record[2], at="no time at all")
        sql("UPDATE proposals_checkpoint SET at = 'never'")
        found = faults()
        assert names(record[2], found)
        assert not names(record[4], found)
        assert "checkpoint 1 or one of its heads was changed after it was written" in found
