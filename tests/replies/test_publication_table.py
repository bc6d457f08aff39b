"""Every state × every step × everyone, for the publication; and what each step needs."""

import pytest
from django.db import models

from proposals.actions import cases
from proposals.errors import InvalidInput, NotAllowed, NotReady, ReasonMissing, WrongState
from proposals.models import Clock, Proposal, RuleSet
from replies.actions import publishing
from replies.actions.publishing import NewText
from replies.disclosure import DRAFT_MARK, Decision, topics
from replies.models import Publication, PublicText
from replies.states import PUBLICATION, PublicationState
from tests.factories import World, hand_over
from tests.replies.publication_walk import REASON, masked, onward, opened, rewritten, walked
from tests.steps import PUBLICATION as STEPS
from tests.tables import Way, check_reasons, check_table, not_ready, way

pytestmark = pytest.mark.django_db
CHECKERS = ("lead.office_reviewer", "lead.document_administrator")
CLERK = "lead.document_administrator"
OVERSEERS = ("administrator", "without department")
TABLE: dict[str, dict[str, Way]] = {
    "to_check": {"check": way("checked", *CHECKERS), "not_publish": way("not_published", CLERK)},
    "checked": {"reopen": way("to_check", *CHECKERS), "publish": way("published", CLERK), "not_publish": way("not_published", CLERK)},
    "published": {
        "correct": way("published", CLERK),
        "withdraw": way("withdrawn", CLERK),
        "take_down": way("withdrawn", *OVERSEERS),
    },
    "withdrawn": {"take_up": way("to_check", CLERK)},
    "not_published": {"take_up": way("to_check", CLERK)},
}
WITH_REASON = {"correct", "withdraw", "take_down", "not_publish", "take_up"}


def test_the_table_names_every_state_and_every_step() -> None:
    assert TABLE.keys() == set(PUBLICATION.states)
    assert set(PUBLICATION.events) == STEPS.keys()


@pytest.mark.parametrize("state", TABLE)
def test_publication(state: str) -> None:
    world = World()
    publication = walked(world, state)
    if state == "published":
        check_table(publication, world, {"correct": STEPS["correct"]}, {"correct": not_ready(CLERK)})  # the page shows the newest text
        rewritten(publication, world)
    check_table(publication, world, STEPS, TABLE[state])
    for event in TABLE[state].keys() & WITH_REASON:
        name = sorted(TABLE[state][event].who)[0]
        check_reasons(publication, STEPS, event, world.actors()[name])


def test_a_closed_case_stops_no_step() -> None:
    """Published after the case was closed, withdrawn whenever it must be."""
    world = World()
    publication = opened(world)
    cases.close_case(Proposal.objects.get(pk=publication.case.pk), by=world.coordinator)
    publication = Publication.objects.get(pk=publication.pk)
    onward(publication, world, PublicationState.PUBLISHED)
    publishing.withdraw(Publication.objects.get(pk=publication.pk), by=world.lead.document_administrator, reason=REASON)


def test_it_opens_with_the_dispatch_as_was_decided_with_the_signature() -> None:
    world = World()
    publication = opened(world)
    clock = Clock.objects.get(name="publication")
    assert clock.assignment == publication.reply.assignment
    assert (clock.started_on, clock.state) == (publication.reply.issued_on, "running")
    assert publication.due_on == clock.due_on
    text = publication.newest
    signed = publication.reply.signed_version
    assert signed
    assert (text.mode, text.body, text.title, text.source) == ("full", signed.body, signed.title, signed)
    assert signed.contact not in "".join(text.parts.values()) or not signed.contact
    cases.close_case(Proposal.objects.get(pk=publication.case.pk), by=world.coordinator)
    clock.refresh_from_db()
    assert clock.state == "running"


def test_what_is_not_to_be_published_is_not_opened() -> None:
    world = World()
    reply = world.reply("printed")
    reply.publication, reply.publication_reason = "none", "涉及国家秘密"
    reply.save()
    assert publishing.open_publication(reply, by=world.lead.document_administrator) is None
    assert not Publication.objects.exists()


def test_the_limit_is_met_by_the_publication_and_ends_without_one() -> None:
    for state, came in (("published", "met"), ("not_published", "ended"), ("checked", "running")):
        publication = walked(World(), state)
        assert Clock.objects.get(name="publication", assignment=publication.reply.assignment).state == came


def test_nothing_open_is_published() -> None:
    world = World()
    publication = opened(world)
    clerk = world.lead.document_administrator
    rewritten(publication, world, "现答复如下：\n请致电13812345678联系。")
    with pytest.raises(NotReady, match="1"):
        publishing.finish_check(publication, by=clerk)
    (topic,) = topics(publication.unresolved())
    with pytest.raises(ReasonMissing):
        publishing.settle(publication, [Decision(topic.kind, topic.text, "keep", " ")], base=2, by=clerk)
    with pytest.raises(WrongState):
        publishing.settle(publication, [Decision(topic.kind, topic.text, "mask")], base=1, by=clerk)
    with pytest.raises(InvalidInput):
        publishing.settle(publication, [Decision("mobile", "13800000000", "mask")], base=2, by=clerk)
    text = masked(publication, world)
    assert "13812345678" not in text.body
    assert "138****5678" in text.body
    assert PublicText.objects.get(number=2).body.endswith("13812345678联系。")
    assert publication.reply.signed_version == text.source
    publishing.finish_check(publication, by=clerk)
    # What was found later, by a number that the case has only now, is found before the publication too.
    world.person.phone = "0999-7770001"
    world.person.save()
    again = Publication.objects.get(pk=publication.pk)
    publishing.reopen(again, by=clerk)
    rewritten(again, world, "现答复如下：\n请致电7770001联系。")
    masked(again, world)


