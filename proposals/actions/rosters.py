"""Taking over a list from a spreadsheet, row by row through the actions that a page would call for each."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from proposals import permissions
from proposals.actions.departments import save_department
from proposals.actions.masters import save_group, save_person
from proposals.actions.people import give_password, save_user
from proposals.errors import CaseError
from proposals.models import Department, Group, Person, User
from proposals.rosters.departments import Departments
from proposals.rosters.judging import Roster, Row
from proposals.rosters.people import People
from proposals.rosters.proposers import Proposers

Given = Sequence[tuple[int, Mapping[str, str]]]


@dataclass
class Taken:
    """What was done: the rows written, those that were not, and the first passwords, which are told once."""

    written: list[Row] = field(default_factory=list)
    left: list[Row] = field(default_factory=list)
    passwords: list[tuple[User, str]] = field(default_factory=list)


def digest(rows: Sequence[Row]) -> str:
    """Of a preview: what would become of every row."""
    said = [(row.number, row.verdict, row.reasons, row.differences, sorted(row.given.items())) for row in rows]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _department(row: Row, by: User) -> Department:
    return save_department(row.existing or Department(), row.fields, by=by)


def _person(row: Row, by: User) -> User:
    fields = {name: value for name, value in row.fields.items() if name != "roles"}
    return save_user(row.existing or User(), fields, row.fields.get("roles"), by=by)


def _proposer(row: Row, by: User) -> Person | Group:
    if "kind" in row.fields:
        return save_group(row.existing or Group(), row.fields, by=by)
    return save_person(row.existing or Person(), row.fields, by=by)


ROSTERS: dict[str, tuple[Roster, Callable[[Row, User], Any]]] = {
    Departments.code: (Departments(), _department),
    People.code: (People(), _person),
    Proposers.code: (Proposers(), _proposer),
}


def judge(code: str, given: Given, *, by: User) -> list[Row]:
    """What would become of the rows; nothing is written."""
    permissions.check(by, "master.edit")
    return ROSTERS[code][0].judge(given, by=by)


@transaction.atomic
def take(code: str, given: Given, *, whole: bool, by: User) -> Taken:
    """Writes the rows that can be taken; with `whole` all of them or none. Rows that are as they are already count as neither."""
    rows = judge(code, given, by=by)
    taken = Taken(left=[row for row in rows if row.reasons])
    if whole and taken.left:
        return taken
    for row in rows:
        if not row.is_good:
            continue
        try:
            with transaction.atomic():
                made = ROSTERS[code][1](row, by)
                password = give_password(made, by=by) if isinstance(made, User) and row.existing is None else ""
        except CaseError as error:
            row.reasons.append(str(error))
            taken.left.append(row)
        else:
            taken.written.append(row)
            if password:
                taken.passwords.append((made, password))
    if whole and taken.left:
        transaction.set_rollback(True)
        return Taken(left=taken.left)
    return taken
