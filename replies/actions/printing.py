"""From the signature to the post: numbers, print jobs, dispatch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.actions.cases import finish_assignment
from proposals.errors import CaseError, InvalidInput, NotReady, WrongState
from proposals.models import User
from replies import transitions
from replies.models import RenderBatch, RenderJob, Reply
from replies.states import REPLY, JobState, ReplyState
from replies.tasks import send_render_jobs

PRINTABLE = (ReplyState.NUMBERED, ReplyState.PRINTED, ReplyState.DISPATCHED)


@dataclass
class Refused:
    """A reply of a batch that was left out, and why."""

    reply: Reply
    reason: str


@dataclass
class Queued:
    batch: RenderBatch | None
    jobs: list[RenderJob] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def number_reply(reply: Reply, *, by: User) -> None:
    transitions.number(reply, by=by)


def number_and_print(replies: Sequence[Reply], *, by: User) -> Queued:
    """Numbers the replies that are signed and sends all of them to the printer; one that is refused does not stop the others."""
    ready, refused = [], []
    for reply in replies:
        try:
            if reply.state == ReplyState.SIGNED:
                transitions.number(reply, by=by)
            ready.append(reply)
        except CaseError as error:
            refused.append(Refused(reply, str(error)))
    queued = queue_print(ready, by=by)
    queued.refused = refused + queued.refused
    return queued


def check_print(reply: Reply, *, by: User) -> str:
    """The role as which the person may print; raises with the reason."""
    role = permissions.check(by, "reply.print", reply)
    if reply.state not in PRINTABLE:
        raise WrongState(_("It cannot be printed now: it stands at “%s”.") % REPLY.label(reply.state))
    if reply.state == ReplyState.NUMBERED:
        workflow.check_move(reply, "print", by=None)
    return role


@transaction.atomic
def queue_print(replies: Iterable[Reply], *, by: User) -> Queued:
    """A batch with a job for each reply that may be printed; sent to the workers once the rows are committed."""
    queued = Queued(batch=None)
    # In one order everywhere, so that two clerks with the same replies do not wait for each other in a ring.
    for reply in sorted(replies, key=lambda reply: reply.case.pk):
        workflow.lock(reply)
        try:
            check_print(reply, by=by)
            if reply.jobs.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).exists():
                raise NotReady(_("It is already being printed."))
        except CaseError as error:
            queued.refused.append(Refused(reply, str(error)))
            continue
        queued.batch = queued.batch or RenderBatch.objects.create(requested_by=by)
        job = RenderJob.objects.create(reply=reply, batch=queued.batch, requested_by=by)
        queued.jobs.append(job)
    # Robust: where the broker is away the person still gets the page, and the sweeper sends the queued rows later.
    # Not a partial: Django's report of a failure asks for the function's name.
    transaction.on_commit(lambda: send_render_jobs(job.pk for job in queued.jobs), robust=True)
    return queued


@transaction.atomic
def dispatch_reply(reply: Reply, *, by: User, delivery: str) -> None:
    """Records how the reply went to the proposer; the department's task is done with it."""
    if not delivery.strip():
        raise InvalidInput(_("Please say how the reply was delivered."))
    transitions.dispatch(reply, by=by, delivery=delivery.strip())
    finish_assignment(reply.assignment)
