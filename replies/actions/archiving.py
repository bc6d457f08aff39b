"""Lays a finished case down for good: one ZIP of all that belongs to it, and nothing in it can be changed any more."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.files import File
from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from proposals import transitions, workflow
from proposals.errors import CaseError, NotReady
from proposals.models import CaseArchive, Proposal, User
from replies.archiving import Archive, Tell, pack
from replies.models import RenderJob
from replies.states import OPEN_JOBS


@dataclass(frozen=True)
class Archived:
    """What came of archiving several: the cases laid down, and the others with the reason."""

    done: list[Proposal] = field(default_factory=list)
    refused: list[tuple[Proposal, str]] = field(default_factory=list)


@transaction.atomic
def archive_case(case: Proposal, *, by: User, tell: Tell) -> CaseArchive:
    """Packs the case, stores the ZIP under its digest and closes the case for good; raises what hinders it, a damaged file among that.

    `tell` puts the events into words (the pages' own sentences).
    """
    workflow.lock(case)
    workflow.check_move(case, "archive", by=by)
    if RenderJob._base_manager.filter(reply__assignment__proposal=case, state__in=OPEN_JOBS).exists():
        raise NotReady(_("It is already being printed."))
    packed = pack(case, tell)
    with packed.file:
        name = _store(default_storage, packed)
    row = CaseArchive.objects.create(
        proposal=case,
        file=name,
        sha256=packed.sha256,
        size=packed.size,
        files=len(packed.members),
        chain_length=packed.chain_length,
        chain_head=packed.chain_head,
        made_by=by,
    )
    transitions.archive(case, by=by, data={"sha256": packed.sha256, "size": packed.size, "events": packed.chain_length})
    return row


def archive_cases(cases: Iterable[Proposal], *, by: User, tell: Tell) -> Archived:
    """Each by itself: one that cannot be archived keeps no other back."""
    archived = Archived()
    for case in cases:
        try:
            archive_case(case, by=by, tell=tell)
        except CaseError as error:
            archived.refused.append((case, str(error)))
        else:
            archived.done.append(case)
    return archived


def _store(storage: Storage, packed: Archive) -> str:
    """Saves the ZIP, or finds it there. Half a file, left by a process that died while it wrote, is replaced."""
    name = f"archives/{packed.sha256[:2]}/{packed.sha256}.zip"
    if storage.exists(name):
        with storage.open(name) as found:
            whole = hashlib.file_digest(found, "sha256").hexdigest() == packed.sha256
        if whole:
            return name
        storage.delete(name)
    return storage.save(name, File(packed.file))
