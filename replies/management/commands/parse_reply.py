"""`manage.py parse_reply FILE… [--json]`: what the parser reads in published replies."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from replies.parsing import ParsedReply
from replies.parsing.reading import ReadingError
from replies.sources import read_fields

NAMES = {
    "kind": "类别",
    "doc_type": "文种",
    "session": "届次",
    "number": "编号",
    "category": "分类",
    "addressees": "称谓",
    "title": "题目",
    "co_handlers": "会办单位",
    "document_number": "发文字号",
    "handling_class": "办理结果",
    "date": "成文日期",
    "contact": "联系人",
    "issuer": "承办单位",
    "headings": "标题",
}


class Command(BaseCommand):
    help = "Read published replies into fields. Exit code 1 when a file could not be read; the others are read all the same."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a printed reply (PDF), or text in UTF-8, GB 18030 or UTF-16")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output: file name → fields")

    def handle(self, *args: Any, **options: Any) -> None:
        parsed: dict[str, ParsedReply] = {}
        failed = False
        for file in options["files"]:
            try:
                reply = read_fields(file)
            except ReadingError as error:
                failed = True
                self.stderr.write(f"{file}：{error}")
                continue
            # Two files of one name in different directories keep their paths.
            name = Path(file).name
            parsed[name if name not in parsed else str(file)] = reply
        if options["json"]:
            self.stdout.write(json.dumps({name: reply.as_dict() for name, reply in parsed.items()}, ensure_ascii=False, indent=1))
        else:
            for name, reply in parsed.items():
                self.stdout.write(listing(name, reply))
        if failed:
            raise SystemExit(1)


def listing(name: str, reply: ParsedReply) -> str:
    """The fields as lines to read, with the warnings last."""
    values = reply.as_dict()
    rows = [f"{label}：{shown(values[field])}" for field, label in NAMES.items()]
    paragraphs, characters = len(reply.body), sum(len(text) for _, text in reply.body)
    notes = [f"注意：{warning}" for warning in reply.warnings]
    return "\n".join([f"== {name} ==", *rows, f"正文：{paragraphs}段，{characters}字", *notes, ""])


def shown(value: str | list[str] | None) -> str:
    if isinstance(value, list):
        return "；".join(value) or "无"
    return value or "无"
