"""The workbook that an office fills in: the heads, one row as an example, and what each column is for."""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from proposals.rosters.judging import Roster

HEAD_ROW_FILL = "EDE7D6"
WIDTH = 18


def template(roster: Roster) -> bytes:
    """An xlsx. Its cells are texts, so that a telephone number keeps its zeros."""
    book = Workbook()
    sheet = book.active
    sheet.title = str(roster.title)[:31]
    sheet.append([column.head for column in roster.columns])
    sheet.append([column.example for column in roster.columns])
    for place, column in enumerate(roster.columns, start=1):
        head = sheet.cell(1, place)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor=HEAD_ROW_FILL)
        sheet.column_dimensions[head.column_letter].width = max(WIDTH, 2 * len(column.example) + 2)
        sheet.column_dimensions[head.column_letter].number_format = "@"
        sheet.cell(2, place).number_format = "@"
    sheet.freeze_panes = "A2"
    notes = book.create_sheet(_("How to fill it in"))
    notes.append([_("Column"), _("What it is for"), _("Also called")])
    for column in roster.columns:
        notes.append([column.head, column.note, "、".join(column.synonyms)])
    for letter, width in (("A", 16), ("B", 60), ("C", 60)):
        notes.column_dimensions[letter].width = width
    for row in notes.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
