"""Celery's entries into printing: ids in, the work is delegated."""

from collections.abc import Iterable

from celery import shared_task

from replies import printing


@shared_task
def run_render_job(job_id: int) -> str:
    return printing.run_job(job_id)


def send_render_jobs(job_ids: Iterable[int]) -> None:
    """Sends jobs to the workers; the first that the broker does not take ends it, for the others would only wait in vain too."""
    for job_id in job_ids:
        run_render_job.delay(job_id)


@shared_task
def sweep_render_jobs() -> int:
    """Sends overdue jobs again, so that a killed worker or a broker that was away loses nothing."""
    jobs = printing.overdue_jobs()
    send_render_jobs(job.pk for job in jobs)
    return len(jobs)
