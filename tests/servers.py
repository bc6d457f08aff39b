"""Real servers and processes for the tests: a PostgreSQL and a Redis of the suite's own, Celery workers, and manage.py.

Each has a folder or port of its own, is stopped by the process id that it was started with, and does not outlive the tests.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent
# Seconds that a server may take to start, a process to stop, and a worker to be ready on a busy machine.
START_SECONDS, STOP_SECONDS, READY_SECONDS = 30.0, 15.0, 60.0
# What decides where a process reads and writes; a process under test is given these anew and inherits none.
PLACES = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "STORAGE_URL", "VAR_DIR", "APP_ENV")


class ServerMissing(Exception):
    """A program that the tests need is not installed."""


def wait_until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Poll `holds` until it is true; after so many seconds raise TimeoutError, naming `what` did not happen."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.02)


def stop(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Ask this one process to end; kill its whole group when it has not after STOP_SECONDS."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(STOP_SECONDS)


def _spawn(command: list[str], log: Path, account: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    """Start a server in a process group of its own; the kernel interrupts it should the test process die."""
    with log.open("ab") as output:
        return subprocess.Popen(
            ["setpriv", *account, "--pdeathsig", "INT", "--", *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _program(name: str, *folders: Path) -> str:
    found = shutil.which(name) or next((str(folder / name) for folder in folders if (folder / name).exists()), None)
    if not found:
        raise ServerMissing(f"{name} is not installed; `make test` installs it")
    return found


class Postgres:
    """A private PostgreSQL cluster on a socket of its own, without fsync. `url()` names a database in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
        # PostgreSQL refuses root; the package of Debian brings the account.
        account = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        if account:
            shutil.chown(folder, "postgres", "postgres")
        log, data = folder / "log", folder / "data"
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        making = _spawn([_program("initdb", *versions), *options, "-D", str(data)], log, account)
        if making.wait(START_SECONDS):
            raise RuntimeError(f"initdb failed:\n{log.read_text()}")
        settings = "listen_addresses= max_connections=200 fsync=off synchronous_commit=off full_page_writes=off"
        options = [f"--{setting}" for setting in settings.split()]
        self.process = _spawn([_program("postgres", *versions), "-D", str(data), "-k", str(folder), *options], log, account)
        wait_until(self._answers, START_SECONDS, "PostgreSQL answers")

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended:\n{(self.folder / 'log').read_text()}")
        try:
            psycopg.connect(self.url()).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str = "postgres") -> str:
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/{database}"

    def create_database(self, name: str) -> str:
        """Make an empty database and return its URL."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.url(name)

    def stop(self) -> None:
        stop(self.process, signal.SIGINT)


class Redis:
    """A private Redis that keeps nothing on disk. It can be stopped and started again on the same port, as in an outage."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = {"port": str(self.port), "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": str(self.folder)}
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self.process = _spawn([_program("redis-server"), *words], self.folder / "log")
        wait_until(self._answers, START_SECONDS, "Redis answers")

    def _answers(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"Redis ended:\n{(self.folder / 'log').read_text()}")
        try:
            with redis.Redis(port=self.port) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False

    def flush(self) -> None:
        """Empty every database of it, and start it first should a test have left it stopped."""
        if self.process.poll() is not None:
            self.start()
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def stop(self) -> None:
        stop(self.process, signal.SIGTERM)


Server = TypeVar("Server", Postgres, Redis)


@contextmanager
def running(kind: type[Server]) -> Iterator[Server]:
    """Start such a server in a temporary folder with a short path (a socket's may have 107 bytes), and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="jianyi-", ignore_cleanup_errors=True) as folder:
        one = kind(Path(folder))
        try:
            yield one
        finally:
            one.stop()


def site_environment(var: Path, **places: str) -> dict[str, str]:
    """The environment of a site of its own: database, queue and files are under `var`.

    `places` are DATABASE_URL, REDIS_URL and other settings; without them the site runs on SQLite and the filesystem broker.
    """
    var.mkdir(parents=True, exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if name not in PLACES}
    return {**inherited, "VAR_DIR": str(var), "PYTHONUNBUFFERED": "1", **places}


def manage(environment: Mapping[str, str], *arguments: str, seconds: float = 300) -> subprocess.CompletedProcess[str]:
    """Run manage.py in that environment; the caller looks at the exit code."""
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


class Worker:
    """A Celery worker with one child process; ready for tasks when the constructor returns."""

    def __init__(self, environment: Mapping[str, str], log: Path, *options: str) -> None:
        self.log = log
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        how = ["--pool=prefork", "--concurrency=1", "--loglevel=INFO", f"--hostname={log.stem}@%h", *quiet, *options]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "config.celery", "worker", *how],
                cwd=ROOT,
                env={**environment, "LOG_LEVEL": "INFO"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_until(self._ready, READY_SECONDS, "the worker is ready")
        except BaseException:
            self.kill()
            raise

    def _ready(self) -> bool:
        text = self.log.read_text(errors="replace")
        if self.process.poll() is not None:
            raise RuntimeError(f"the worker ended:\n{text}")
        return " ready." in text

    def kill(self) -> None:
        """SIGKILL to the worker and its child, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_SECONDS)

    def stop(self) -> None:
        """A warm shutdown: the parent alone is asked, and given a deadline (a signal to the group can hang it)."""
        stop(self.process, signal.SIGTERM)
