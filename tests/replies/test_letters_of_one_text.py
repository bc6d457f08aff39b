"""并案: one text is written, reviewed and signed once, and answers each case in a letter of its own."""

from typing import Any

import pytest
from django.db import transaction

from proposals import audit, workflow
from proposals.actions import cases, merging
from proposals.errors import InvalidInput, NotReady, WrongState
from proposals.models import Assignment, Clock, Contact, Proposal
from replies import transitions, wording
from replies.actions import drafts, figures, printing, rounds
from replies.actions.following import heading_of, split_body
from replies.errors import StaleDraft
from replies.letters import letter_for
from replies.models import Reply
from replies.states import REPLY
from replies.verification.codes import verification_for
from tests.factories import BODY, World, contacted, hand_over, picture, printed
from tests.replies.letters_of_one_text import COMMON, handled, letters, merged, save
from tests.steps import REPLY as STEPS
from tests.tables import Way, check_table, not_ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def fresh(rows: list[Any]) -> list[Any]:
    return [type(row)._base_manager.get(pk=row.pk) for row in rows]


def states(rows: list[Any]) -> list[str]:
    return [row.state for row in fresh(rows)]


def tasks(made: list[Proposal], mode: str) -> list[Assignment]:
    return [one.assignments.get(mode=mode) for one in made]


def running(made: list[Proposal], name: str) -> list[int]:
    return [one.clocks.filter(name=name, state=Clock.State.RUNNING).count() for one in made]


# One text


def test_each_letter_has_its_heading_and_all_have_the_text(world: World) -> None:
    found = letters(world)
    assert [one.follows for one in found] == [None, found[0], found[0]]
    for one in found:
        latest = one.latest
        assert latest
        opening, rest = split_body(latest.body)
        assert rest == COMMON
        assert latest.title == wording.title(one.case)
        assert latest.addressee == wording.addressee(one.case)
        if one.follows:
            assert opening == wording.opening(one.case, one.assignment)
            assert one.case.title in opening
        assert (one.outcome, one.publication) == ("A", "full")
        assert latest.number == 2
    assert len({letter_for(one).title for one in found}) == len({letter_for(one).addressee for one in found}) == 3
    assert [one.case.events.filter(name="save").count() for one in found] == [2, 2, 2]


def test_whichever_task_it_is_begun_from_the_leading_case_leads(world: World) -> None:
    made = handled(world)
    opened = drafts.open_reply(world.lead_of(made[2]), by=world.lead.drafter)
    leading = opened.follows
    assert leading
    assert (opened.case, leading.case) == (made[2], made[0])
    assert drafts.open_reply(world.lead_of(made[2]), by=world.lead.drafter) == opened
    assert Reply.objects.count() == 3


def test_the_drafter_adjusts_a_heading_and_never_the_common_text(world: World) -> None:
    leading, second, third = letters(world)
    own = {"title": "对第二件建议的答复", "addressee": "江有汜代表：", "opening": "您所提建议收悉，现答复如下：", "copies": "市妇联"}
    save(world, leading, BODY + "\n又一段。", letters={second.pk: own})
    latest = second.latest
    assert latest
    assert heading_of(latest.text) == own
    assert split_body(latest.body)[1] == COMMON + "\n又一段。"
    assert third.latest.title == wording.title(third.case)  # type: ignore[union-attr]
    before = leading.latest
    assert before
    assert drafts.save_draft(leading, before.text, base=before.number, by=world.lead.drafter, letters={second.pk: own}) == before
    changed = drafts.save_draft(leading, before.text, base=before.number, by=world.lead.drafter, letters={second.pk: own | {"copies": ""}})
    assert changed.number == before.number + 1, "a change of one heading is a new version of all, so that whoever reviews notices it"
    with pytest.raises(StaleDraft):
        drafts.save_draft(leading, before.text, base=before.number, by=world.lead.drafter, letters={second.pk: own})
    assert {one.latest.number for one in fresh([leading, second, third])} == {4}


def test_copies_that_were_those_of_the_leading_letter_stay_so(world: World) -> None:
    leading, second, third = letters(world)
    save(world, leading, BODY, letters={third.pk: {"copies": "市妇联"}})
    latest = leading.latest
    assert latest
    drafts.save_draft(leading, latest.text | {"copies": "市财政局"}, base=latest.number, by=world.lead.drafter)
    assert [one.latest.copies for one in fresh([leading, second, third])] == ["市财政局", "市财政局", "市妇联"]


