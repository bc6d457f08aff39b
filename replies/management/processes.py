"""Child processes of the development commands: a worker, the clock, a web server. Each is ended by its own process id."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence

STOP_SECONDS = 15


def start(*command: str, quiet: bool = False) -> subprocess.Popen[bytes]:
    """Starts a Python module as a child with this environment."""
    sink = subprocess.DEVNULL if quiet else None
    environment = os.environ | {"APP_ENV": os.environ.get("APP_ENV", "development")}
    return subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=sink, stderr=sink)


def stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Asks each child to end, and kills the one that does not within the deadline."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def worker_command(concurrency: int) -> tuple[str, ...]:
    return (
        "celery",
        "-A",
        "config.celery",
        "worker",
        "--concurrency",
        str(concurrency),
        "--loglevel",
        "WARNING",
        "--without-mingle",
        "--without-gossip",
    )


@contextlib.contextmanager
def worker(concurrency: int = 1) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker that lives as long as the block."""
    child = start(*worker_command(concurrency), quiet=True)
    try:
        yield child
    finally:
        stop([child])
