"""Paragraphs taken from an opinion, and whose co-signature a change asks for again."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proposals.errors import InvalidInput, NotAllowed, NotReady, WrongState
from proposals.models import Event, OpinionSubmission
from replies import transitions
from replies.actions.provenance import take_paragraph
from replies.descent import paragraphs
from replies.errors import StaleDraft
from replies.models import Reply, TakenParagraph
from tests.factories import World
from tests.replies.with_opinions import MONEY, PLACES, ROADS, Desk, agreed

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_paragraph_is_put_where_it_was_asked_for(desk: Desk) -> None:
    before = paragraphs(desk.latest.body)
    assert paragraphs(desk.take(1, place="2").body) == [*before[:2], PLACES, *before[2:]]
    assert paragraphs(desk.take(2).body)[-1] == MONEY
    assert paragraphs(desk.take(1, "stranger", place="line-1").body)[1] == ROADS
    taken = TakenParagraph.objects.order_by("pk")
    assert [(row.text, row.version.number, row.taken_by) for row in taken] == [
        (text, number, desk.world.lead.drafter) for number, text in ((3, PLACES), (4, MONEY), (5, ROADS))
    ]
    event = Event.objects.filter(proposal=desk.reply.case, name="take").first()
    assert event
    assert event.data["department"] == desk.world.co.department.short_name
    assert event.data["paragraph_digest"] == taken[0].agreed_digest
    assert str(taken[0]).startswith(desk.world.co.department.short_name)


def test_what_cannot_be_taken(desk: Desk) -> None:
    desk.take(1)
    with pytest.raises(InvalidInput):
        desk.take(1)  # it is there already
    for number in (0, 3):
        with pytest.raises(InvalidInput):
            desk.take(number)
    for by in (desk.world.co.co_handler, desk.world.lead.head, desk.world.coordinator):
        with pytest.raises(NotAllowed):
            desk.take(2, by=by)
    other = Desk()
    with pytest.raises(InvalidInput):
        take_paragraph(
            desk.reply, desk.latest.text, submission=other.given["co"], number=1, base=desk.latest.number, by=desk.world.lead.drafter
        )
    with pytest.raises(StaleDraft):
        take_paragraph(desk.reply, desk.latest.text, submission=desk.given["co"], number=2, base=1, by=desk.world.lead.drafter)
    transitions.submit(desk.reply, by=desk.world.lead.drafter)
    with pytest.raises(WrongState):
        desk.take(2)
    assert TakenParagraph.objects.filter(reply=desk.reply).count() == 1


def test_nothing_is_taken_from_an_opinion_that_was_sent_back() -> None:
    world = World()
    reply = world.reply()
    opinion = world.opinion_of(reply.case)
    submission = opinion.submissions.get()
    OpinionSubmission.objects.create(opinion=opinion, number=2, text="新意见", submitted_by=world.co.co_handler)
    with pytest.raises(NotReady):
        take_paragraph(reply, reply.latest.text, submission=submission, number=1, base=2, by=world.lead.drafter)


# A change after both agreed → whose co-signature is asked for again, and on what ground.
CHANGES: dict[str, tuple[Any, dict[str, str]]] = {
    "nothing": (lambda desk, body: None, {"co": "", "stranger": ""}),
    "the lead's own paragraph": (lambda desk, body: desk.save(body.replace("4.1个", "4.3个")), {"co": "", "stranger": ""}),
    "another paragraph": (lambda desk, body: desk.save(body + "\n末段。"), {"co": "", "stranger": ""}),
    "the title": (lambda desk, body: desk.save(body, title="对建议的答复"), {"co": "", "stranger": ""}),
    "one of two was changed": (lambda desk, body: desk.save(body.replace("三百万", "两百万")), {"co": "changed", "stranger": ""}),
    "one of two was removed": (lambda desk, body: desk.save(body.replace(MONEY + "\n", "")), {"co": "changed", "stranger": ""}),
    "moved to the top": (lambda desk, body: desk.save(f"{ROADS}\n" + body.replace(f"\n{ROADS}", "")), {"co": "", "stranger": ""}),
    "moved and numbered": (lambda desk, body: desk.save(f"一、{ROADS}\n" + body.replace(f"\n{ROADS}", "")), {"co": "", "stranger": ""}),
    "joined": (lambda desk, body: desk.save(body.replace(MONEY + "\n", MONEY)), {"co": "changed", "stranger": "changed"}),
    "changed and changed back": (
        lambda desk, body: (desk.save(body.replace("三百万", "两百万")), desk.save(body)),
        {"co": "", "stranger": ""},
    ),
    "issued jointly": (
        lambda desk, body: desk.save(body, issuers=desk.world.stranger.department.full_name),
        {"co": "", "stranger": "joint"},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_who_co_signs_again(name: str, desk: Desk) -> None:
    body = agreed(desk)
    change, expected = CHANGES[name]
    change(desk, body)
    assert desk.why() == expected
    transitions.submit(desk.reply, by=desk.world.lead.drafter)
    asked = {step.co_signer.department for step in desk.reply.open_co_signatures()}
    offices = {"co": desk.world.co.department, "stranger": desk.world.stranger.department}
    assert asked == {offices[whose] for whose, why in expected.items() if why}
    assert desk.reply.state == ("co_signing" if asked else "office_review")


def test_a_paragraph_taken_in_after_the_agreement_asks_for_it(desk: Desk) -> None:
    desk.take(1)
    desk.take(1, "stranger")
    desk.round()
    desk.take(2)
    assert desk.why() == {"co": "added", "stranger": ""}


def test_a_paragraph_taken_in_after_the_agreement_and_changed_asks_for_it(desk: Desk) -> None:
    desk.take(1)
    desk.take(1, "stranger")
    desk.round()
    desk.take(2)
    desk.save(desk.latest.body.replace("三百万", "两百万"))
    assert desk.why() == {"co": "added", "stranger": ""}
    desk.save(desk.latest.body.replace(MONEY.replace("三百万", "两百万"), ""))
    assert desk.why() == {"co": "", "stranger": ""}


def test_a_paragraph_of_the_opinion_that_was_copied_by_hand_is_the_co_handler_s_as_well(desk: Desk) -> None:
    desk.take(1)
    desk.take(1, "stranger")
    desk.save(f"{desk.latest.body}\n{MONEY}")
    desk.round()
    desk.save(desk.latest.body + "\n末段。")
    assert desk.why() == {"co": "", "stranger": ""}
    desk.save(desk.latest.body.replace("三百万", "两百万"))
    assert desk.why() == {"co": "changed", "stranger": ""}


def test_a_paragraph_copied_by_hand_after_the_agreement_asks_for_it(desk: Desk) -> None:
    desk.take(1)
    desk.take(1, "stranger")
    desk.round()
    desk.save(f"{desk.latest.body}\n{MONEY}")
    assert desk.why() == {"co": "added", "stranger": ""}


def test_without_a_paragraph_of_its_own_a_co_handler_signs_every_change(desk: Desk) -> None:
    desk.take(1)
    assert desk.why() == {"co": "never", "stranger": "never"}
    desk.round()
    assert desk.why() == {"co": "", "stranger": ""}
    desk.save(desk.latest.body + "\n末段。")
    assert desk.why() == {"co": "", "stranger": "whole"}


def test_whoever_sent_it_back_signs_the_next_text(desk: Desk) -> None:
    agreed(desk)
    desk.save(desk.latest.body.replace("三百万", "两百万"))
    transitions.submit(desk.reply, by=desk.world.lead.drafter)
    transitions.send_back(desk.reply, by=desk.world.co.co_handler, reason="金额不对")
    desk.save(desk.latest.body.replace("两百万", "三百万"))
    assert desk.why() == {"co": "sent_back", "stranger": ""}


def test_agreement_to_a_changed_paragraph_counts_from_then_on(desk: Desk) -> None:
    agreed(desk)
    desk.save(desk.latest.body.replace("三百万", "两百万"))
    desk.round()
    assert desk.why() == {"co": "", "stranger": ""}
    desk.save(desk.latest.body + "\n末段。")
    assert desk.why() == {"co": "", "stranger": ""}
    desk.save(desk.latest.body.replace("两百万", "一百万"))
    assert desk.why() == {"co": "changed", "stranger": ""}


def test_where_the_rules_say_so_all_sign_each_time(desk: Desk) -> None:
    agreed(desk)
    rules = desk.reply.case.rule_set
    rules.policies["co_sign_again"] = {"value": "all", "assumed": True}
    rules.save()
    assert {one.why for one in Reply.objects.get().agreements()} == {"rule"}


def test_the_event_names_whose_agreement_stands(desk: Desk) -> None:
    agreed(desk)
    version = desk.latest.number
    desk.save(desk.latest.body.replace("三百万", "两百万"))
    transitions.submit(desk.reply, by=desk.world.lead.drafter)
    event = Event.objects.filter(proposal=desk.reply.case, name="submit", subject_type="reply").last()
    assert event
    assert event.data["stands"] == {desk.world.stranger.department.short_name: version}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_untouched_paragraph_never_asks_again_and_a_changed_one_always(data: st.DataObject) -> None:
    """Whatever is done to the other paragraphs, and wherever each is moved to."""
    with transaction.atomic():
        desk = Desk()
        agreed(desk)
        lines = paragraphs(desk.latest.body)
        own = {PLACES: "co", MONEY: "co", ROADS: "stranger"}
        touched = data.draw(st.sets(st.sampled_from(lines)))
        how = {line: data.draw(st.sampled_from(["removed", "changed"])) for line in sorted(touched)}
        after = [line + "（改）" if how.get(line) == "changed" else line for line in lines if how.get(line) != "removed"]
        after = data.draw(st.permutations([*after, "另加一段，以备核对。"]))
        desk.save("\n".join(after))
        expected = {own[line] for line in touched if line in own}
        assert {whose for whose, why in desk.why().items() if why} == expected
        transaction.set_rollback(True)


def test_what_was_taken_is_never_changed(desk: Desk) -> None:
    desk.take(1)
    with pytest.raises(TypeError):
        TakenParagraph.objects.update(text="x")
    with pytest.raises(TypeError):
        TakenParagraph.objects.all().delete()
    assert TakenParagraph.objects.get().text == PLACES
