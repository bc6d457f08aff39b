"""Questions about a person that every page asks, put into words once.

Django takes thirty times as long to put such a question into words as the database to answer it.
"""

from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from proposals import permissions
from proposals.models import Notice, User

# Persons whose questions are kept; a few kilobytes each.
ASKERS = 2000


class Asker:
    """A person as far as what he or she sees depends on it: two with the same key are asked about in the same words."""

    def __init__(self, user: User, key: tuple[Any, ...]) -> None:
        self.user, self.key = user, key

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asker) and self.key == other.key


def asker(user: User) -> Asker:
    stood_in = frozenset(code for code in permissions.ROLES if user.principals(code))
    return Asker(user, (user.pk, user.is_active, user.department_id, user.role_codes, stood_in, timezone.localdate()))


def worded(rows: "QuerySet[Any, Any]") -> tuple[str, tuple[Any, ...]]:
    """The SQL of a question and its parameters; empty where it is known that nothing is found."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return "", ()
    return sql, tuple(params)


def unread(user: User) -> int:
    """How many notices that still hold the person has not read. One query."""
    sql, params = _unread(asker(user))
    if not sql:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS unread", params)  # noqa: S608  # Django's own words
        return int(cursor.fetchone()[0])


@lru_cache(ASKERS)
def _unread(asker: Asker) -> tuple[str, tuple[Any, ...]]:
    return worded(Notice.objects.visible_to(asker.user).unread().order_by().values("pk"))
