"""Celery's entries into printing: ids in, the work is delegated."""

from celery import shared_task

from replies import printing


@shared_task
def run_render_job(job_id: int) -> str:
    return printing.run_job(job_id)


@shared_task
def sweep_render_jobs() -> int:
    """Sends overdue jobs again, so that a killed worker or a broker that was away loses nothing."""
    jobs = printing.overdue_jobs()
    for job in jobs:
        run_render_job.delay(job.pk)
    return len(jobs)
