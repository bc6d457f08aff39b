"""Opens a PDF that anyone may have made, one at a time: PDFium is not safe in threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import pypdfium2 as pdfium
from django.utils.translation import gettext as _
from pypdfium2 import raw

_LOCK = Lock()


class Unreadable(Exception):
    """The bytes are no PDF whose pages can be read. The message is for the person who gave the file."""


@contextmanager
def opened(pdf: bytes) -> Iterator[pdfium.PdfDocument]:
    """The document, to be used inside the block only. Raises Unreadable for an empty, foreign, damaged or encrypted file."""
    if not pdf.strip():
        raise Unreadable(_("The file is empty."))
    if b"%PDF-" not in pdf[:1024]:
        raise Unreadable(_("This is not a PDF."))
    with _LOCK:
        try:
            document = pdfium.PdfDocument(pdf)
        except pdfium.PdfiumError as error:
            if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
                raise Unreadable(_("The PDF is encrypted: save it without a password first.")) from error
            raise Unreadable(_("The PDF is damaged and cannot be opened.")) from error
        try:
            with document:
                document.init_forms()
                if not len(document):
                    raise Unreadable(_("The PDF has no page."))
                yield document
        except pdfium.PdfiumError as error:  # a page inside it
            raise Unreadable(_("The PDF is damaged and cannot be opened.")) from error
