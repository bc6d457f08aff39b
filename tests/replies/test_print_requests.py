"""Asking for a print, and the dispatch of what was printed."""

import pytest

from proposals.actions import cases
from proposals.errors import InvalidInput, NotAllowed, NotReady, WrongState
from replies.actions import batches
from replies.actions import printing as desk
from replies.models import RenderBatch, RenderJob, Reply
from tests.factories import World, hand_over

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def reply(world: World) -> Reply:
    return world.reply("numbered", co=False)


@pytest.mark.parametrize("state", ["drafting", "office_review"])
def test_what_is_not_signed_is_not_printed(world: World, state: str) -> None:
    reply = world.reply(state, co=False)
    with pytest.raises(WrongState):
        desk.check_print(reply, by=world.lead.document_administrator)
    queued = batches.number_and_print([reply], by=world.lead.document_administrator)
    assert (queued.batch, queued.jobs, [refused.reply for refused in queued.refused]) == (None, [], [reply])
    assert not RenderBatch.objects.exists()


def test_who_prints(reply: Reply, world: World) -> None:
    assert desk.check_print(reply, by=world.lead.document_administrator) == "document_administrator"
    for person in (world.lead.drafter, world.stranger.document_administrator, world.coordinator, world.auditor):
        with pytest.raises(NotAllowed):
            desk.check_print(reply, by=person)


def test_a_reply_of_a_withdrawn_case_is_not_printed(reply: Reply, world: World) -> None:
    cases.withdraw_case(reply.case, by=world.coordinator, reason="撤回")
    with pytest.raises(NotReady):
        desk.check_print(reply, by=world.lead.document_administrator)
    assert batches.number_and_print([reply], by=world.lead.document_administrator).batch is None


def test_what_is_being_printed_is_not_sent_again(reply: Reply, world: World) -> None:
    (job,) = batches.number_and_print([reply], by=world.lead.document_administrator).jobs
    assert job.open
    queued = batches.number_and_print([reply], by=world.lead.document_administrator)
    assert (queued.jobs, len(queued.refused), RenderJob.objects.count()) == ([], 1, 1)


def test_the_dispatch_ends_the_task_and_answers_the_case(world: World) -> None:
    reply = world.reply("printed")
    with pytest.raises(InvalidInput):
        hand_over(reply, by=world.lead.document_administrator, words=" \n")
    hand_over(reply, by=world.lead.document_administrator, words=" 当面送达 ")
    reply.refresh_from_db()
    assert (reply.state, reply.delivery, reply.dispatched_by) == ("dispatched", "当面送达", world.lead.document_administrator)
    assert (reply.assignment.state, reply.case.state) == ("done", "answered")
