"""Notes of the drafter on paragraphs: written beside the text, kept with it, read by colleagues and reviewers, and in nobody's way."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.errors import InvalidInput, NotAllowed, WrongState
from proposals.models import Event, User
from replies import transitions
from replies.actions import comments
from replies.actions.comments import Note
from replies.forms import as_posted
from replies.models import Comment, Reply
from replies.states import REPLY
from tests.factories import BODY, World

pytestmark = pytest.mark.django_db

PARAGRAPHS = BODY.splitlines()


@pytest.fixture
def world() -> World:
    return World()


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def post(world: World, reply: Reply, *notes: tuple[str, str], **changes: Any) -> Any:
    latest = reply.latest
    assert latest
    given = {**as_posted(latest.text), "base": latest.number, "outcome": "A", "publication": "full", "step": "save", **changes}
    given |= {"note-on": [on for on, _text in notes], "note": [text for _on, text in notes]}
    return client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given)


@pytest.mark.parametrize("state", REPLY.states)
def test_whoever_may_write_the_draft_may_note_and_nobody_else(world: World, state: str) -> None:
    reply = world.reply(state)
    for name, actor in world.actors().items():
        allowed = name == "lead.drafter" and state == "drafting"
        refusal = WrongState if name == "lead.drafter" else NotAllowed
        if allowed:
            (made,) = comments.add_notes(reply, [Note(PARAGRAPHS[2], "待统计局核实")], by=actor)
            assert (made.paragraph, made.quote, made.author) == (3, PARAGRAPHS[2], actor)
        else:
            with pytest.raises(refusal):
                comments.add_notes(reply, [Note(PARAGRAPHS[2], "待核实")], by=actor)
    assert list(Event.objects.filter(subject_type="comment").values_list("name", flat=True)) == ["note"] * (state == "drafting")


def test_it_holds_nothing_up_and_a_comment_of_a_reviewer_still_does(world: World) -> None:
    reply = world.reply("office_review", co=False)
    comments.add_comment(reply, paragraph=3, text="请注明截止日期。", seen=2, by=world.lead.office_reviewer)
    transitions.send_back(reply, by=world.lead.office_reviewer, reason="见批注")
    comments.add_notes(reply, [Note(PARAGRAPHS[1], "分两批")], by=world.lead.drafter)
    assert "1" in reply.unsettled_comments(None)
    reply = Reply.objects.get(pk=reply.pk)
    page = client(world.lead.drafter).get(reverse("reply_edit", args=[reply.pk])).content.decode()
    assert page.count(_("note of the drafter")) == 1
    (asked,) = (one for one in reply.open_comments() if not one.is_note)
    comments.settle(reply, {asked.pk: comments.Settled("changed")}, by=world.lead.drafter)
    transitions.submit(reply, by=world.lead.drafter)
    review = client(world.lead.office_reviewer).get(reverse("reply_review", args=[reply.pk])).content.decode()
    assert "分两批" in review
    assert _("Version %(n)s, no comment open.") % {"n": 2} in review
    note = Comment.objects.get(text="分两批")
    comments.close(note, by=world.lead.office_reviewer)
    assert not Reply.objects.get(pk=reply.pk).open_comments()


def test_they_are_kept_with_the_text_that_they_are_on(world: World) -> None:
    reply = world.reply()
    body = f"新的一段。\n{BODY.replace('4.1个', '4.3个')}"
    answer = post(world, reply, (PARAGRAPHS[2], "数字已更新"), ("新的一段。", "开头加一段"), ("甲乙丙丁", "找不到的"), ("", " "), body=body)
    assert answer.status_code == 302
    made = [(one.version.number, one.paragraph, one.text) for one in Comment.objects.order_by("pk")]
    assert made == [(3, 4, "数字已更新"), (3, 1, "开头加一段"), (3, 7, "找不到的")]
    reply = Reply.objects.get(pk=reply.pk)
    assert post(world, reply, (PARAGRAPHS[2], "字没有改")).status_code == 302
    assert (reply.versions.count(), Comment.objects.count()) == (3, 4), "a note alone makes no version"


def test_what_was_noted_is_not_lost_where_the_text_cannot_be_saved(world: World) -> None:
    reply = world.reply()
    for changes in ({"title": ""}, {"base": 1, "body": f"{BODY}\n又一段。"}):
        refused = post(world, reply, (PARAGRAPHS[2], "我的说明"), **changes)
        assert refused.status_code in (409, 422)
        assert "我的说明" in refused.content.decode()
    long = post(world, reply, (PARAGRAPHS[2], "长" * 2001))
    assert long.status_code == 422
    assert "长" * 2001 in long.content.decode()
    assert not Comment.objects.exists()
    # What could not be sent after it was saved was noted all the same, and once.
    sent = post(world, reply, (PARAGRAPHS[2], "只记一次"), publication="none", step="submit")
    assert sent.status_code == 409
    assert Comment.objects.get().text == "只记一次"
    assert 'name="note-on" value="截至' not in sent.content.decode()


def test_there_must_be_a_paragraph(world: World) -> None:
    reply = world.reply()
    with pytest.raises(InvalidInput):
        comments.add_notes(reply, [Note("甲", " ")], by=world.lead.drafter)
    assert comments.add_notes(reply, [], by=world.stranger.drafter) == []