def test_what_is_kept_stays_with_its_reason_and_is_not_asked_again() -> None:
    world = World()
    publication = opened(world)
    rewritten(publication, world, "现答复如下：\n咨询电话0999-6660001。\n再写一遍：0999-6660001。")
    (topic,) = topics(publication.unresolved())
    assert len(topic.places) == 2
    text = publishing.settle(publication, [Decision(topic.kind, topic.text, "keep", "对外服务电话")], base=2, by=world.lead.office_reviewer)
    assert publication.unresolved() == []
    assert text.decisions == [{"kind": "landline", "text": "0999-6660001", "choice": "keep", "reason": "对外服务电话"}]


@pytest.mark.parametrize(
    ("rule", "signed", "needs_reason"),
    [("full", "summary", True), ("summary", "full", False), ("as_signed", "full", True), ("as_signed", "summary", False)],
)
def test_a_summary_where_the_full_text_is_due_needs_a_reason(rule: str, signed: str, needs_reason: bool) -> None:
    world = World()
    publication = opened(world)
    RuleSet.objects.update(policies={"publication": {"value": rule, "assumed": True}})
    publication.reply.publication = signed
    publication.reply.save()
    fresh = Publication.objects.get(pk=publication.pk)
    clerk = world.lead.document_administrator
    given = NewText("summary", "对建议的答复", "", "摘要。")
    if needs_reason:
        with pytest.raises(InvalidInput):
            publishing.save_text(fresh, given, base=1, by=clerk)
        given = NewText("summary", "对建议的答复", "", "摘要。", reason="篇幅较长")
    text = publishing.save_text(fresh, given, base=1, by=clerk)
    assert text.mode == "summary"


def test_no_more_is_published_than_was_signed_for() -> None:
    world = World()
    reply = world.reply("printed")
    reply.publication = "summary"
    reply.save()
    hand_over(reply, by=world.lead.document_administrator)
    publication = Publication.objects.get(reply=reply)
    assert publication.newest.mode == "summary"
    assert publication.newest.body.startswith(DRAFT_MARK)
    full = NewText("full", "对建议的答复", "", "全文。")
    with pytest.raises(InvalidInput):
        publishing.save_text(publication, full, base=1, by=world.lead.document_administrator)
    with pytest.raises(NotReady):  # the mark of the draft
        publishing.finish_check(publication, by=world.lead.document_administrator)


def test_a_reply_taken_over_is_published_by_hand_once() -> None:
    world = World()
    reply = world.reply("dispatched")
    clerk = world.lead.document_administrator
    with pytest.raises(NotReady):
        publishing.take_imported(reply, by=clerk)
    Publication.objects.get().texts.all()._raw_delete("default")
    Publication.objects.all().delete()
    reply.is_imported = True
    reply.save()
    with pytest.raises(NotAllowed):
        publishing.take_imported(reply, by=world.stranger.document_administrator)
    publication = publishing.take_imported(reply, by=clerk)
    assert (publication.state, publication.newest.mode) == (PublicationState.TO_CHECK, "full")
    with pytest.raises(WrongState):
        publishing.take_imported(reply, by=clerk)


def test_a_text_for_the_public_is_never_changed() -> None:
    text = opened(World()).newest
    for change in (text.save, text.delete, lambda: PublicText.objects.update(body="改"), PublicText.objects.all().delete):
        with pytest.raises(TypeError):
            change()


def test_a_withdrawn_page_says_why_until_it_is_published_again() -> None:
    world = World()
    publication = walked(world, "withdrawn")
    assert publication.withdrawal == REASON
    clerk = world.lead.document_administrator
    publishing.take_up(publication, by=clerk, reason="已更正")
    assert publication.withdrawn_at
    publishing.finish_check(publication, by=clerk)
    publishing.publish(publication, by=clerk)
    again = Publication.objects.get(pk=publication.pk)
    assert (again.withdrawn_at, again.withdrawal) == (None, "")


def test_the_reply_of_a_withdrawn_case_is_not_published() -> None:
    world = World()
    publication = walked(world, "checked")
    models.QuerySet(Proposal).filter(pk=publication.case.pk).update(state="withdrawn")
    with pytest.raises(NotReady):
        publishing.publish(Publication.objects.get(pk=publication.pk), by=world.lead.document_administrator)


def test_what_the_page_says_beside_the_text_names_no_numbers_either() -> None:
    world = World()
    publication = opened(world)
    newest, clerk = publication.newest, world.lead.document_administrator
    given = NewText("summary", newest.title, newest.addressee, "已建成托位。", reason="详询13812345678")
    publishing.save_text(publication, given, base=1, by=clerk)
    assert [one.place for one in publication.unresolved()] == ["reason"]
    assert masked(publication, world).reason == "详询138****5678"
    onward(publication, world, "published")
    rewritten(publication, world)
    for step in (publishing.correct, publishing.withdraw):
        with pytest.raises(InvalidInput, match="13812345678"):
            step(publication, by=clerk, reason="原文误载13812345678")
    publishing.withdraw(publication, by=clerk, reason="原文误载一个号码")
