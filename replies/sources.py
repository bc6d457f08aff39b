"""Reads a published reply out of a file, whatever it is: the structured reply in a printed page, the text of a PDF, plain text."""

import dataclasses
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from replies import embedded
from replies.embedded import NoReplyInside, StructuredReply, UnreadablePdf
from replies.parsing import ParsedReply, parse_reply
from replies.parsing.reading import ReadingError, decode, read_bytes

PDF = b"%PDF-"
# Where the head of a PDF may begin (PDF 32000-1, annex H, 3.4.1).
HEAD = 1024
MOST_PAGES = 500
PAGE_NUMBER = re.compile(r"[—–\-\s]*\d{1,4}[—–\-\s]*")


@dataclass
class Line:
    """A line of a page; left and right edge and the size of its characters in points."""

    text: str
    left: float
    right: float
    size: float


def read_reply(path: str | Path) -> StructuredReply | ParsedReply:
    """What a file holds. Raises ReadingError with what is wrong and what to do."""
    data = read_bytes(path)
    if PDF not in data[:HEAD]:
        return parse_reply(decode(data))
    try:
        return embedded.load(data)
    except UnreadablePdf as error:
        raise ReadingError(str(error)) from error
    except NoReplyInside as error:
        reason = str(error)
    text = pdf_text(data)
    if not text.strip():
        raise ReadingError(_("The PDF holds no text, only pictures of it; it cannot be read here."))
    parsed = parse_reply(text)
    warning = _("%s The fields were read out of the text of its pages and need a look.") % reason
    return dataclasses.replace(parsed, warnings=[warning, *parsed.warnings])


def read_fields(path: str | Path) -> ParsedReply:
    """The fields of the reply in a file. Raises ReadingError with what is wrong and what to do."""
    found = read_reply(path)
    return found.parsed() if isinstance(found, StructuredReply) else found


def pdf_text(data: bytes) -> str:
    """The text of a PDF, one paragraph to a line, without page numbers. Raises ReadingError for what PDFium cannot open."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > MOST_PAGES:
                raise ReadingError(_("The PDF has more than %d pages: it is not a reply.") % MOST_PAGES)
            return _paragraphs([line for page in document for line in _lines(page)])
    except pypdfium2.PdfiumError as error:  # the file, or a page in it
        raise ReadingError(_("The PDF is damaged, or this is no PDF.")) from error


def _lines(page: Any) -> list[Line]:
    """The lines of a page in the order in which it was written."""
    text, lines, middle = page.get_textpage(), list[Line](), None
    content = text.get_text_range()
    for index, char in enumerate(content if len(content) == text.count_chars() else ""):
        if char.isspace() and char != "\u3000":
            continue
        left, bottom, right, top = text.get_charbox(index, loose=True)
        size = top - bottom
        if not lines or middle is None or abs((top + bottom) / 2 - middle) > size / 2:
            lines.append(Line("", left, right, size))
            middle = (top + bottom) / 2
        line = lines[-1]
        blank = " " if line.text and left - line.right > size / 5 and char.isascii() and line.text[-1].isascii() else ""
        line.text, line.right = line.text + blank + char, right
    return [line for line in lines if not PAGE_NUMBER.fullmatch(line.text)]


def _paragraphs(lines: list[Line]) -> str:
    """Lines that follow a full one and begin at the left edge continue its paragraph."""
    if not lines:
        return ""
    em = median(line.size for line in lines)
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    text = lines[0].text
    for before, line in pairwise(lines):
        continues = line.left < left + 0.7 * em and before.right > right - 2.5 * em
        text += line.text if continues else f"\n{line.text}"
    return text
