"""What drawing may take: work that takes more time or memory ends with a message that names the limit."""

import contextlib
import threading
import time
from typing import Any

import pytest
from django.utils.translation import gettext as _
from pytest_django import Settings

from replies import issuing, limits, printing
from replies.actions import batches
from replies.errors import PrintFailed
from replies.rendering import Rendered, Report
from tests.factories import World

SECONDS = 0.6


def spin() -> None:
    """Pure Python that never ends."""
    while True:
        pass


def spin_for(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_work_that_never_ends_is_interrupted() -> None:
    with pytest.raises(PrintFailed) as told, limits.limited(seconds=SECONDS):
        spin()
    assert str(told.value) == _("Drawing it takes longer than the limit of %s seconds.") % SECONDS


def swallow(times: int) -> None:
    """As a library that takes any exception for its own."""
    for _time in range(times):
        with contextlib.suppress(PrintFailed):
            spin()
    spin()


def test_one_that_swallows_the_interruption_is_interrupted_again() -> None:
    with pytest.raises(PrintFailed), limits.limited(seconds=SECONDS):
        swallow(3)


def fill(held: list[bytes]) -> None:
    while True:
        held.append(b"x" * 2**20)  # written on: zeros may cost no memory
        time.sleep(0.002)


def test_memory_over_the_limit_is_told() -> None:
    held: list[bytes] = []
    most = 30
    with pytest.raises(PrintFailed) as told, limits.limited(seconds=60, megabytes=most):
        fill(held)
    assert str(told.value) == _("Drawing it takes more memory than the limit of %s MB.") % most
    assert len(held) < 1000


def test_what_a_process_held_before_does_not_count() -> None:
    assert limits.resident() > 30
    with limits.limited(seconds=60, megabytes=30):
        time.sleep(3 * limits.TICK)


def test_what_stays_within_is_left_alone_and_leaves_nobody_watching() -> None:
    before = threading.active_count()
    with limits.limited(seconds=60):
        done = sum(range(1000))
    assert done == 499500
    with pytest.raises(ZeroDivisionError), limits.limited():
        _never = 1 / 0
    for _time in range(20):
        with contextlib.suppress(PrintFailed), limits.limited(seconds=0):
            time.sleep(limits.TICK / 20)
    assert threading.active_count() == before


def test_every_thread_of_a_server_is_limited_by_itself() -> None:
    told: dict[str, str] = {}

    def work(name: str, seconds: float) -> None:
        try:
            with limits.limited(seconds=seconds):
                spin_for(4 * limits.TICK)
                told[name] = "done"
        except PrintFailed as failed:
            told[name] = str(failed)

    threads = [threading.Thread(target=work, args=given) for given in (("short", 0.1), ("long", 60))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert told["long"] == "done"
    assert "0.1" in told["short"]


@pytest.mark.django_db
def test_a_job_that_takes_too_long_fails_with_the_limit_and_is_not_sent_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.RENDER_SECONDS = 1

    def endless(*_letter: object, **_more: object) -> Rendered:
        spin()
        raise AssertionError

    monkeypatch.setattr("replies.rendering.render", endless)
    world = World()
    (job,) = batches.number_and_print([world.reply("signed", co=False)], by=world.lead.document_administrator).jobs
    assert printing.run_job(job.pk) == "failed"
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 1)
    assert job.error == _("Drawing it takes longer than the limit of %s seconds.") % 1
    assert printing.overdue_jobs() == []
    assert printing.run_job(job.pk) == "not mine"


@pytest.mark.django_db
def test_what_is_drawn_is_stored_however_long_that_takes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption in a transaction or a half-written file could not be told from the loss of one."""
    settings.RENDER_SECONDS = 0.1
    monkeypatch.setattr("replies.rendering.render", lambda *_letter, **_more: Rendered(pdf=b"%PDF-1.7", report=Report(pages=1, fonts={})))
    store = issuing.store

    def slow(*place: Any) -> str:
        time.sleep(3 * limits.TICK)
        return store(*place)

    monkeypatch.setattr(issuing, "store", slow)
    world = World()
    (job,) = batches.number_and_print([world.reply("signed", co=False)], by=world.lead.document_administrator).jobs
    assert printing.run_job(job.pk) == "done"


@pytest.mark.django_db
def test_a_look_at_the_page_that_takes_too_long_fails_the_job(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.RENDER_SECONDS = 1
    monkeypatch.setattr("replies.rendering.render", lambda *_letter, **_more: Rendered(pdf=b"%PDF-1.7", report=Report(pages=1, fonts={})))
    monkeypatch.setattr(issuing, "inspect", lambda _pdf: spin())
    world = World()
    (job,) = batches.number_and_print([world.reply("signed", co=False)], by=world.lead.document_administrator).jobs
    assert printing.run_job(job.pk) == "failed"
    job.refresh_from_db()
    assert job.error == _("Drawing it takes longer than the limit of %s seconds.") % 1