@pytest.mark.parametrize(
    "heading", [{"opening": ""}, {"opening": "甲\n乙"}, {"opening": "一、题"}, {"title": ""}, {"addressee": "\n"}, {"title": "长" * 201}]
)
def test_a_heading_that_cannot_be_printed_is_refused_as_a_whole(world: World, heading: dict[str, str]) -> None:
    leading, second, _third = letters(world)
    with pytest.raises(InvalidInput), transaction.atomic():
        save(world, leading, BODY + "\n又一段。", letters={second.pk: heading})
    assert {one.latest.number for one in fresh([leading, second])} == {2}


@pytest.mark.parametrize("body", ["一、题目\n正文。", "|街道|托位|\n|---|---|\n|甲|1|\n正文。"])
def test_the_text_begins_with_the_sentence_that_is_each_letter_s_own(world: World, body: str) -> None:
    leading = letters(world)[0]
    with pytest.raises(InvalidInput):
        save(world, leading, body)
    alone = world.reply(co=False)
    save(world, alone, body)


def test_a_figure_is_added_to_every_letter(world: World) -> None:
    found = letters(world)
    figures.add_figure(found[0], picture(), name="布局", by=world.lead.drafter)
    save(world, found[0], BODY + "\n【图：布局】")
    assert [one.missing_text(None) for one in found] == ["", "", ""]
    with pytest.raises(NotReady, match=found[0].case.number_label):
        figures.add_figure(found[1], picture(), name="另一", by=world.lead.drafter)


# Review and signature

FOLLOWER: dict[str, dict[str, Way]] = {
    "drafting": {"submit": not_ready("lead.drafter"), "import": not_ready("administrator", "without department")},
    "signed": {"number": Way("numbered", frozenset({"lead.document_administrator"}))},
}


@pytest.mark.parametrize("leading", ["office_review", "signed"])
def test_a_letter_that_follows_goes_no_step_of_its_own(world: World, leading: str) -> None:
    found = letters(world, leading)
    follower = found[2]
    check_table(follower, world, STEPS, FOLLOWER[follower.state])
    if leading != "signed":
        with pytest.raises(NotReady, match=found[0].case.number_label):
            drafts.save_draft(follower, {}, base=1, by=world.lead.drafter)
        with pytest.raises(NotReady, match=found[0].case.number_label):
            transitions.submit(follower, by=world.lead.drafter)


def test_the_signature_of_the_leading_letter_signs_all(world: World) -> None:
    found = letters(world, "signed")
    assert states(found) == ["signed"] * 3
    for one in found:
        assert (one.signed_by, one.issued_on, one.signed_version) == (world.lead.head, found[0].issued_on, one.latest)
        assert one.signed_frame["facts"]["number"] == one.case.case_no
        assert one.signed_frame["facts"]["addressees"] == [str(one.case.proposers.get())]
        assert one.case.events.filter(name="follow" if one.follows else "sign").count() == 1
    follow = found[1].case.events.get(name="follow")
    assert (follow.acting_as, follow.data["with"], follow.data["text_digest"]) == (
        "system",
        found[0].case.number_label,
        found[1].latest.digest,
    )  # type: ignore[union-attr]
    assert list(audit.verify_events()) == []


def test_each_letter_is_numbered_printed_sent_and_ends_its_case(world: World) -> None:
    found = letters(world, "signed")
    made = [one.case for one in found]
    clerk = world.lead.document_administrator
    for one in reversed(found):
        printing.number_reply(one, by=clerk)
        printed(one, by=clerk)
    assert len({one.number_text for one in found}) == 3
    codes = {verification_for(one, one.signed_version) for one in found if one.signed_version}
    assert len(codes) == 3
    for n, one in enumerate(found):
        assert states(made) == ["answered"] * n + ["handling"] * (3 - n)
        hand_over(one, by=clerk, words="邮寄")
    assert states(made) == ["answered"] * 3
    assert running(made, "answer") == [0, 0, 0]


def test_sent_back_and_taken_back_it_is_signed_once_after_all(world: World) -> None:
    found = letters(world, "office_review")
    transitions.send_back(found[0], by=world.lead.office_reviewer, reason="数字有误")
    save(world, found[0], BODY + "\n补一段。")
    transitions.submit(found[0], by=world.lead.drafter)
    transitions.take_back(found[0], by=world.lead.drafter, reason="再补")
    assert states(found) == ["drafting"] * 3
    for step in world.steps(found[0])[:5]:
        step()
    assert {split_body(one.signed_version.body)[1] for one in fresh(found)} == {COMMON + "\n补一段。"}


