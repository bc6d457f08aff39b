"""Questions put into words once, and asked again and again with other keys in them.

Django takes thirty times as long to put such a question into words as the database to answer it, and PostgreSQL up to twenty times as long
to plan it: there it is prepared, and planned once in a connection.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Words = tuple[str, tuple[Any, ...]]
MANY = 25


class Kept:
    """A queryset in words, for `ask`. In the place of the first key it holds -1, of the second -2 and so on: no key is less than 0.

    It can be kept for as long as nothing else in it changes, such as the day or what a person may see.
    """

    def __init__(self, rows: "QuerySet[Any, Any]") -> None:
        self.rows = rows
        self.compiler: SQLCompiler = rows.query.get_compiler(rows.db)
        try:
            sql, params = self.compiler.as_sql()
        except EmptyResultSet:
            sql, params = "", ()
        self.sql, self.params = settled(sql, params)

    def ask(self, *keys: int) -> list[Any]:
        """The rows, as the queryset gives them. One query; none where it is known that nothing is found."""
        if not self.sql:
            return []
        params = [keys[-1 - one] if type(one) is int and one < 0 else one for one in self.params]
        compiler = copy(self.compiler)
        compiler.connection = connections[self.rows.db]
        compiler.execute_sql = lambda *_args, **_kwargs: [fetched(self.sql, params)]  # type: ignore[method-assign, assignment]
        query = copy(self.rows.query)
        query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
        again: QuerySet[Any, Any] = QuerySet(self.rows.model, query)
        again._iterable_class = self.rows._iterable_class
        again._prefetch_related_lookups = self.rows._prefetch_related_lookups  # type: ignore[attr-defined]
        return list(again)


def blanks(count: int) -> list[int]:
    """What stands in the places of so many keys."""
    return [-n for n in range(1, count + 1)]


def filled(keys: Sequence[int], by: int) -> list[int]:
    """The keys, and `by` as often as makes them `MANY` or a multiple of it: however many they are, few different words are kept."""
    return [*keys, *[by] * (-len(keys) % MANY)]


def related(rows: Iterable[Model], name: str, found: Iterable[Model], by: str) -> None:
    """As `prefetch_related`: puts the rows of `found` under `name` of that row whose key they hold in `by`. As lists, which can be gone
    through and nothing else: on a page with many rows, Django's querysets around them cost as much as to fetch them."""
    of: dict[Any, list[Model]] = {}
    for row in rows:
        row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = of[row.pk] = []
    for one in found:
        if (key := getattr(one, by)) in of:  # else its row is gone since it was asked for
            of[key].append(one)


def prefetched(rows: Iterable[Any], name: str, found: Iterable[Any], back: str) -> None:
    """All that `prefetch_related` does with the rows of `found`, which point to one of `rows` by `back`."""
    by_key = {row.pk: row for row in rows}
    of: dict[Any, list[Any]] = {key: [] for key in by_key}
    for one in found:
        if (key := getattr(one, f"{back}_id")) in of:  # else it came after its row was asked for
            of[key].append(one)
            setattr(one, back, by_key[key])
    for row in by_key.values():
        some = getattr(row, name).get_queryset()
        some._result_cache, some._prefetch_done = of[row.pk], True
        row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = some


def worded(rows: "QuerySet[Any, Any]") -> Words:
    """The SQL of a question and its parameters, for `fetched`; empty where it is known that nothing is found."""
    try:
        return settled(*rows.query.sql_with_params())
    except EmptyResultSet:
        return "", ()


def settled(sql: str, params: Sequence[Any]) -> Words:
    """On PostgreSQL with all but the numbers written out: of a state that it does not know it expects as many rows as of any other, and
    would plan anew each time rather than keep a plan made for that."""
    if connection.vendor != "postgresql" or not sql:
        return sql, tuple(params)
    from psycopg.sql import Literal

    connection.ensure_connection()
    first, *parts = sql.split("%s")
    kept, left = [first], []
    for one, part in zip(params, parts, strict=True):
        if type(one) is int:
            left.append(one)
            kept.append("%s")
        else:
            kept.append(Literal(one).as_string(connection.connection).replace("%", "%%"))
        kept.append(part)
    return "".join(kept), tuple(left)


def fetched(sql: str, params: Iterable[Any]) -> list[tuple[Any, ...]]:
    """The rows of a question that is asked very often in just these words. One query."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _prepare(cursor)
        cursor.execute(sql, list(params))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _prepare(cursor: CursorWrapper) -> None:
    """Has PostgreSQL keep the plan of what this cursor is asked, see `environment.database`."""
    from proposals.prepared import Prepared

    cursor.cursor.close()
    cursor.cursor = Prepared(connection.connection)
