"""The printing room, its batches, the way to the proposer, and the download."""

from collections.abc import Callable
from datetime import date
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from proposals.models import User
from replies import rendering, transitions
from replies.actions import batches
from replies.models import Delivery, RenderBatch, RenderJob, Reply
from replies.printing import run_job
from replies.rendering import Rendered, RenderError, Report, Substitution
from replies.states import JobState, ReplyState
from tests.factories import World, delivered

pytestmark = pytest.mark.django_db

Capture = Callable[..., Any]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real engine has tests of its own; here a page is its title, with a report that has everything in it."""
    report = Report(
        pages=2,
        fonts={"title": "小标宋"},
        substitutions=(Substitution("title", "方正小标宋简体", "思源宋体"),),
        fallbacks={"㛃": "全宋体"},
        missing=("𠀋",),
        warnings=("第2页只有一行",),
    )
    monkeypatch.setattr(rendering, "render", lambda letter, **more: Rendered(pdf=f"%PDF-1.7 {letter.title}".encode(), report=report))


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def get(person: User, name: str, *args: int, query: str = "", status: int = 200) -> str:
    response = client(person).get(reverse(name, args=args) + query)
    assert response.status_code == status
    return str(response.content.decode())


def send(person: User, *replies: Reply) -> Any:
    return client(person).post(reverse("printing_send"), {"reply": [reply.pk for reply in replies]})


def test_the_room_lists_what_is_to_number_print_or_dispatch(world: World) -> None:
    clerk = world.lead.document_administrator
    shown = [world.reply(state, co=False) for state in (ReplyState.SIGNED, ReplyState.NUMBERED, ReplyState.PRINTED)]
    hidden = [world.reply(state, co=False) for state in (ReplyState.HEAD_APPROVAL, ReplyState.DISPATCHED)]
    html = get(clerk, "printing_room")
    assert all(f'name="reply" value="{reply.pk}"' in html for reply in shown)
    assert not any(f'name="reply" value="{reply.pk}"' in html for reply in hidden)
    assert f'href="{reverse("reply_dispatch", args=[shown[2].pk])}"' in html
    only = get(clerk, "printing_room", query="?state=signed")
    assert f'value="{shown[0].pk}"' in only
    assert f'value="{shown[1].pk}"' not in only
    words = get(clerk, "printing_room", query=f"?words={shown[1].case.case_no}+托位")
    assert f'value="{shown[1].pk}"' in words
    assert f'value="{shown[0].pk}"' not in words
    chosen = get(clerk, "printing_room", query=f"?reply={shown[0].pk}")
    assert f'value="{shown[0].pk}" id="r{shown[0].pk}" aria-label="{escape(shown[0].case.number_label)}" checked' in chosen


def test_the_room_of_another_department_is_empty(world: World) -> None:
    reply = world.reply(ReplyState.SIGNED)
    html = get(world.stranger.document_administrator, "printing_room")
    assert reply.case.number_label not in html
    assert escape(_("A reply appears here as soon as it is signed.")) in html


def test_only_document_administrators_have_a_printing_room(world: World) -> None:
    reply = world.reply(ReplyState.SIGNED)
    for person in (world.lead.drafter, world.lead.head, world.coordinator, world.proposer, world.auditor):
        get(person, "printing_room", status=403)
        assert send(person, reply).status_code == 403
    reply.refresh_from_db()
    assert reply.state == ReplyState.SIGNED
    assert RenderJob.objects.count() == 0


def test_number_print_and_dispatch(world: World, django_capture_on_commit_callbacks: Capture) -> None:
    clerk = world.lead.document_administrator
    replies = [world.reply(ReplyState.SIGNED, co=False) for _n in range(2)]
    with mock.patch("replies.tasks.run_render_job.delay") as sent, django_capture_on_commit_callbacks(execute=True):
        response = send(clerk, *replies)
    batch = RenderBatch.objects.get()
    assert response["Location"] == reverse("batch_detail", args=[batch.pk])
    jobs = list(batch.jobs.order_by("pk"))
    assert [call.args for call in sent.call_args_list] == [(job.pk,) for job in jobs]
    html = get(clerk, "batch_detail", batch.pk)
    assert f'hx-get="{reverse("batch_progress", args=[batch.pk])}?page=1" hx-trigger="every 1s"' in html
    assert '<progress class="bar"' in html
    assert run_job(jobs[0].pk) == "done"
    with mock.patch.object(rendering, "render", side_effect=RenderError("正文没有“昇”字字形")):
        assert run_job(jobs[1].pk) == "failed"
    part = get(clerk, "batch_progress", batch.pk)
    assert "<html" not in part
    assert "hx-trigger" not in part, "nothing is left to wait for"
    assert "正文没有“昇”字字形" in part
    assert reverse("batch_go_on", args=[batch.pk]) in part
    for said in ("方正小标宋简体", "𠀋", "㛃", "第2页只有一行"):
        assert said in part
    replies[0].refresh_from_db()
    assert replies[0].state == ReplyState.PRINTED
    address = reverse("reply_dispatch", args=[replies[0].pk])
    assert replies[0].number_text in get(clerk, "reply_dispatch", replies[0].pk)
    assert client(clerk).post(address, delivered(replies[0], way="other")).status_code == 422
    assert client(clerk).post(address, delivered(replies[0]))["Location"] == reverse("reply_detail", args=[replies[0].pk])
    replies[0].refresh_from_db()
    assert (replies[0].state, replies[0].delivery) == (ReplyState.DISPATCHED, str(Delivery.Way.IN_PERSON.label))
    assert client(clerk).get(address).status_code == 409


# The look before the print


def test_the_look_before_names_what_hinders_and_takes_no_number(world: World) -> None:
    clerk = world.lead.document_administrator
    ready, early = world.reply(ReplyState.SIGNED, co=False), world.reply(ReplyState.HEAD_APPROVAL, co=False)
    page = get(clerk, "printing_preflight", query=f"?reply={ready.pk}&reply={early.pk}")
    assert escape(_("It is not signed yet: it stands at “%s”.") % early.get_state_display()) in page
    assert f'href="{reverse("reply_detail", args=[early.pk])}"' in page
    assert f'name="reply" value="{ready.pk},{early.pk}"' in page
    ready.refresh_from_db()
    assert ready.state == ReplyState.SIGNED
    assert RenderBatch.objects.count() == 0
    key = page.split('name="key" value="')[1].split('"')[0]
    posted = {"reply": f"{ready.pk},{early.pk}", "key": key}
    first = client(clerk).post(reverse("printing_send"), posted)
    assert client(clerk).post(reverse("printing_send"), posted)["Location"] == first["Location"], "the same form is the same batch"
    assert [member.reply for member in RenderBatch.objects.get().members.order_by("position")] == [ready, early]
    batch = get(clerk, "batch_detail", RenderBatch.objects.get().pk)
    assert escape(_("It is not signed yet: it stands at “%s”.") % early.get_state_display()) in batch


def test_all_that_the_filter_finds_whatever_the_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replies.views.printing.PER_PAGE", 1)
    clerk = world.lead.document_administrator
    unsigned = world.reply(ReplyState.OFFICE_REVIEW, co=False)
    signed = [world.reply(ReplyState.SIGNED, co=False) for _n in range(2)]
    printed = world.reply(ReplyState.PRINTED, co=False)

    def found(query: str) -> set[str]:
        page = get(clerk, "printing_preflight", query=query)
        return set(page.split('name="reply" value="')[1].split('"')[0].split(","))

    pks = {str(reply.pk) for reply in signed}
    assert found("?all=1") == pks, "what is printed is not printed again unless asked for"
    assert found("?all=1&state=printed") == {str(printed.pk)}
    assert found("?all=1&state=unsigned") == {str(unsigned.pk)}
    assert found("?all=1&state=unprinted") == pks | {str(unsigned.pk)}
    assert found(f"?all=1&words={signed[0].case.case_no}") == {str(signed[0].pk)}
    assert f"{reverse('printing_preflight')}?all=1&amp;state=unprinted" in get(clerk, "printing_room", query="?state=unprinted")
    get(clerk, "printing_preflight", query="?all=1&words=没有", status=422)


def test_a_batch_of_more_than_a_form_has_fields(world: World) -> None:
    """Django refuses a form of a thousand fields; the chosen replies are one."""
    pks = [world.reply(ReplyState.SIGNED, co=False).pk]
    text = ",".join(str(pk) for pk in pks * 1200)
    assert client(world.lead.document_administrator).post(reverse("printing_send"), {"reply": text}).status_code == 302


def test_what_is_refused_is_named_with_its_reason(world: World) -> None:
    clerk = world.lead.document_administrator
    ready = world.reply(ReplyState.SIGNED, co=False)
    early = world.reply(ReplyState.HEAD_APPROVAL, co=False)
    response = client(clerk).post(reverse("printing_send"), {"reply": [ready.pk, early.pk]}, follow=True)
    reason = escape(_("It is not signed yet: it stands at “%s”.") % early.get_state_display())
    assert reason in response.content.decode()
    assert RenderJob.objects.get().reply == ready
    alone = send(clerk, early)
    assert alone.status_code == 409
    assert reason in alone.content.decode()


def test_a_department_without_a_document_word_is_told(world: World) -> None:
    reply = world.reply(ReplyState.SIGNED, co=False)
    department = reply.department
    department.suggestion_word = ""
    department.save()
    response = send(world.lead.document_administrator, reply)
    assert response.status_code == 409
    assert escape(department.short_name) in response.content.decode()
    reply.refresh_from_db()
    assert reply.state == ReplyState.SIGNED


def test_nothing_chosen_and_what_is_not_to_be_seen(world: World) -> None:
    reply = world.reply(ReplyState.SIGNED)
    clerk = world.lead.document_administrator
    nothing = send(clerk)
    assert nothing.status_code == 422
    assert escape(_("Choose the replies to print first.")) in nothing.content.decode()
    assert send(world.stranger.document_administrator, reply).status_code == 404
    assert client(clerk).post(reverse("printing_send"), {"reply": ["x", "999999"]}).status_code == 404


def test_only_document_administrators_dispatch(world: World) -> None:
    reply = world.reply(ReplyState.PRINTED)
    for person, status in (
        (world.lead.drafter, 403),
        (world.auditor, 403),
        (world.stranger.document_administrator, 404),
        (world.proposer, 404),
    ):
        get(person, "reply_dispatch", reply.pk, status=status)
        assert client(person).post(reverse("reply_dispatch", args=[reply.pk]), {"delivery": "邮寄"}).status_code == status


def test_the_download(world: World) -> None:
    reply = world.reply(ReplyState.DISPATCHED)
    document = reply.documents.get()
    response = client(world.proposer).get(reverse("document_download", args=[document.pk]))
    assert b"".join(response.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]  # a FileResponse
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E4%BA%91")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cache-Control"] == "private"
    shown = client(world.lead.drafter).get(reverse("document_download", args=[document.pk]) + "?view")
    assert shown["Content-Disposition"].startswith("inline; filename*=utf-8''")


def test_a_document_is_handed_to_whoever_sees_the_reply_and_nobody_else(world: World) -> None:
    printed = world.reply(ReplyState.PRINTED).documents.get()
    for person in (world.proposer, world.coordinator, world.stranger.drafter):
        get(person, "document_download", printed.pk, status=404)
    for person in (world.lead.drafter, world.co.co_handler, world.auditor):
        assert client(person).get(reverse("document_download", args=[printed.pk])).status_code == 200
    assert Client().get(reverse("document_download", args=[printed.pk]))["Location"].startswith("/login/")


def queries(person: User, address: str) -> int:
    reader = client(person)
    with CaptureQueriesContext(connection) as seen:
        assert reader.get(address).status_code == 200
    return len(seen)


def test_many_rows_need_no_more_queries_than_one(world: World) -> None:
    clerk = world.lead.document_administrator

    def batch(n: int) -> str:
        replies = [world.reply(ReplyState.SIGNED, co=False, assigned_on=date(2026, 3, 1)) for _again in range(n)]
        queued = batches.number_and_print(replies, by=clerk)
        assert queued.batch
        for job in queued.jobs[:-1]:
            run_job(job.pk)
        last = transitions.claim_job(queued.jobs[-1].pk)
        assert last
        transitions.fail_job(last, "缺字形")
        return reverse("batch_detail", args=[queued.batch.pk])

    def asked(batch_: str) -> tuple[int, ...]:
        every = reverse("printing_preflight") + "?all=1&state=printed"
        return queries(clerk, reverse("printing_room")), queries(clerk, batch_), queries(clerk, every)

    few = batch(2)
    before = asked(few)
    assert asked(batch(10)) == before
    assert RenderJob.objects.filter(state=JobState.FAILED).count() == 2
