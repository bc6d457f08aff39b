"""The answer to “is this what was issued?”. It tells nothing of a case but what whoever holds the page can read on it."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.states import CaseState
from replies.models import OfficialDocument, Reply
from replies.signing.isolated import look_into
from replies.signing.validity import Signature, State
from replies.states import ReplyState
from replies.verification.codes import read_code


class Finding(TextChoices):
    EXACT = "exact", gettext_lazy("This is the very file that was issued.")
    NOT_SENT = "not_sent", gettext_lazy("This file was made here; that it was sent is not recorded yet.")
    SUPERSEDED = "superseded", gettext_lazy("This file was issued; the same letter has been printed anew since.")
    WITHDRAWN = "withdrawn", gettext_lazy("This file was made here, but its case was withdrawn afterwards.")
    OTHER = "other", gettext_lazy("This file was issued, but not under this number.")
    ALTERED = "altered", gettext_lazy("This is not the file that was issued under this number.")
    UNKNOWN = "unknown", gettext_lazy("No such file was issued here.")


ADVICE = {
    Finding.EXACT: gettext_lazy("Not one byte of it was changed."),
    Finding.NOT_SENT: gettext_lazy("Not one byte of it was changed. The department records the sending afterwards; ask it when in doubt."),
    Finding.SUPERSEDED: gettext_lazy("Not one byte of it was changed. The newer print has the same text; only the page was made again."),
    Finding.WITHDRAWN: gettext_lazy("Not one byte of it was changed, but it answers nothing any more. Please ask the department."),
    Finding.OTHER: gettext_lazy("The number belongs to another document. Please compare it with the last page of this file."),
    Finding.ALTERED: gettext_lazy("It may have been changed, scanned or saved anew. Do not rely on it; ask the department."),
    Finding.UNKNOWN: gettext_lazy("It may be from elsewhere, changed or saved anew. Ask the department named in the letter."),
}
STATES = {
    State.VALID: gettext_lazy("The signature is valid."),
    State.EXPIRED: gettext_lazy("The file is as it was signed. The certificate was valid then and has expired since."),
    State.UNKNOWN_ISSUER: gettext_lazy("The file is as it was signed, but nobody trusted here vouches for the certificate."),
    State.REVOKED: gettext_lazy("The certificate was revoked."),
    State.CHANGED: gettext_lazy("The file was changed after it was signed."),
    State.DAMAGED: gettext_lazy("The file, or the signature in it, cannot be read."),
}


@dataclass(frozen=True)
class Facts:
    """What may be said of a document to whoever holds it: what stands beside the number on its last page.

    The document number, which is on page 1, only of a reply that is published anyway.
    """

    issuer: str
    issued_on: date | None
    document_number: str = ""


@dataclass(frozen=True)
class Verdict:
    finding: Finding
    facts: Facts | None = None
    signatures: tuple[Signature, ...] = ()
    # Of a file that was not sent: the signature that the file of this digest was issued with, {} for none. None where it was sent.
    recorded: dict[str, Any] | None = None

    @property
    def message(self) -> str:
        return str(self.finding.label)

    @property
    def advice(self) -> str:
        return str(ADVICE[self.finding])

    @property
    def signature_lines(self) -> list[str]:
        """What is to be said of the signatures; nothing where neither the file nor a record of it is at hand."""
        if self.recorded is None:
            return [signature_line(signature) for signature in self.signatures] or [_("The file bears no signature.")]
        if not self.recorded:
            return []
        words = {"signer": self.recorded["subject"], "moment": _moment(self.recorded["signed_at"])}
        return [_("As recorded when it was issued: signed by the certificate of %(signer)s, %(moment)s.") % words]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        facts = asdict(self.facts) if self.facts else {}
        shown = {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
        signatures = [asdict(signature) for signature in self.signatures]
        return {"finding": self.finding.value, "message": self.message, **shown, "signatures": signatures}


def signature_line(signature: Signature) -> str:
    """What a signature is worth, whose it is and since when, in one sentence after another."""
    line = str(STATES[signature.state])
    if signature.signer:
        line += _(" Certificate: %(signer)s; issued by: %(issuer)s.") % {"signer": signature.signer, "issuer": signature.issuer}
    if signature.signed_at:
        moment = _moment(signature.signed_at)
        line += (_(" Time stamped: %s.") if signature.timestamped else _(" Signed, by its own statement: %s.")) % moment
    return line


def _moment(iso: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(iso)), "Y年n月j日 H:i")


def judge_file(pdf: bytes, code: str = "") -> Verdict:
    """The answer for a file at hand. Without a `code` the one that the file itself bears counts."""
    found = look_into(pdf, settings.SIGNING_ROOTS_DIR)
    finding, document = _judge(hashlib.sha256(pdf).hexdigest(), code, found.code)
    return Verdict(finding, facts_of(document.reply) if document else None, found.signatures)


def judge_digest(sha256: str, code: str = "") -> Verdict:
    """The answer for a file that stays where it is: its SHA-256 in 64 hexadecimal digits of small letters."""
    finding, document = _judge(sha256, code, "")
    recorded = document.signature if document and finding != Finding.ALTERED else None
    return Verdict(finding, facts_of(document.reply) if document else None, recorded=recorded or {})


def document_of(code: str) -> OfficialDocument | None:
    """The newest document under a number, as a person types it."""
    wanted = read_code(code)
    return _documents().filter(verification_code=wanted).last() if wanted else None


def facts_of(reply: Reply) -> Facts:
    published = reply.state == ReplyState.DISPATCHED and reply.publication in (Reply.Publication.FULL, Reply.Publication.SUMMARY)
    return Facts(reply.frame()["issuer"] or reply.department.full_name, reply.issued_on, reply.number_text if published else "")


def _judge(sha256: str, code: str, inside: str) -> tuple[Finding, OfficialDocument | None]:
    document = _documents().filter(Q(sha256=sha256) | Q(lost_files__sha256=sha256)).first()
    if document is None:
        named = document_of(code or inside)
        return (Finding.ALTERED, named) if named else (Finding.UNKNOWN, None)
    if code and read_code(code) != document.verification_code:
        return Finding.OTHER, document
    if document.reply.case.state == CaseState.WITHDRAWN:
        return Finding.WITHDRAWN, document
    if _documents().filter(reply=document.reply, pk__gt=document.pk).exists():
        return Finding.SUPERSEDED, document
    return (Finding.EXACT if document.reply.state == ReplyState.DISPATCHED else Finding.NOT_SENT), document


def _documents() -> Any:
    related = ("reply__number", "reply__assignment__proposal__session", "reply__assignment__department")
    return OfficialDocument._base_manager.select_related(*related).order_by("pk")
