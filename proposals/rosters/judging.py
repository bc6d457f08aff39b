"""What would become of each row of a list: made new, changed in these fields, left as it is, or refused and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.models import User
from proposals.rosters.columns import Column

# What a spreadsheet shows where a formula went wrong.
CELL_ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


VERDICT_LABELS: dict[Verdict, Promise] = {
    Verdict.NEW: gettext_lazy("new"),
    Verdict.CHANGED: gettext_lazy("to change"),
    Verdict.SAME: gettext_lazy("as it is"),
    Verdict.WRONG: gettext_lazy("cannot be taken"),
}


@dataclass
class Row:
    """`given` are the cells by column; `fields` what is to be written, of `existing` or of a new row; `differences` in words."""

    number: int
    given: Mapping[str, str]
    existing: Any = None
    fields: dict[str, Any] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    differences: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        if self.reasons:
            return Verdict.WRONG
        if self.existing is None:
            return Verdict.NEW
        return Verdict.CHANGED if self.differences else Verdict.SAME

    @property
    def label(self) -> Promise:
        return VERDICT_LABELS[self.verdict]

    @property
    def is_good(self) -> bool:
        return self.verdict in (Verdict.NEW, Verdict.CHANGED)

    def get(self, name: str) -> str:
        return self.given.get(name, "")

    def take(self, name: str, value: Any) -> None:
        """An empty cell leaves what is there."""
        if value not in ("", None):
            self.fields[name] = value

    def differs(self, label: object, before: object, after: object) -> None:
        if str(before) != str(after):
            self.differences.append((str(label), str(before or "—"), str(after)))


class Roster(Protocol):
    """A kind of list. `judge` asks a constant number of queries, however many rows there are."""

    @property
    def code(self) -> str: ...

    @property
    def title(self) -> Promise: ...

    @property
    def columns(self) -> tuple[Column, ...]: ...

    def judge(self, rows: Iterable[tuple[int, Mapping[str, str]]], *, by: User) -> list[Row]: ...


def begun(rows: Iterable[tuple[int, Mapping[str, str]]], columns: Iterable[Column], model: type[Model]) -> list[Row]:
    """The rows with what can be said of a cell by itself: missing, too long, not a value."""
    made = [Row(number, given) for number, given in rows]
    columns = list(columns)
    for row in made:
        for column in columns:
            text = row.get(column.name)
            if not text and column.required:
                row.reasons.append(_("“%s” is empty.") % column.head)
            elif text.startswith("="):
                row.reasons.append(_("“%(column)s” is a formula without a value: %(text)s. Write the value.") % _at(column, text))
            elif text in CELL_ERRORS:
                row.reasons.append(_("“%(column)s” says %(text)s: its formula goes wrong.") % _at(column, text))
            else:
                _check_length(row, column, text, model)
    return made


def _at(column: Column, text: str) -> dict[str, str]:
    return {"column": column.head, "text": text[:30]}


def _check_length(row: Row, column: Column, text: str, model: type[Model]) -> None:
    known = {one.name: one for one in model._meta.fields}.get(column.name)
    longest = getattr(known, "max_length", None)
    if longest and known and not known.is_relation and not known.choices and len(text) > longest:
        row.reasons.append(_("“%(column)s” is longer than %(n)d characters.") % {"column": column.head, "n": longest})


def refuse_twins(rows: Iterable[Row], *keys: str) -> None:
    """Of rows with the same value in one of the columns the first stands; `keys` are columns that tell one row from another."""
    for key in keys:
        seen: dict[str, int] = {}
        for row in rows:
            if text := row.get(key):
                if first := seen.get(text):
                    row.reasons.append(_("Row %(n)d says “%(text)s” as well.") % {"n": first, "text": text})
                seen.setdefault(text, row.number)


def chosen(text: str, words: Mapping[Any, Iterable[str]]) -> Any:
    """The code among whose words the text is."""
    return next((code for code, known in words.items() if text in known), None)


def compare(row: Row, names: Iterable[str]) -> None:
    """Tells what of the plain fields differs from the row that is there."""
    for name in names:
        if row.existing is not None and name in row.fields:
            known = row.existing._meta.get_field(name)
            before, after = getattr(row.existing, name), row.fields[name]
            words = dict(getattr(known, "flatchoices", None) or ())
            if before != after:
                row.differs(known.verbose_name, words.get(before, before), words.get(after, after))


def check_by_model(row: Row, model: type[Model], *names: str) -> None:
    """What the validators of the model's fields say of a value."""
    for name in names:
        if name in row.fields:
            try:
                model._meta.get_field(name).run_validators(row.fields[name])  # type: ignore[union-attr]  # of a plain column
            except ValidationError as error:
                row.reasons += error.messages
