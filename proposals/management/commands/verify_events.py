"""Checks that no event of any case was changed, removed or cut off."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from proposals import audit
from proposals.models import Checkpoint, Event


class Command(BaseCommand):
    help = "Checks the chains of events and the checkpoints over them; names every row that was changed, removed or cut off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--checkpoint", action="store_true", help="write a checkpoint first when something has moved")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["checkpoint"]:
            audit.write_checkpoint()
        faults = 0
        for fault in audit.verify_events():
            faults += 1
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"The record is not whole: {faults} fault(s), named above.")
        newest = Checkpoint.objects.order_by("number").last()
        self.stdout.write(
            f"{Event.objects.count()} events of {Event.objects.values('proposal').distinct().count()} cases are whole; "
            + (f"checkpoint {newest.number} of {newest.at:%Y-%m-%d %H:%M} is {newest.digest}." if newest else "there is no checkpoint yet.")
        )
