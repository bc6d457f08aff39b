"""再次答复 where several departments or cases are in it: each is answered again by itself, and whoever led jointly agrees again."""

import pytest

from proposals import audit
from proposals.actions import cases, requests
from proposals.actions.cases import Task
from proposals.errors import WrongState
from proposals.models import Assignment, Proposal
from replies import transitions
from replies.actions import drafts, rounds
from replies.models import Reply
from tests.factories import BODY, World, contacted
from tests.replies.letters_of_one_text import COMMON, letters
from tests.replies.rating_rows import BAD, again, by_link, lead_of
from tests.replies.test_joint_leads_and_parts import finish, several, written
from tests.replies.test_views_letters import waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_the_other_joint_lead_co_signs_the_second_answer_too(world: World) -> None:
    case, (first, second), (lead, other) = several(world, "joint_lead")
    reply = written(first, lead)
    transitions.submit(reply, by=lead.drafter)
    transitions.co_sign(reply, by=other.co_handler)
    finish(reply, lead)
    reply = Reply.objects.get()
    with pytest.raises(WrongState):
        rounds.order_rework(reply, by=world.coordinator, reason="请再研究", assignment=Assignment.objects.get(pk=second.pk))
    rounds.order_rework(reply, by=world.coordinator, reason="请再研究")
    contacted(case, by=lead.drafter)
    begun = written(Assignment.objects.get(pk=first.pk), lead)
    assert (begun.round, begun.latest and begun.latest.issuers) == (2, other.department.full_name)
    assert list(Reply.objects.visible_to(other.drafter)) == [reply, begun]
    transitions.submit(begun, by=lead.drafter)
    assert (begun.state, len(waits(other.co_handler, "co_sign"))) == ("co_signing", 1)
    transitions.send_back(begun, by=other.co_handler, reason="道路一侧没有新内容")
    transitions.submit(begun, by=lead.drafter)
    transitions.co_sign(begun, by=other.co_handler)
    finish(Reply.objects.get(pk=begun.pk), lead)
    assert set(case.assignments.values_list("state", flat=True)) == {"done"}
    assert Proposal.objects.get().state == "answered"
    assert list(audit.verify_events()) == []


@pytest.mark.parametrize("place", [0, 1])
def test_of_the_cases_handled_together_one_is_answered_again_and_the_others_stay_answered(world: World, place: int) -> None:
    """Be it the leading one or one whose letter followed: the second answer is written, reviewed and numbered by itself."""
    replies = letters(world, "signed", co=False)
    for reply in replies:
        finished(world, reply)
    replies = [Reply.objects.get(pk=reply.pk) for reply in replies]
    by_link(world, replies[place], BAD)
    begun = rounds.order_rework(replies[place], by=world.coordinator, reason="请再研究")
    assert begun.follows is None
    contacted(begun.case, by=world.lead.drafter)
    second = again(world, replies[place])
    assert (second.round, second.state, second.follows) == (2, "dispatched", None)
    assert second.signed_version
    assert second.signed_version.body == BODY
    assert second.case.case_no in second.signed_version.title
    others = [reply for reply in replies if reply != replies[place]]
    for other in others:
        assert other.assignment.replies.get() == other
        assert other.signed_version
        assert other.signed_version.body.endswith(COMMON)
    assert len({reply.number_text for reply in (*replies, second)}) == 4
    assert set(Proposal.objects.values_list("state", flat=True)) == {"answered"}
    assert list(audit.verify_events()) == []


def finished(world: World, reply: Reply) -> None:
    reply = Reply.objects.get(pk=reply.pk)
    for step in world.steps(reply)[-3:]:
        step()


def test_every_case_handled_together_can_be_answered_again_at_the_same_time(world: World) -> None:
    replies = letters(world, "signed", co=False)
    for reply in replies:
        finished(world, reply)
        rounds.order_rework(Reply.objects.get(pk=reply.pk), by=world.coordinator, reason="请再研究")
    tasks = [Assignment.objects.get(pk=reply.assignment_id) for reply in replies]
    begun = [drafts.open_reply(task, by=world.lead.drafter) for task in tasks]
    assert [(one.round, one.follows) for one in begun] == [(2, None)] * 3
    assert all(one.latest and one.case.title in one.latest.body for one in begun)


@pytest.mark.parametrize("rule", ["always", "by_decision"])
def test_a_bad_rating_is_taken_while_the_other_part_goes_to_another_department(world: World, rule: str) -> None:
    case, parts, offices = several(world, "split")
    rules = case.rule_set
    rules.policies = rules.policies | {"rework": {"value": rule, "assumed": True}}
    rules.save()
    reply = written(parts[0], offices[0])
    transitions.submit(reply, by=offices[0].drafter)
    finish(reply, offices[0])
    objection = requests.raise_objection(Assignment.objects.get(pk=parts[1].pk), by=offices[1].drafter, reason="不属本单位职责")
    (taken,) = requests.accept_objection(objection, by=world.coordinator, tasks=[Task(world.stranger.department, "split", "道路一侧")])
    assert Proposal.objects.get().state == "handling"  # an answer was sent; nobody can take the case out or assign it anew
    reply = Reply.objects.get()
    by_link(world, reply, BAD, lead_of(reply))
    if rule == "by_decision":
        rounds.order_rework(reply, by=world.coordinator, reason="请再研究")
    assert list(Reply.objects.order_by("round").values_list("round", "state")) == [(1, "dispatched"), (2, "drafting")]
    cases.accept_assignment(Assignment.objects.get(pk=taken.pk), by=world.stranger.drafter)
    assert Proposal.objects.get().state == "handling"
