"""Signs a printed page where its department has a certificate, and stores it: once for each content, however often it is printed."""

import hashlib
import logging
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from replies import limits, rendering
from replies.errors import SigningFailed
from replies.inspection import Unreadable, inspect
from replies.models import DepartmentCertificate, LostFile, OfficialDocument, Reply, ReplyVersion
from replies.signing.signer import sign
from replies.verification.codes import code_for

log = logging.getLogger(__name__)


def issue(reply: Reply, version: ReplyVersion, rendered: rendering.Rendered) -> OfficialDocument:
    """The document of this page, made now or found. A signed file is made anew only where the first one is lost.

    Outside of transactions: a signature may take seconds. Raises SigningFailed, and then nothing is stored.
    """
    content = digest(rendered.pdf)
    existing = OfficialDocument._base_manager.filter(reply=reply, content_sha256=content).first()
    if existing:
        return existing if is_whole(existing) else _restored(existing, rendered)
    certificate = active_certificate(reply)
    issued = _issued(rendered, certificate)
    document = OfficialDocument(
        reply=reply,
        version=version,
        content_sha256=content,
        verification_code="" if reply.is_imported else code_for(reply, version),
        pages=rendered.report.pages,
        made_from={
            "version": version.number,
            "text_digest": version.digest,
            "number": reply.number_text,
            "template_digest": rendering.template_digest(),
            "fonts": rendered.report.fonts,
        },
        report={**rendered.report.as_dict(), "inspection": _inspected(rendered.pdf)},
        **issued,
    )
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError:
        return _the_other(OfficialDocument._base_manager.get(reply=reply, content_sha256=content), issued["file"])
    return document


def _inspected(pdf: bytes) -> dict[str, Any]:
    """What the page turned out to be, measured on the PDF itself: margins, lines to a page, characters to a line, and what is against
    the standard. The page is issued all the same; who prints it sees the faults."""
    try:
        with limits.limited():
            found = inspect(pdf)
    except Unreadable as error:
        return {"passed": False, "error": str(error), "faults": []}
    names = ("margins", "lines_per_page", "characters_per_line")
    measured: dict[str, Any] = {name: found.measured[name] for name in names if name in found.measured}
    return {"passed": found.passed, "form": found.form, **measured, "faults": [finding.as_dict() for finding in found.faults]}


def active_certificate(reply: Reply) -> DepartmentCertificate | None:
    """Nobody signs what was published elsewhere."""
    return None if reply.is_imported else DepartmentCertificate.objects.filter(department=reply.department, active=True).first()


def is_whole(document: OfficialDocument) -> bool:
    """Whether the file of a document is in the storage as it was issued."""
    name = document.file.name or ""
    if not default_storage.exists(name):
        return False
    found = hashlib.sha256()
    with default_storage.open(name) as file:
        for chunk in file.chunks():
            found.update(chunk)
    return found.hexdigest() == document.sha256


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _issued(rendered: rendering.Rendered, certificate: DepartmentCertificate | None) -> dict[str, Any]:
    """The fields of a document that depend on the file as issued; the file is then in the storage."""
    seal = next(iter(rendered.report.seals), None)
    signed = sign(rendered.pdf, certificate, seal) if certificate else None
    content = signed.pdf if signed else rendered.pdf
    sha256 = digest(content)
    name = store(default_storage, f"documents/{sha256[:2]}/{sha256}.pdf", content)
    return {"file": name, "sha256": sha256, "size": len(content), "signature": signed.as_dict() if signed else {}}


def _restored(document: OfficialDocument, rendered: rendering.Rendered) -> OfficialDocument:
    """A page without signature comes back byte for byte. A signed one is signed anew, and the lost file stays on record."""
    log.warning("the file of document %s is lost or damaged and is made again", document.pk)
    if not document.signature:
        store(default_storage, document.file.name or "", rendered.pdf)
        return document
    certificate = active_certificate(document.reply)
    if certificate is None:
        raise SigningFailed(_("The signed file is lost, and the department has no active certificate to sign it anew."))
    issued = _issued(rendered, certificate)
    with transaction.atomic():
        current = OfficialDocument._base_manager.select_for_update().get(pk=document.pk)
        if current.sha256 == document.sha256:
            LostFile.objects.create(document=current, sha256=current.sha256)
            default_storage.delete(current.file.name or "")
            for name, value in issued.items():
                setattr(current, name, value)
            current.save(update_fields=list(issued))
            return current
    return _the_other(current, issued["file"])


def _the_other(document: OfficialDocument, own: str) -> OfficialDocument:
    """What another worker has stored meanwhile; a file of one's own, signed a moment later, is not issued."""
    if document.file.name != own:
        default_storage.delete(own)
    return document


def store(storage: Storage, name: str, content: bytes) -> str:
    """Saves the file, or finds it there. Half a file, left by a worker that died while it wrote, is replaced."""
    if storage.exists(name):
        with storage.open(name) as found:
            if found.read() == content:
                return name
        storage.delete(name)
    return storage.save(name, ContentFile(content))
