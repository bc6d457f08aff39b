"""The page of those who stand in for others: who sees it, names and ends a deputy, and what it costs to be one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals import permissions
from proposals.models import Delegation
from proposals.permissions import PERMISSIONS
from tests.factories import World, user
from tests.proposals.pages import get, post, text
from tests.proposals.test_delegating import TODAY, away, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_who_stands_in_for_more_asks_no_more_of_the_database(world: World) -> None:
    lead = world.lead
    world.reply("head_approval")

    def asked() -> int:
        get(lead.deputy_head, "/")  # translations and such
        with CaptureQueriesContext(connection) as queries:
            get(lead.deputy_head, "/")
        return len(queries)

    away(lead.head, lead.deputy_head)
    one = asked()
    for role in ("drafter", "co_handler", "head", "document_administrator", "office_reviewer"):
        away(user(role, department=lead.department), lead.deputy_head)
    # The work of the further roles is in the same union; each kind of row that is there asks for what hangs on it.
    permissions_alone = fresh(lead.deputy_head)
    with CaptureQueriesContext(connection) as queries:
        for name in PERMISSIONS:
            permissions.holds(permissions_alone, name)
    assert len(queries) == 0
    for _n in range(10):
        away(user("head", department=lead.department), lead.deputy_head)
    more = asked()
    for _n in range(10):
        away(user("head", department=lead.department), lead.deputy_head)
    assert asked() == more
    assert more >= one


def test_the_page(world: World) -> None:
    lead, address = world.lead, reverse("delegation_list")
    for person in (lead.head, world.coordinator, world.administrator, world.auditor):
        assert address in text(get(person, "/cases/"))
        assert get(person, address).status_code == 200
    assert get(world.proposer, address).status_code == 403
    assert address not in text(get(world.proposer, "/cases/"))
    data = {"deputy": lead.deputy_head.pk, "begins_on": TODAY.isoformat(), "ends_on": TODAY.isoformat(), "reason": "赴京开会"}
    assert post(world.auditor, address, data).status_code == 403
    for wrong in ({"reason": ""}, {"ends_on": ""}, {"deputy": world.stranger.head.pk}, {"begins_on": "2020-01-01"}):
        answer = post(lead.head, address, data | wrong)
        assert answer.status_code == 422 if "begins_on" not in wrong else answer.status_code in (400, 422)
        assert data["reason"] in text(answer) or wrong.get("reason") == ""
    assert post(lead.head, address, data).status_code == 302
    made = Delegation.objects.get()
    for person, seen in ((lead.drafter, True), (world.auditor, True), (world.co.head, False), (world.administrator, True)):
        assert ("赴京开会" in text(get(person, address))) is seen
    end = reverse("delegation_end", args=[made.pk])
    assert end in text(get(lead.head, address))
    assert end not in text(get(lead.deputy_head, address))
    assert post(lead.deputy_head, end).status_code == 403
    assert post(world.co.head, end).status_code == 404
    assert post(world.administrator, end).status_code == 302
    assert "赴京开会" not in text(get(lead.head, address))
    assert "赴京开会" in text(get(lead.head, address + "?show=all")), "the list keeps what is over"
    data |= {"principal": lead.drafter.pk}
    assert post(world.administrator, address, data).status_code == 302
    assert Delegation.objects.filter(principal=lead.drafter, made_by=world.administrator).exists()
