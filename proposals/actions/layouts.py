"""How a department's letters look: who may change it, and the record of every change in the log of the master data."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import QuerySet

from proposals import permissions
from proposals.actions.masters import TOLD, changes_of, locked, write
from proposals.models import Department, User


def check_edit_layout(department: Department, *, by: User) -> str:
    """The role as which the person may change the layout; raises NotAllowed with the reason."""
    if permissions.holds(by, "master.edit"):
        return permissions.check(by, "master.edit")
    return permissions.check(by, "layout.edit", department)


@transaction.atomic
def save_layout(department: Department, fields: Mapping[str, Any], *, by: User) -> list[str]:
    """Writes those of the fields (checked by their form) that differ from the row, and records what they were; the names written.

    A reply signed before keeps what it was signed with (`Reply.frame`).
    """
    check_edit_layout(department, by=by)
    return write(locked(department), fields, by=by)


def layout_changes(department: Department) -> "QuerySet[LogEntry]":
    """The last changes of the department's row, here and in the admin, the newest first."""
    return changes_of(department)[:TOLD]
