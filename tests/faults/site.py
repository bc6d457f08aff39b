"""A whole site under test: its own database, broker and files, its clock, and people at its desks, each in a process of its own."""

import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import psycopg

from tests.servers import ROOT, Worker, manage, site_environment, stop, wait_until

# Short, so that a lost job is soon noticed: seconds until one nobody took is sent again, and until one that was taken and left is.
RESEND, LEASE = 5, 8
# So many replies are printed in one go; fewer under CI, where two hundred would take a fifth of all the time.
MANY = 24 if os.environ.get("CI") else 200
DESK = "import sys, django; django.setup(); from tests.faults import desk; desk.main(sys.argv[1:])"


@dataclass
class Site:
    """`desk` runs one of the commands of tests/faults/desk.py there and returns what it tells."""

    var: Path
    environment: dict[str, str]
    _people: "subprocess.Popen[str] | None" = None

    @classmethod
    def make(cls, var: Path, **places: str) -> "Site":
        """A site with an empty database; `places` as for `site_environment`."""
        short = {"RENDER_RESEND_SECONDS": str(RESEND), "RENDER_LEASE_SECONDS": str(LEASE), "LOG_LEVEL": "WARNING"}
        fonts = os.environ.get("FONT_DIR") or str(ROOT / "var" / "fonts")
        settings = {"DJANGO_SETTINGS_MODULE": "config.settings", "FONT_DIR": fonts, **short, **places}
        return cls(var, site_environment(var, **settings))

    def migrate(self) -> None:
        done = manage(self.environment, "migrate", "--verbosity=0")
        assert done.returncode == 0, done.stderr

    def start_desk(self, *arguments: str) -> "subprocess.Popen[str]":
        """Someone sits down and begins; `tell` waits until he or she is done."""
        return subprocess.Popen(
            [sys.executable, "-c", DESK, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def tell(self, process: "subprocess.Popen[str]", seconds: float = 120) -> dict[str, Any]:
        try:
            out, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        assert process.returncode == 0, errors
        told = dict(json.loads(out))
        return told | {"errors": errors}

    def desk(self, *arguments: str, seconds: float = 120) -> dict[str, Any]:
        self._people = people = self._people or self.start_desk()
        assert people.stdin
        assert people.stdout
        people.stdin.write(json.dumps(arguments) + "\n")
        people.stdin.flush()
        if not select.select([people.stdout], [], [], seconds)[0]:
            self.close()
            raise TimeoutError(f"not within {seconds:.0f} s: {' '.join(arguments)}")
        answer = people.stdout.readline()
        assert answer, people.communicate()[1]
        code, out, errors = json.loads(answer)
        assert code == 0, errors
        return dict(json.loads(out)) | {"errors": errors}

    def close(self) -> None:
        """Sends the people home."""
        if self._people:
            self._people.kill()
            self._people.communicate()
            self._people = None

    def look(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the site's database, read past Django: a look costs nothing."""
        url = self.environment.get("DATABASE_URL")
        connection: Any = psycopg.connect(url) if url else sqlite3.connect(self.var / "db.sqlite3", timeout=30)
        with closing(connection):
            return list(connection.execute(sql).fetchall())

    def jobs(self, state: str) -> set[int]:
        """The ids of the print jobs in a state."""
        return {pk for pk, its_state in self.look("SELECT id, state FROM replies_renderjob") if its_state == state}

    def wait_for(self, state: str, count: int, seconds: float) -> None:
        before = self.jobs("failed")

        def there() -> bool:
            if state != "failed" and (failed := self.jobs("failed") - before):
                raise AssertionError(f"jobs {failed} failed: {self.desk('errors')['reasons']}")
            return len(self.jobs(state)) >= count

        wait_until(there, seconds, f"{count} jobs are {state}")

    @contextmanager
    def clock(self) -> Iterator["subprocess.Popen[bytes]"]:
        """A real `celery beat`, with a sweep every second."""
        with (self.var / "clock.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "tests.faults.clock", "beat", "--loglevel=INFO"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            stop(process, signal.SIGTERM)


# The fixtures `new_site` and `start_worker`.
NewSite: TypeAlias = Callable[..., Site]
StartWorker: TypeAlias = Callable[..., Worker]


def stop_at_work(site: Site, worker: Worker) -> set[int]:
    """Stops a worker (SIGSTOP) while it holds a job and another worker goes on; returns the job.

    To be sure that it holds one: the other worker gets two jobs done meanwhile, and a job that was running is running still.
    """
    for attempt in range(60):
        os.killpg(worker.process.pid, signal.SIGSTOP)
        held, done = site.jobs("running"), len(site.jobs("done"))
        # The stopped worker may hold the lock of SQLite; then nobody gets anything done, and it is let go on.
        with suppress(TimeoutError):
            wait_until(lambda done=done: len(site.jobs("done")) >= done + 2, 2, "the other worker goes on")  # type: ignore[misc]
            if lost := held & site.jobs("running"):
                return lost
        os.killpg(worker.process.pid, signal.SIGCONT)
        # Never in step with the worker, whose letters take about as long one as the other.
        time.sleep(0.02 + 0.013 * (attempt % 7))
    raise AssertionError("the worker was never met at work")


def descendants(pid: int) -> set[int]:
    """The ids of all processes under this one, whichever of its threads has started them."""
    children: set[int] = set()
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            children |= {int(child) for child in thread.read_text().split()}
    return children.union(*(descendants(child) for child in children))


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
