"""How a department's letters look: who may change it, and the record of every change in the log of the master data."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet

from proposals import permissions
from proposals.models import Department, User

# How many of the last changes a page tells.
TOLD = 8


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
    row = Department.objects.select_for_update().get(pk=department.pk)
    changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if not changed:
        return []
    before = {name: _words(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=[*changed])
    labels = {field.name: field.verbose_name for field in Department._meta.fields}
    told = "；".join(f"{labels[name]}：{before[name]} → {_words(row, name)}" for name in changed)
    LogEntry.objects.log_actions(by.pk, [row], CHANGE, change_message=told, single_object=True)
    return [*changed]


def layout_changes(department: Department) -> "QuerySet[LogEntry]":
    """The last changes of the department's row, here and in the admin, the newest first."""
    kind = ContentType.objects.get_for_model(Department)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(department.pk)).select_related("user")
    return entries.order_by("-action_time", "-pk")[:TOLD]


def _words(row: Department, name: str) -> str:
    """A value as a reader of the log knows it; a picture by the beginning of its digest."""
    value = getattr(row, name)
    if name.endswith("sha256"):
        return str(value)[:12] or "—"
    if isinstance(value, bool):
        return "√" if value else "×"
    shown = getattr(row, f"get_{name}_display", lambda: value)()
    return "、".join(str(shown).splitlines()) if shown not in ("", None) else "—"
