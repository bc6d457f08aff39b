"""Rows folded into the row that they belong to read as if they had been prefetched."""

from typing import Any

import pytest
from django.db.models import OuterRef

from proposals.folding import fill, folded
from proposals.models import Contact, Proposal
from replies.models import Look
from tests.factories import World

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

# In another order than the columns have.
FIELDS = ("held_on", "by_head", "id", "kind", "department_id")


def test_they_are_those_rows_in_the_order_of_their_ids(django_assert_num_queries: Any) -> None:
    world = World()
    cases = [world.reply().case.pk, world.case().pk]
    expected = [list(Contact.objects.filter(proposal=pk).order_by("pk").values(*FIELDS)) for pk in cases]
    rows = Proposal.objects.annotate(given=folded(Contact.objects.filter(proposal=OuterRef("pk")), "proposal", *FIELDS)).order_by("pk")
    list(rows)  # what the database can do is asked once
    with django_assert_num_queries(1):
        found = list(rows.all())
        for case in found:
            fill(case, "contacts", case.given)
        told = [[{name: getattr(one, name) for name in FIELDS} for one in case.contacts.all()] for case in found]
    assert told == expected
    assert [len(one) for one in told] == [2, 0]


def test_moments_are_those_that_were_kept() -> None:
    world = World()
    reply = world.reply()
    look = Look.objects.create(reply=reply, version=reply.latest, person=world.lead.head)
    found = type(reply).objects.annotate(given=folded(Look.objects.filter(reply=OuterRef("pk")), "reply", "id", "at")).get(pk=reply.pk)
    fill(found, "looks", found.given)
    (one,) = found.looks.all()
    assert one.at == Look.objects.get().at
    assert one.person == look.person, "what was not folded in is fetched"
