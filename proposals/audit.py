"""Checkpoints over the chains of events, and the check that no event was changed, removed or cut off."""

from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from proposals.models import ChainHead, Checkpoint, Event, Proposal
from proposals.workflow import digest, event_digest, instant

# What a database driver or a field raises for a value that is none of its type.
UNREADABLE = (ValueError, TypeError, AttributeError, DatabaseError)


@transaction.atomic
def write_checkpoint() -> Checkpoint | None:
    """Digests the heads of all chains; None where nothing has moved since the last one.

    Its digest covers every head that moved and the digest of the checkpoint before, and with it every earlier head.
    """
    last = Checkpoint.objects.select_for_update().order_by("number").last()
    known = ChainHead.objects.filter(case_id=OuterRef("pk")).order_by("-sequence").values("sequence")[:1]
    cases = Proposal._base_manager.filter(chain_length__gt=0).annotate(known=Subquery(known)).order_by("pk")
    moved = [
        (pk, length, head) for pk, length, head, known_length in cases.values_list("pk", "chain_length", "chain_head", "known")
        if length != known_length
    ]  # fmt: skip
    if not moved:
        return None
    checkpoint = Checkpoint(
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        cases=cases.count(),
        previous_digest=last.digest if last else "",
    )
    checkpoint.digest = checkpoint_digest(checkpoint, moved)
    checkpoint.save(force_insert=True)
    ChainHead.objects.bulk_create(
        [ChainHead(checkpoint=checkpoint, case_id=pk, sequence=length, digest=head) for pk, length, head in moved], batch_size=500
    )
    return checkpoint


def checkpoint_digest(checkpoint: Checkpoint, heads: list[tuple[int, int, str]]) -> str:
    return digest(
        [checkpoint.number, instant(checkpoint.at), checkpoint.cases, checkpoint.previous_digest, [list(head) for head in sorted(heads)]]
    )


def verify_events() -> Iterator[str]:
    """What is wrong with the record, a line for each fault, naming the row; nothing where all is whole.

    Streams over the events in order of case and number, so that memory does not grow with the record.
    """
    yield from _verify_chains()
    yield from _verify_checkpoints()


def _verify_chains() -> Iterator[str]:
    # The head is read in one statement with the events, so that what people do meanwhile is not taken for a fault.
    case = Proposal._base_manager.filter(pk=OuterRef("proposal_id"))
    heads = {"case_length": Subquery(case.values("chain_length")), "case_head": Subquery(case.values("chain_head"))}
    events = Event._base_manager.annotate(**heads).order_by("proposal_id", "sequence")
    try:
        faults = list(_verify_events(events))
    except UNREADABLE:
        # A forger left a row in a shape that cannot even be read, such as a date that is none: name it, and look at the others.
        unreadable = _unreadable()
        yield from (f"event {pk} was changed after it was written: it cannot be read ({error})" for pk, error in unreadable.items())
        faults = list(_verify_events(events.exclude(pk__in=unreadable)))
    yield from faults
    empty = Proposal._base_manager.filter(events__isnull=True).order_by("pk")
    for pk, length in empty.values_list("pk", "chain_length"):
        yield f"case {pk}: its record of {length} event(s) is gone"


def _verify_events(events: QuerySet[Event]) -> Iterator[str]:
    before: Any = None
    for event in events.iterator(chunk_size=2000):
        if before and before.proposal_id != event.proposal_id:
            yield from _verify_end(before)
            before = None
        yield from _verify_link(before, event)
        before = event
    if before:
        yield from _verify_end(before)


def _unreadable() -> dict[int, Exception]:
    """Event id → why it cannot be read. The rows are read one by one, since reading them all has failed."""
    found: dict[int, Exception] = {}
    for pk in Event._base_manager.order_by("pk").values_list("pk", flat=True):
        try:
            Event._base_manager.get(pk=pk)
        except UNREADABLE as error:
            found[pk] = error
    return found


def _name(event: Event) -> str:
    return f"event {event.pk} (case {event.proposal_id}, number {event.sequence})"


def _verify_link(before: Event | None, event: Event) -> Iterator[str]:
    expected = before.sequence + 1 if before else 1
    if event.sequence != expected:
        yield f"case {event.proposal_id}: event number {expected} is missing before {_name(event)}"
    elif event.previous_digest != (before.digest if before else ""):
        yield f"{_name(event)} does not follow from the event before it"
    if event_digest(event) != event.digest:
        yield f"{_name(event)} was changed after it was written"


def _verify_end(event: Any) -> Iterator[str]:
    if event.case_length is None:
        yield f"{_name(event)} belongs to a case that is gone"
    elif event.sequence != event.case_length:
        yield f"case {event.proposal_id}: the chain ends with {_name(event)}, but the case counts {event.case_length} events"
    elif event.digest != event.case_head:
        yield f"{_name(event)} is not the one that the case's head names"


def _verify_checkpoints() -> Iterator[str]:
    previous = ""
    expected = 1
    numbers: dict[int, int] = {}
    for checkpoint in Checkpoint.objects.order_by("number"):
        heads = list(checkpoint.heads.order_by("case_id").values_list("case_id", "sequence", "digest"))
        if checkpoint.number != expected or checkpoint.previous_digest != previous:
            yield f"checkpoint {checkpoint.number} does not follow from the checkpoint before it"
        if checkpoint_digest(checkpoint, heads) != checkpoint.digest:
            yield f"checkpoint {checkpoint.number} or one of its heads was changed after it was written"
        expected, previous = checkpoint.number + 1, checkpoint.digest
        numbers[checkpoint.pk] = checkpoint.number
    event = Event._base_manager.filter(proposal_id=OuterRef("case_id"), sequence=OuterRef("sequence"))
    for head in ChainHead.objects.annotate(found=Subquery(event.values("digest")[:1])).order_by("pk").iterator(chunk_size=2000):
        if head.checkpoint_id not in numbers:
            yield f"chain head {head.pk} (case {head.case_id}) belongs to a checkpoint that is gone"
        elif head.found != head.digest:
            what = "is missing" if head.found is None else "is not the one that was there"
            yield f"case {head.case_id}: event number {head.sequence} {what} at checkpoint {numbers[head.checkpoint_id]}"
