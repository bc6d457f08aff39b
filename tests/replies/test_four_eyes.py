"""Four eyes where somebody stands in: what is kept apart is not joined by a loan."""

import pytest

from proposals import workflow
from proposals.actions import delegating
from proposals.errors import NotReady
from proposals.models import User
from replies import transitions, work
from replies.models import Reply
from tests.factories import World, user
from tests.proposals.test_delegating import away, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_four_eyes_still_count(world: World) -> None:
    lead = world.lead
    reply = world.reply("head_approval")
    made = away(lead.head, lead.drafter)
    with pytest.raises(NotReady):
        transitions.agree(reply, "sign", by=fresh(lead.drafter))  # he wrote it
    assert "sign" not in {name for name, rows in work.waiting(fresh(lead.drafter)).items() if rows.exists()}
    delegating.end_delegation(made, by=lead.head)
    # The principal wrote it, and somebody else signs for him.
    version = reply.latest
    assert version
    type(version)._base_manager.filter(pk=version.pk).update(author=lead.head)
    away(lead.head, lead.document_administrator)
    transitions.agree(reply, "sign", by=fresh(lead.document_administrator))
    assert reply.state == "signed"


def to_sign(person: User, reply: Reply) -> bool:
    """Whether the person may sign, which is the same as that it waits for him."""
    may = workflow.can_move(reply, "sign", by=fresh(person))
    assert work.waiting(fresh(person)).get("sign", Reply.objects.none()).filter(pk=reply.pk).exists() is may
    return may


def test_a_deputy_does_not_sign_what_a_colleague_touched_up(world: World) -> None:
    lead = world.lead
    reply = world.reply("head_approval")
    version = reply.latest
    assert version
    colleague = user("drafter", department=lead.department)
    fields = {name: getattr(version, name) for name in version.text} | {"number": version.number + 1, "author": colleague}
    again = type(version)(reply=reply, **fields)
    again.save()
    made = away(lead.head, lead.drafter)
    assert not to_sign(lead.drafter, reply)
    assert not to_sign(colleague, reply)
    delegating.end_delegation(made, by=lead.head)
    # In a role of his own whoever wrote an earlier version may: a leader corrects a sentence, and the drafter has the last word.
    lead.drafter.grant("head")
    assert to_sign(lead.drafter, reply)


def test_the_office_s_check_and_the_signature_are_not_one_person_s_by_a_loan(world: World) -> None:
    lead = world.lead
    reply = world.reply("head_approval")
    made = away(lead.head, lead.office_reviewer)
    assert not to_sign(lead.office_reviewer, reply)
    with pytest.raises(NotReady):
        transitions.agree(reply, "sign", by=fresh(lead.office_reviewer))
    delegating.end_delegation(made, by=lead.head)
    # Whoever was given both roles has both.
    lead.office_reviewer.grant("head")
    assert to_sign(lead.office_reviewer, reply)


def test_a_leader_who_stood_in_for_the_office_does_not_sign_what_he_checked(world: World) -> None:
    lead = world.lead
    reply = world.reply("office_review")
    made = away(lead.office_reviewer, lead.head)
    transitions.agree(reply, "pass_on", by=fresh(lead.head))
    delegating.end_delegation(made, by=lead.office_reviewer)
    transitions.agree(reply, "approve", by=lead.deputy_head)
    assert not to_sign(lead.head, reply)
    transitions.send_back(reply, by=fresh(lead.head), reason="请办公室另核")
    transitions.submit(reply, by=lead.drafter)
    if reply.state == "co_signing":
        transitions.co_sign(reply, by=world.co.co_handler)
    transitions.agree(reply, "pass_on", by=lead.office_reviewer)
    transitions.agree(reply, "approve", by=lead.deputy_head)
    assert to_sign(lead.head, reply), "another has checked it since"
