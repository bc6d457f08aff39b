"""Writing a reply: versions, stale saves, and what text is taken."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from proposals.actions import cases
from proposals.errors import InvalidInput, NotAllowed, NotReady
from proposals.models import Event
from proposals.workflow import digest
from replies.actions import drafts
from replies.actions.drafts import LONGEST_BODY, clean_text
from replies.errors import StaleDraft
from replies.models import Reply, ReplyVersion
from replies.structure import parse_body
from tests.factories import World, user

TEXT = {"title": "对建议的答复", "addressee": "刘智代表：", "body": "经研究，现答复如下："}


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def reply(world: World) -> Reply:
    case = world.handled()
    return drafts.open_reply(world.lead_of(case), by=world.lead.drafter)


def save(reply: Reply, world: World, *, base: int = 1, **fields: Any) -> ReplyVersion:
    return drafts.save_draft(reply, {**reply.versions.get(number=base).text, **fields}, base=base, by=world.lead.drafter)


def test_a_draft_begins_with_the_standing_words(reply: Reply, world: World) -> None:
    first = reply.versions.get()
    assert (first.number, first.author, first.title[0]) == (1, world.lead.drafter, "对")
    assert first.digest == digest(first.text)
    event = reply.case.events.last()
    assert event
    assert (event.name, event.subject_type, event.acting_as) == ("save", "reply", "drafter")
    assert event.data == {"version": 1, "text_digest": first.digest}


def test_opening_again_finds_the_same_reply(reply: Reply, world: World) -> None:
    colleague = user("drafter", department=world.lead.department)
    assert drafts.open_reply(reply.assignment, by=colleague) == reply
    assert reply.versions.count() == 1
    with pytest.raises(NotAllowed):
        drafts.open_reply(reply.assignment, by=world.stranger.drafter)


def test_who_may_begin_a_reply_and_when(world: World) -> None:
    case = world.assigned()
    lead, co = world.lead_of(case), world.opinion_of(case).assignment
    for assignment, person, error in (
        (lead, world.co.drafter, NotAllowed),
        (lead, world.lead.head, NotAllowed),
        (lead, world.lead.drafter, NotReady),  # not signed for yet
        (co, world.co.drafter, NotReady),  # a co-handler gives an opinion
    ):
        with pytest.raises(error):
            drafts.check_open_reply(assignment, by=person)
    cases.accept_assignment(lead, by=world.lead.drafter)
    assert drafts.check_open_reply(lead, by=world.lead.drafter) == "drafter"
    cases.withdraw_case(lead.proposal, by=world.coordinator, reason="撤回")
    with pytest.raises(NotReady):
        drafts.open_reply(lead, by=world.lead.drafter)
    assert not Reply.objects.exists()


def test_a_task_that_is_done_begins_no_reply(world: World) -> None:
    assignment = world.reply("dispatched", co=False).assignment
    with pytest.raises(NotReady):
        drafts.check_open_reply(assignment, by=world.lead.drafter)


def test_a_save_is_a_new_version(reply: Reply, world: World) -> None:
    version = save(reply, world, body="一、现状")
    assert (version.number, version.body) == (2, "一、现状")
    assert [version.number for version in reply.versions.all()] == [1, 2]
    assert reply.latest == version


def test_a_save_that_changes_nothing_makes_no_version(reply: Reply, world: World) -> None:
    before = Event.objects.count()
    assert save(reply, world).number == 1
    assert (reply.versions.count(), Event.objects.count()) == (1, before)


def test_a_stale_save_keeps_both_texts(reply: Reply, world: World) -> None:
    colleague = user("drafter", department=world.lead.department)
    theirs = save(reply, world, body="他人的文字")
    with pytest.raises(StaleDraft) as conflict:
        drafts.save_draft(reply, {**TEXT, "body": "我的文字 "}, base=1, by=colleague, outcome="B")
    assert conflict.value.theirs == theirs
    assert conflict.value.mine["body"] == "我的文字"
    assert str(world.lead.drafter) in str(conflict.value)
    reply.refresh_from_db()
    assert (reply.versions.count(), reply.outcome) == (2, "")
    assert drafts.save_draft(reply, conflict.value.mine, base=2, by=colleague).number == 3


def test_the_same_text_saved_by_two_is_no_conflict(reply: Reply, world: World) -> None:
    save(reply, world, body="同样的文字")
    assert save(reply, world, body="同样的文字").number == 2


def test_the_result_and_the_publication_are_kept_and_recorded(reply: Reply, world: World) -> None:
    drafts.save_draft(reply, reply.latest.text, base=1, by=world.lead.drafter, outcome="B", publication="summary")  # type: ignore[union-attr]
    reply.refresh_from_db()
    assert (reply.outcome, reply.publication, reply.versions.count()) == ("B", "summary", 2)  # whoever reviews must notice
    event = reply.case.events.filter(name="decide").last()
    assert event
    assert (event.name, event.data) == ("decide", {"outcome": "B", "publication": "summary"})
    save(reply, world, base=2, body="改")
    reply.refresh_from_db()
    assert (reply.outcome, reply.publication) == ("B", "summary")
    with pytest.raises(StaleDraft):
        drafts.save_draft(reply, TEXT, base=2, by=world.lead.drafter, outcome="C")
    reply.refresh_from_db()
    assert reply.outcome == "B"


@pytest.mark.parametrize("field", ["outcome", "publication"])
def test_what_the_rule_set_does_not_know_is_refused(reply: Reply, world: World, field: str) -> None:
    with pytest.raises(InvalidInput, match="没有的"):
        drafts.save_draft(reply, TEXT, base=1, by=world.lead.drafter, **{field: "没有的"})
    assert reply.versions.count() == 1


def test_only_a_drafter_of_the_department_saves(reply: Reply, world: World) -> None:
    for person in (world.lead.head, world.co.drafter, world.stranger.drafter, world.auditor, world.administrator):
        with pytest.raises(NotAllowed):
            drafts.save_draft(reply, TEXT, base=1, by=person)


def test_a_draft_of_a_withdrawn_case_is_left_as_it_is(reply: Reply, world: World) -> None:
    cases.withdraw_case(reply.case, by=world.coordinator, reason="撤回")
    with pytest.raises(NotReady):
        save(reply, world, body="改")


def test_what_cannot_be_seen_is_not_kept() -> None:
    text = clean_text(
        {
            "title": " \n对建议的答复\u200b \n",
            "addressee": "刘\x00智代表：\ufeff",
            "body": "一、现状\x07\r\n\r\n\u3000\u3000正文\t表\u2028下一行\ud800\x0b末行 ",
            "contact": "",
        }
    )
    assert text["title"] == "对建议的答复"
    assert text["addressee"] == "刘智代表："
    assert text["body"] == "一、现状\n\n\u3000\u3000正文\t表\n下一行\n末行"
    assert text["notes"] == text["copies"] == ""


def test_rare_characters_of_names_are_kept() -> None:
    """Extension B, a character that Python 3.11 does not know yet (extension I), one of the private area, and a variant selector."""
    name = "\U00020bb7\U0002ebf0\ue000葛\U000e0100代表："
    assert clean_text({**TEXT, "addressee": name})["addressee"] == name


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", " \u200b "), ("addressee", ""), ("body", ""), ("body", " \u3000\n\t"), ("body", "字" * (LONGEST_BODY + 1)),
        ("title", "字" * 201), ("contact", "字" * 201), ("notes", "字" * 101),
    ],
)  # fmt: skip
def test_what_could_not_be_printed_is_refused(field: str, value: str) -> None:
    with pytest.raises(InvalidInput):
        clean_text({**TEXT, field: value})


@pytest.mark.parametrize(("field", "length"), [("title", 200), ("contact", 200), ("notes", 100), ("body", LONGEST_BODY)])
def test_the_limits_themselves_are_taken(field: str, length: int) -> None:
    assert len(clean_text({**TEXT, field: "字" * length})[field]) == length


@given(st.text(), st.text(min_size=1))
def test_cleaning_twice_changes_nothing_and_loses_no_paragraph(body: str, title: str) -> None:
    try:
        once = clean_text({**TEXT, "body": body, "title": title})
    except InvalidInput:
        return
    assert clean_text(once) == once
    assert parse_body(once["body"])
    assert not set(once["body"]) & set(map(chr, (*range(9), *range(14, 32))))


def test_a_version_is_never_changed_or_deleted(reply: Reply) -> None:
    version = reply.versions.get()
    version.body = "另一文字"
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(TypeError):
        version.delete()
    assert ReplyVersion.objects.get(pk=version.pk).body != "另一文字"
    with pytest.raises(IntegrityError), transaction.atomic():
        ReplyVersion.objects.create(reply=reply, number=1, author=version.author, **TEXT)


def test_the_newest_version_is_found_with_and_without_prefetching(reply: Reply, world: World) -> None:
    newest = save(reply, world, body="改")
    assert reply.latest == newest
    assert Reply.objects.prefetch_related("versions").get(pk=reply.pk).latest == newest
    assert str(newest) == f"{reply.pk} v2"


def test_the_other_text_may_be_one_s_own(world: World, reply: Reply) -> None:
    """Two windows of one person: the message does not speak of another."""
    assert reply.latest is not None
    base, text = reply.latest.number, reply.latest.text
    drafts.save_draft(reply, text | {"notes": "甲"}, base=base, by=world.lead.drafter)
    with pytest.raises(StaleDraft) as mine:
        drafts.save_draft(reply, text | {"notes": "乙"}, base=base, by=world.lead.drafter)
    colleague = user("drafter", department=world.lead.department)
    with pytest.raises(StaleDraft) as theirs:
        drafts.save_draft(reply, text | {"notes": "乙"}, base=base, by=colleague)
    assert world.lead.drafter.display_name in str(theirs.value)
    assert world.lead.drafter.display_name not in str(mine.value)
