"""The invented town of the demonstration, and a browser for each of its people."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from proposals.models import User
from replies.demo import story
from tests.browser.desk import Desk

OpenDesk = Callable[..., Desk]
# The machine may be busy.
PATIENCE = 15_000  # ms
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def town(transactional_db: None) -> None:
    """Departments, sessions, proposers and people, and not a case yet."""
    story.people(story.load())


@pytest.fixture
def desk(browser: Browser, browser_context_args: dict[str, Any], live_server: LiveServer, town: None) -> Iterator[OpenDesk]:
    """`desk("nigao")` is the browser of that person, signed in; `desk()` that of somebody at the door. Options are those of a context."""
    desks: list[Desk] = []

    def open_(username: str = "", **options: Any) -> Desk:
        context = browser.new_context(**browser_context_args | options)
        context.set_default_timeout(PATIENCE)
        if username:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": signed_in(username), "url": live_server.url}])
        desks.append(Desk(context.new_page(), live_server.url))
        return desks[-1]

    yield open_
    for one in desks:
        one.page.context.close()
    assert not (problems := [problem for one in desks for problem in one.problems]), "\n".join(problems)


def signed_in(username: str) -> str:
    """The key of a session of this person; signing in by the form has tests of its own."""
    client = Client()
    client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value
