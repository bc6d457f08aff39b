"""What hinders a print and what worries: one reply for each, and the same number of queries for many."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proposals.actions import cases
from proposals.models import Department, User
from replies.actions import batches
from replies.models import NumberCounter, OfficialDocument, RenderJob, Reply, ReplyVersion
from replies.preflight import Checked, examine
from tests.factories import World

pytestmark = pytest.mark.django_db

Make = Callable[[World], Reply]


def without_word(world: World) -> Reply:
    reply = world.reply("signed", co=False)
    Department.objects.filter(pk=reply.department.pk).update(suggestion_word="")
    return reply


def withdrawn(world: World, state: str = "signed") -> Reply:
    reply = world.reply(state, co=False)
    cases.withdraw_case(reply.case, by=world.coordinator, reason="撤回")
    return reply


def at_press(world: World) -> Reply:
    reply = world.reply("numbered", co=False)
    batches.number_and_print([reply], by=world.lead.document_administrator)
    return reply


def with_text(state: str, **fields: str) -> Make:
    """A reply whose text lacks something that no form lets through: as an older row may."""

    def make(world: World) -> Reply:
        reply = world.reply(state, co=False)
        assert reply.latest
        ReplyVersion._base_manager.filter(pk=reply.latest.pk).update(**fields)
        return reply

    return make


def without_date(world: World) -> Reply:
    reply = world.reply("signed", co=False)
    Reply.objects.filter(pk=reply.pk).update(issued_on=None)
    return reply


def published(world: World) -> Reply:
    """Taken over as published: without an addressee, a date or a contact, and no opinions of ours."""
    reply = with_text("signed", addressee="", contact="")(world)
    Reply.objects.filter(pk=reply.pk).update(is_imported=True, issued_on=None, imported_number="云建〔2021〕3号")
    return reply


# What it is → (how it is made, the codes that block, the codes that only worry).
TABLE: dict[str, tuple[Make, set[str], set[str]]] = {
    "signed": (lambda world: world.reply("signed"), set(), set()),
    "numbered": (lambda world: world.reply("numbered", co=False), set(), set()),
    "printed": (lambda world: world.reply("printed", co=False), set(), {"reprint"}),
    "dispatched": (lambda world: world.reply("dispatched", co=False), set(), {"reprint"}),
    "draft": (lambda world: world.reply("drafting", co=False), {"unsigned"}, set()),
    "co-signature due": (lambda world: world.reply("co_signing"), {"unsigned", "co_signature"}, set()),
    "to sign": (lambda world: world.reply("head_approval", co=False), {"unsigned"}, set()),
    "no word": (without_word, {"word"}, set()),
    "withdrawn": (withdrawn, {"ended"}, set()),
    "withdrawn after the print": (lambda world: withdrawn(world, "printed"), {"ended"}, set()),
    "at press": (at_press, {"at_press"}, set()),
    "no text": (with_text("signed", body=" \n"), {"body"}, set()),
    "no addressee": (with_text("signed", addressee="："), {"addressee"}, set()),
    "no contact": (with_text("signed", contact=""), set(), {"contact"}),
    "draft without addressee and contact": (with_text("drafting", addressee="", contact=""), {"unsigned", "addressee"}, {"contact"}),
    "no date": (without_date, {"date"}, set()),
    "published": (published, set(), {"addressee", "date", "contact"}),
}


def codes(checked: Checked) -> tuple[set[str], set[str]]:
    assert all(finding.text for finding in checked.findings)
    return {finding.code for finding in checked.faults}, {finding.code for finding in checked.worries}


@pytest.mark.parametrize("what", TABLE)
def test_what_is_found(what: str) -> None:
    make, blocks, worries = TABLE[what]
    world = World()
    reply = make(world)
    (checked,) = examine([reply.pk], by=world.lead.document_administrator)
    assert codes(checked) == (blocks, worries)
    assert checked.ready is not bool(blocks)
    assert bool(checked.reason) is bool(blocks)
    # What the look says is what happens.
    queued = batches.number_and_print([reply], by=world.lead.document_administrator)
    assert [job.reply for job in queued.jobs] == ([] if blocks else [reply])


def test_an_opinion_that_is_not_adopted_hinders_a_draft_and_worries_about_what_is_signed() -> None:
    world = World()
    draft, signed = world.reply("drafting"), world.reply("signed")
    for reply in (draft, signed):
        opinion = world.opinion_of(reply.case)
        type(opinion)._base_manager.filter(pk=opinion.pk).update(state="submitted")
    first, second = examine([draft.pk, signed.pk], by=world.lead.document_administrator)
    assert codes(first) == ({"unsigned", "opinion"}, set())
    assert codes(second) == (set(), {"opinion"})
    assert all(world.co.department.short_name in finding.text for finding in second.findings)


def test_who_may_not_print_is_told_so_and_nothing_else() -> None:
    world = World()
    pks = [world.reply("numbered", co=False).pk, world.reply("drafting", co=False).pk]
    people: list[User] = [world.lead.drafter, world.stranger.document_administrator, world.auditor]
    assert all(codes(checked) == ({"not_allowed"}, set()) for person in people for checked in examine(pks, by=person))
    assert [codes(checked) for checked in examine(pks, by=None)] == [(set(), set()), ({"unsigned"}, set())]


def test_the_order_is_that_of_the_question_and_what_is_not_there_is_left_out() -> None:
    world = World()
    first, second = world.reply("signed", co=False), world.reply("numbered", co=False)
    asked = [second.pk, second.pk + 1000, first.pk]
    assert [checked.reply for checked in examine(asked, by=None)] == [second, first]


def test_a_look_writes_nothing_and_costs_the_same_for_many() -> None:
    world = World()
    clerk = world.lead.document_administrator
    # The department that lost its word last: nothing more can be numbered there.
    pks = [TABLE[what][0](world).pk for what in sorted(TABLE, key="no word".__eq__)]
    before = (NumberCounter.objects.count(), RenderJob.objects.count(), OfficialDocument.objects.count())

    def queries(asked: list[int]) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert len(examine(asked, by=User.objects.get(pk=clerk.pk))) == len(asked)
        assert all(query["sql"].startswith("SELECT") for query in seen.captured_queries)
        return len(seen)

    one = queries([world.reply("signed").pk])
    assert queries(pks) <= one
    assert (NumberCounter.objects.count(), RenderJob.objects.count(), OfficialDocument.objects.count()) == before
