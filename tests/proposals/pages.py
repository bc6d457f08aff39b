"""Reading and sending pages as a person who is signed in."""

from typing import Any

from django.test import Client

from proposals.models import User


def get(person: User, address: str) -> Any:
    client = Client()
    client.force_login(person)
    return client.get(address)


def post(person: User, address: str, data: dict[str, Any] | None = None, *, follow: bool = False) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(address, data or {}, follow=follow)


def text(response: Any) -> str:
    html: str = response.content.decode()
    return html
