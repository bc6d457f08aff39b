"""Takes published replies over as signed ones."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from proposals.actions.imports import importer
from proposals.errors import CaseError
from replies.actions.imports import Overrides, import_published
from replies.parsing.reading import ReadingError
from replies.sources import read_fields


class Command(BaseCommand):
    help = "Takes published replies over: makes the case, departments, proposers and a signed reply. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a printed reply (PDF), or plain text")
        parser.add_argument("--session", default="", help="the session, where the text does not tell it")
        parser.add_argument("--number", default="", help="the case number, where the text does not tell it")
        parser.add_argument("--issuer", default="", help="the issuing department, where the text does not tell it")
        parser.add_argument("--rules", default="national", help="the shipped rule sets of a new session: national or tianjin")

    def handle(self, *args: Any, **options: Any) -> None:
        overrides = Overrides(options["session"], options["number"], options["issuer"], options["rules"])
        if len(options["files"]) > 1 and (overrides.session or overrides.number):
            raise CommandError("--session and --number belong to one reply; give one file.")
        by = importer()
        failed = 0
        for name in options["files"]:
            try:
                parsed = read_fields(name)
                imported = import_published(parsed, by=by, overrides=overrides, source=Path(name).name)
            except (ReadingError, CaseError) as error:
                failed += 1
                self.stderr.write(f"{name}: {error}")
                continue
            reply = imported.reply
            what = "imported" if imported.created else "unchanged"
            self.stdout.write(f"{name}: {what}: reply {reply.pk}, {reply.case.session.label} {reply.case.number_label}, {reply.department}")
            for warning in parsed.warnings if imported.created else ():
                self.stdout.write(f"  {warning}")
        if failed:
            raise CommandError(f"{failed} of {len(options['files'])} file(s) were not imported.")