def test_each_case_has_a_proposer_to_speak_with(world: World) -> None:
    found = letters(world, "head_approval")
    Contact.objects.filter(proposal=found[2].case).delete()
    with pytest.raises(NotReady, match=found[2].case.number_label):
        transitions.agree(found[0], "sign", by=world.lead.head)
    assert states(found) == ["head_approval", "drafting", "drafting"]
    contacted(found[2].case, by=world.lead.drafter)
    transitions.agree(found[0], "sign", by=world.lead.head)


def test_a_priority_case_among_them_is_signed_by_the_main_leader(world: World) -> None:
    found = letters(world, "deputy_approval")
    rules = found[0].case.rule_set
    rules.review_chain, rules.policies = ["office", "deputy_head"], {"priority_signer": {"value": "head", "assumed": True}}
    rules.save()
    Proposal.objects.filter(pk=found[2].case.pk).update(is_priority=True)
    transitions.agree(fresh(found)[0], "approve", by=world.lead.deputy_head)
    assert states(found)[0] == "head_approval"


# Withdrawal


def withdraw(world: World, case: Proposal) -> None:
    cases.withdraw_case(Proposal.objects.get(pk=case.pk), by=world.coordinator, reason="来函撤回")


@pytest.mark.parametrize("state", ["drafting", "co_signing", "head_approval"])
def test_where_the_leading_case_is_withdrawn_another_letter_leads_with_the_text(world: World, state: str) -> None:
    found = letters(world, state)
    withdraw(world, found[0].case)
    first, second, third = fresh(found)
    assert (first.follows, second.follows, third.follows) == (None, None, second)
    assert split_body(second.latest.body)[1] == COMMON
    assert second.case.events.get(subject_type="reply", name="lead").data["case"] == first.case.number_label
    with pytest.raises((NotReady, WrongState)):
        transitions.submit(first, by=world.lead.drafter)
    for step in world.steps(second):
        step()
    assert states(found) == [state, "dispatched", "signed"]
    assert list(audit.verify_events()) == []


def test_a_case_that_leaves_is_not_answered_with_the_others(world: World) -> None:
    found = letters(world, "head_approval")
    withdraw(world, found[1].case)
    transitions.agree(found[0], "sign", by=world.lead.head)
    assert states(found) == ["signed", "drafting", "signed"]
    withdraw(world, found[2].case)
    assert fresh(found)[2].follows == found[0], "what is signed stays as it was signed"


def test_before_a_draft_exists_the_next_case_leads(world: World) -> None:
    made = handled(world)
    withdraw(world, made[0])
    leading = drafts.open_reply(world.lead_of(made[2]), by=world.lead.drafter).follows
    assert leading
    assert leading.case == made[1]
    withdraw(world, made[2])
    assert list(fresh([leading])[0].letters.all()) == []


def test_an_answer_that_is_given_again_is_that_of_one_case(world: World) -> None:
    found = letters(world, "signed")
    clerk = world.lead.document_administrator
    for one in found:
        printing.number_reply(one, by=clerk)
        printed(one, by=clerk)
        hand_over(one, by=clerk, words="邮寄")
    again = rounds.begin_round(fresh([found[1].assignment])[0], "dissatisfied", by=world.coordinator, reason="没有回答")
    drafts.open_reply(fresh([found[1].assignment])[0], by=world.lead.drafter)
    assert again.follows is None
    assert (again.letters.count(), Reply.objects.count()) == (0, 4)
    assert states([one.case for one in found]) == ["answered", "handling", "answered"]
    save(world, again, "您的意见收悉，现再次答复如下：\n已经办好。")
    assert {one.latest.number for one in fresh(found)} == {2}


# What else must hold


def test_only_a_letter_of_a_signed_text_is_signed_by_the_step(world: World) -> None:
    found = letters(world)
    for one in found:
        with pytest.raises(NotReady):
            workflow.check_move(one, "follow", by=None)
    assert {row.source for row in REPLY.transitions if row.event == "follow"} == {"drafting"}


def test_others_that_come_while_one_waits_are_not_passed_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = merged(world)
    seen = iter([[made[0]], made])
    monkeypatch.setattr(merging, "together_with", lambda case: next(seen))
    with pytest.raises(WrongState):
        merging.lock_together(made[0])
