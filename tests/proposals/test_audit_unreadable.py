"""A forged row may not even be readable; it is named all the same."""

import pytest
from django.db import connection

from proposals import audit
from proposals.models import Event
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("column", "value"),
    [("at", "'2026-13-45 99:99:99'"), ("at", "x'ff00'"), ("actor_name", "x'ff00'"), ("reason", "x'ff00'"), ("name", "''")],
)
def test_a_row_that_cannot_be_read_is_named(column: str, value: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses such a value itself")
    World().reply("co_signing")
    event = Event.objects.order_by("pk")[3]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE proposals_event SET {column} = {value} WHERE id = %s", [event.pk])  # a test's own words
    faults = list(audit.verify_events())
    assert any(f"event {event.pk} " in fault for fault in faults), faults
