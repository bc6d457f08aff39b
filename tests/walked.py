"""A state that many tests begin with is walked to once in each process; from then on the rows that the walk wrote are written again.

What is written again is what the real workflow wrote, so no state comes about that it does not allow. A walk is taken again wherever its
result could be another: where the rows that it starts from are not the same to the last one, on another day, in a test that changes
settings or code, and where the database would keep what is written (a server for a browser, PostgreSQL).
"""

import functools
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ParamSpec, TypeVar

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db import connection, transaction
from django.utils import timezone

# A test with one of these may have made the walk another one.
CHANGES = {"settings", "eager_tasks", "django_capture_on_commit_callbacks", "transactional_db", "live_server"}
PLAIN = (str, int, float, bool, date, type(None))
# How long a walk serves: what it wrote must not look older than a test may mind.
FRESH = timedelta(minutes=30)

Key = tuple[Any, ...]
P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Walk:
    """What a walk left behind: statements that write, files, what is to be done at the commit, and the pickled result."""

    on: datetime
    statements: list[tuple[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    on_commit: list[Callable[[], object]] = field(default_factory=list)
    result: bytes = b""
    whole: bool = True  # nothing was taken back, nothing was mailed

    def serves(self) -> bool:
        return self.whole and timedelta(0) <= timezone.now() - self.on < FRESH and timezone.localdate() == timezone.localdate(self.on)


class Ground:
    """What is known of the rows of the running test's database: the walks that made it, while nobody else has written a row."""

    def __init__(self) -> None:
        self.patches: pytest.MonkeyPatch | None = None
        self.known: Key | None = None
        self.changes = 0

    def begin(self, request: pytest.FixtureRequest, patches: pytest.MonkeyPatch) -> None:
        """At the start of each test, before its database is there."""
        self.patches = None if CHANGES & set(request.fixturenames) else patches
        self.known, self.changes = None, connection.connection.total_changes if _open_sqlite() else 0

    def now(self) -> Key | None:
        """The key of what the database holds; None where it cannot be known."""
        patched = self.patches is None or vars(self.patches) != vars(pytest.MonkeyPatch())
        if patched or connection.vendor != "sqlite" or not connection.in_atomic_block:
            return None
        if self.changes != _changes():
            return None
        # Nobody has written a row in this test, and no test has left one: what the migrations wrote.
        self.known = self.known or ("migrated", *_rows_ever_made())
        return self.known

    def is_now(self, key: Key) -> None:
        self.known, self.changes = key, _changes()


GROUND = Ground()
_walks: dict[Key, Walk] = {}
_recording: list[Walk] = []


def remembered(walk: Callable[P, R]) -> Callable[P, R]:
    """Of a function or method whose first argument has a `pk` that tells it from any other, and whose other arguments are plain."""

    @functools.wraps(walk)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        ground = GROUND.now()
        if ground is None or not all(isinstance(one, PLAIN) for one in (*args[1:], *kwargs.values())):
            return walk(*args, **kwargs)
        key: Key = (ground, walk.__qualname__, getattr(args[0], "pk", None), args[1:], tuple(sorted(kwargs.items())))
        known = _walks.get(key)
        if known is None or not known.serves():
            with _recorded() as known:
                result = walk(*args, **kwargs)
            # A constructor gives nothing back: it fills its object.
            filled = vars(args[0]) if walk.__name__ == "__init__" else result
            known.result = pickle.dumps(filled)
            _walks[key] = known
            if known.whole:
                GROUND.is_now(key)
            return result
        _write_again(known)
        GROUND.is_now(key)
        found = pickle.loads(known.result)  # noqa: S301 - its own
        if walk.__name__ == "__init__":
            vars(args[0]).update(found)
            return None  # type: ignore[return-value]
        return found  # type: ignore[no-any-return]

    return again


@contextmanager
def _recorded() -> Iterator[Walk]:
    walk = Walk(timezone.now())
    files, mails, waiting = _files(default_storage), len(getattr(mail, "outbox", ())), len(connection.run_on_commit)
    _recording.append(walk)
    try:
        with connection.execute_wrapper(_recorder(walk)):
            yield walk
    finally:
        _recording.remove(walk)
    walk.whole = walk.whole and len(getattr(mail, "outbox", ())) == mails
    walk.on_commit = [function for _, function, _ in connection.run_on_commit[waiting:]]
    for name in _files(default_storage) - files:
        with default_storage.open(name) as made:
            walk.files[name] = made.read()


def _recorder(walk: Walk) -> Callable[..., Any]:
    def record(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        verb = sql.split(None, 1)[0].upper()
        if verb in ("INSERT", "UPDATE", "DELETE", "REPLACE"):
            walk.statements += [(sql, one) for one in (params if many else [params])]
        elif verb == "ROLLBACK" or verb not in ("SELECT", "SAVEPOINT", "RELEASE", "PRAGMA"):
            walk.whole = False
        return execute(sql, params, many, context)

    return record


def _write_again(walk: Walk) -> None:
    with connection.cursor() as cursor:
        for sql, params in walk.statements:
            # What it returns must be read, or the row is not there yet.
            cursor.cursor.execute(sql, params).fetchall()
    for name, content in walk.files.items():
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))
    for function in walk.on_commit:
        transaction.on_commit(function)
    for outer in _recording:
        outer.statements += walk.statements


def _open_sqlite() -> bool:
    return connection.vendor == "sqlite" and connection.connection is not None


def _changes() -> int:
    connection.ensure_connection()
    return int(connection.connection.total_changes)


def _rows_ever_made() -> Key:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
        return tuple(cursor.fetchall())


def _files(storage: Storage, folder: str = "") -> set[str]:
    if not storage.exists(folder or "."):
        return set()
    folders, names = storage.listdir(folder)
    here = {f"{folder}/{name}" if folder else name for name in names}
    return here.union(*(_files(storage, f"{folder}/{one}" if folder else one) for one in folders))
