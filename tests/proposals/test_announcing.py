"""News of a case: whoever has to act on it or waited for it is told at once, once, and until it has moved on."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from proposals import mailing
from proposals.actions import cases, co_handling, disagreements, supervision
from proposals.actions.announcing import AUDIENCE, announce
from proposals.models import CoOpinion, Event, Notice, User
from proposals.models.stateful import Stateful
from replies import transitions
from replies.actions import drafts, review, rounds
from tests.factories import World
from tests.proposals.follow_up import CHOSEN, note
from tests.proposals.pages import get, text
from tests.proposals.test_disagreements import raised
from tests.replies.letters_of_one_text import assigned
from tests.replies.rating_rows import sent
from tests.replies.test_once_for_all import tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def raise_(world: World) -> Stateful:
    return raised(world)


def let_go_on(world: World) -> Stateful:
    made = raised(world)
    disagreements.let_lead_go_on(made, by=world.coordinator)
    return made


def settle(world: World) -> Stateful:
    made = raised(world)
    disagreements.settle_disagreement(made, by=world.coordinator, decision="照会办意见改")
    return made


def opinion_back(world: World) -> Stateful:
    case = world.assigned()
    opinion = world.opinion_of(case)
    cases.accept_assignment(opinion.assignment, by=world.co.co_handler)
    co_handling.submit_opinion(opinion, "场地可用。", by=world.co.co_handler)
    co_handling.send_back_opinion(opinion, by=world.lead.drafter, reason="请写明面积")
    return opinion


def ask(world: World) -> Stateful:
    case = world.handled()
    supervision.choose_priority(case, CHOSEN, by=world.coordinator)
    return supervision.supervise(case, world.lead.department, by=world.coordinator, question="进展？", due_on=timezone.localdate())


def answer(world: World) -> Stateful:
    return note(world, "answered")


def ask_again(world: World) -> Stateful:
    made = note(world, "answered")
    supervision.ask_again(made, by=world.coordinator, reason="未说明时限", due_on=timezone.localdate())
    return made


def rework(world: World) -> Stateful:
    return rounds.order_rework(sent(world), by=world.coordinator, reason="请再研究").assignment


def reply_back(world: World) -> Stateful:
    reply = world.reply("office_review")
    review.send_back(reply, by=world.lead.office_reviewer, reason="请写明时间")
    return reply


# The desks of both sides, before anybody has signed for the case.
BOTH = {"lead.drafter", "lead.co_handler", "co.co_handler", "co.drafter"}
# What happens, which event of it is told, to whom, and words of what they read.
TOLD: list[tuple[Callable[[World], Stateful], tuple[str, str], set[str], str]] = [
    (raise_, ("disagreement", "raise"), {"coordinator"}, "分歧"),
    (let_go_on, ("disagreement", "let_go_on"), BOTH, "先行办理"),
    (settle, ("disagreement", "settle"), BOTH, "分歧"),
    (opinion_back, ("coopinion", "send_back"), {"co.co_handler"}, "退回"),
    (ask, ("supervision", "supervise"), {"lead.drafter"}, "督办"),
    (answer, ("supervision", "answer"), {"coordinator"}, "督办"),
    (ask_again, ("supervision", "ask_again"), {"lead.drafter"}, "督办"),
    (rework, ("assignment", "reopen"), {"lead.drafter"}, "再次"),
    (reply_back, ("reply", "send_back"), {"lead.drafter"}, "退回"),
]


def test_the_table_names_every_event_that_is_told() -> None:
    assert {key for _make, key, _who, _words in TOLD} == set(AUDIENCE)


@pytest.mark.parametrize(("make", "key", "who", "words"), TOLD, ids=lambda given: given[1] if isinstance(given, tuple) else "")
def test_whom_it_is_told(
    world: World, make: Callable[[World], Stateful], key: tuple[str, str], who: set[str], words: str, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://jianyi.example"
    User.objects.update(email="office@example.org")
    row = make(world)
    event = Event.objects.get(subject_type=key[0], name=key[1], subject_id=row.pk, proposal=row.case)
    notices = Notice._base_manager.filter(event=event).select_related("recipient")
    names = {person.pk: name for name, person in world.actors().items()}
    assert {names[one.recipient_id] for one in notices} == who
    for one in notices:
        page = text(get(one.recipient, reverse("notice_list")))
        assert 'class="count">1' in page
        assert words in page
        (address,) = re.findall(r'class="work-title" href="([^"]+)"', page)
        assert get(one.recipient, address).status_code == 200
        assert address == reverse("case_detail", args=[row.case.pk]) or address.endswith(f"/{row.pk}/")
    mailing.send_digests(datetime(2026, 11, 23, 1, tzinfo=UTC))
    mails = [one for one in mail.outbox if "【新情况】" in one.body and words in one.body]
    assert len(mails) == len(who)
    assert all("新情况 1 条" in one.subject for one in mails)


def unread(person: User) -> int:
    return Notice.objects.visible_to(person).unread().filter(event__isnull=False).count()


def test_it_is_settled_when_it_has_moved_on(world: World) -> None:
    made = raised(world)
    assert unread(world.coordinator) == 1
    disagreements.let_lead_go_on(made, by=world.coordinator)
    assert (unread(world.coordinator), unread(world.co.drafter)) == (1, 1)
    disagreements.settle_disagreement(made, by=world.coordinator, decision="照会办意见改")
    assert (unread(world.coordinator), unread(world.co.drafter)) == (0, 1)
    reply = world.reply("office_review")
    review.send_back(reply, by=world.lead.office_reviewer, reason="请写明时间")
    before = unread(world.lead.drafter)
    assert reply.latest
    drafts.save_draft(reply, reply.latest.text | {"body": "感谢您的建议。"}, base=reply.latest.number, by=world.lead.drafter)
    assert unread(world.lead.drafter) == before  # a text that is saved is not sent yet
    transitions.submit(reply, by=world.lead.drafter)
    assert unread(world.lead.drafter) == before - 1


def test_it_ends_with_the_case(world: World) -> None:
    made = raised(world)
    cases.withdraw_case(made.case, by=world.coordinator, reason="代表来函撤回")
    assert unread(world.coordinator) == 0


def test_nobody_is_told_twice_of_one_event(world: World) -> None:
    made = raised(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        announce(made)
    assert unread(world.coordinator) == 1


def test_of_cases_handled_together_it_is_told_once(world: World) -> None:
    made = assigned(world)
    opinions = [CoOpinion.objects.get(assignment=task) for task in tasks(made, "co")]
    cases.accept_assignment(opinions[0].assignment, by=world.co.co_handler)
    co_handling.submit_opinion(opinions[0], "场地可用。", by=world.co.co_handler)
    co_handling.send_back_opinion(opinions[0], by=world.lead.drafter, reason="请写明面积")
    assert Event.objects.filter(subject_type="coopinion", name="send_back").count() == 3
    assert unread(world.co.co_handler) == 1
