"""The page of a batch: what is left and why, going on, stopping, and who sees it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from proposals.models import User
from replies import rendering, transitions
from replies.actions import batches
from replies.models import RenderBatch, RenderJob, Reply
from replies.printing import run_job
from replies.rendering import Rendered, Report
from replies.states import JobState, ReplyState
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real engine has tests of its own; here a page is its title."""
    report = Report(pages=2, fonts={})
    monkeypatch.setattr(rendering, "render", lambda letter, **more: Rendered(pdf=f"%PDF-1.7 {letter.title}".encode(), report=report))


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def get(person: User, name: str, *args: int, status: int = 200) -> str:
    response = client(person).get(reverse(name, args=args))
    assert response.status_code == status
    return str(response.content.decode())


def send(person: User, *replies: Reply) -> Any:
    return client(person).post(reverse("printing_send"), {"reply": [reply.pk for reply in replies]})


def failed_job(world: World) -> RenderJob:
    reply = world.reply(ReplyState.NUMBERED, co=False)
    (queued,) = batches.number_and_print([reply], by=world.lead.document_administrator).jobs
    job = transitions.claim_job(queued.pk)
    assert job
    transitions.fail_job(job, "缺字形")
    return job


def test_a_failed_print_goes_on_in_its_batch(world: World) -> None:
    clerk = world.lead.document_administrator
    job = failed_job(world)
    assert job.batch_id
    assert "缺字形" in get(clerk, "printing_room")
    page = get(clerk, "batch_detail", job.batch_id)
    address = reverse("batch_go_on", args=[job.batch_id])
    assert "缺字形" in page
    assert f'action="{address}"' in page
    assert client(clerk).post(address, {"reply": job.reply_id})["Location"] == reverse("batch_detail", args=[job.batch_id])
    again = RenderJob.objects.order_by("pk").last()
    assert again
    assert (again.batch_id, again.reply) == (job.batch_id, job.reply)
    assert again.pk != job.pk
    assert address not in get(clerk, "batch_detail", job.batch_id), "nothing is left to go on with"
    assert client(clerk).post(address).status_code == 302
    assert run_job(again.pk) == "done"
    client(clerk).post(address)
    assert RenderJob.objects.count() == 2


def test_only_who_sees_a_batch_goes_on_with_it_or_stops_it(world: World) -> None:
    job = failed_job(world)
    for name in ("batch_go_on", "batch_cancel"):
        for person, status in (
            (world.stranger.document_administrator, 404),
            (world.proposer, 404),
            (world.lead.drafter, 403),
            (world.auditor, 403),
        ):
            assert client(person).post(reverse(name, args=[job.batch_id])).status_code == status
    assert RenderJob.objects.count() == 1
    page = get(world.lead.drafter, "batch_detail", job.batch_id or 0)
    assert reverse("batch_go_on", args=[job.batch_id]) not in page, "who may not print is offered no button"


@pytest.mark.parametrize("asked", ["x", "0", "9" * 5000, "²"])
def test_to_go_on_with_what_is_not_in_the_batch_prints_nothing(world: World, asked: str) -> None:
    job = failed_job(world)
    address = reverse("batch_go_on", args=[job.batch_id])
    assert client(world.lead.document_administrator).post(address, {"reply": asked}).status_code == 404
    assert RenderJob.objects.count() == 1


def test_batches_are_seen_by_the_department_alone(world: World) -> None:
    job = failed_job(world)
    assert job.batch_id
    for name in ("batch_detail", "batch_progress"):
        get(world.lead.drafter, name, job.batch_id)
        get(world.auditor, name, job.batch_id)
        for person in (world.stranger.document_administrator, world.proposer, world.coordinator):
            get(person, name, job.batch_id, status=404)


def test_a_batch_is_stopped_and_goes_on(world: World) -> None:
    clerk = world.lead.document_administrator
    replies = [world.reply(ReplyState.SIGNED, co=False) for _n in range(2)]
    send(clerk, *replies)
    batch = RenderBatch.objects.get()
    page = get(clerk, "batch_detail", batch.pk)
    assert reverse("batch_cancel", args=[batch.pk]) in page
    stopped = client(clerk).post(reverse("batch_cancel", args=[batch.pk]), follow=True).content.decode()
    assert escape(_("Stopped, not everything was printed")) in stopped
    assert clerk.display_name in stopped
    assert str(Reply.objects.get(pk=replies[0].pk).number_text) in stopped
    assert "hx-trigger" not in stopped
    assert str(JobState.CANCELLED.label) in get(clerk, "printing_room")
    again = client(clerk).post(reverse("batch_cancel", args=[batch.pk]), follow=True).content.decode()
    assert escape(_("Nothing was waiting any more; what is being printed is finished.")) in again
    goes = client(clerk).post(reverse("batch_go_on", args=[batch.pk]), follow=True).content.decode()
    assert "hx-trigger" in goes
    assert RenderJob.objects.filter(state=JobState.QUEUED).count() == 2


def test_a_long_batch_shows_so_many_and_leads_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replies.views.batches.PER_PAGE", 2)
    replies = [world.reply(ReplyState.SIGNED, co=False) for _n in range(3)]
    batch = batches.number_and_print(replies, by=world.lead.document_administrator).batch
    assert batch
    first = get(world.lead.document_administrator, "batch_progress", batch.pk)
    assert [reverse("reply_detail", args=[reply.pk]) in first for reply in replies] == [True, True, False]
    assert all(reply.case.number_label in first for reply in replies), "the stack shows them all"
    next_page = reverse("batch_detail", args=[batch.pk]) + "?page=2"
    assert f'href="{next_page}"' in first, "a page of the batch, not of its changing part"
    second = client(world.lead.document_administrator).get(next_page).content.decode()
    assert [reverse("reply_detail", args=[reply.pk]) in second for reply in replies] == [False, False, True]
    assert f"{reverse('batch_progress', args=[batch.pk])}?page=2" in second, "and it stays on its page while the batch goes on"
