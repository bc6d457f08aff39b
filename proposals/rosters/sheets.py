"""Tables as offices send them: workbooks of Excel and WPS, CSV in the encodings of Chinese Windows, and lines that were pasted."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from proposals.errors import InvalidInput

LARGEST = 5 * 1024 * 1024
UNPACKED = 60 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 2000, 40, 500
OLD_EXCEL = bytes.fromhex("D0CF11E0A1B11AE1")
ENCODINGS = ("utf-8-sig", "gb18030")
# The marks of Excel's “Unicode text”.
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = "\t,;，"


@dataclass(frozen=True)
class Line:
    """A row as the spreadsheet numbers it. A formula of which no value is known stays as it is written, with its =."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        return not any(self.cells)


def read(name: str, content: bytes) -> list[list[Line]]:
    """The sheets of a file, told by what is in it and not by its name; raises InvalidInput with what to do."""
    if len(content) > LARGEST:
        raise InvalidInput(_("“%s” is larger than 5 MB; a list of names is much smaller.") % name)
    if content.startswith(OLD_EXCEL):
        raise InvalidInput(_("“%s” is of the old format xls. Save it as xlsx or CSV and choose it again.") % name)
    if content.startswith(b"PK"):
        return _workbook(name, content)
    return [lines(_decoded(name, content))]


def lines(text: str) -> list[Line]:
    """The rows of CSV, or of cells pasted from a spreadsheet."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    try:
        return _numbered(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InvalidInput(_("The text cannot be read as a table: %s.") % error) from error


def _decoded(name: str, content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(UTF_16) else ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InvalidInput(_("“%s” is no table: choose an xlsx or CSV file.") % name)


def _workbook(name: str, content: bytes) -> list[list[Line]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise InvalidInput(_("“%s” is larger than 5 MB; a list of names is much smaller.") % name)
        # The values that the last program worked out, and the formulas, to tell a cell that was never worked out from an empty one.
        values, formulas = (load_workbook(io.BytesIO(content), read_only=True, data_only=only) for only in (True, False))
        return [_sheet(of_values, of_formulas) for of_values, of_formulas in zip(values.worksheets, formulas.worksheets, strict=True)]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError, TypeError, AttributeError) as error:
        # What a damaged or disguised workbook raises in the library: a part that is missing, XML that does not parse.
        raise InvalidInput(_("“%s” is damaged or no workbook. Open it, save it as xlsx and choose it again.") % name) from error


def _sheet(values: Any, formulas: Any) -> list[Line]:
    for sheet in (values, formulas):
        sheet.reset_dimensions()  # some programs write a wrong extent
    box = {"max_col": MOST_COLUMNS, "values_only": True}
    return _numbered(
        [written if value is None else value for value, written in zip(row, as_written, strict=False)]
        for row, as_written in zip(values.iter_rows(**box), formulas.iter_rows(**box), strict=False)
    )


def _numbered(rows: Iterable[Iterable[Any]]) -> list[Line]:
    found = [Line(n, tuple(_text(cell) for cell in row)[:MOST_COLUMNS]) for n, row in enumerate(islice(rows, MOST_ROWS + 50), start=1)]
    if sum(not line.is_blank for line in found) > MOST_ROWS:
        raise InvalidInput(_("The table has more than %d rows; divide it.") % MOST_ROWS)
    return found


def _text(value: Any) -> str:
    """A cell as one reads it: 5550127 of a telephone that the program took for a number, one line, no control characters."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        value = value.isoformat()[:10]
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\u200b-\u200f]", "", str(value)[:LONGEST_CELL].replace("\r", "\n"))
    return " ".join(text.split())
