"""Questions about a person that every page asks, put into words once (see `proposals.kept`)."""

from collections.abc import Callable
from copy import copy
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from proposals import permissions
from proposals.kept import Kept, Words, blanks, fetched, worded
from proposals.models import Notice, User

# Persons whose questions are kept; a few kilobytes each.
ASKERS = 2000
# Questions that are kept for all who have the same roles; some ten kilobytes each.
QUESTIONS = 500
Question = Callable[..., "QuerySet[Any, Any]"]


class Asker:
    """A person as far as what he or she sees depends on it: two with the same key are asked about in the same words."""

    def __init__(self, user: User, key: tuple[Any, ...]) -> None:
        self.user, self.key = user, key

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asker) and self.key == other.key


def asker(user: User) -> Asker:
    return Asker(user, (user.pk, user.department_id, *_roles(user)))


def _roles(user: User) -> tuple[Any, ...]:
    stood_in = frozenset(code for code in permissions.ROLES if user.principals(code))
    return user.is_active, user.role_codes, stood_in, timezone.localdate()


def ask(question: Question, user: User, *keys: int) -> list[Any]:
    """The rows of `question(user, *keys)`, a function of a module that of the person takes but the key, the department's key and
    what the permissions say. Put into words once for all who have the same roles. One query."""
    kept = _kept(question, Asker(user, _kind(user)), len(keys))
    return kept.ask(user.pk, user.department_id or 0, *keys)


def _kind(user: User) -> tuple[Any, ...]:
    return (user.department.kind if user.department else None, *_roles(user))


@lru_cache(QUESTIONS)
def _kept(question: Question, asker: Asker, count: int) -> Kept:
    mine, department, *keys = blanks(2 + count)
    stranger = copy(asker.user)
    stranger.pk = mine
    if stranger.department is not None:
        stranger.department = copy(stranger.department)
        stranger.department.pk = stranger.department_id = department
    rows = question(stranger, *keys)
    if rows._prefetch_related_lookups:  # type: ignore[attr-defined]  # it would ask for the stranger's
        raise ValueError(f"{question.__name__} fetches related rows")
    return Kept(rows)


def unread(user: User) -> int:
    """How many notices that still hold the person has not read. One query."""
    sql, params = _unread(asker(user))
    if not sql:
        return 0
    [(count,)] = fetched(f"SELECT COUNT(*) FROM ({sql}) AS unread", params)  # noqa: S608  # Django's own words
    return int(count)


@lru_cache(ASKERS)
def _unread(asker: Asker) -> Words:
    return worded(Notice.objects.visible_to(asker.user).unread().order_by().values("pk"))
