"""Makes the official document of a numbered reply and stores it; run by a worker for one job at a time."""

import logging

from proposals import workflow
from proposals.errors import CaseError
from replies import embedded, limits, rendering, transitions
from replies.errors import PrintFailed
from replies.issuing import issue
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
        document = print_reply(job.reply)
        return "done" if transitions.finish_job(job, document) else "lease lost"
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
    letter = letter_for(reply)
    content = embedded.dump(letter, embedded.facts_of(reply))
    with limits.limited():
        rendered = rendering.render(letter, embedded=content)
    return issue(reply, version, rendered)


def overdue_jobs() -> list[RenderJob]:
    """Takes back what lost workers held; the jobs to send again."""
    ids, _given_up = transitions.reclaim_jobs()
    return list(RenderJob._base_manager.filter(pk__in=ids).order_by("pk"))
