"""What a proposer finds on the first page: where each of the own proposals stands, and the replies that were sent."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from proposals.actions import cases
from proposals.models import User
from replies.states import ReplyState
from tests.factories import World, group, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def page(person: User) -> str:
    client = Client()
    client.force_login(person)
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_proposer_reads_where_each_proposal_stands(world: World) -> None:
    registered, handled = world.case(), world.handled(co=False)
    sent = world.reply(ReplyState.DISPATCHED)
    foreign = world.case(proposers=[group()])
    html = page(world.proposer)
    assert escape(_("Registered; it is being decided which department answers it.")) in html
    assert escape(_("%(who)s is handling it.") % {"who": world.lead.department.short_name}) in html
    assert sent.number_text in html
    document = sent.documents.get()
    assert reverse("document_download", args=[document.pk]) in html
    assert f"/cases/{registered.pk}/" in html
    assert f"/cases/{handled.pk}/" in html
    assert f"/cases/{foreign.pk}/" not in html


def test_a_member_of_a_group_sees_the_proposals_of_the_group(world: World) -> None:
    party = group()
    member = user("proposer")
    party.members.add(member)
    case = world.case(proposers=[party])
    cases.withdraw_case(world.case(proposers=[party]), by=world.coordinator, reason="并案")
    html = page(member)
    assert f"/cases/{case.pk}/" in html
    assert escape(_("Withdrawn; nothing more is done.")) in html


def test_a_proposer_does_not_read_of_a_reply_before_it_is_sent(world: World) -> None:
    reply = world.reply(ReplyState.PRINTED)
    html = page(world.proposer)
    assert reply.number_text not in html
    assert f"/replies/{reply.pk}/" not in html
    assert "/documents/" not in html
