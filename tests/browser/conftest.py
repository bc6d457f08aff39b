"""The invented town of the demonstration, and a browser for each of its people."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from proposals.models import User
from replies.demo import story
from tests.browser import film
from tests.browser.desk import Desk
from tests.conftest import server_missing

OpenDesk = Callable[..., Desk]
# The machine may be busy.
PATIENCE = 30_000  # ms
expect.set_options(timeout=PATIENCE)
# The sandbox of Chromium's own needs more rights than root in a container has; the rest keeps it from calling home.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Without motion: a button that comes to life is between two colours for a moment, which is none of those that are looked at.
CONTEXT: dict[str, Any] = {
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
    "viewport": {"width": 1440, "height": 900},
    "reduced_motion": "reduce",
}


def chromium_of(playwright: Playwright) -> str | None:
    """Where the system's Chromium is; None where Playwright has one of its own."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not found and not Path(playwright.chromium.executable_path).exists():
        server_missing("chromium is not installed; `make test` installs it")
    return found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium where there is one, else the one that Playwright has fetched. It ends with this folder: while it is there
    an event loop runs in the thread of the tests, in which Django would refuse to query and nothing else can start a loop."""
    with sync_playwright() as playwright:
        found = chromium_of(playwright)
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        running = playwright.chromium.launch(args=SWITCHES, executable_path=found)
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def town(transactional_db: None) -> None:
    """Departments, sessions, proposers and people, and not a case yet."""
    story.people(story.load())


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the one morning on which all pictures of the handbook are taken."""
    monkeypatch.setattr(timezone, "datetime", film.clock_from(film.MORNING))


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, town: None) -> Iterator[OpenDesk]:
    """`desk("nigao")` is the browser of that person, signed in; `desk()` that of somebody at the door. Options are those of a context."""
    desks: list[Desk] = []

    def open_(username: str = "", **options: Any) -> Desk:
        context = browser.new_context(**CONTEXT | options)
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
