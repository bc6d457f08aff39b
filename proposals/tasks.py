"""Celery's entries into the record of events and into reminders."""

from celery import shared_task

from proposals import audit, mailing, notifying


@shared_task
def write_checkpoint() -> str | None:
    checkpoint = audit.write_checkpoint()
    return checkpoint.digest if checkpoint else None


@shared_task
def remind() -> int:
    return notifying.remind()


@shared_task
def send_digests() -> int:
    return mailing.send_digests()
