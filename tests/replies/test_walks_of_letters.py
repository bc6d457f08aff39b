"""Whatever is done to cases handled together, and in which order: no letter is signed without the one that it follows."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proposals import audit, workflow
from proposals.actions import cases
from proposals.errors import CaseError, WrongState
from proposals.models import MergeMember, Proposal
from replies import transitions
from replies.actions import drafts, printing, rounds
from replies.actions.following import split_body
from replies.models import Reply
from replies.states import FROZEN
from tests.factories import World, hand_over, printed
from tests.replies.letters_of_one_text import letters

pytestmark = pytest.mark.django_db
ONE = st.integers(0, 2)
STEPS = ["save", "submit", "agree", "agree", "agree", "agree", "send_back", "take_back", "withdraw", "number", "send", "again"]
AGREE = {
    "co_signing": ("co_sign", "co_handler"),
    "office_review": ("pass_on", "office_reviewer"),
    "deputy_approval": ("approve", "deputy_head"),
    "head_approval": ("sign", "head"),
}


class Walk:
    def __init__(self, start: str) -> None:
        self.world = World()
        self.cases = [one.case.pk for one in letters(self.world, start)]

    def take(self, step: str, n: int, word: str) -> None:
        case = Proposal.objects.get(pk=self.cases[n])
        reply = Reply.objects.filter(assignment__proposal=case).order_by("-round")[0]
        with suppress(CaseError), transaction.atomic():
            getattr(self, step)(reply, word)

    def save(self, reply: Reply, word: str) -> None:
        latest = reply.latest or drafts.open_reply(reply.assignment, by=self.world.lead.drafter).latest
        assert latest
        heading = {letter.pk: {"opening": f"来件{word}收悉，现答复如下："} for letter in reply.letters.all()[:1]}
        text = latest.text | {"body": f"{latest.body}\n{word}。"}
        drafts.save_draft(reply, text, base=latest.number, by=self.world.lead.drafter, outcome="A", publication="full", letters=heading)

    def submit(self, reply: Reply, word: str) -> None:
        transitions.submit(reply, by=self.world.lead.drafter)

    def agree(self, reply: Reply, word: str) -> None:
        event, role = AGREE.get(reply.state, ("sign", "head"))
        office = self.world.co if event == "co_sign" else self.world.lead
        if event == "co_sign":
            transitions.co_sign(reply, by=office.co_handler)
        else:
            transitions.agree(reply, event, by=getattr(office, role))

    def send_back(self, reply: Reply, word: str) -> None:
        office = self.world.co if reply.state == "co_signing" else self.world.lead
        transitions.send_back(reply, by=getattr(office, AGREE.get(reply.state, ("", "head"))[1]), reason=word)

    def take_back(self, reply: Reply, word: str) -> None:
        transitions.take_back(reply, by=self.world.lead.drafter, reason=word)

    def withdraw(self, reply: Reply, word: str) -> None:
        cases.withdraw_case(reply.case, by=self.world.coordinator, reason=word)

    def number(self, reply: Reply, word: str) -> None:
        printing.number_reply(reply, by=self.world.lead.document_administrator)

    def send(self, reply: Reply, word: str) -> None:
        clerk = self.world.lead.document_administrator
        if reply.state == "numbered":
            printed(reply, by=clerk)
        hand_over(reply, by=clerk, words="邮寄")

    def again(self, reply: Reply, word: str) -> None:
        rounds.begin_round(reply.assignment, "dissatisfied", by=self.world.coordinator, reason=word)

    def check(self) -> None:
        found = list(Reply.objects.select_related("follows", "signed_version", "assignment__proposal"))
        for reply in (one for one in found if one.follows):
            leading: Any = reply.follows
            assert leading.follows_id is None, "a letter that is followed follows none"
            assert leading.department == reply.department
            assert reply.round == 1
            assert (reply.state in FROZEN) == (leading.state in FROZEN), "signed together, or none of them"
            mine, theirs = (one.signed_version or one.latest for one in (reply, leading))
            assert mine
            assert theirs
            assert (mine.number, split_body(mine.body)[1]) == (theirs.number, split_body(theirs.body)[1])
            assert mine.title != theirs.title
            assert mine.addressee != theirs.addressee
            assert (reply.outcome, reply.publication, reply.signed_by) == (leading.outcome, leading.publication, leading.signed_by)
        numbers = [one.number_text for one in found if one.number_text]
        assert len(set(numbers)) == len(numbers)
        for member in MergeMember.objects.all():
            assert member.proposal.state != "withdrawn"
        assert list(audit.verify_events()) == []


@given(
    st.sampled_from(["drafting", "drafting", "co_signing", "head_approval", "signed"]),
    st.lists(st.tuples(st.sampled_from(STEPS), ONE, st.sampled_from("甲乙丙丁")), min_size=5, max_size=14),
)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_order_of_steps_parts_a_letter_from_the_one_that_it_follows(start: str, steps: list[tuple[str, int, str]]) -> None:
    with transaction.atomic():
        walk = Walk(start)
        for step in steps:
            walk.take(*step)
            walk.check()
        transaction.set_rollback(True)


def test_a_letter_that_comes_to_follow_while_one_waits_is_not_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the case that led leaves in that moment, its letters follow another: that one is neither saved nor signed without them."""
    world = World()
    leading, second, _third = letters(world, co=False)
    Reply._base_manager.filter(pk=second.pk).update(follows=None)
    lock = workflow.lock

    def meanwhile(row: Reply) -> object:
        Reply._base_manager.filter(pk=second.pk).update(follows=leading)
        return lock(row)

    monkeypatch.setattr(workflow, "lock", meanwhile)
    with pytest.raises(WrongState):
        leading.lock_letters()
    monkeypatch.undo()
    assert second in leading.lock_letters()
