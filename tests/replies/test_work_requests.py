"""My work, where a department objects to a case or asks for more time."""

import pytest

from proposals import workflow
from proposals.actions import cases, requests
from proposals.errors import NotReady
from proposals.models import Assignment, ExtensionRequest, Objection
from replies import work
from replies.actions import drafts
from replies.states import ReplyState
from tests.factories import World
from tests.replies.test_work import ask, balls, page, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_requests_wait_for_the_assigning_body_until_they_are_decided_or_past(world: World) -> None:
    ask(world)
    assert sorted(verbs(world.coordinator)) == ["extension", "objection"]
    assert "不属我局职责" in page(world.coordinator)
    assert not {"extension", "objection"} & {verb for person in (world.lead.drafter, world.co.drafter) for verb in verbs(person)}
    requests.refuse_extension(ExtensionRequest.objects.get(), by=world.coordinator, reason="时间充裕")
    assert verbs(world.coordinator) == ["objection"]
    objection = Objection.objects.get()
    requests.accept_objection(objection, by=world.coordinator, tasks=[cases.Task(world.stranger.department, Assignment.Mode.LEAD)])
    assert verbs(world.coordinator) == []
    assert "accept" not in verbs(world.lead.drafter), "what was given back is no work"
    assert "accept" in verbs(world.stranger.drafter)


def test_nothing_waits_in_a_task_that_was_given_back(world: World) -> None:
    reply = world.reply(ReplyState.DRAFTING)
    made = requests.raise_objection(reply.assignment, by=world.lead.drafter, reason="不属我局职责")
    task = cases.Task(world.stranger.department, Assignment.Mode.LEAD)
    (new,) = requests.accept_objection(made, by=world.coordinator, tasks=[task])
    assert balls(world) == {"stranger.drafter": ["accept"], "stranger.co_handler": ["accept"]}
    assert not work.with_others(world.lead.drafter, ()).exists()
    reply.refresh_from_db()
    with pytest.raises(NotReady):
        workflow.check_move(reply, "submit", by=world.lead.drafter)
    cases.accept_assignment(new, by=world.stranger.drafter)
    assert balls(world) == {"stranger.drafter": ["draft"]}
    assert drafts.open_reply(new, by=world.stranger.drafter).department == world.stranger.department
