"""Checks the archive of a case: every digest of its manifest, and the chain of its record. Needs the file alone."""

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any, BinaryIO, cast

from proposals.workflow import DIGESTED, event_digest
from replies.archiving.pack import CHUNK, EVENTS, FORMAT, MANIFEST

MOST_MANIFEST = 64 * 2**20
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, RuntimeError, OSError, EOFError, zipfile.BadZipFile, zlib.error)


@dataclass
class Checked:
    """What came of the check: the faults, each a line; the manifest where it could be read; the digest of the file as a whole."""

    faults: list[str] = field(default_factory=list)
    manifest: dict[str, Any] = field(default_factory=dict)
    sha256: str = ""


def check(file: BinaryIO) -> Checked:
    """Never raises for what is wrong with the file."""
    checked = Checked()
    try:
        checked.sha256 = hashlib.file_digest(cast("Any", file), "sha256").hexdigest()
        with zipfile.ZipFile(file) as archive:
            checked.faults.extend(_faults(archive, checked))
    except UNREADABLE as error:
        checked.faults.append(f"the file cannot be read as an archive: {type(error).__name__}: {error}")
    return checked


def _faults(archive: zipfile.ZipFile, checked: Checked) -> Iterator[str]:
    names = archive.namelist()
    if doubled := sorted(name for name, times in Counter(names).items() if times > 1):
        yield f"named twice: {', '.join(doubled)}"
    if MANIFEST not in names:
        yield f"{MANIFEST} is missing"
        return
    with archive.open(MANIFEST) as content:
        manifest = json.loads(content.read(MOST_MANIFEST))
    if manifest["format"] != FORMAT:
        yield f"the format {manifest['format']!r} is not known"
        return
    checked.manifest = manifest
    listed = {one["path"]: one for one in manifest["files"]}
    for name in sorted(set(names) - listed.keys() - {MANIFEST}):
        yield f"{name}: not in the manifest"
    for path, one in listed.items():
        if path not in names:
            yield f"{path}: missing"
        elif _read(archive, path) != (one["sha256"], one["size"]):
            yield f"{path}: was changed, its digest differs"
    if EVENTS in listed and EVENTS in names:
        yield from _chain(archive, manifest["chain"], manifest["case"]["id"])
    else:
        yield f"{EVENTS}: the record of the case is missing"


def _read(archive: zipfile.ZipFile, path: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with archive.open(path) as content:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _chain(archive: zipfile.ZipFile, chain: dict[str, Any], case: int) -> Iterator[str]:
    before, number = "", 0
    with archive.open(EVENTS) as lines:
        for number, line in enumerate(lines, start=1):
            told = json.loads(line)
            if told["sequence"] != number or told["previous_digest"] != before or told["proposal_id"] != case:
                yield f"event {number} does not follow from the event before it"
            event = SimpleNamespace(**{name: told[name] for name in DIGESTED}, at=datetime.fromisoformat(told["at"]))
            if event_digest(event) != told["digest"]:
                yield f"event {number} was changed after it was written"
            before = told["digest"]
    if (number, before) != (chain["length"], chain["newest"]):
        yield f"the record ends with event {number}, but the manifest names event {chain['length']} as its head"
