"""Reviewing a draft, and the pages of its versions."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from proposals.models import User
from replies import transitions
from replies.actions import drafts
from replies.models import Reply, ReviewStep
from replies.states import ReplyState
from replies.templatetags.reply_tags import breaking
from tests.factories import BODY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def get(person: User, name: str, *args: int, query: str = "", status: int = 200) -> str:
    response = client(person).get(reverse(name, args=args) + query)
    assert response.status_code == status
    return str(response.content.decode())


def decide(person: User, reply: Reply, decision: str, *, reason: str = "", **more: object) -> tuple[int, str]:
    """(status, page) of a decision; the reply is re-read."""
    seen = {"version": reply.latest.number if reply.latest else 1}
    response = client(person).post(reverse("reply_review", args=[reply.pk]), {"decision": decision, "reason": reason, **seen, **more})
    reply.refresh_from_db()
    return response.status_code, response.content.decode()


def test_the_reply_walks_up_to_the_signature_by_its_pages(world: World) -> None:
    reply = world.reply(ReplyState.CO_SIGNING)
    lead = world.lead
    for person, label, after in (
        (world.co.co_handler, _("Co-sign"), ReplyState.OFFICE_REVIEW),
        (lead.office_reviewer, _("Agree, pass on"), ReplyState.DEPUTY_APPROVAL),
        (lead.deputy_head, _("Agree, pass on to sign"), ReplyState.HEAD_APPROVAL),
        (lead.head, _("Sign"), ReplyState.SIGNED),
    ):
        assert escape(label) in get(person, "reply_review", reply.pk)
        assert decide(person, reply, "agree", version=2)[0] == 302
        assert reply.state == after
        if after != ReplyState.SIGNED:  # back by the browser: it is said what became of it
            for status, page in (decide(person, reply, "agree", version=2), (409, get(person, "reply_review", reply.pk, status=409))):
                assert status == 409
                assert str(ReviewStep.Decision.AGREED.label) in page
                assert reply.get_state_display() in page
    assert reply.signed_by == lead.head


def test_a_signature_is_asked_for_once_more(world: World) -> None:
    reply = world.reply(ReplyState.HEAD_APPROVAL)
    page = get(world.lead.head, "reply_review", reply.pk)
    # What signs stands in the question alone, and that opens for whoever asks for it.
    before, question = page.split('<dialog class="ask" id="ask-agree" aria-labelledby="ask-agree-title">')
    assert 'name="decision" value="agree"' not in before
    assert 'name="decision" value="agree"' in question
    assert 'href="?confirm=1#ask-agree"' in before
    html = get(world.lead.head, "reply_review", reply.pk, query="?confirm=1")
    assert reply.latest
    assert escape(reply.case.title) in html
    assert escape(reply.latest.addressee) in html
    assert 'name="decision" value="agree"' in html
    reply.refresh_from_db()
    assert reply.state == ReplyState.HEAD_APPROVAL, "looking at the question signs nothing"


def test_the_question_is_for_signatures_only(world: World) -> None:
    reply = world.reply(ReplyState.OFFICE_REVIEW)
    assert 'name="reason"' in get(world.lead.office_reviewer, "reply_review", reply.pk, query="?confirm=1")


def test_sending_back_needs_a_reason(world: World) -> None:
    reply = world.reply(ReplyState.OFFICE_REVIEW)
    status, html = decide(world.lead.office_reviewer, reply, "send_back", reason="  ", version=2)
    assert status == 422
    assert escape(_("Please write a reason; the person concerned will read it.")) in html
    assert reply.state == ReplyState.OFFICE_REVIEW
    assert decide(world.lead.office_reviewer, reply, "send_back", reason="第三条没有回答", version=2)[0] == 302
    assert reply.state == ReplyState.DRAFTING
    assert "第三条没有回答" in get(world.lead.drafter, "reply_detail", reply.pk)
    assert "第三条没有回答" in get(world.lead.drafter, "reply_edit", reply.pk)


def test_an_unknown_decision_keeps_what_was_typed(world: World) -> None:
    reply = world.reply(ReplyState.OFFICE_REVIEW)
    status, html = decide(world.lead.office_reviewer, reply, "perhaps", reason="写了一半的理由")
    assert status == 422
    assert "写了一半的理由" in html


def test_nobody_signs_a_version_that_he_has_not_read(world: World) -> None:
    reply = world.reply(ReplyState.OFFICE_REVIEW, co=False)
    transitions.take_back(reply, by=world.lead.drafter, reason="改数")
    assert reply.latest
    drafts.save_draft(reply, reply.latest.text | {"body": BODY + "\n后来的一段。"}, base=2, by=world.lead.drafter)
    transitions.submit(reply, by=world.lead.drafter)
    for decision in ("agree", "send_back"):
        status, html = decide(world.lead.office_reviewer, reply, decision, reason="理由", version=2)
        assert status == 409
        assert (
            escape(
                _("A newer version has come since you opened version %(seen)s. Please read version %(latest)s first.")
                % {"seen": 2, "latest": 3}
            )
            in html
        )
    assert reply.state == ReplyState.OFFICE_REVIEW
    assert decide(world.lead.office_reviewer, reply, "agree", version=3)[0] == 302


def test_only_whose_turn_it_is_reviews(world: World) -> None:
    reply = world.reply(ReplyState.OFFICE_REVIEW)
    lead = world.lead
    for person, status in (
        (lead.drafter, 403),
        (lead.document_administrator, 403),
        (lead.head, 403),
        (world.co.co_handler, 409),  # has co-signed, and is told so
        (world.auditor, 403),
        (world.stranger.office_reviewer, 404),
    ):
        get(person, "reply_review", reply.pk, status=status)
        assert decide(person, reply, "agree")[0] == status
        assert decide(person, reply, "send_back", reason="不")[0] == status
    signed = world.reply(ReplyState.SIGNED)
    get(lead.office_reviewer, "reply_review", signed.pk, status=409)
    get(lead.drafter, "reply_review", signed.pk, status=409)
    assert reply.state == ReplyState.OFFICE_REVIEW


def test_a_reviewer_sees_what_changed_since_the_last_look(world: World) -> None:
    reply = world.reply(ReplyState.OFFICE_REVIEW, co=False)
    html = get(world.lead.office_reviewer, "reply_review", reply.pk)
    assert "<ins>" not in html
    decide(world.lead.office_reviewer, reply, "send_back", reason="请核数")
    assert reply.latest
    body = BODY.replace("4.1个", "4.3个").replace("感谢您对托育工作的关心和支持。", "我们将于9月30日前书面报告进展情况。")
    drafts.save_draft(reply, reply.latest.text | {"body": body, "notes": "新附注"}, base=2, by=world.lead.drafter)
    transitions.submit(reply, by=world.lead.drafter)
    html = get(world.lead.office_reviewer, "reply_review", reply.pk)
    assert "<del>4.1个</del><ins>4.3个</ins>" in html
    assert "<ins>新附注</ins>" in html
    assert "改了 1 段，新增 1 段，删去 1 段，另改了附注。" in html
    decide(world.lead.office_reviewer, reply, "agree")
    assert "<ins>" not in get(world.lead.deputy_head, "reply_review", reply.pk), "the first look: the whole text"


def test_versions_say_who_looked_at_them(world: World) -> None:
    reply = world.reply(ReplyState.DEPUTY_APPROVAL)
    html = get(world.lead.drafter, "reply_versions", reply.pk)
    assert reverse("reply_compare", args=[reply.pk, 1, 2]) in html
    assert escape(world.lead.office_reviewer.display_name) in html
    assert escape(world.co.co_handler.display_name) in html


def test_comparing_two_versions(world: World) -> None:
    reply = world.reply()
    html = get(world.lead.drafter, "reply_compare", reply.pk, 1, 2)
    assert "盘活存量用房" in re.sub("<.*?>", "", html)
    assert "para-new" in html
    back = get(world.auditor, "reply_compare", reply.pk, 2, 1)
    assert "para-cut" in back
    same = get(world.lead.drafter, "reply_compare", reply.pk, 2, 2)
    assert escape(_("Nothing in the text changed.")) in same
    get(world.lead.drafter, "reply_compare", reply.pk, 1, 9, status=404)


def test_a_title_breaks_before_its_number_and_what_is_typed_stays_text() -> None:
    assert breaking("对市九届人大三次会议第0054号建议的答复") == "对市九届人大三次会议<wbr>第0054号建议的答复"
    assert breaking("<b>会议第1号") == "&lt;b&gt;会议<wbr>第1号"
    assert breaking("关于校车的答复") == "关于校车的答复"


def test_proposers_never_see_versions(world: World) -> None:
    reply = world.reply(ReplyState.DISPATCHED)
    html = get(world.proposer, "reply_versions", reply.pk)
    assert reverse("reply_compare", args=[reply.pk, 1, 2]) not in html
    assert world.lead.drafter.display_name not in html
    get(world.proposer, "reply_compare", reply.pk, 1, 2, status=404)


def test_the_list_of_versions_needs_as_many_queries_for_thirty_as_for_two(world: World) -> None:
    reply = world.reply()

    def queries() -> int:
        reader = client(world.lead.drafter)
        with CaptureQueriesContext(connection) as seen:
            reader.get(reverse("reply_versions", args=[reply.pk]))
        return len(seen)

    before = queries()
    for n in range(2, 31):
        assert reply.latest
        drafts.save_draft(reply, reply.latest.text | {"body": f"{BODY}\n第{n}次补充。"}, base=n, by=world.lead.drafter)
    assert queries() == before
