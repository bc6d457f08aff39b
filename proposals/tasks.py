"""Celery's entries into the record of events and into reminders."""

from celery import shared_task

from proposals import audit, look_backs, mailing, notifying, standing_clocks, tally


@shared_task
def write_checkpoint() -> str | None:
    checkpoint = audit.write_checkpoint()
    return checkpoint.digest if checkpoint else None


@shared_task
def remind() -> int:
    return notifying.remind()


@shared_task
def ask_look_backs() -> int:
    return look_backs.ask_look_backs()


@shared_task
def move_standing_clocks() -> int:
    return standing_clocks.move_standing()


@shared_task
def send_digests() -> int:
    return mailing.send_digests()


@shared_task
def sum_up_tally() -> None:
    tally.sum_up()
