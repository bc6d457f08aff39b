"""Print jobs: each made once, whatever happens to workers, brokers, files and cases; none waits for ever."""

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from proposals import audit
from proposals.actions import cases
from replies import issuing, printing, tasks, transitions
from replies.actions import batches
from replies.models import OfficialDocument, RenderJob, Reply
from replies.rendering import Rendered, RenderError, Report
from replies.rendering.letter import Letter
from tests.factories import World

pytestmark = pytest.mark.django_db


class Press:
    """Stands in for the engine: quick, and the same letter gives the same bytes."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.error: Exception | None = None
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, letter: Letter, *, embedded: bytes = b"") -> Rendered:
        self.letters.append(letter)
        self.meanwhile()
        if self.error:
            raise self.error
        return Rendered(f"%PDF {letter.document_number}".encode(), Report(pages=2, fonts={}, warnings=("a warning",)))


@pytest.fixture(autouse=True)
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    press = Press()
    monkeypatch.setattr("replies.rendering.render", press)
    monkeypatch.setattr("replies.rendering.template_digest", lambda: "t" * 64)
    return press


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def reply(world: World) -> Reply:
    return world.reply("numbered", co=False)


@pytest.fixture
def job(reply: Reply, world: World) -> RenderJob:
    (job,) = batches.number_and_print([reply], by=world.lead.document_administrator).jobs
    return job


def state_of(row: Any) -> str:
    row.refresh_from_db()
    return str(row.state)


def test_a_job_makes_the_document_and_prints_the_reply(job: RenderJob, reply: Reply) -> None:
    assert printing.run_job(job.pk) == "done"
    made = OfficialDocument.objects.get()
    assert state_of(job) == "done"
    assert (job.document, job.attempts, job.error, job.lease, job.open, job.warnings) == (made, 1, "", "", False, ["a warning"])
    assert state_of(reply) == "printed"
    assert reply.signed_version
    assert made.made_from == {
        "version": reply.signed_version.number,
        "text_digest": reply.signed_version.digest,
        "number": reply.number_text,
        "template_digest": "t" * 64,
        "fonts": {},
    }
    assert (made.pages, made.size, made.file.read()) == (2, len(f"%PDF {reply.number_text}".encode()), f"%PDF {reply.number_text}".encode())
    assert made.download_name == f"{reply.case.session.label}第{reply.case.case_no}号建议答复.pdf"
    event = reply.case.events.last()
    assert event
    assert (event.name, event.acting_as, event.data) == ("print", "system", {"job": job.pk, "sha256": made.sha256, "pages": 2})
    assert list(audit.verify_events()) == []


def test_a_job_that_is_sent_twice_runs_once(job: RenderJob, press: Press) -> None:
    assert [printing.run_job(job.pk) for _again in range(3)] == ["done", "not mine", "not mine"]
    assert len(press.letters) == OfficialDocument.objects.count() == 1
    assert printing.run_job(job.pk + 1000) == "not mine"


def test_printed_again_the_same_page_is_the_same_document(job: RenderJob, reply: Reply, world: World) -> None:
    printing.run_job(job.pk)
    (again,) = batches.number_and_print([reply], by=world.lead.document_administrator).jobs
    assert printing.run_job(again.pk) == "done"
    again.refresh_from_db()
    assert again.document == OfficialDocument.objects.get()
    assert [event.name for event in reply.case.events.order_by("-sequence")[:2]] == ["reprint", "print"]
    assert state_of(reply) == "printed"


def test_a_dispatched_reply_can_be_printed_again(world: World) -> None:
    reply = world.reply("dispatched", co=False)
    cases.close_case(reply.case, by=world.coordinator)
    (job,) = batches.number_and_print([reply], by=world.lead.document_administrator).jobs
    assert printing.run_job(job.pk) == "done"
    assert state_of(reply) == "dispatched"


@pytest.mark.parametrize(
    ("error", "reason"),
    [(RenderError("字体未安装"), "字体未安装"), (ValueError("so nicht"), "ValueError: so nicht"), (MemoryError(), "MemoryError: ")],
)
def test_a_failure_is_kept_with_its_reason_and_can_be_tried_again(
    job: RenderJob, reply: Reply, world: World, press: Press, error: Exception, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    press.error = error
    with caplog.at_level(logging.CRITICAL):
        assert printing.run_job(job.pk) == "failed"
    assert (state_of(job), job.error, job.lease, state_of(reply)) == ("failed", reason, "", "numbered")
    assert not job.open
    assert job.warnings == []
    press.error = None
    (again,) = batches.number_and_print([reply], by=world.lead.document_administrator).jobs
    assert printing.run_job(again.pk) == "done"
    assert state_of(job) == "failed"


def test_a_reply_that_is_not_signed_is_not_printed(world: World) -> None:
    reply = world.reply("drafting", co=False)
    job = RenderJob.objects.create(reply=reply, requested_by=world.lead.document_administrator)
    assert printing.run_job(job.pk) == "failed"
    assert (state_of(job), job.error) == ("failed", "The reply is not signed.")


def test_a_case_withdrawn_while_the_page_is_made_fails_the_job(job: RenderJob, reply: Reply, world: World, press: Press) -> None:
    press.meanwhile = lambda: cases.withdraw_case(Reply.objects.get(pk=reply.pk).case, by=world.coordinator, reason="撤回")
    assert printing.run_job(job.pk) == "failed"
    assert state_of(job) == "failed"
    assert job.error == Reply.objects.get(pk=reply.pk).case_ended(None) != ""
    assert state_of(reply) == "numbered"


def test_a_worker_that_lost_its_lease_finishes_nothing(job: RenderJob, reply: Reply, press: Press) -> None:
    def other_worker_takes_it() -> None:
        RenderJob._base_manager.filter(pk=job.pk).update(lease="another")

    press.meanwhile = other_worker_takes_it
    assert printing.run_job(job.pk) == "lease lost"
    assert (state_of(job), job.lease, job.document) == ("running", "another", None)
    assert state_of(reply) == "numbered"
    press.error = ValueError("the loser failed")
    transitions.fail_job(RenderJob(pk=job.pk, lease="mine"), "too late")
    assert (state_of(job), job.error) == ("running", "")


def test_half_a_file_is_replaced(job: RenderJob, reply: Reply) -> None:
    whole = f"%PDF {reply.number_text}".encode()
    sha256 = hashlib.sha256(whole).hexdigest()
    name = default_storage.save(f"documents/{sha256[:2]}/{sha256}.pdf", ContentFile(whole[:5]))
    assert printing.run_job(job.pk) == "done"
    assert OfficialDocument.objects.get().file.name == name
    assert default_storage.open(name).read() == whole


def test_a_whole_file_of_another_worker_is_taken(job: RenderJob, reply: Reply, press: Press) -> None:
    """Two workers make the same bytes at once: one file, one row."""
    made: list[OfficialDocument] = []

    def other_worker_prints() -> None:
        press.meanwhile = lambda: None
        made.append(_as_the_other_worker(reply))

    press.meanwhile = other_worker_prints
    assert printing.run_job(job.pk) == "done"
    assert OfficialDocument.objects.get() == made[0]
    job.refresh_from_db()
    assert job.document == made[0]


def _as_the_other_worker(reply: Reply) -> OfficialDocument:
    return printing.print_reply(Reply.objects.get(pk=reply.pk))


def test_a_row_that_comes_between_is_taken(reply: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    store = issuing.store
    others: list[OfficialDocument] = []

    def store_after_another_worker(*arguments: Any) -> str:
        monkeypatch.setattr("replies.issuing.store", store)
        others.append(_as_the_other_worker(reply))
        return store(*arguments)

    monkeypatch.setattr("replies.issuing.store", store_after_another_worker)
    assert printing.print_reply(reply) == others[0]
    assert OfficialDocument.objects.count() == 1


# Sending


def test_nothing_is_sent_before_the_rows_are_there(
    reply: Reply, world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr("replies.tasks.run_render_job.delay", sent.append)
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        queued = batches.number_and_print([reply], by=world.lead.document_administrator)
    assert sent == []
    for send in waiting:
        send()
    assert sent == [job.pk for job in queued.jobs]


def test_a_broker_that_is_away_loses_no_job_and_breaks_no_page(
    reply: Reply,
    world: World,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[int] = []

    def away(job_id: int) -> None:
        tried.append(job_id)
        raise OperationalError("Error 111 connecting to the broker: connection refused")

    second = world.reply("numbered", co=False)
    with monkeypatch.context() as patch:
        patch.setattr("replies.tasks.run_render_job.delay", away)
        with django_capture_on_commit_callbacks(execute=True):
            queued = batches.number_and_print([reply, second], by=world.lead.document_administrator)
    assert len(tried) == 1  # the others are not tried: each would wait as long in vain
    assert [state_of(job) for job in queued.jobs] == ["queued", "queued"]
    age(settings.RENDER_RESEND_SECONDS + 1)
    sent: list[int] = []
    monkeypatch.setattr("replies.tasks.run_render_job.delay", sent.append)
    assert tasks.sweep_render_jobs() == 2
    assert sent == [job.pk for job in queued.jobs]


def test_a_task_prints(job: RenderJob) -> None:
    assert tasks.run_render_job(job.pk) == "done"


# The sweeper


def age(seconds: float) -> None:
    """All jobs were sent and started so long ago."""
    past = timezone.now() - timedelta(seconds=seconds)
    RenderJob._base_manager.update(sent_at=past)
    RenderJob._base_manager.filter(started_at__isnull=False).update(started_at=past)


def test_the_sweeper_sends_again_what_nobody_took(job: RenderJob, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr("replies.tasks.run_render_job.delay", sent.append)
    assert tasks.sweep_render_jobs() == 0
    age(settings.RENDER_RESEND_SECONDS + 1)
    assert tasks.sweep_render_jobs() == 1
    assert tasks.sweep_render_jobs() == 0  # it was sent just now
    assert sent == [job.pk]


def test_the_sweeper_takes_back_what_a_lost_worker_held(job: RenderJob, reply: Reply, settings: Settings) -> None:
    assert transitions.claim_job(job.pk)
    age(settings.RENDER_LEASE_SECONDS - 5)
    assert printing.overdue_jobs() == []
    age(settings.RENDER_LEASE_SECONDS + 1)
    assert printing.overdue_jobs() == [job]
    assert (state_of(job), job.lease, job.attempts) == ("queued", "", 1)
    assert printing.run_job(job.pk) == "done"
    assert state_of(reply) == "printed"


def test_after_so_many_lost_workers_the_job_is_given_up_with_the_reason(job: RenderJob, reply: Reply, settings: Settings) -> None:
    for attempt in range(1, settings.RENDER_MAX_ATTEMPTS + 1):
        taken = transitions.claim_job(job.pk)
        assert taken
        assert taken.attempts == attempt
        age(settings.RENDER_LEASE_SECONDS + 1)
        ids, given_up = transitions.reclaim_jobs()
        assert (ids, given_up) == (([job.pk], 0) if attempt < settings.RENDER_MAX_ATTEMPTS else ([], 1))
    assert state_of(job) == "failed"
    assert str(settings.RENDER_MAX_ATTEMPTS) in job.error
    assert job.finished_at
    assert state_of(reply) == "numbered"


def test_the_sweeper_leaves_alone_what_is_over(job: RenderJob, settings: Settings) -> None:
    printing.run_job(job.pk)
    age(10 * settings.RENDER_LEASE_SECONDS)
    assert printing.overdue_jobs() == []
    assert state_of(job) == "done"


def test_a_file_that_was_lost_comes_back_with_the_next_print(reply: Reply) -> None:
    document = printing.print_reply(reply)
    assert document.file.name
    default_storage.delete(document.file.name)
    assert printing.print_reply(reply) == document
    assert hashlib.sha256(default_storage.open(document.file.name).read()).hexdigest() == document.sha256
