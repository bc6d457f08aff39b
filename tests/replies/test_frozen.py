"""What is signed stays as it was signed, whatever happens to master data; what was decided is noticed by whoever reviews."""

import pytest
from django.test import Client
from django.urls import reverse

from proposals.errors import WrongState
from proposals.models import User
from replies import transitions
from replies.actions import drafts, review
from replies.errors import StaleDraft
from replies.letters import letter_for
from replies.models import Reply
from tests.factories import World

pytestmark = pytest.mark.django_db


def client(person: User) -> Client:
    made = Client()
    made.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return made


@pytest.mark.parametrize("state", ["drafting", "signed"])
def test_the_letter_follows_the_department_until_it_is_signed(state: str) -> None:
    world = World()
    reply = world.reply(state)
    before = letter_for(reply)
    department, rules = reply.department, reply.case.rule_set
    department.full_name, department.form, department.masthead = "云澜市新局", "letter", "云澜市新局"
    department.save()
    rules.outcomes = [{"code": "A", "label": "甲", "meaning": "解决", "mark": "甲"}]
    rules.save()
    after = letter_for(Reply.objects.get(pk=reply.pk))
    assert (after == before) is (state == "signed")
    assert after.signature == ("云澜市新局" if state == "drafting" else before.signature)
    assert after.class_mark == ("甲" if state == "drafting" else "A")


def test_a_decision_of_another_window_is_a_conflict_too() -> None:
    world = World()
    reply = world.reply("drafting")
    assert reply.latest is not None
    base, text = reply.latest.number, reply.latest.text
    drafts.save_draft(reply, text, base=base, by=world.lead.drafter, outcome="C")
    with pytest.raises(StaleDraft):
        drafts.save_draft(reply, text, base=base, by=world.lead.drafter, outcome="B")
    page = client(world.lead.drafter).post(
        reverse("reply_edit", args=[reply.pk]), {**text, "base": base, "outcome": "B", "publication": "full", "step": "save"}
    )
    assert page.status_code == 409
    labels = [world_outcome.label for world_outcome in reply.case.rule_set.outcome_scheme if world_outcome.code in "BC"]
    assert all(label in page.content.decode() for label in labels)
    reply.refresh_from_db()
    assert reply.outcome == "C"


def test_nobody_passes_on_a_result_that_he_has_not_seen() -> None:
    world = World()
    reply = world.reply("office_review", co=False)
    assert reply.latest is not None
    seen = reply.latest.number
    transitions.take_back(reply, by=world.lead.drafter, reason="改结果")
    drafts.save_draft(reply, reply.latest.text, base=seen, by=world.lead.drafter, outcome="D")
    transitions.submit(reply, by=world.lead.drafter)
    with pytest.raises(WrongState):
        review.agree(reply, by=world.lead.office_reviewer, seen=seen)
    reply.refresh_from_db()
    assert reply.state == "office_review"


@pytest.mark.parametrize("base", ["", "abc", None])
def test_a_damaged_form_comes_back_with_what_was_typed(base: str | None) -> None:
    world = World()
    reply = world.reply("office_review", co=False)
    review.send_back(reply, by=world.lead.office_reviewer, reason="请核数")
    assert reply.latest is not None
    given = {**reply.latest.text, "body": "我写的字", "step": "save"} | ({} if base is None else {"base": base})
    page = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given)
    assert page.status_code == 422
    assert "我写的字" in page.content.decode()


def test_a_number_that_is_no_row_is_not_an_error_of_the_server() -> None:
    world = World()
    world.reply("signed")
    page = client(world.lead.document_administrator).post(reverse("printing_send"), {"reply": "1" * 30})
    assert page.status_code < 500
