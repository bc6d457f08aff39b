"""A cursor by which PostgreSQL prepares what it is asked. Only to be imported where PostgreSQL is the database."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg.types.numeric import Int8

Base: Any = ServerBindingCursor  # to the types known, no more than what psycopg 2 has


class Prepared(Base):
    def execute(self, query: Any, params: Iterable[Any] | None = None) -> Any:
        # Of one type whatever their size: to PostgreSQL the same words with another type are another statement.
        wide = [Int8(one) if type(one) is int else one for one in params or ()]
        return super().execute(query, wide, prepare=True)
