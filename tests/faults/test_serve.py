"""`manage.py serve` and `manage.py demo`, as a person runs them."""

import hashlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.site import NewSite, Site, alive, descendants
from tests.faults.test_printing import assert_each_printed_once
from tests.servers import ROOT, manage, wait_until

pytestmark = pytest.mark.faults


@pytest.fixture
def address() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture
def serve(address: str) -> Iterator[Callable[[Site], "subprocess.Popen[bytes]"]]:
    """Starts `manage.py serve` in a process group of its own, which is killed at the end if anything of it is left."""
    started: list[subprocess.Popen[bytes]] = []

    def start(site: Site) -> "subprocess.Popen[bytes]":
        with (site.var / "serve.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", address],
                cwd=ROOT,
                env=site.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(process)
        return process

    yield start
    for process in started:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        finally:
            process.wait(15)


def status(address: str) -> int:
    """The HTTP status of the page to sign in, or 0 while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://{address}/login/", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def named(pids: set[int], word: str) -> set[int]:
    return {pid for pid in pids if word in Path(f"/proc/{pid}/cmdline").read_text()}


def test_serve_answers_prints_and_ends_without_leaving_a_process(
    new_site: NewSite, address: str, serve: Callable[[Site], "subprocess.Popen[bytes]"]
) -> None:
    site = new_site()
    site.desk("make", "3")
    process = serve(site)
    wait_until(lambda: status(address) == 200, 60, "the page to sign in is there")
    site.desk("press")
    site.wait_for("done", 3, 60)
    family = descendants(process.pid)
    for part in ("gunicorn", "worker", "beat"):
        assert named(family, part), f"no {part}"
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    wait_until(lambda: not any(alive(pid) for pid in family), 15, "all children have ended")
    assert status(address) == 0
    assert_each_printed_once(site.desk("report"), 3)


def test_serve_fails_when_one_of_its_processes_ends(
    new_site: NewSite, address: str, serve: Callable[[Site], "subprocess.Popen[bytes]"]
) -> None:
    site = new_site()
    process = serve(site)
    wait_until(lambda: status(address) == 200, 60, "the page to sign in is there")
    family = descendants(process.pid)
    (beat,) = named(family, "beat")
    os.kill(beat, signal.SIGKILL)
    assert process.wait(60) == 1
    wait_until(lambda: not any(alive(pid) for pid in family), 15, "all children have ended")
    assert "One of the processes ended" in (site.var / "serve.log").read_text()


def contents(site: Site) -> list[str]:
    with closing(sqlite3.connect(site.var / "db.sqlite3")) as connection:
        # An index of words keeps no rows to read; what it knows is in tables of its own beside it.
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        tables = [name for (name,) in connection.execute(named)]
        return [f"{name} {row}" for name in tables for row in connection.execute(f'SELECT * FROM "{name}"')]


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_a_second_demo_changes_nothing_and_leaves_the_pdfs(new_site: NewSite) -> None:
    site = new_site()
    first = manage(site.environment, "demo")
    assert first.returncode == 0, first.stderr
    before, pdfs = contents(site), digests(site.var / "demo")
    assert pdfs
    assert all(file.read_bytes().startswith(b"%PDF-") for file in (site.var / "demo").iterdir())
    second = manage(site.environment, "demo")
    assert second.returncode == 0, second.stderr
    assert contents(site) == before
    assert digests(site.var / "demo") == pdfs
    assert manage(site.environment, "verify_events").returncode == 0
