"""Judges the signatures in a PDF: whether the file is as it was signed, by whose certificate, and who vouches for that."""

import io
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate, Name
    from pyhanko.sign.validation import EmbeddedPdfSignature, PdfSignatureStatus

log = logging.getLogger(__name__)
ROOT_SUFFIXES = {".pem", ".crt", ".cer", ".der"}


class State(StrEnum):
    """What a signature is worth, the worst first."""

    DAMAGED = "damaged"  # the file, or the signature in it, cannot be read
    CHANGED = "changed"  # the file is not as it was signed
    REVOKED = "revoked"
    UNKNOWN_ISSUER = "unknown_issuer"  # no trusted root vouches for the certificate
    EXPIRED = "expired"  # good when it was made, by its own statement of the time; since then the certificate has expired
    VALID = "valid"


@dataclass(frozen=True)
class Signature:
    """One signature. `signed_at` is ISO 8601; only with `timestamped` does a third party vouch for it."""

    state: State
    signer: str = ""
    issuer: str = ""
    fingerprint: str = ""
    signed_at: str = ""
    timestamped: bool = False

    @property
    def good(self) -> bool:
        return self.state == State.VALID


def check(pdf: bytes, roots: Path) -> list[Signature]:
    """The signatures of a file, judged today by the root certificates (PEM or DER) in a directory. Nothing is fetched.

    A file without signatures gives []. A file that cannot be read gives one that is DAMAGED, whatever is wrong with it.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    trusted = list(_roots(roots))
    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        return [_judge(signature, pdf, trusted) for signature in found]
    except Exception as error:
        # A stranger's file can break a parser in any way; whatever it is, the file is not whole.
        log.info("signatures could not be read: %r", error)
        return [Signature(State.DAMAGED)]


def common_name(name: "Name") -> str:
    """What a certificate calls its holder or its issuer; all of the name where it has no common name."""
    return str(name.native.get("common_name") or name.human_friendly)


def _judge(signature: "EmbeddedPdfSignature", pdf: bytes, roots: "list[Certificate]") -> Signature:
    cert = signature.signer_cert
    claimed = signature.self_reported_timestamp
    now = _status(signature, roots, datetime.now(UTC))
    stamp = now.timestamp_validity
    timestamped = bool(stamp and stamp.valid and stamp.intact and stamp.trusted)
    moment = stamp.timestamp if stamp and timestamped else claimed
    state = _state(now, tight=_tight(signature, pdf))
    if state == State.UNKNOWN_ISSUER and moment and _status(signature, roots, moment).trusted:
        # Vouched for at that moment: by a third party, or only by the signature's own statement.
        state = State.VALID if timestamped else State.EXPIRED
    return Signature(
        state,
        signer=common_name(cert.subject),
        issuer=common_name(cert.issuer),
        fingerprint=cert.sha256.hex(),
        signed_at=moment.isoformat(timespec="seconds") if moment else "",
        timestamped=timestamped,
    )


def _status(signature: "EmbeddedPdfSignature", roots: "list[Certificate]", moment: datetime) -> "PdfSignatureStatus":
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment, retroactive_revinfo=True)
    usages = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
    return validate_pdf_signature(signature, context, key_usage_settings=usages)


def _state(status: "PdfSignatureStatus", *, tight: bool) -> State:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not (status.intact and status.valid and whole and tight and status.docmdp_ok is not False):
        return State.CHANGED
    if status.revoked:
        return State.REVOKED
    return State.VALID if status.trusted else State.UNKNOWN_ISSUER


def _tight(signature: "EmbeddedPdfSignature", pdf: bytes) -> bool:
    """Whether the gap that the signature cannot cover holds the signature alone: hexadecimal digits of one case, then zeros."""
    from asn1crypto import parser

    start, length, end, _ = (int(number) for number in signature.byte_range)
    gap, content = pdf[start + length : end], signature.pkcs7_content
    *_, header, value, trailer = parser.parse(content)
    padding = content[len(header) + len(value) + len(trailer) :]
    digits = content.hex().encode()
    return gap in (b"<" + digits + b">", b"<" + digits.upper() + b">") and not any(padding)


def _roots(directory: Path) -> "list[Certificate]":
    from pyhanko.keys import load_certs_from_pemder

    files = [str(path) for path in sorted(directory.glob("*")) if path.suffix.lower() in ROOT_SUFFIXES] if directory.is_dir() else []
    return list(load_certs_from_pemder(files))  # type: ignore[no-untyped-call]  # carries no types
