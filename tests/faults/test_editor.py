"""The editor while the server dies, the browser is closed and the session ends: not a word of what was typed is lost."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.conftest import CONTEXT, PATIENCE, SWITCHES, chromium_of
from tests.faults.site import NewSite, Site
from tests.servers import ROOT, wait_until

pytestmark = pytest.mark.faults

PASSWORD = "yunlan-2026"
KEPT = re.compile(r"^已存 \d{1,2}:\d\d:\d\d$")
UNANSWERED = re.compile(r"^连不上服务器，已存在本机 \d+ 处改动$")
BODY = "textarea[name=body]"


@dataclass
class Server:
    """The web server of a site on an address of its own, as `manage.py serve` starts it; it can die and come back."""

    site: Site
    address: str
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", self.address, "--threads", "4"]
        with (self.site.var / "web.log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=self.site.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            )
        wait_until(self._answers, 60, "the server answers")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{self.address}/login/", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """SIGKILL to the server and its children, as a power cut would."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(15)
        self.processes.clear()


@pytest.fixture
def server(new_site: NewSite) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found = Server(new_site(APP_ENV="development"), f"127.0.0.1:{free.getsockname()[1]}")
    yield found
    found.kill()


@pytest.fixture
def playwright() -> Iterator[Playwright]:
    """For one test alone: no event loop is left behind for those that follow in this process."""
    with sync_playwright() as found:
        yield found


def opened(playwright: Playwright, profile: Path) -> BrowserContext:
    """A browser that keeps what it keeps in a folder, as a person's own does."""
    found = playwright.chromium.launch_persistent_context(profile, args=SWITCHES, executable_path=chromium_of(playwright), **CONTEXT)
    found.set_default_timeout(PATIENCE)
    return found


def signed_in(page: Page, server: Server, name: str, path: str) -> None:
    page.goto(f"http://{server.address}{path}")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def sentences(first: int, last: int) -> str:
    return "".join(f"第{n}处用房已查清。" for n in range(first, last + 1))


def write(page: Page, text: str) -> None:
    """At the end of the text, key by key."""
    expect(page.get_by_role("toolbar")).to_be_visible()
    page.locator("[data-surface]").press("Control+End")
    page.keyboard.type(text)


def test_not_a_word_is_lost(server: Server, playwright: Playwright, tmp_path: Path) -> None:
    told = server.site.desk("begin_draft", PASSWORD)
    path, begun = told["path"], told["begun"]
    server.start()
    browser = opened(playwright, tmp_path / "profile")
    page = browser.new_page()
    signed_in(page, server, told["name"], path)
    said = page.locator("[data-saved]")

    # The server dies at the very moment that it is sent something to keep; who writes writes on.
    with page.expect_request(lambda request: request.url.endswith("/working-copy/") and sentences(9, 9) in (request.post_data or "")):
        write(page, sentences(1, 9))
    server.kill()
    write(page, sentences(10, 19))
    expect(said).to_have_text(UNANSWERED)
    page.get_by_role("button", name="保存", exact=True).first.click()
    expect(page.locator(BODY)).to_have_value(begun + sentences(1, 19))

    # It comes back, and all of it is kept without a hand.
    server.start()
    expect(said).to_have_text(KEPT)
    ((kept,),) = server.site.look("SELECT posted FROM replies_workingcopy")
    assert sentences(1, 19) in kept.encode().decode("unicode_escape")

    # It dies again, and the whole browser is closed over what it has not heard of.
    server.kill()
    write(page, sentences(20, 29))
    expect(said).to_have_text(UNANSWERED)
    browser.close()
    server.start()
    browser = opened(playwright, tmp_path / "profile")
    page = browser.new_page()
    page.goto(f"http://{server.address}{path}")
    said = page.locator("[data-saved]")
    expect(page.locator(".notice").filter(has_text="您上次没存成稿的改动")).to_be_visible()
    page.get_by_role("link", name="接着写").click()
    expect(page.locator(BODY)).to_have_value(begun + sentences(1, 29))

    # The session ends on the server while one types; one signs in again beside it.
    with closing(sqlite3.connect(server.site.var / "db.sqlite3", timeout=30)) as database, database:
        database.execute("DELETE FROM django_session")
    write(page, sentences(30, 39))
    out = page.locator("[data-signed-out]")
    expect(out).to_be_visible()
    with browser.expect_page() as beside:
        out.get_by_role("link", name="重新登录").click()
    signed_in(beside.value, server, told["name"], "/login/")
    expect(beside.value.get_by_label("密码")).to_have_count(0)
    page.bring_to_front()
    write(page, sentences(40, 49))
    expect(said).to_have_text(KEPT)
    expect(out).to_be_hidden()
    page.get_by_role("button", name="保存", exact=True).first.click()
    expect(page.locator(".notice").filter(has_text="已存为第 3 稿")).to_be_visible()
    browser.close()
    assert server.site.look("SELECT body FROM replies_replyversion ORDER BY number DESC LIMIT 1") == [(begun + sentences(1, 49),)]
    assert server.site.look("SELECT count(*) FROM replies_workingcopy") == [(0,)]
