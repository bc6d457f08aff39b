"""The list of cases as a file: all pages of what an address asks for, its columns and its order.

Written in chunks, so that a hundred thousand rows take no more memory than a thousand.
"""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from proposals.models import Proposal
from proposals.views.listed import CaseList

CHUNK = 500
XLSX, CSV = "xlsx", "csv"
# How a formula begins for one of the programs that open such files; the wide ones count where the input is Chinese.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
WIDTHS = {"title": 48, "number": 18}


@require_safe
def case_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    listing = CaseList(request, request.GET)
    return export(listing, listing.as_rows, kind)


def export(listing: CaseList, cases: QuerySet[Proposal], kind: str) -> HttpResponseBase:
    """The file of these cases, with the columns of the list."""
    if kind not in (XLSX, CSV):
        raise Http404
    name = f"{_('Cases')}-{timezone.localdate().isoformat()}.{kind}"
    if kind == XLSX:
        return FileResponse(workbook(listing, cases), as_attachment=True, filename=name)
    response = StreamingHttpResponse(lines(listing, cases, translation.get_language()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = FileResponse(io.BytesIO(), as_attachment=True, filename=name)["Content-Disposition"]
    return response


def table(listing: CaseList, cases: QuerySet[Proposal]) -> Iterator[list[str]]:
    """The rows of the file, its head first."""
    yield [str(column.label) for column in listing.columns]
    for row in listing.rows(cases.iterator(chunk_size=CHUNK)):
        yield [column.text(row) for column in listing.columns]


def workbook(listing: CaseList, cases: QuerySet[Proposal]) -> Any:
    """An open file with an xlsx, to be read from its beginning. Cells are texts, never formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Cases"))
    sheet.freeze_panes = "A2"
    for place, column in enumerate(listing.columns):
        sheet.column_dimensions[chr(ord("A") + place)].width = WIDTHS.get(column.key, 16)
    for n, row in enumerate(table(listing, cases)):
        sheet.append([_cell(sheet, text, head=n == 0) for text in row])
    out = TemporaryFile()  # noqa: SIM115  # closed by the response that sends it
    book.save(out)
    out.seek(0)
    return out


def _cell(sheet: Any, text: str, *, head: bool) -> Any:
    # What the format cannot hold (a control character in an imported title) must not cost the whole file.
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"  # a text that begins with = + - @ stays one
    if head:
        cell.font = Font(bold=True)
    return cell


def lines(listing: CaseList, cases: QuerySet[Proposal], language: str) -> Iterator[bytes]:
    """CSV in UTF-8 with the mark by which spreadsheets know it, some hundred rows at a time.

    They are written after the middleware that sets the reader's language has ended, hence `language`.
    """
    rows = table(listing, cases)
    yield b"\xef\xbb\xbf"
    while True:
        out = io.StringIO(newline="")
        with translation.override(language):
            chunk = [[guarded(text) for text in row] for row in islice(rows, CHUNK)]
        if not chunk:
            return
        csv.writer(out).writerows(chunk)
        yield out.getvalue().encode()


def guarded(text: str) -> str:
    """A text that no program takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
