"""What is left when the broker, the disk, the fonts or a worker fails: the request succeeds, the job waits, or it fails with its reason."""

import os
import signal
from pathlib import Path

import pytest
from celery.schedules import crontab
from django.core.files.base import ContentFile

from config.celery import app
from replies.models import OfficialDocument
from replies.printing import print_reply
from tests.factories import World
from tests.faults.site import NewSite, StartWorker, descendants
from tests.faults.test_printing import assert_each_printed_once
from tests.servers import Redis, wait_until

pytestmark = pytest.mark.faults


@pytest.mark.redis
def test_a_print_asked_for_while_redis_is_away_is_printed_when_it_is_back(
    new_site: NewSite, redis_server: Redis, redis_url: str, start_worker: StartWorker
) -> None:
    site = new_site(REDIS_URL=redis_url)
    site.desk("make", "5")
    redis_server.stop()
    told = site.desk("post")
    assert (told["status"], told["answer"]) == (302, "/printing/batches/1/")
    assert told["seconds"] < 10
    assert "Connection refused" in told["errors"], "that the broker is away is not logged"
    assert len(site.jobs("queued")) == 5
    redis_server.start()
    start_worker(site.environment)
    with site.clock():
        site.wait_for("done", 5, 120)
    assert_each_printed_once(site.desk("report"), 5)


@pytest.mark.redis
def test_a_restart_of_redis_that_loses_every_message_loses_no_job(
    new_site: NewSite, redis_server: Redis, redis_url: str, start_worker: StartWorker
) -> None:
    site = new_site(REDIS_URL=redis_url)
    site.desk("make", "60")
    start_worker(site.environment)
    with site.clock():
        site.desk("press")
        site.wait_for("done", 3, 120)
        redis_server.stop()
        waiting = site.jobs("queued")
        redis_server.start()
        assert waiting
        site.wait_for("done", 60, 120)
    assert_each_printed_once(site.desk("report"), 60)


def test_missing_fonts_are_told_on_the_job(new_site: NewSite, start_worker: StartWorker) -> None:
    site = new_site()
    site.desk("make", "2")
    start_worker({**site.environment, "FONT_DIR": str(site.var / "no fonts")})
    site.desk("press")
    site.wait_for("failed", 2, 120)
    (reason,) = site.desk("errors")["reasons"]
    assert "make fonts" in reason
    assert site.desk("report")["replies"] == {"numbered": 2}


def test_a_full_or_broken_disk_is_told_on_the_job_and_the_next_press_prints(new_site: NewSite, start_worker: StartWorker) -> None:
    site = new_site()
    site.desk("make", "2")
    media = site.var / "media"
    media.write_text("no folder")
    start_worker(site.environment)
    site.desk("press")
    site.wait_for("failed", 2, 120)
    assert all("Error" in reason for reason in site.desk("errors")["reasons"])
    media.unlink()
    site.desk("press")
    site.wait_for("done", 2, 120)
    report = site.desk("report")
    assert report["replies"] == {"printed": 2}
    assert report["jobs"] == {"failed": 2, "done": 2}
    assert report["print_events"] == {"1": 2}
    assert report["faults"] == []


def test_a_job_that_its_worker_never_survives_is_given_up_with_a_reason(new_site: NewSite, start_worker: StartWorker) -> None:
    site = new_site(RENDER_MAX_ATTEMPTS="2", RENDER_LEASE_SECONDS="6")
    site.desk("make", "1")
    worker = start_worker(site.environment)
    with site.clock():
        site.desk("press")
        for attempt in (1, 2):
            wait_until(
                lambda attempt=attempt: site.look("SELECT state, attempts FROM replies_renderjob") == [("running", attempt)],  # type: ignore[misc]
                120,
                f"attempt {attempt}",
            )
            # As the kernel does when memory runs out: the process that draws the page dies, the worker above it lives.
            for child in descendants(worker.process.pid):
                os.kill(child, signal.SIGKILL)
        site.wait_for("failed", 1, 120)
        assert worker.process.poll() is None
    (reason,) = site.desk("errors")["reasons"]
    assert all(said in reason for said in ("2 次", "60 秒", "600 MB")), reason
    report = site.desk("report")
    assert report["replies"] == {"numbered": 1}
    assert report["documents"] == 0
    assert report["faults"] == []


@pytest.mark.django_db
def test_half_a_file_left_by_a_killed_worker_is_made_whole() -> None:
    reply = World().reply("numbered", co=False)
    document = print_reply(reply)
    storage, name, pdf = document.file.storage, document.file.name, document.file.read()
    OfficialDocument.objects.all().delete()
    storage.delete(name)
    storage.save(name, ContentFile(pdf[: len(pdf) // 2]))
    again = print_reply(reply)
    assert again.file.name == name
    assert again.file.read() == pdf
    assert len(storage.listdir(str(Path(name).parent))[1]) == 1


def test_the_clock_sends_the_sweep_and_the_checkpoint(new_site: NewSite, start_worker: StartWorker) -> None:
    schedule = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    assert schedule == {
        "replies.tasks.sweep_render_jobs": 30.0,
        "replies.tasks.sweep_volumes": 30.0,
        "proposals.tasks.write_checkpoint": 3600.0,
        "proposals.tasks.sum_up_tally": 300.0,
        "proposals.tasks.remind": crontab(minute=30, hour="7-18"),
        "proposals.tasks.move_standing_clocks": crontab(minute=5),
        "proposals.tasks.ask_look_backs": crontab(minute=40, hour=8),
        "proposals.tasks.send_digests": 300.0,
    }
    app.loader.import_default_modules()
    assert set(schedule) <= set(app.tasks)
    site = new_site()
    worker = start_worker(site.environment)
    with site.clock():
        wait_until(lambda: "sweep_render_jobs" in worker.log.read_text() and "succeeded" in worker.log.read_text(), 30, "a sweep")


def test_a_message_that_cannot_be_read_does_not_end_the_worker(new_site: NewSite, start_worker: StartWorker) -> None:
    site = new_site()
    site.desk("make", "1")
    worker = start_worker(site.environment)
    for place, content in enumerate((b"", b'{"body": "half', b"\xff\xfe\x00")):
        (site.var / "queue" / "messages" / f"{place}_x.celery.msg").write_bytes(content)
    site.desk("press")
    site.wait_for("done", 1, 120)
    # By their names two of them come after the one that can be read.
    wait_until(lambda: worker.log.read_text().count("dropped a message") == 3, 30, "all three are dropped")
    assert worker.process.poll() is None
