"""Puts the department's signature on a page: PAdES B-B, or B-T where a time-stamp authority is configured."""

import io
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from replies.errors import SigningFailed
from replies.models import DepartmentCertificate
from replies.rendering.grid import MM_PER_PT, PAGE_HEIGHT
from replies.rendering.report import SealBox
from replies.signing.certificates import opened
from replies.signing.validity import common_name

FIELD = "Seal"


@dataclass(frozen=True)
class Signed:
    """A signed file and what is kept of its signature."""

    pdf: bytes
    subject: str
    fingerprint: str
    signed_at: str  # ISO 8601

    def as_dict(self) -> dict[str, Any]:
        """For a JSON column: all but the file."""
        return {name: value for name, value in asdict(self).items() if name != "pdf"}


def sign(pdf: bytes, certificate: DepartmentCertificate, seal: SealBox | None = None) -> Signed:
    """The file with a certifying signature after which nothing may be changed (DocMDP 1, ISO 32000-1, 12.8.2.2).

    The signature is an incremental update: the file begins with the bytes given. Its field lies over the seal that is
    drawn on the page and shows nothing of its own; without a seal it has no extent, as PDF/A asks (ISO 19005-3, 6.3.3).
    Raises SigningFailed with the reason in words.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
    from pyhanko.stamp.noop import NoOpStampStyle

    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    with opened(certificate) as signer:
        found = signer.signing_cert
        assert found is not None
        stamper = HTTPTimeStamper(settings.TSA_URL, timeout=10) if settings.TSA_URL else None
        try:
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
            append_signature_field(writer, SigFieldSpec(FIELD, on_page=seal.page - 1 if seal else -1, box=_rectangle(seal)))
            made = PdfSigner(metadata, signer, timestamper=stamper, stamp_style=NoOpStampStyle()).sign_pdf(writer)
        except TimestampRequestError as error:
            raise SigningFailed(_("The time-stamp authority does not answer: %s") % error) from error
        except (SigningError, PdfError) as error:
            raise SigningFailed(_("The page could not be signed: %s") % error) from error
        return Signed(made.getvalue(), common_name(found.subject), found.sha256.hex(), timezone.now().isoformat(timespec="seconds"))


def _rectangle(seal: SealBox | None) -> tuple[int, int, int, int] | None:
    """The edges of a seal in points from the lower left corner of its page: left, bottom, right, top."""
    if seal is None:
        return None
    bottom = PAGE_HEIGHT - seal.top - seal.height
    left, bottom, right, top = (round(edge / MM_PER_PT) for edge in (seal.left, bottom, seal.left + seal.width, bottom + seal.height))
    return left, bottom, right, top
