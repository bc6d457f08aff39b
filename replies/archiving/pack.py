"""Packs everything that belongs to a case into one ZIP. The same case gives the same bytes; one piece of a file is in memory at a time."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import translation

from proposals.models import Assignment, Event, Proposal
from proposals.workflow import DIGESTED, instant
from replies.archiving.belongings import StoredFile, fields_of, files_of, rows_of
from replies.manifest import MOMENT, READABLE, Damaged, distinct, safe_name, spooled
from replies.models import Reply

FORMAT = 1
MANIFEST, EVENTS = "manifest.json", "history/events.jsonl"
CHUNK = 1 << 20
# Events of a case → a sentence for each; what the record of an archived case reads like.
Tell = Callable[[Sequence[Event], Sequence[Assignment]], Sequence[str]]


@dataclass(frozen=True)
class Member:
    """One file of the archive: its name in it, its SHA-256 (hex) and size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass
class Archive:
    """A ZIP at its beginning, for whoever asked to close; its digest, and where the record of the case stood that it holds."""

    file: BinaryIO
    sha256: str = ""
    size: int = 0
    chain_length: int = 0
    chain_head: str = ""
    members: list[Member] = field(default_factory=list)


def pack(case: Proposal, tell: Tell) -> Archive:
    """The archive of a case that its caller holds locked; raises Damaged where a file is gone or is not what was stored."""
    made = Archive(spooled(), chain_length=case.chain_length, chain_head=case.chain_head)
    try:
        with zipfile.ZipFile(made.file, "w", zipfile.ZIP_STORED) as target:
            taken: set[str] = {MANIFEST}
            for path, content, digest in _contents(case, tell, taken):
                made.members.append(_add(target, path, content, digest))
            _add(target, MANIFEST, _manifest(case, made), "")
    except BaseException:
        made.file.close()
        raise
    made.size = made.file.tell()
    made.file.seek(0)
    made.sha256 = hashlib.file_digest(cast("Any", made.file), "sha256").hexdigest()
    made.file.seek(0)
    return made


def _contents(case: Proposal, tell: Tell, taken: set[str]) -> Iterator[tuple[str, Any, str]]:
    """(name, content, digest that it must have or "") of every file but the manifest."""
    events = list(case.events.order_by("sequence"))
    tasks = list(case.assignments.select_related("department", "opinion").order_by("pk"))
    with translation.override(settings.LANGUAGE_CODE):
        lines = tell(events, tasks)
        context = {"case": case, "told": list(zip(events, lines, strict=True)), "tasks": tasks, "replies": _signed(case)}
        yield "案卷.html", render_to_string("archive/record.html", context).encode(), ""
    yield EVENTS, _lines(event_fields(event) for event in events), ""
    yield "提案正文.txt", f"{case.title}\n\n{case.body}\n".encode(), ""
    for reply in _signed(case):
        text = reply.signed_version.text
        name = safe_name(f"答复正文/{reply.department.short_name}-第{reply.round}次.txt".replace("/", "-"))
        yield distinct(name, taken), f"{text['title']}\n\n{text['addressee']}\n{text['body']}\n".encode(), ""
    for model, rows in rows_of(case):
        stored: list[StoredFile] = []
        told = []
        for row in rows.iterator(chunk_size=500):
            told.append(fields_of(row))
            stored += files_of(row)
        if told:
            yield f"records/{model._meta.label}.jsonl", _lines(told), ""
        for one in stored:
            yield distinct(f"{one.folder}/{safe_name(one.name)}", taken), one.stored, one.sha256


def _signed(case: Proposal) -> list[Any]:
    replies = Reply._base_manager.filter(assignment__proposal=case, signed_version__isnull=False)
    return list(replies.select_related("assignment__department", "signed_version", "number").order_by("assignment", "round"))


def event_fields(event: Event) -> dict[str, Any]:
    """What the digest of an event covers, and the digest: enough to check the chain without the database."""
    return {name: getattr(event, name) for name in DIGESTED} | {"at": instant(event.at), "digest": event.digest}


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder) + "\n" for row in rows).encode()


def _manifest(case: Proposal, made: Archive) -> bytes:
    told = {
        "format": FORMAT,
        "case": {"id": case.pk, "session": case.session.label, "number": case.number_label, "title": case.title},
        "chain": {"length": made.chain_length, "newest": made.chain_head},
        "files": [{"path": one.path, "sha256": one.sha256, "size": one.size} for one in made.members],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _add(target: zipfile.ZipFile, path: str, content: Any, expected: str) -> Member:
    entry = zipfile.ZipInfo(path, MOMENT)
    entry.create_system, entry.external_attr = 3, READABLE
    digest, size = hashlib.sha256(), 0
    with target.open(entry, "w") as out:
        for chunk in _pieces(content, path):
            out.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    if expected and digest.hexdigest() != expected:
        raise Damaged(_changed(path))
    return Member(path, digest.hexdigest(), size)


def _pieces(content: Any, path: str) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    stored: IO[bytes]
    try:
        with content.open("rb") as stored:
            while chunk := stored.read(CHUNK):
                yield chunk
    except OSError as error:
        raise Damaged(_missing(path)) from error


def _missing(path: str) -> str:
    return translation.gettext("“%s” is no longer in the storage; the case is not archived without it.") % path


def _changed(path: str) -> str:
    return translation.gettext("“%s” is not the file that was stored: its digest differs.") % path
