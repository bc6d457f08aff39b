"""What a PDF says of itself: archive form, tags, language, title, signatures, what it carries."""

import io
from typing import Any

import pikepdf
from django.utils.translation import gettext as _

from replies.inspection.opening import Unreadable


def facts(pdf: bytes) -> dict[str, Any]:
    """As a dictionary for JSON. A claim of PDF/A is told, not proved. Raises Unreadable."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return _facts(document)
    except pikepdf.PasswordError as error:
        raise Unreadable(_("The PDF is encrypted: save it without a password first.")) from error
    except pikepdf.PikepdfError as error:
        raise Unreadable(_("The PDF is damaged and cannot be opened.")) from error


def _facts(document: pikepdf.Pdf) -> dict[str, Any]:
    root = document.Root
    metadata = document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)  # to read: what is not entered is not written
    title = metadata.get("dc:title") or document.docinfo.get("/Title", "")
    return {
        "version": document.pdf_version,
        "pdfa": metadata.pdfa_status,
        "tagged": bool(_part(root, "/MarkInfo").get("/Marked", False)) and bool(_part(root, "/StructTreeRoot")),
        "language": str(root.get("/Lang", "")),
        "title": str(title),
        "signatures": _signatures(root),
        "attachments": sorted(document.attachments),
        "bookmarks": "/First" in _part(root, "/Outlines"),
    }


def _part(holder: Any, key: str) -> Any:
    """A dictionary inside another; empty where a damaged file has something else there."""
    found = holder.get(key)
    return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()


def _signatures(root: Any) -> int:
    """How many signature fields are signed; whether the signatures hold is not looked at."""
    fields = _part(root, "/AcroForm").get("/Fields")
    found: Any = fields if isinstance(fields, pikepdf.Array) else []
    return sum(1 for one in found if isinstance(one, pikepdf.Dictionary) and one.get("/FT") == "/Sig" and "/V" in one)
