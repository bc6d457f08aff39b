"""Every address × everyone. The addresses come from the URLconf: a new one without a row here fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
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


ADDRESSES = dict(named(get_resolver().url_patterns))


def test_every_address_has_a_row() -> None:
    assert {name for name in ADDRESSES if not name.startswith("admin:")} == TABLE.keys() | OPEN


def signed_in(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ask(client: Client, method: str, path: str, data: dict[str, Any], *, follow: bool = False) -> Any:
    """One request, everything that it changed undone."""
    with transaction.atomic():
        response = client.get(path, follow=follow) if method == "GET" else client.post(path, data, follow=follow)
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_what(name: str) -> None:
    row, world = TABLE[name], World()
    path = reverse(name, kwargs=row.make(world))
    data = {key: Reply.objects.get().pk if value is THE_REPLY else value for key, value in row.data.items()}
    actors = {who: actor for who, actor in world.actors().items() if not who.startswith("inactive")}
    assert actors.keys() == EVERYONE
    wrong = {}
    for who, actor in actors.items():
        client = signed_in(actor)
        for method in ("GET", "POST"):
            status = ask(client, method, path, data).status_code
            if status != row.expected(method, who):
                wrong[method, who] = f"{status} instead of {row.expected(method, who)}"
    assert wrong == {}


@pytest.mark.parametrize("name", TABLE)
def test_whoever_has_not_signed_in_is_sent_to_the_login(name: str) -> None:
    world = World()
    path = reverse(name, kwargs=TABLE[name].make(world))
    for method in ("GET", "POST"):
        response = ask(Client(), method, path, {})
        assert (response.status_code, response["Location"]) == (302, f"{reverse('login')}?next={path}")


@pytest.mark.parametrize("name", TABLE)
def test_a_form_of_another_site_changes_nothing(name: str) -> None:
    """Every address that takes a POST asks for the token of its own page."""
    row, world = TABLE[name], World()
    if row.post is None:
        return
    path = reverse(name, kwargs=row.make(world))
    for who in sorted(row.post):
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.actors()[who], backend="django.contrib.auth.backends.ModelBackend")
        assert client.post(path, {}).status_code == 403, who
