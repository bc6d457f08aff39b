"""A batch is a transaction: whatever happens to workers and whatever clerks stop, each reply is printed once under one number."""

import pytest

from tests.faults.site import MANY, NewSite, StartWorker, descendants, stop_at_work
from tests.faults.test_printing import assert_each_printed_once
from tests.servers import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.long]


def test_of_many_with_three_faults_the_rest_is_printed_and_the_three_after_mending(new_site: NewSite, start_worker: StartWorker) -> None:
    site = new_site()
    unsigned, not_co_signed, without_word = site.desk("make_faulty", str(MANY))["faulty"]
    workers = [start_worker(site.environment) for _ in range(2)]
    seen = site.desk("look")
    assert seen["held"] == {str(unsigned): ["unsigned"], str(not_co_signed): ["co_signature", "unsigned"], str(without_word): ["word"]}
    assert (seen["ready"], seen["numbers"]) == (MANY - 3, 0)
    with site.clock():
        # Two clerks confirm at the same moment; one of them gets the batch, the other is told that all is at press.
        told = [site.tell(clerk) for clerk in [site.start_desk("press", "0"), site.start_desk("press", "1")]]
        assert sorted(one["jobs"] for one in told) == [0, MANY - 3]
        site.wait_for("done", MANY // 3, 60)
        lost = stop_at_work(site, workers[0])
        workers[0].kill()
        site.wait_for("done", MANY - 3, 90)
        assert site.desk("go_on") == {"jobs": 0, "refused": 3, "errors": ""}
        assert site.desk("mend")["states"] == {"printed": MANY - 3, "signed": 3}
        assert site.desk("go_on")["jobs"] == 3
        site.wait_for("done", MANY, 30)
        assert site.desk("go_on")["jobs"] == 0
    report = site.desk("report")
    assert_each_printed_once(report, MANY)
    assert {job: attempts for job, attempts in report["attempts"].items() if attempts > 1} == {str(job): 2 for job in lost}
    packed = site.desk("manifest")
    assert {name: packed[name] for name in ("lines", "right", "files", "left_out", "in_order")} == {
        "lines": MANY, "right": MANY, "files": MANY, "left_out": 0, "in_order": True,
    }  # fmt: skip
    numbers = site.desk("numbers")
    assert (numbers["count"], numbers["gapless"]) == (MANY, True)


def test_a_batch_that_is_stopped_goes_on_though_a_worker_is_killed(new_site: NewSite, start_worker: StartWorker) -> None:
    site = new_site()
    site.desk("make", "50")
    workers = [start_worker(site.environment) for _ in range(2)]
    with site.clock():
        stopping = site.start_desk("cancel_after", "8")
        assert site.desk("press")["jobs"] == 50
        stopped = site.tell(stopping)["stopped"]
        workers[0].kill()
        assert 0 < stopped < 50
        assert len(site.jobs("cancelled")) == stopped
        site.wait_for("done", 50 - stopped, 60)
        halfway = site.desk("report")
        assert halfway["replies"] == {"printed": 50 - stopped, "numbered": stopped}
        wait_until(lambda: not site.jobs("queued"), 5, "nothing waits")
        assert site.desk("manifest")["left_out"] == stopped
        assert site.desk("go_on")["jobs"] == stopped
        site.wait_for("done", 50, 60)
    report = site.desk("report")
    assert report["jobs"] == {"done": 50, "cancelled": stopped}
    assert_each_printed_once(report | {"jobs": {"done": 50}}, 50)
    numbers = site.desk("numbers")
    assert (numbers["count"], numbers["gapless"]) == (50, True)


def test_a_job_over_its_limit_says_so_and_goes_on_under_another(new_site: NewSite, start_worker: StartWorker) -> None:
    site = new_site()
    site.desk("make", "1")
    # Less than the worker has taken before it draws anything.
    narrow = start_worker({**site.environment, "RENDER_MEMORY_MB": "20"})
    with site.clock():
        site.desk("press")
        site.wait_for("failed", 1, 60)
        (reason,) = site.desk("errors")["reasons"]
        assert "20 MB" in reason
        assert site.look("SELECT attempts FROM replies_renderjob") == [(1,)]
        assert narrow.process.poll() is None
        narrow.stop()
        start_worker(site.environment)
        assert site.desk("go_on")["jobs"] == 1
        site.wait_for("done", 1, 60)
    report = site.desk("report")
    assert (report["replies"], report["jobs"], report["faults"]) == ({"printed": 1}, {"failed": 1, "done": 1}, [])


def test_a_worker_keeps_its_process_from_letter_to_letter(new_site: NewSite, start_worker: StartWorker) -> None:
    """One that takes too much is replaced after each: every letter would wait for the fonts to be loaded anew."""
    site = new_site()
    site.desk("make_signing", "6")
    worker = start_worker(site.environment)
    processes = descendants(worker.process.pid)
    assert processes
    with site.clock():
        site.desk("press")
        site.wait_for("done", 6, 60)
    assert descendants(worker.process.pid) == processes
    assert site.desk("report")["jobs"] == {"done": 6}
