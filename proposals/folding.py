"""Rows of another table within the row that they belong to: a page asks for both in one query."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Aggregate, Field, JSONField, Model, QuerySet, Subquery
from django.db.models.functions import JSONObject


class Rows(Aggregate):
    """The values of a group as a list."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def folded(rows: "QuerySet[Any, Any]", by: str, *fields: str) -> Subquery:
    """An annotation with these fields of the rows, which are those of one `by`; `filled` makes rows of them again."""
    values = JSONObject(**{field: field for field in fields})
    return Subquery(rows.order_by().values(by).annotate(folded_rows=Rows(values)).values("folded_rows"), output_field=JSONField())


def filled(model: type[Model], given: list[dict[str, Any]] | None) -> list[Any]:
    """The rows of an annotation, in the order of their ids; what was not folded in is fetched where somebody asks for it."""
    fields = model._meta.concrete_fields
    # `from_db` takes the values in the order of the fields.
    rows = ({field.attname: _read(field, row[field.attname]) for field in fields if field.attname in row} for row in given or [])
    return sorted((model.from_db(None, tuple(row), tuple(row.values())) for row in rows), key=lambda one: one.pk)


def _read(field: "Field[Any, Any]", value: Any) -> Any:
    found = field.to_python(value)
    # SQLite keeps moments without saying that they are UTC.
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) and found.tzinfo is None else found


def fill(owner: Any, relation: str, given: list[dict[str, Any]] | None) -> None:
    """As if the relation had been prefetched with the rows of an annotation."""
    rows = getattr(owner, relation).all()
    rows._result_cache = filled(rows.model, given)
    rows._prefetch_done = True
    owner.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = rows
