"""Makes the official document of a numbered reply and stores it; run by a worker for one job at a time."""

import hashlib
import logging

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db import IntegrityError, transaction

from proposals import workflow
from proposals.errors import CaseError
from replies import rendering, transitions
from replies.errors import PrintFailed
from replies.letters import letter_for
from replies.models import OfficialDocument, RenderJob, Reply

log = logging.getLogger(__name__)


def run_job(job_id: int) -> str:
    """Claims and runs a job; returns what came of it. Safe to call any number of times for one job."""
    job = transitions.claim_job(job_id)
    if job is None:
        return "not mine"
    try:
        # Before the page as well as after it: a case may have been withdrawn while the job waited, or while the page was made.
        if job.reply.state == "numbered":
            workflow.check_move(job.reply, "print", by=None)
        return "done" if transitions.finish_job(job, print_reply(job.reply)) else "lease lost"
    except (rendering.RenderError, CaseError) as error:
        transitions.fail_job(job, str(error))
    except Exception as error:
        log.exception("print job %s", job.pk)
        transitions.fail_job(job, f"{type(error).__name__}: {error}")
    return "failed"


def print_reply(reply: Reply) -> OfficialDocument:
    """The document of a signed reply, made now or found; the same input gives the same bytes and no second row."""
    version = reply.signed_version
    if version is None:
        raise PrintFailed("The reply is not signed.")
    rendered = rendering.render(letter_for(reply))
    sha256 = hashlib.sha256(rendered.pdf).hexdigest()
    # The name is the digest: a second worker that made the same bytes writes the same file, and a lost file comes back.
    name = _store(default_storage, f"documents/{sha256[:2]}/{sha256}.pdf", rendered.pdf)
    existing = OfficialDocument._base_manager.filter(reply=reply, sha256=sha256).first()
    if existing:
        return existing
    document = OfficialDocument(
        reply=reply,
        version=version,
        file=name,
        sha256=sha256,
        size=len(rendered.pdf),
        pages=rendered.report.pages,
        made_from={
            "version": version.number,
            "text_digest": version.digest,
            "number": reply.number_text,
            "template_digest": rendering.template_digest(),
        },
        report=rendered.report.as_dict(),
    )
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        return OfficialDocument._base_manager.get(reply=reply, sha256=sha256)
    return document


def _store(storage: Storage, name: str, content: bytes) -> str:
    """Saves the file, or finds it there. Half a file, left by a worker that died while it wrote, is replaced."""
    if storage.exists(name):
        with storage.open(name) as found:
            if found.read() == content:
                return name
        storage.delete(name)
    return storage.save(name, ContentFile(content))


def overdue_jobs() -> list[RenderJob]:
    """Takes back what lost workers held; the jobs to send again."""
    ids, _given_up = transitions.reclaim_jobs()
    return list(RenderJob._base_manager.filter(pk__in=ids).order_by("pk"))
