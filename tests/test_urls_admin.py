"""The addresses of the admin: one rule for all of them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from tests.factories import World
from tests.test_urls import ADDRESSES, ask, signed_in, undrawn

pytestmark = pytest.mark.django_db


def admin_path(name: str, pattern: URLPattern, world: World) -> str:
    kwargs: dict[str, Any] = {}
    for argument in pattern.pattern.converters:
        kwargs[argument] = {"id": world.administrator.pk, "content_type_id": 1}.get(argument, "1")
    if "app_label" in dict(pattern.pattern.regex.groupindex):
        kwargs["app_label"] = "proposals"
    if "url" in dict(pattern.pattern.regex.groupindex):
        kwargs["url"] = "nowhere/"
    return reverse(name, kwargs=kwargs)


def test_the_admin_is_the_administrator_s_alone() -> None:
    world = World()
    world.reply("printed")
    actors = world.actors()
    addresses = {name: pattern for name, pattern in ADDRESSES.items() if name.startswith("admin:")}
    # One moves an old address on, and signing out is everybody's.
    addresses = {name: pattern for name, pattern in addresses.items() if pattern.name not in (None, "logout")}
    assert len(addresses) > 30
    outsiders = {who: signed_in(actors[who]) for who in ("auditor", "coordinator", "lead.head", "proposer", "without role")}
    administrator, nobody = signed_in(world.administrator), Client()
    for name, pattern in addresses.items():
        path = admin_path(name, pattern, world)
        assert ask(administrator, "GET", path, {}).status_code in (200, 302, 403, 404, 405), name
        assert ask(nobody, "GET", path, {}).status_code == 302, name
        for who, client in outsiders.items():
            for method in ("GET", "POST"):  # by way of the admin's login, which tells why not
                with undrawn():
                    assert ask(client, method, path, {}, follow=True).status_code in (403, 404), (name, who, method)
