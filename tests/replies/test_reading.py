"""The questions of a reply's pages are put into words once for all who have the same roles: each still gets what is his."""

import pytest

from proposals.asking import Question, ask
from replies.models import Look
from replies.views import reading
from tests.factories import World, user

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("question", [reading._drawn, reading._shown])
def test_a_reply_is_found_as_the_question_reads(question: Question) -> None:
    world = World()
    replies = [world.reply("dispatched"), world.reply("co_signing"), world.reply("office_review"), world.reply("drafting", co=False)]
    people = [*world.actors().values(), world.stranger.drafter]
    seen = set()
    for person in people:
        for reply in replies:
            plain = [vars(row) for row in question(person, reply.pk)]
            found = [vars(row) for row in ask(question, person, reply.pk)]
            given = {name for row in plain for name in row if not name.startswith("_")}
            assert [{name: row[name] for name in given} for row in found] == [{name: row[name] for name in given} for row in plain]
            seen.add((reply.pk, bool(found)))
    assert {reply.pk for reply in replies} == {pk for pk, found in seen if found}
    assert (replies[1].pk, False) in seen


def test_a_look_is_that_of_the_person_who_asks() -> None:
    world = World()
    reply = world.reply("office_review")
    drafter, colleague = world.lead.drafter, user("drafter", department=world.lead.department)
    assert reply.latest is not None
    look = Look.objects.create(reply=reply, person=drafter, version=reply.latest)
    for person, seen in ((drafter, [look.pk]), (colleague, [])):
        (found,) = ask(reading._shown, person, reply.pk)
        assert [one["id"] for one in vars(found)["looks_found"] or []] == seen
