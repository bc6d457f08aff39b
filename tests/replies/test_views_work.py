"""What a proposer finds on the first page: where each of the own proposals stands, and the replies that were sent."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from proposals.actions import cases
from proposals.models import Commitment, User
from replies.actions import ratings
from replies.ratings import Given
from replies.states import REPLY, ReplyState
from tests.factories import World, group, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def page(person: User, address: str = "/") -> str:
    client = Client()
    client.force_login(person)
    response = client.get(address)
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


@pytest.mark.parametrize("state", REPLY.states)
def test_nothing_inside_the_house_shows_to_the_proposer(world: World, state: str) -> None:
    """In whatever state the letter is: no word of a draft, no opinion, no name of anybody who works on it, no page of theirs."""
    reply = world.reply(state, title="关于社区托位的建议")
    case = reply.case
    inside = User.objects.filter(department__in=[world.lead.department, world.co.department]).exclude(display_name="")
    hidden = [
        *inside.values_list("display_name", flat=True),
        "场地已经查清",
        "请说明场地情况",
        "/opinions/",
        "/review/",
        "/edit/",
        "/history/",
    ]
    if state != ReplyState.DISPATCHED:
        hidden += ["关于托位底数", f"/replies/{reply.pk}/", "/documents/"]
    for html in (page(world.proposer), page(world.proposer, f"/cases/{case.pk}/")):
        assert case.title in html
        assert [word for word in hidden if word in html] == []


def test_own_proposals_say_what_was_promised_and_what_was_rated(world: World) -> None:
    reply = world.reply(ReplyState.DISPATCHED)
    day = timezone.localdate() - timedelta(days=1)
    sentence = "我们将于年底前建成托位380个。"
    Commitment.objects.create(assignment=reply.assignment, sentence=sentence, owner="学前教育科", due_on=day, made_by=world.lead.drafter)
    pages = ("/", f"/cases/{reply.case.pk}/")
    for address in pages:
        html = page(world.proposer, address)
        assert sentence in html
        assert "已过期限，还没有报告办到" in html
        assert reverse("rate_signed_in", args=[reply.pk]) in html
        assert f"tel:{reply.department.contact_phone}" in html
        assert 'aria-current="step">评价' in html, "that is what is waited for, not the close"
    letter = reverse("reply_detail", args=[reply.pk])
    assert reverse("rate_signed_in", args=[reply.pk]) in page(world.proposer, letter)
    assert reverse("rate_signed_in", args=[reply.pk]) not in page(world.coordinator, letter)
    given = Given({name: grades[0].code for name, grades in reply.case.rule_set.rating_scales.items()})
    ratings.rate_signed_in(reply, given, by=world.proposer)
    for address in pages:
        html = page(world.proposer, address)
        assert "评价：满意。" in html
        assert reverse("rate_signed_in", args=[reply.pk]) not in html
        assert 'aria-current="step">办结' in html
    assert reverse("rate_signed_in", args=[reply.pk]) not in page(world.proposer, letter)


def test_what_is_asked_of_the_proposer_stands_first_and_what_is_over_last(world: World) -> None:
    over = world.case()
    cases.withdraw_case(over, by=world.coordinator, reason="并案")
    handled, sent = world.handled(co=False), world.reply(ReplyState.DISPATCHED).case
    html = page(world.proposer)
    places = [html.index(f'href="/cases/{case.pk}/"') for case in (sent, handled, over)]
    assert places == sorted(places)


def test_as_many_questions_for_many_proposals_as_for_one(world: World) -> None:
    first = world.reply(ReplyState.DISPATCHED).case
    client = Client()
    client.force_login(world.proposer)
    client.get("/")  # where one looks for the first time, more is asked
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as of_all:
            client.get("/")
        with CaptureQueriesContext(connection) as of_one:
            client.get(f"/cases/{first.pk}/")
        counts.append((len(of_all), len(of_one)))
        for _n in range(3):
            world.reply(ReplyState.DISPATCHED)
            world.handled()
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 15
