"""The figures as a workbook: a sheet for each table, the lists of results, and the definitions with numerator and denominator.

Cells are texts and numbers, never formulas: a name that begins like one stays a text. The same figures give the same cells.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from replies.statistics.dimensions import DIMENSIONS
from replies.statistics.measures import MEASURES
from replies.statistics.tables import Figure, Row, Scheme, Table

PERCENT, WHOLE = "0.0%", "0"
FIRST_COLUMN, COLUMN = 26, 12
HEAD = Font(bold=True)
WRAPPED = Alignment(vertical="top", wrap_text=True)


def workbook(tables: Sequence[Table], schemes: Sequence[Scheme], heading: str, day: date) -> bytes:
    """An xlsx. `heading` says whose figures they are, and over what."""
    book = Workbook(write_only=True)
    # The day, not the moment: two workbooks of one day are alike.
    book.properties.created = book.properties.modified = datetime(day.year, day.month, day.day)  # noqa: DTZ001  # the format has no zones
    book.properties.creator = ""
    for table in tables:
        _sheet(book, _("By %s") % table.dimension.name if table.dimension else _("Total"), _table(table), widths=[FIRST_COLUMN])
    _sheet(book, _("Handling result"), _results(schemes), widths=[FIRST_COLUMN, COLUMN, 40])
    _sheet(book, _("Definitions"), _definitions(heading, day), widths=[FIRST_COLUMN, COLUMN, 40, 40, 40])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Any, title: str, rows: Iterable[Iterable[Any]], *, widths: Sequence[float]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for place, width in enumerate(widths):
        sheet.column_dimensions["ABCDEFG"[place]].width = width
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, value, head=number == 0) for value in row])


def _cell(sheet: Any, value: Any, *, head: bool) -> Any:
    """A text, a whole number, or a share (float, None for that of nothing)."""
    # What the format cannot hold (a control character in an imported name) must not cost the whole workbook.
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = + - @ stays one
        cell.alignment = WRAPPED
    else:
        cell.number_format = PERCENT if isinstance(value, float) else WHOLE
    if head:
        cell.font = HEAD
    return cell


def _table(table: Table) -> Iterator[list[Any]]:
    yield [str(table.dimension.name) if table.dimension else "", *_heads(table)]
    for row in (*table.rows, table.total):
        yield [row.label, *_values(row)]


def _heads(table: Table) -> Iterator[str]:
    for measure in table.measures:
        if measure.rate:
            yield from (str(measure.name), _("%s: counted") % measure.name, _("%s: of") % measure.name)
        else:
            yield str(measure.name)


def _values(row: Row) -> Iterator[Any]:
    for figure in row.figures:
        yield from _numbers(figure)


def _numbers(figure: Figure) -> tuple[Any, ...]:
    return (figure.share, figure.hit, figure.of) if figure.measure.rate else (figure.hit,)


def _results(schemes: Sequence[Scheme]) -> Iterator[list[Any]]:
    """A block for each scheme: classes of different places are not added up."""
    yield [_("Rules of the place"), _("Result"), _("Meaning"), _("Count"), _("Share")]
    for scheme in schemes:
        for share in scheme.shares:
            yield ["、".join(scheme.names), share.outcome.label, share.outcome.meaning, share.count, share.count / scheme.total]


def _definitions(heading: str, day: date) -> Iterator[list[Any]]:
    yield [_("Measure"), _("Counted are"), _("Denominator"), _("Numerator"), _("By which rule")]
    for measure in MEASURES:
        yield [str(words) for words in (measure.name, measure.unit.name, measure.counted, measure.meets, measure.source)]
    yield [_("Scope"), "", heading, "", ""]
    yield [_("Counted on"), "", day.isoformat(), "", ""]
    yield [_("Parted by"), "", "、".join(str(dimension.name) for dimension in DIMENSIONS.values()), "", ""]
