"""Which cases are looked at: the filter that every figure, chart, list and workbook of a page shares."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Q

from replies.statistics.units import with_result

# Filter → the field of the task that it is about.
TASK_FIELDS = {
    "session": "proposal__session",
    "kind": "proposal__kind",
    "department": "department",
    "body": "proposal__assigning_body",
    "priority": "proposal__is_priority",
    "assigned_from": "assigned_on__gte",
    "assigned_to": "assigned_on__lte",
    "due_from": "due_on__gte",
    "due_to": "due_on__lte",
}


@dataclass(frozen=True)
class Choice:
    """None, and an empty string, leave out a condition. Rows by their ids, days inclusive."""

    session: int | None = None
    kind: str = ""
    department: int | None = None
    body: int | None = None  # the assigning body
    priority: bool | None = None
    assigned_from: date | None = None
    assigned_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    outcome: str = ""  # a result stated by an answer, in the scheme of `rules`
    rules: str = ""  # ids of rule sets, with commas between them

    def condition(self, path: str) -> Q:
        """Over rows whose task is at `path`."""
        found = Q(**{f"{path}{field}": value for name, field in TASK_FIELDS.items() if (value := getattr(self, name)) not in (None, "")})
        if self.outcome:
            found &= Q(**{f"{path}pk__in": with_result(self.outcome, [int(pk) for pk in self.rules.split(",") if pk])})
        return found

    def but(self, **changed: Any) -> Self:
        return replace(self, **changed)

    @property
    def values(self) -> dict[str, Any]:
        """What is set."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name)) not in (None, "")}

    def query(self, **more: Any) -> str:
        """The part of an address that says it, with what else the page is told."""
        return urlencode(self.values | {name: value for name, value in more.items() if value is not None})
