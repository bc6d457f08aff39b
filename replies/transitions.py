"""The only writer of the states of replies and of print jobs. Each function is one step of `states.py`."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.models import User
from replies.models import (
    DocumentNumber,
    NumberCounter,
    OfficialDocument,
    Publication,
    RenderBatch,
    RenderJob,
    Reply,
    ReplyVersion,
    ReviewStep,
    Volume,
)
from replies.states import JobState, VolumeState

Step, Decision = ReviewStep.Step, ReviewStep.Decision
STEP_OF_EVENT = {"pass_on": Step.OFFICE, "approve": Step.DEPUTY_HEAD, "sign": Step.HEAD}
STEP_OF_STATE = {"office_review": Step.OFFICE, "deputy_approval": Step.DEPUTY_HEAD, "head_approval": Step.HEAD}


def _newest(reply: Reply) -> ReplyVersion:
    version = reply.latest
    assert version is not None  # what has no text is not sent for review (`missing_text`)
    return version


def _version_data(version: ReplyVersion | None) -> dict[str, Any]:
    return {"version": version.number, "text_digest": version.digest} if version else {}


@transaction.atomic
def submit(reply: Reply, *, by: User) -> None:
    """Sends the newest version for review, first to those whose co-signature it needs; see `Reply.agreements`."""
    workflow.lock(reply)
    version = reply.latest
    agreements = reply.agreements()
    stands = {one.co_signer.department.short_name: one.agreed.version.number for one in agreements if one.stands and one.agreed}
    workflow.move(reply, "submit", by=by, data=_version_data(version) | ({"stands": stands} if stands else {}))
    for co_signer in (one.co_signer for one in agreements if not one.stands):
        assert version is not None  # what has no text is not sent for review (`missing_text`)
        ReviewStep.objects.create(reply=reply, version=version, step=Step.CO_SIGN, co_signer=co_signer)


@transaction.atomic
def co_sign(reply: Reply, *, by: User) -> None:
    workflow.lock(reply)
    workflow.move(reply, "co_sign", by=by, data=_version_data(reply.latest))
    _open_co_signature(reply, by).update(decision=Decision.AGREED, decided_by=by, decided_at=timezone.now())


@transaction.atomic
def agree(reply: Reply, event: str, *, by: User) -> None:
    """`event` is pass_on, approve or sign. The step that signs freezes the text for good, and with it the letters that follow."""
    letters = reply.lock_letters()
    row = workflow.check_move(reply, event, by=by)[0]
    version, now = _newest(reply), timezone.now()
    signs = row.target == "signed"
    changes = {"signed_version": version, "signed_by": by, "signed_at": now, "issued_on": timezone.localdate(now)} if signs else {}
    data = _version_data(version)
    if signs:
        changes["signed_frame"] = reply.frame(by)
        data |= reply.decided()
    workflow.move(reply, event, by=by, changes=changes, data=data)
    ReviewStep.objects.create(
        reply=reply, version=version, step=STEP_OF_EVENT[event], decision=Decision.AGREED, decided_by=by, decided_at=now
    )
    for letter in letters if signs else ():
        frozen = changes | {"signed_version": _newest(letter), "signed_frame": letter.frame(by)}
        told = _version_data(_newest(letter)) | letter.decided() | {"signer": by.display_name, "with": reply.case.number_label}
        workflow.move(letter, "follow", by=None, changes=frozen, data=told)


@transaction.atomic
def send_back(reply: Reply, *, by: User, reason: str) -> None:
    """Back to the draft with a reason; co-signatures still open are no longer needed."""
    workflow.lock(reply)
    step = STEP_OF_STATE.get(reply.state)
    decided = {"decided_by": by, "decided_at": timezone.now()}
    co_signature = [] if step else list(_open_co_signature(reply, by).values_list("pk", flat=True))
    workflow.move(reply, "send_back", by=by, reason=reason, data=_version_data(reply.latest))
    if step:
        ReviewStep.objects.create(
            reply=reply, version=_newest(reply), step=step, decision=Decision.SENT_BACK, reason=reason.strip(), **decided
        )
    else:
        reply.review_steps.filter(pk__in=co_signature).update(decision=Decision.SENT_BACK, reason=reason.strip(), **decided)
    reply.review_steps.filter(decision=Decision.PENDING).update(decision=Decision.VOID, **decided)


@transaction.atomic
def take_back(reply: Reply, *, by: User, reason: str) -> None:
    """The drafter takes the draft back before a leader has it."""
    workflow.move(reply, "take_back", by=by, reason=reason)
    reply.review_steps.filter(decision=Decision.PENDING).update(decision=Decision.VOID, decided_by=by, decided_at=timezone.now())


def import_signed(reply: Reply, *, by: User, issued_on: date | None, number: str, data: dict[str, Any]) -> None:
    """Takes a published reply over as signed: its signer is not known here, its date and number are as published."""
    changes: dict[str, Any] = {"signed_version": reply.latest, "issued_on": issued_on, "is_imported": True, "imported_number": number}
    changes["signed_frame"] = reply.frame()
    workflow.move(reply, "import", by=by, changes=changes, data=data)


@transaction.atomic
def number(reply: Reply, *, by: User) -> None:
    """Draws the next document number of the department, word and year under the counter's lock; without gaps, since the
    counter moves in the same transaction. An imported reply keeps the number that it was published under."""
    workflow.lock(reply)
    workflow.check_move(reply, "number", by=by)
    if reply.imported_number:
        workflow.move(reply, "number", by=by, data={"number": reply.imported_number})
        return
    year = (reply.issued_on or timezone.localdate()).year
    key: dict[str, Any] = {"department": reply.department, "word": reply.document_word, "year": year}
    NumberCounter.objects.get_or_create(**key)
    counter = NumberCounter.objects.select_for_update().get(**key)
    counter.last += 1
    counter.save(update_fields=["last"])
    drawn = DocumentNumber.objects.create(reply=reply, serial=counter.last, drawn_by=by, **key)
    workflow.move(reply, "number", by=by, data={"number": str(drawn)})
    reply.number = drawn


def dispatch(reply: Reply, *, by: User, delivery: str, delivered_on: date, to: list[dict[str, str]]) -> None:
    """`delivered_on` is the day on which the last addressee had it; `to` says of each how and when."""
    changes = {"dispatched_at": timezone.now(), "dispatched_by": by, "delivery": delivery, "delivered_on": delivered_on}
    data = {"delivery": delivery, "delivered_on": delivered_on.isoformat(), "addressees": to}
    workflow.move(reply, "dispatch", by=by, changes=changes, data=data)


def _open_co_signature(reply: Reply, by: User) -> "QuerySet[ReviewStep]":
    return reply.review_steps.filter(step=Step.CO_SIGN, decision=Decision.PENDING, co_signer__department=by.department)


# The public page of a reply.


def _text_data(publication: Publication) -> dict[str, Any]:
    text = publication.newest
    return {"text": text.number, "mode": text.mode, "text_digest": text.digest}


def check_publication(publication: Publication, *, by: User) -> None:
    workflow.move(publication, "check", by=by, data=_text_data(publication))


def reopen_publication(publication: Publication, *, by: User) -> None:
    workflow.move(publication, "reopen", by=by)


def publish(publication: Publication, event: str, *, by: User, reason: str = "") -> None:
    """`event` is publish or correct: the newest text is what the public page shows from now on."""
    now = timezone.now()
    changes: dict[str, Any] = {"shown": publication.newest, "changed_at": now}
    if event == "publish":
        changes |= {"published_at": now, "published_by": by, "withdrawn_at": None, "withdrawal": ""}
    workflow.move(publication, event, by=by, reason=reason, changes=changes, data=_text_data(publication))


def withdraw_publication(publication: Publication, event: str, *, by: User, reason: str) -> None:
    """`event` is withdraw, or take_down where it is not the department itself. The page stays as a notice with the reason."""
    now = timezone.now()
    changes = {"changed_at": now, "withdrawn_at": now, "withdrawal": reason.strip()}
    workflow.move(publication, event, by=by, reason=reason, changes=changes)


def end_publication(publication: Publication, *, by: User, reason: str) -> None:
    workflow.move(publication, "not_publish", by=by, reason=reason)


def take_publication_up(publication: Publication, *, by: User, reason: str) -> None:
    workflow.move(publication, "take_up", by=by, reason=reason)


# Print jobs: technical rows, moved by conditional updates so that two workers never hold one job.


def claim_job(job_id: int) -> RenderJob | None:
    """Takes a queued job for this worker; None where another has it or it is done."""
    taken = RenderJob._base_manager.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, started_at=timezone.now(), lease=uuid.uuid4().hex
    )
    if not taken:
        return None
    return RenderJob._base_manager.select_related("reply__assignment__proposal__session", "reply__assignment__department").get(pk=job_id)


@transaction.atomic
def finish_job(job: RenderJob, document: OfficialDocument) -> bool:
    """Marks the job done and its reply printed; false where the lease was lost to another worker meanwhile."""
    reply = Reply._base_manager.get(pk=job.reply_id)
    case = workflow.lock(reply)
    held = RenderJob._base_manager.filter(pk=job.pk, state=JobState.RUNNING, lease=job.lease)
    if not held.update(state=JobState.DONE, document=document, error="", finished_at=timezone.now(), lease=""):
        return False
    data = {"job": job.pk, "sha256": document.sha256, "pages": document.pages}
    if reply.state == "numbered":
        workflow.move(reply, "print", by=None, data=data)
    else:
        workflow.record(case, reply, "reprint", by=None, data=data)
    return True


def fail_job(job: RenderJob, reason: str) -> None:
    """Gives a job up with its reason; the reply stays where it is and can be printed again."""
    held = RenderJob._base_manager.filter(pk=job.pk, state=JobState.RUNNING, lease=job.lease)
    held.update(state=JobState.FAILED, error=reason, finished_at=timezone.now(), lease="")


@transaction.atomic
def cancel_jobs(batch: RenderBatch, *, by: User) -> list[RenderJob]:
    """Takes the jobs of the batch that no worker has claimed out of the queue; those that were."""
    stopped = []
    waiting = RenderJob._base_manager.filter(batch=batch, state=JobState.QUEUED).select_related("reply__assignment__proposal")
    for job in waiting.order_by("reply__assignment__proposal", "pk"):
        role = permissions.check(by, "reply.print", job.reply)
        case = workflow.lock(job.reply)
        queued = RenderJob._base_manager.filter(pk=job.pk, state=JobState.QUEUED)
        if queued.update(state=JobState.CANCELLED, finished_at=timezone.now()):
            workflow.record(case, job.reply, "stop_print", by=by, acting_as=role, data={"job": job.pk, "batch": batch.pk})
            stopped.append(job)
    return stopped


@transaction.atomic
def reclaim_jobs() -> tuple[list[int], int]:
    """(ids to send again, jobs given up): running jobs whose lease is over go back to the queue, queued ones unheard of are sent again.

    A job that has used up its attempts fails with the reason; nothing waits for ever.
    """
    now = timezone.now()
    lost = Q(state=JobState.RUNNING, started_at__lt=now - timedelta(seconds=settings.RENDER_LEASE_SECONDS))
    jobs = RenderJob._base_manager
    given_up = jobs.filter(lost, attempts__gte=settings.RENDER_MAX_ATTEMPTS).update(
        state=JobState.FAILED, error=_lost_too_often(), finished_at=now, lease=""
    )
    jobs.filter(lost).update(state=JobState.QUEUED, lease="", sent_at=now - timedelta(seconds=settings.RENDER_RESEND_SECONDS + 1))
    overdue = jobs.filter(state=JobState.QUEUED, sent_at__lt=now - timedelta(seconds=settings.RENDER_RESEND_SECONDS))
    # What somebody holds is being claimed or stopped at this moment; waiting for it could be waiting in a ring.
    ids = list(overdue.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True))
    jobs.filter(pk__in=ids).update(sent_at=now)
    return ids, given_up


def _lost_too_often() -> str:
    limits = {"times": settings.RENDER_MAX_ATTEMPTS, "seconds": settings.RENDER_SECONDS, "megabytes": settings.RENDER_MEMORY_MB}
    return (
        _(
            "The process that drew the page was lost %(times)s times, by taking far more than %(seconds)s seconds or %(megabytes)s MB,"
            " or by a fault of the machine. It is not tried again by itself."
        )
        % limits
    )


# Collection volumes: rows like print jobs, with a lease that every sign of life renews.


def claim_volume(volume_id: int) -> Volume | None:
    """Takes a queued volume for this worker; None where another has it or it is done."""
    taken = Volume._base_manager.filter(pk=volume_id, state=VolumeState.QUEUED).update(
        state=VolumeState.RUNNING, attempts=F("attempts") + 1, bound=0, heard_at=timezone.now(), lease=uuid.uuid4().hex
    )
    return Volume._base_manager.select_related("department").get(pk=volume_id) if taken else None


def advance_volume(volume: Volume, bound: int) -> bool:
    """Notes how many replies are set; false where the lease was lost to another worker meanwhile."""
    return bool(_held_volume(volume).update(bound=bound, heard_at=timezone.now()))


def finish_volume(volume: Volume, *, file: str, sha256: str, size: int, pages: int) -> bool:
    """Marks the volume done; false where the lease was lost."""
    made = {"file": file, "sha256": sha256, "size": size, "pages": pages}
    return bool(
        _held_volume(volume).update(state=VolumeState.DONE, bound=F("total"), error="", finished_at=timezone.now(), lease="", **made)
    )


def fail_volume(volume: Volume, reason: str) -> None:
    _held_volume(volume).update(state=VolumeState.FAILED, error=reason, finished_at=timezone.now(), lease="")


def reclaim_volumes() -> list[int]:
    """The ids of volumes to send again: lost by their workers, or sent and unheard of. One that has used up its attempts fails."""
    now = timezone.now()
    volumes = Volume._base_manager
    lost = Q(state=VolumeState.RUNNING, heard_at__lt=now - timedelta(seconds=settings.RENDER_LEASE_SECONDS))
    reason = f"The worker was lost {settings.RENDER_MAX_ATTEMPTS} times."
    volumes.filter(lost, attempts__gte=settings.RENDER_MAX_ATTEMPTS).update(
        state=VolumeState.FAILED, error=reason, finished_at=now, lease=""
    )
    resend = now - timedelta(seconds=settings.RENDER_RESEND_SECONDS)
    volumes.filter(lost).update(state=VolumeState.QUEUED, lease="", heard_at=resend - timedelta(seconds=1))
    overdue = volumes.filter(state=VolumeState.QUEUED, heard_at__lt=resend)
    ids = list(overdue.order_by("pk").values_list("pk", flat=True))
    volumes.filter(pk__in=ids).update(heard_at=now)
    return ids


def _held_volume(volume: Volume) -> "QuerySet[Volume]":
    return Volume._base_manager.filter(pk=volume.pk, state=VolumeState.RUNNING, lease=volume.lease)
