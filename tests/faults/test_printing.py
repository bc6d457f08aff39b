"""The printing of two hundred replies with a worker killed half way, on Redis with PostgreSQL and on files with SQLite."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.site import LEASE, MANY, NewSite, Site, StartWorker, stop_at_work

pytestmark = [pytest.mark.faults, pytest.mark.long]


@pytest.fixture(params=[pytest.param("redis", marks=pytest.mark.redis), "files"])
def site(request: pytest.FixtureRequest, tmp_path: Path, new_site: NewSite) -> Iterator[Site]:
    """A site run in each of the two ways."""
    if request.param == "files":
        yield new_site()
        return
    url = request.getfixturevalue("postgres").create_database("printing")
    site = Site.make(tmp_path / "var", DATABASE_URL=url, REDIS_URL=request.getfixturevalue("redis_url"))
    site.migrate()
    yield site
    site.close()


def assert_each_printed_once(report: dict[str, Any], count: int) -> None:
    """One document a reply, one whole file, one job and one event; the record is whole."""
    assert report["replies"] == {"printed": count}
    assert report["documents"] == report["replies_with_document"] == count
    assert report["files"] == report["whole_files"] == count
    assert report["jobs"] == {"done": count}
    assert report["print_events"] == {"1": count}
    assert report["reprints"] == 0
    assert report["faults"] == []


def test_many_replies_are_printed_once_each_though_a_worker_is_killed_half_way(site: Site, start_worker: StartWorker) -> None:
    site.desk("make", str(MANY))
    workers = [start_worker(site.environment) for _ in range(2)]
    with site.clock():
        # Two clerks press the button for the same replies at the same moment.
        pressed = [site.tell(clerk) for clerk in [site.start_desk("press", "0"), site.start_desk("press", "1")]]
        assert sum(told["jobs"] for told in pressed) == MANY
        site.wait_for("done", MANY * 2 // 5, 60)
        lost = stop_at_work(site, workers[0])
        workers[0].kill()
        assert MANY * 2 // 5 <= len(site.jobs("done")) < MANY
        site.wait_for("done", MANY, 120)
    report = site.desk("report")
    assert_each_printed_once(report, MANY)
    assert {job: attempts for job, attempts in report["attempts"].items() if attempts > 1} == {str(job): 2 for job in lost}


def test_a_worker_that_wakes_up_late_prints_nothing_twice(new_site: NewSite, start_worker: StartWorker) -> None:
    site = new_site()
    site.desk("make", "12")
    workers = [start_worker(site.environment) for _ in range(2)]
    with site.clock():
        site.desk("press")
        site.wait_for("done", 2, 30)
        stop_at_work(site, workers[0])
        site.wait_for("done", 12, LEASE + 30)
        os.killpg(workers[0].process.pid, signal.SIGCONT)
        workers[0].stop()
    assert_each_printed_once(site.desk("report"), 12)
