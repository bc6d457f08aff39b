"""Batches of print: chosen replies are numbered and sent to the printer in one transaction; what is held back or stopped goes on later."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from proposals import permissions
from proposals.models import Department, Proposal, User
from replies import preflight, transitions
from replies.models import BatchMember, RenderBatch, RenderJob, Reply
from replies.preflight import Checked
from replies.states import JobState, ReplyState
from replies.tasks import send_render_jobs


@dataclass
class Queued:
    """What came of asking: the batch (None where nothing could be printed), the jobs begun, and what was refused, with its reasons."""

    batch: RenderBatch | None
    jobs: list[RenderJob] = field(default_factory=list)
    refused: list[Checked] = field(default_factory=list)


@transaction.atomic
def number_and_print(replies: Iterable[Reply], *, by: User, key: uuid.UUID | None = None) -> Queued:
    """Opens a batch of the replies: those that nothing hinders are numbered in this order and printed, the others are held back.

    Where nothing can be printed there is no batch. The same `key` again gives the batch that was made with it.
    """
    ids = list(dict.fromkeys(reply.pk for reply in replies))
    _lock(by, ids)
    made = RenderBatch.objects.filter(requested_by=by, key=key).first() if key else None
    if made:
        return Queued(made)
    checked = preflight.examine(ids, by=by)
    queued = Queued(None, refused=[one for one in checked if not one.ready])
    if len(queued.refused) == len(checked):
        return queued
    queued.batch = RenderBatch.objects.create(requested_by=by, key=key)
    # What is another department's stays out of the batch, which is seen by those who see its members.
    ours = [one for one in checked if not any(finding.code == "not_allowed" for finding in one.findings)]
    members = [BatchMember(batch=queued.batch, reply=one.reply, position=position) for position, one in enumerate(ours, 1)]
    _begin(queued, BatchMember.objects.bulk_create(members), checked, by)
    return queued


@transaction.atomic
def go_on(batch: RenderBatch, *, by: User, only: Collection[int] = ()) -> Queued:
    """Prints what is left of the batch and can be printed now (of the replies `only`, where some are named).

    What another batch has printed since counts as printed. Safe to call any number of times.
    """
    _check(batch, by)
    waiting = [member for member in batch.members.select_related("job").order_by("position") if member.at_rest]
    waiting = [member for member in waiting if not only or member.reply_id in only]
    _lock(by, [member.reply_id for member in waiting])
    # Read again: another clerk may have gone on with it while this one waited for the lock.
    waiting = [member for member in batch.members.filter(pk__in=[member.pk for member in waiting]).select_related("job") if member.at_rest]
    done = RenderJob.objects.filter(state=JobState.DONE, finished_at__gte=batch.requested_at, reply__memberships__in=waiting)
    elsewhere = {job.reply_id: job for job in done.order_by("pk")}
    for member in waiting:
        member.job = elsewhere.get(member.reply_id, member.job)
    BatchMember.objects.bulk_update(waiting, ["job"])
    checked = preflight.examine([member.reply_id for member in waiting if member.reply_id not in elsewhere], by=by)
    queued = Queued(batch, refused=[one for one in checked if not one.ready])
    _begin(queued, waiting, checked, by)
    if queued.jobs:
        batch.cancelled_at = batch.cancelled_by = None
        batch.save(update_fields=["cancelled_at", "cancelled_by"])
    return queued


@transaction.atomic
def cancel(batch: RenderBatch, *, by: User) -> list[RenderJob]:
    """Stops what waits in the queue and returns it; what a worker has begun is finished. Numbers stay with their replies."""
    _check(batch, by)
    _lock(by, batch.members.values_list("reply", flat=True))
    stopped = transitions.cancel_jobs(batch, by=by)
    if stopped:
        batch.cancelled_at, batch.cancelled_by = timezone.now(), by
        batch.save(update_fields=["cancelled_at", "cancelled_by"])
    return stopped


def check(members: Iterable[BatchMember], *, by: User) -> None:
    """Raises NotAllowed where the person may not print these replies."""
    for member in members:
        permissions.check(by, "reply.print", member.reply)


def _check(batch: RenderBatch, by: User) -> None:
    check(batch.members.select_related("reply__assignment__department"), by=by)


def _lock(by: User, ids: Iterable[int]) -> None:
    """Locks the department, then the cases, each in one order everywhere, so that two clerks with the same replies never wait in a ring.

    Under the department's lock no second batch of it draws from two counters in another order.
    """
    list(Department.objects.select_for_update(no_key=True).filter(pk=by.department_id))
    cases = Proposal._base_manager.filter(assignments__replies__in=list(ids)).values("pk")
    list(Proposal._base_manager.select_for_update().filter(pk__in=cases).order_by("pk").values_list("pk", flat=True))


def _begin(queued: Queued, members: Sequence[BatchMember], checked: Sequence[Checked], by: User) -> None:
    """Numbers what is ready, in the order given, and makes a job for each; they are sent once the rows are committed."""
    ready = [one.reply for one in checked if one.ready]
    for reply in ready:
        if reply.state == ReplyState.SIGNED:
            transitions.number(reply, by=by)
    queued.jobs = RenderJob.objects.bulk_create([RenderJob(reply=reply, batch=queued.batch, requested_by=by) for reply in ready])
    jobs = {job.reply_id: job for job in queued.jobs}
    begun = [member for member in members if member.reply_id in jobs]
    for member in begun:
        member.job = jobs[member.reply_id]
    BatchMember.objects.bulk_update(begun, ["job"])
    # Robust: where the broker is away the person still gets the page, and the sweeper sends the queued rows later.
    # Not a partial: Django's report of a failure asks for the function's name.
    transaction.on_commit(lambda: send_render_jobs(job.pk for job in queued.jobs), robust=True)
