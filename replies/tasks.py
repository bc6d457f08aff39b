"""Celery's entries into printing: ids in, the work is delegated."""

from collections.abc import Iterable

from celery import shared_task

from replies import binding, printing, transitions


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


# Its lease is renewed as it goes on, so that a volume may take longer than a page.
@shared_task(time_limit=1800)
def bind_volume(volume_id: int) -> str:
    return binding.run_volume(volume_id)


def send_volume(volume_id: int) -> None:
    bind_volume.delay(volume_id)


@shared_task
def sweep_volumes() -> int:
    """Sends again the volumes that nobody has taken, or whose worker was lost."""
    ids = transitions.reclaim_volumes()
    for volume_id in ids:
        send_volume(volume_id)
    return len(ids)
