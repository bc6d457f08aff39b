"""A batch of replies printed by one worker and by two: `make bench-batch`, or python -m tests.benchmarks.batch [REPLIES].

Real Celery workers of one process each, on SQLite with the broker in the filesystem and, where they are installed, on PostgreSQL with
Redis. The same prepared site is copied for every run, and the first jobs are not timed. Per reply: milliseconds of processor, and
milliseconds that a worker stood ready while others had the processors; `undisturbed` is the rate without these. Last, one line of JSON.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.site import Site, descendants
from tests.servers import ROOT, Postgres, Redis, ServerMissing, Worker, running

TARGET = 1.8
# Jobs at the start that are not timed: a worker opens its fonts and WeasyPrint for the first.
WARMING = 20
# Seconds between two looks at how far it is.
PAUSE = 0.2


@dataclass
class Moment:
    """What the workers of a run have used so far, in seconds and MB."""

    clock: float
    done: int
    processor: float
    queued: float  # ready to run, while the processors were others'
    memory: float

    @classmethod
    def now(cls, site: Site, workers: Sequence[Worker]) -> "Moment":
        processes = [one for worker in workers for one in {worker.process.pid, *descendants(worker.process.pid)}]
        times = [file.read_text().split() for one in processes for file in Path(f"/proc/{one}/task").glob("*/schedstat")]
        status = [line for one in processes for line in Path(f"/proc/{one}/status").read_text().splitlines()]
        return cls(
            clock=time.monotonic(),
            done=len(site.jobs("done")),
            processor=sum(int(used) for used, _queued, _slices in times) / 1e9,
            queued=sum(int(queued) for _used, queued, _slices in times) / 1e9,
            memory=max(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM")),
        )


def run(site: Site, number: int, count: int) -> dict[str, float]:
    """Prints the replies of a site by so many workers."""
    fill(site, "press")
    workers = [Worker(site.environment, site.var / f"worker{one}.log") for one in range(number)]
    try:
        begin, end = (reach(site, workers, jobs) for jobs in (WARMING, count))
    finally:
        for worker in workers:
            worker.stop()
    replies = end.done - begin.done
    seconds, processor, queued = end.clock - begin.clock, end.processor - begin.processor, end.queued - begin.queued
    return {
        "replies_per_second": round(replies / seconds, 2),
        "undisturbed": round(replies / (seconds - queued / number), 2),
        "processor_ms": round(processor / replies * 1000, 1),
        "queued_ms": round(queued / replies * 1000, 1),
        "peak_mb": round(end.memory),
    }


def reach(site: Site, workers: Sequence[Worker], jobs: int) -> Moment:
    """Waits until so many jobs are done."""
    while (moment := Moment.now(site, workers)).done < jobs:
        assert not site.jobs("failed"), site.desk("errors")
        time.sleep(PAUSE)
    return moment


def fill(site: Site, *what: str) -> None:
    command = [sys.executable, "-m", "tests.benchmarks.filling", *what]
    done = subprocess.run(command, cwd=ROOT, env=site.environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@contextmanager
def on_sqlite(folder: Path, count: int) -> Iterator[Any]:
    """A function that gives a copy of a site with so many signed replies."""
    first = Site.make(folder / "sqlite")
    first.migrate()
    fill(first, "make", str(count))

    def copy(name: str) -> Site:
        shutil.copytree(first.var, folder / name)
        return Site.make(folder / name)

    yield copy


@contextmanager
def on_servers(folder: Path, count: int) -> Iterator[Any]:
    """The same on PostgreSQL and Redis. Raises ServerMissing where one is not installed."""
    with running(Postgres) as postgres, running(Redis) as redis:
        first = Site.make(folder / "servers", DATABASE_URL=postgres.create_database("first"), REDIS_URL=redis.url)
        first.migrate()
        fill(first, "make", str(count))
        dump = ["createdb", "--host", str(postgres.folder), "--username", "postgres", "--template", "first"]

        def copy(name: str) -> Site:
            redis.flush()
            subprocess.run([*dump, name], check=True, capture_output=True)
            shutil.copytree(first.var, folder / name)
            return Site.make(folder / name, DATABASE_URL=postgres.url(name), REDIS_URL=redis.url)

        yield copy


def main(count: int) -> None:
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        for label, kind in (("SQLite, filesystem", on_sqlite), ("PostgreSQL, Redis", on_servers)):
            with ExitStack() as stack:
                try:
                    copy = stack.enter_context(kind(Path(name), count))
                except ServerMissing as missing:
                    print(f"{label}: not measured: {missing}")
                    continue
                results = {workers: run(copy(f"{label[:6]}{workers}".lower()), workers, count) for workers in (1, 2)}
            for workers, result in results.items():
                print(f"{label}, {workers} worker{'s'[: workers - 1]}: " + ", ".join(f"{key} {value}" for key, value in result.items()))
            ratios = {key: round(results[2][key] / results[1][key], 2) for key in ("replies_per_second", "undisturbed")}
            verdict = "met" if ratios["replies_per_second"] >= TARGET else "missed"
            print(f"Target: two workers {TARGET} × one: {verdict} ({ratios['replies_per_second']}; undisturbed {ratios['undisturbed']})")
            found[label] = {"ratios": ratios, "workers": results}
    print(json.dumps({"replies": count, "cores": os.cpu_count(), "load": os.getloadavg()[0], "runs": found}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
