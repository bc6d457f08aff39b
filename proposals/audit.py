"""Checkpoints over the chains of events, and the check that no event was changed, removed or cut off."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from proposals.models import ChainHead, Checkpoint, Event, Proposal
from proposals.workflow import digest, event_digest


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
    previous = last.digest if last else ""
    number = last.number + 1 if last else 1
    checkpoint = Checkpoint.objects.create(
        number=number,
        at=timezone.now(),
        cases=cases.count(),
        previous_digest=previous,
        digest=checkpoint_digest(number, previous, moved),
    )
    ChainHead.objects.bulk_create(
        [ChainHead(checkpoint=checkpoint, case_id=pk, sequence=length, digest=head) for pk, length, head in moved], batch_size=500
    )
    return checkpoint


def checkpoint_digest(number: int, previous: str, heads: list[tuple[int, int, str]]) -> str:
    return digest([number, previous, [list(head) for head in sorted(heads)]])


def verify_events() -> Iterator[str]:
    """What is wrong with the record, a line for each fault, naming the row; nothing where all is whole.

    Streams over the events in order of case and number, so that memory does not grow with the record.
    """
    yield from _verify_chains()
    yield from _verify_checkpoints()


def _verify_chains() -> Iterator[str]:
    heads = {pk: (length, head) for pk, length, head in Proposal._base_manager.values_list("pk", "chain_length", "chain_head")}
    last: dict[int, Event] = {}
    for event in Event._base_manager.order_by("proposal_id", "sequence").iterator(chunk_size=2000):
        before = last.get(event.proposal_id)
        name = f"event {event.pk} (case {event.proposal_id}, number {event.sequence})"
        expected = before.sequence + 1 if before else 1
        if event.sequence != expected:
            yield f"case {event.proposal_id}: event number {expected} is missing before {name}"
        elif event.previous_digest != (before.digest if before else ""):
            yield f"{name} does not follow from the event before it"
        if event_digest(event) != event.digest:
            yield f"{name} was changed after it was written"
        if event.proposal_id not in heads:
            yield f"{name} belongs to a case that is gone"
        last[event.proposal_id] = event
    for pk, (length, head) in heads.items():
        end = last.get(pk)
        if (end.sequence if end else 0) != length:
            yield f"case {pk}: the chain ends at event number {end.sequence if end else 0}, number {length} is missing"
        elif end and end.digest != head:
            yield f"event {end.pk} (case {pk}, number {length}) is not the one that the case's head names"


def _verify_checkpoints() -> Iterator[str]:
    previous = ""
    expected = 1
    for checkpoint in Checkpoint.objects.order_by("number"):
        heads = list(checkpoint.heads.order_by("case_id").values_list("case_id", "sequence", "digest"))
        if checkpoint.number != expected or checkpoint.previous_digest != previous:
            yield f"checkpoint {checkpoint.number} does not follow from the checkpoint before it"
        if checkpoint_digest(checkpoint.number, checkpoint.previous_digest, heads) != checkpoint.digest:
            yield f"checkpoint {checkpoint.number} or one of its heads was changed after it was written"
        expected, previous = checkpoint.number + 1, checkpoint.digest
    found = Event._base_manager.filter(proposal_id=OuterRef("case_id"), sequence=OuterRef("sequence")).values("digest")[:1]
    for head in ChainHead.objects.annotate(found=Subquery(found)).order_by("pk").iterator(chunk_size=2000):
        if head.found != head.digest:
            what = "is missing" if head.found is None else "is not the one that was there"
            yield f"case {head.case_id}: event number {head.sequence} {what} at checkpoint {head.checkpoint_id}"
