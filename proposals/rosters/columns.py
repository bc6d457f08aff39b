"""Which column of a table is which: found by its head, whatever stands above it and however the office calls it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from proposals.errors import InvalidInput
from proposals.rosters.sheets import Line

HEAD_WITHIN = 12  # rows in which the head is looked for


@dataclass(frozen=True)
class Column:
    """`head` is how the template calls it; it is also known by the `synonyms`."""

    name: str
    head: str
    synonyms: tuple[str, ...] = ()
    example: str = ""
    note: str = ""
    required: bool = False

    def is_called(self, text: str) -> bool:
        return _bare(text) in {_bare(known) for known in (self.head, *self.synonyms)}


@dataclass(frozen=True)
class Table:
    """The rows below the head by the names of the columns; `ignored` are heads that mean nothing here."""

    rows: list[tuple[int, dict[str, str]]]
    ignored: list[str] = field(default_factory=list)


def table_of(sheets: Sequence[Sequence[Line]], columns: Sequence[Column], *, pasted: bool = False) -> Table:
    """The first sheet with a head that is understood; pasted rows need none, they are taken in the template's order.

    Raises InvalidInput where a head that is needed is missing, or nothing follows it.
    """
    best: tuple[int, dict[str, int], Sequence[Line]] = (0, {}, ())
    for lines in sheets:
        start, places = _head(lines, columns)
        if len(places) > len(best[1]):
            best = start, places, lines
    start, places, lines = best
    ignored: list[str] = []
    missing = [column.head for column in columns if column.required and column.name not in places]
    if not places and pasted:
        start, places, lines = 0, {column.name: n for n, column in enumerate(columns)}, sheets[0]
    elif missing:
        raise InvalidInput(
            _("The head of the table was not found: a column “%(missing)s” is needed. Known heads: %(known)s.")
            % {"missing": missing[0], "known": "、".join(column.head for column in columns)}
        )
    else:
        ignored = [head for n, head in enumerate(lines[start - 1].cells) if head and n not in places.values()]
    rows = [(line.number, {name: _cell(line, place) for name, place in places.items()}) for line in lines[start:] if not line.is_blank]
    if not rows:
        raise InvalidInput(_("The table has no rows below its head."))
    return Table(rows, ignored)


def _head(lines: Sequence[Line], columns: Sequence[Column]) -> tuple[int, dict[str, int]]:
    """The place of the first row of data, and where each column stands. A head may take two rows, of which the upper is merged."""
    found: tuple[int, dict[str, int]] = (0, {})
    for n, line in enumerate(lines[:HEAD_WITHIN]):
        places = _places([line], columns)
        if len(places) > len(found[1]):
            found = n + 1, places
        below = lines[n + 1] if n + 1 < len(lines) else None
        if below and places and all(_known(cell, columns) for cell in below.cells if cell):
            both = _places([line, below], columns)
            if len(both) > len(found[1]):
                found = n + 2, both
    return found


def _places(head: Sequence[Line], columns: Sequence[Column]) -> dict[str, int]:
    places: dict[str, int] = {}
    for line in reversed(head):  # the lower row is the more exact
        for n, cell in enumerate(line.cells):
            known = _known(cell, columns)
            if known and known.name not in places and n not in places.values():
                places[known.name] = n
    return places


def _known(cell: str, columns: Sequence[Column]) -> Column | None:
    return next((column for column in columns if cell and column.is_called(cell)), None)


def _cell(line: Line, place: int) -> str:
    return line.cells[place] if place < len(line.cells) else ""


def _bare(text: str) -> str:
    """A head without what offices add to it: 单 位 全 称（必填）* is 单位全称."""
    return re.sub(r"[（(【\[].*?[）)】\]]|[\s*＊:：]", "", text).lower()
