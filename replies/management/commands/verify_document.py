"""`manage.py verify_document FILE…`: whether a file is what was issued, and what its signature is worth."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from replies.parsing.reading import ReadingError, read_bytes
from replies.verification.verdict import Finding, judge_file


class Command(BaseCommand):
    help = "Whether PDFs are, byte for byte, files that were issued here, and what their signatures are worth. Exit code 1 when one is not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output: file → what was found")

    def handle(self, *args: Any, **options: Any) -> None:
        found, failed = {}, False
        for file in options["files"]:
            try:
                verdict = judge_file(read_bytes(file))
            except ReadingError as error:
                raise CommandError(f"{file}: {error}") from error
            found[file] = verdict.as_dict()
            failed |= verdict.finding != Finding.EXACT or not all(signature.good for signature in verdict.signatures)
            if not options["json"]:
                self.stdout.write(f"{file}: {verdict.message}")
                for line in verdict.signature_lines:
                    self.stdout.write(f"  {line}")
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        if failed:
            raise SystemExit(1)
