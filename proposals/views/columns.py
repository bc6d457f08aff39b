"""The columns of the list of cases: what each says of a case, and how it puts the cases in order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, OrderBy, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from proposals.filters import BY_NUMBER
from proposals.list_rows import own_department
from proposals.models import Assignment, User
from proposals.states import CaseState
from proposals.views.standing import Standing

# By the way that a case takes, and not by the letters of a code.
STATE = Case(*(When(listing__state=state, then=Value(n)) for n, state in enumerate(CaseState.values)), output_field=IntegerField())


@dataclass(frozen=True)
class Column:
    """`text` is what stands in a cell; `order` is empty where the cases cannot be put in the order of the column."""

    key: str
    label: Promise
    text: Callable[[Standing], str]
    order: tuple[Any, ...] = ()
    wide: bool = False  # left out on a phone


def _due(row: Standing) -> str:
    if row.due_done or row.task is None:
        return ""
    return iso(row.task.due_on)


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _names(tasks: list[Assignment]) -> str:
    return "、".join(task.department.short_name for task in tasks)


COLUMNS = {
    column.key: column
    for column in (
        Column("number", _("Number"), lambda row: row.case.number_label, BY_NUMBER),
        Column("title", _("Title"), lambda row: row.case.title, ("title",)),
        Column("session", _("Session"), lambda row: row.case.session.label, BY_NUMBER[:2], wide=True),
        Column("kind", _("Kind"), lambda row: row.case.get_kind_display(), ("listing__kind",), wide=True),
        Column("category", _("Category"), lambda row: row.case.category, ("category",), wide=True),
        Column("proposers", _("Proposer"), lambda row: row.proposers),
        Column("own", _("Own department"), lambda row: str(Assignment.Mode(row.own.mode).label) if row.own else "", wide=True),
        Column("answering", _("Answering department"), lambda row: _names(row.answering), wide=True),
        Column("helping", _("Co-handlers"), lambda row: _names([task for task in row.current if not task.answers]), wide=True),
        Column("state", _("State"), lambda row: row.case.get_state_display(), (STATE,)),
        Column("ball", _("In whose hands"), lambda row: row.ball.names),
        Column("due", _("Due"), _due, ("open_due",)),
        Column("registered", _("Registered"), lambda row: iso(timezone.localdate(row.case.registered_at)), ("registered_at",), wide=True),
        Column("sponsor", _("Sponsoring leader"), lambda row: row.case.sponsor, wide=True),
    )
}
USUAL = ("number", "title", "proposers", "own", "state", "ball", "due")


def usual(reader: User) -> list[Column]:
    """The part of the own department only for those whose department handles cases."""
    return [COLUMNS[key] for key in USUAL if key != "own" or own_department(reader) is not None]


def chosen(words: str, reader: User) -> list[Column]:
    """The columns named in an address, each once and in that order; else those that the person keeps, or the usual ones."""
    for asked in (words, reader.case_columns):
        if keys := dict.fromkeys(key for key in asked.split(",") if key in COLUMNS):
            return [COLUMNS[key] for key in keys]
    return usual(reader)


def words_of(columns: list[Column], reader: User) -> str:
    """As an address has them; empty for the usual ones."""
    return "" if columns == usual(reader) else ",".join(column.key for column in columns)


def sorting(sort: str) -> tuple[Any, ...]:
    """The order that an address asks for: the key of a column, with - for the other way round; empty where it asks for none."""
    column = COLUMNS.get(sort.removeprefix("-"))
    if column is None or not column.order:
        return ()
    back = sort.startswith("-")
    if column.key in ("number", "session"):
        return tuple(_turned(name) for name in BY_NUMBER) if back else BY_NUMBER
    return (*(_one(name, back) for name in column.order), *BY_NUMBER)


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _one(name: Any, back: bool) -> OrderBy:
    order = F(name) if isinstance(name, str) else name
    # What has no date stands at the end either way.
    return order.desc(nulls_last=True) if back else order.asc(nulls_last=True)
