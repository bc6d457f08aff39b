"""Reminds people of what is near, due and over, now: what Celery's clock does by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from proposals import mailing, notifying


class Command(BaseCommand):
    help = "Writes the notices that are outstanding and sends the digests. Run twice, it does nothing the second time."

    def handle(self, *args: Any, **options: Any) -> None:
        notices = notifying.remind()
        mails = mailing.send_digests()
        self.stdout.write(f"{notices} notices, {mails} mails")
