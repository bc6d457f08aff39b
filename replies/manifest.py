"""The files of a batch in one archive, with a manifest of what is in it. The same files give the same bytes."""

import csv
import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from proposals.errors import CaseError
from replies import documents
from replies.errors import PrintFailed
from replies.models import BatchMember, OfficialDocument, Reply
from replies.rendering import RenderError

# Bytes that are kept in memory; a longer archive goes to a temporary file.
IN_MEMORY = 8 * 2**20
# The first moment that the format knows (APPNOTE.TXT, 4.4.6): when a file was packed must not change the archive.
MOMENT = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16
# What Windows and Linux forbid in a name or take for a folder, and what nobody can see.
FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Most file systems allow a name of 255 bytes; room is left for the number of a double.
LONGEST_NAME = 200
HEADINGS = ("文件", "发文字号", "案件", "页数", "SHA-256", "字节")


class Damaged(PrintFailed):
    """The stored file is not there, or is not what was issued."""


@dataclass(frozen=True)
class Line:
    """One file of the manifest: its name in the archive, pages, SHA-256 (hex) and size in bytes."""

    file: str
    number: str
    case: str
    pages: int
    sha256: str
    size: int


@dataclass(frozen=True)
class LeftOut:
    """One reply of the batch that is not in the archive, and why; `reply` is the id of one whose file should have been."""

    number: str
    case: str
    reason: str
    reply: int = 0


@dataclass
class Packed:
    """An archive or a joined document, at its beginning, and what did not come into it."""

    file: BinaryIO
    lines: list[Line] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def damaged(self) -> list[LeftOut]:
        return [one for one in self.left_out if one.reply]


def archive(members: Iterable[BatchMember], *, forms: bool = False) -> Packed:
    """A ZIP of the printed files in the order of the batch, with manifest.csv and manifest.json. One file at a time is in memory.

    With `forms` each is followed by the form for the proposer's rating (征询意见表), which is drawn now.
    """
    packed = Packed(spooled())
    with zipfile.ZipFile(packed.file, "w", zipfile.ZIP_STORED) as target:
        for line, content in contents(members, packed, forms=forms):
            packed.lines.append(line)
            _add(target, line.file, content)
        _add(target, "manifest.csv", _csv(packed.lines).encode("utf-8-sig"))  # with the mark by which Excel knows UTF-8
        _add(target, "manifest.json", _json(packed).encode())
    packed.file.seek(0)
    return packed


def spooled() -> BinaryIO:
    """A file for whoever asked, who closes it: in memory while it is short."""
    return cast("BinaryIO", SpooledTemporaryFile(max_size=IN_MEMORY))


def contents(members: Iterable[BatchMember], packed: Packed, *, forms: bool = False) -> Iterator[tuple[Line, bytes]]:
    """The lines and files of what is printed and whole; what is not is put down in `packed`. With `forms` each reply's form follows it."""
    taken: set[str] = set()
    for member in members:
        reply, document = member.reply, member.document
        if document is None:
            packed.left_out.append(LeftOut(reply.number_text, case_label(reply), _("not printed")))
            continue
        document.reply = reply  # with its case, which is not fetched again
        name = distinct(safe_name(document.download_name), taken)
        try:
            content = whole(document)
        except Damaged as error:
            packed.left_out.append(LeftOut(reply.number_text, case_label(reply), str(error), reply.pk))
            continue
        yield Line(name, reply.number_text, case_label(reply), document.pages, document.sha256, document.size), content
        if forms and (form := _form(reply, name, taken, packed)):
            yield form


def _form(reply: Reply, beside: str, taken: set[str], packed: Packed) -> tuple[Line, bytes] | None:
    """The form that goes with a reply, under a name that a list of files puts beside the reply's."""
    try:
        printed = documents.feedback_form(reply)
    except (RenderError, CaseError) as error:
        packed.left_out.append(LeftOut(reply.number_text, case_label(reply), _("no feedback form: %s") % error))
        return None
    name = distinct(f"{beside.removesuffix('.pdf')}（征询意见表）.pdf", taken)
    digest = hashlib.sha256(printed.pdf).hexdigest()
    return Line(name, reply.number_text, case_label(reply), printed.report.pages, digest, len(printed.pdf)), printed.pdf


def whole(document: OfficialDocument) -> bytes:
    """The file as it was issued; raises Damaged where the storage has it no longer, or has something else."""
    try:
        with document.file.open("rb") as stored:
            content: bytes = stored.read()
    except OSError as error:
        raise Damaged(_("The file is not in the storage.")) from error
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise Damaged(_("The file in the storage is not the one that was issued: its digest differs."))
    return content


def case_label(reply: Reply) -> str:
    """市十七届人大五次会议第0027号建议."""
    case = reply.case
    return f"{case.session.label}第{case.case_no}号{case.kind_word}"


def safe_name(name: str) -> str:
    """A file name that every system can write: no folders, no control characters, not too long; the ending stays."""
    seen = "".join(character for character in unicodedata.normalize("NFC", name) if unicodedata.category(character) not in UNSEEN)
    stem, dot, ending = FORBIDDEN.sub("_", seen).rpartition(".")
    stem = (stem if dot else ending).encode()[:LONGEST_NAME].decode(errors="ignore").strip(" .")
    return f"{stem or '_'}.{ending}" if dot else stem or "_"


def distinct(name: str, taken: set[str]) -> str:
    """The name, with a number where one like it is taken (capitals do not count), and takes it."""
    stem, dot, ending = name.rpartition(".")
    found, n = name, 1
    while found.casefold() in taken:
        n += 1
        found = f"{stem}（{n}）{dot}{ending}"
    taken.add(found.casefold())
    return found


def _add(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.create_system, entry.external_attr = 3, READABLE
    target.writestr(entry, content)


def _csv(lines: Iterable[Line]) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(HEADINGS)
    rows.writerows(asdict(line).values() for line in lines)
    return out.getvalue()


def _json(packed: Packed) -> str:
    left_out = [{"number": one.number, "case": one.case, "reason": one.reason} for one in packed.left_out]
    told = {"files": [asdict(line) for line in packed.lines], "left_out": left_out}
    return json.dumps(told, ensure_ascii=False, indent=1)
