"""Every address × everyone. The addresses come from the URLconf: a new one without a row here fails."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from proposals.models import User
from replies.models import Reply
from tests.factories import World
from tests.url_rows import EVERYONE, OPEN, TABLE, THE_REPLY

pytestmark = pytest.mark.django_db


def named(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from named(entry.url_patterns, entry.namespace or namespace)
        else:
            yield f"{namespace}:{entry.name}" if namespace else str(entry.name), entry


BACKEND = "django.contrib.auth.backends.ModelBackend"
MOST_QUERIES = 15
ADDRESSES = dict(named(get_resolver().url_patterns))


def test_every_address_has_a_row() -> None:
    assert {name for name in ADDRESSES if not name.startswith("admin:")} == TABLE.keys() | OPEN


def signed_in(user: User | None) -> Client:
    """In a session as signing in leaves it; the form that does so has tests of its own."""
    client = Client()
    if user:
        session = SessionStore()
        session.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: user.get_session_auth_hash()})
        session.save(must_create=True)
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


def ask(client: Client, method: str, path: str, data: dict[str, Any], *, follow: bool = False) -> Any:
    """One request, everything that it changed undone."""
    with transaction.atomic():
        response = client.get(path, follow=follow) if method == "GET" else client.post(path, data, follow=follow)
        transaction.set_rollback(True)
    return response


def undrawn() -> Any:
    """Pages without their words: what somebody gets is decided before a template is filled in, and filling it in takes most of the time."""
    return patch.object(Template, "render", return_value="")


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_what(name: str) -> None:
    row, world = TABLE[name], World()
    path = reverse(name, kwargs=row.make(world))
    data = {key: Reply.objects.get().pk if value is THE_REPLY else value for key, value in row.data.items()}
    actors = {who: actor for who, actor in world.actors().items() if not who.startswith("inactive")}
    assert actors.keys() == EVERYONE
    wrong, drawn = {}, False
    for who, actor in actors.items():
        client = signed_in(actor)
        for method in ("GET", "POST"):
            # The page itself is drawn for the first who gets it; of the others it is asked what they get.
            if method == "GET" and not drawn:
                with CaptureQueriesContext(connection) as asked:
                    status = ask(client, method, path, data).status_code
                drawn = status == 200
                queries = sum("SAVEPOINT" not in one["sql"] for one in asked)
                assert queries <= MOST_QUERIES or not drawn, queries
            else:
                with undrawn():
                    status = ask(client, method, path, data).status_code
            if status != row.expected(method, who):
                wrong[method, who] = f"{status} instead of {row.expected(method, who)}"
    assert wrong == {}
    # Whoever has not signed in is sent to do so.
    for method in ("GET", "POST"):
        response = ask(Client(), method, path, {})
        assert (response.status_code, response["Location"]) == (302, f"{reverse('login')}?next={path}")
    # A form of another site changes nothing: a POST needs the token of the page, whoever sends it.
    if row.post:
        client = Client(enforce_csrf_checks=True)
        client.force_login(actors[min(row.post & actors.keys())], backend=BACKEND)
        assert client.post(path, {}).status_code == 403
