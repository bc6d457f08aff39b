"""Makes the PDF of a published reply or of a reply in the system, without changing anything."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from proposals.errors import CaseError
from replies.embedded import StructuredReply, dump, facts_in, facts_of
from replies.letters import letter_for, letter_from_parsed
from replies.limits import limited
from replies.models import Reply
from replies.parsing.reading import ReadingError
from replies.rendering import RenderError, render
from replies.sources import read_reply


class Command(BaseCommand):
    help = "Makes the PDF of a reply: of a published text, or of one in the system. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("file", nargs="?", metavar="FILE")
        source.add_argument("--reply", type=int, metavar="ID")
        parser.add_argument("-o", "--output", required=True, metavar="OUT.pdf")
        parser.add_argument("--report", action="store_true", help="print the report of the page as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = self.source(options)
            with limited():
                rendered = render(source.letter, embedded=dump(source.letter, source.facts))
            Path(options["output"]).write_bytes(rendered.pdf)
        except (ReadingError, CaseError, RenderError, OSError) as error:
            raise CommandError(str(error)) from error
        if options["report"]:
            self.stdout.write(json.dumps(rendered.report.as_dict(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write(f"{options['output']}: {rendered.report.pages} page(s)")
        for warning in rendered.report.warnings:
            self.stderr.write(warning)

    def source(self, options: dict[str, Any]) -> StructuredReply:
        if options["reply"] is None:
            found = read_reply(options["file"])
            if isinstance(found, StructuredReply):
                return found
            for warning in found.warnings:  # what was read wrongly looks right on the page
                self.stderr.write(warning)
            return StructuredReply(letter_from_parsed(found), facts_in(found))
        reply = Reply.objects.filter(pk=options["reply"]).first()
        if reply is None:
            raise CommandError(f"There is no reply {options['reply']}.")
        if reply.latest is None:
            raise CommandError(f"Reply {reply.pk} has no text yet.")
        return StructuredReply(letter_for(reply), facts_of(reply))
