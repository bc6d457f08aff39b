"""Celery's entries into the record of events."""

from celery import shared_task

from proposals import audit


@shared_task
def write_checkpoint() -> str | None:
    checkpoint = audit.write_checkpoint()
    return checkpoint.digest if checkpoint else None
