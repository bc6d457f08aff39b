"""Checks the archive of a case: every digest of its manifest, the chain of its record, and whether it is the file that was made here."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from proposals.models import CaseArchive
from replies.archiving import check


class Command(BaseCommand):
    help = "Checks the ZIP of an archived case; names every file and event that was changed, removed or added."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as file:
                checked = check(file)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error}") from error
        for fault in checked.faults:
            self.stderr.write(fault)
        if checked.faults:
            raise CommandError(f"The archive is not whole: {len(checked.faults)} fault(s), named above.")
        case, chain = checked.manifest["case"], checked.manifest["chain"]
        self.stdout.write(
            f"{case['session']} {case['number']}: {len(checked.manifest['files'])} files and {chain['length']} events are whole; "
            f"the record ends with {chain['newest']}."
        )
        made = CaseArchive.objects.filter(proposal_id=case["id"]).first()
        if made is None:
            self.stdout.write("No archive of this case was made here.")
        elif made.sha256 != checked.sha256:
            raise CommandError(f"It is not the archive that was made here of this case: that one is {made.sha256}.")
        else:
            self.stdout.write(f"It is the archive that was made here on {made.made_at:%Y-%m-%d}: {made.sha256}.")
