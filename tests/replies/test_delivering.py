"""How a letter reaches its addressees: what is refused, what is recorded, and the receipt that comes back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.actions import cases
from proposals.errors import CaseError, InvalidInput, NotAllowed, NotReady, WrongState
from proposals.models import Clock, Event, Proposal, User
from replies.actions.delivering import Sent, add_receipt, check_receipt, deliver
from replies.models import Delivery, Reply
from replies.states import REPLY
from replies.views.steps import buttons_of, print_again
from tests.factories import World, delivered, deputy, hand_over

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def world() -> World:
    return World()


def printed(world: World, signed_days_ago: int = 5) -> Reply:
    """A printed reply to two proposers whose letter has a date of some days ago."""
    reply = world.reply("printed", co=False, proposers=[world.person, deputy()])
    Reply._base_manager.filter(pk=reply.pk).update(issued_on=TODAY - timedelta(days=signed_days_ago))
    reply.refresh_from_db()
    return reply


def to(reply: Reply, *sent: Sent) -> dict[int, Sent]:
    return {proposer.pk: one for proposer, one in zip(reply.addressed(), sent, strict=True)}


def by_hand(days_ago: int = 0) -> Sent:
    return Sent("in_person", "", TODAY - timedelta(days=days_ago))


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def test_each_addressee_has_a_line_and_the_last_day_counts(world: World) -> None:
    reply = printed(world)
    clerk = world.lead.document_administrator
    deliver(reply, to(reply, by_hand(4), Sent("registered_mail", " EMS  0001 ", TODAY - timedelta(days=2))), by=clerk)
    reply.refresh_from_db()
    assert (reply.state, reply.delivered_on) == ("dispatched", TODAY - timedelta(days=2))
    first, second = reply.deliveries.all()
    assert (first.words, second.words, second.received_on) == ("", "EMS 0001", None)
    assert (second.how, str(second)) == (f"{second.get_way_display()}，EMS 0001", f"{second.proposer} {second.delivered_on}")
    event = Event.objects.get(name="dispatch")
    assert event.data["delivered_on"] == reply.delivered_on.isoformat()
    assert [row["to"] for row in event.data["addressees"]] == [str(one.proposer) for one in (first, second)]
    answered = Clock.objects.get(proposal=reply.case, name="answer")
    assert (answered.state, answered.ended_on) == (Clock.State.MET, reply.delivered_on), "on time is a matter of the delivery"


@pytest.mark.parametrize(
    "sent",
    [
        [Sent("other", " "), by_hand()],
        [by_hand(), Sent("other")],
        [Sent("pigeon", "信鸽"), by_hand()],
        [by_hand(-1), by_hand()],
        [by_hand(), by_hand(6)],
        [Sent("other", "长" * 101), by_hand()],
    ],
)
def test_what_is_no_delivery(world: World, sent: list[Sent]) -> None:
    reply = printed(world)
    with pytest.raises(InvalidInput):
        deliver(reply, to(reply, *sent), by=world.lead.document_administrator)
    reply.refresh_from_db()
    assert (reply.state, Delivery.objects.count(), reply.case.state) == ("printed", 0, "handling")


def test_nobody_is_left_out_and_nobody_added(world: World) -> None:
    reply = printed(world)
    everyone = to(reply, by_hand(), by_hand())
    for some in (dict(list(everyone.items())[:1]), everyone | {10**9: by_hand()}, {}):
        with pytest.raises(InvalidInput):
            deliver(reply, some, by=world.lead.document_administrator)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("days_ago", [5, 0])
def test_the_day_of_the_letter_and_today_are_days_of_delivery(world: World, days_ago: int) -> None:
    reply = printed(world)
    deliver(reply, to(reply, by_hand(days_ago), by_hand(days_ago)), by=world.lead.document_administrator)
    assert Reply.objects.get(pk=reply.pk).delivered_on == TODAY - timedelta(days=days_ago)


def test_the_page_says_it_of_each(world: World) -> None:
    reply = printed(world)
    address = reverse("reply_dispatch", args=[reply.pk])
    clerk = client(world.lead.document_administrator)
    page = clerk.get(address).content.decode()
    assert page.count("<fieldset") == 2
    for wrong in (delivered(reply, "other"), delivered(reply, on=TODAY + timedelta(days=1)), delivered(reply, "pigeon")):
        assert clerk.post(address, wrong).status_code == 422
    assert clerk.post(address, delivered(reply, "courier", "第12号")).status_code == 302
    shown = clerk.get(reverse("reply_detail", args=[reply.pk])).content.decode()
    assert "第12号" in shown
    assert shown.count(reverse("delivery_receipt", args=[0]).replace("0", "")[:12]) == 2


# The receipt


def test_a_proposer_reads_how_his_own_letter_came_and_not_those_of_the_others(world: World) -> None:
    reply = printed(world)
    deliver(reply, to(reply, by_hand(), Sent("courier", "第7号信袋", TODAY)), by=world.lead.document_administrator)
    readers = {world.proposer: 1, world.lead.drafter: 2, world.coordinator: 2, world.auditor: 2, world.stranger.drafter: 0}
    for person, seen in readers.items():
        assert Delivery.objects.visible_to(person).count() == seen
    for person, there in ((world.proposer, False), (world.lead.drafter, True)):
        page = client(person).get(reverse("reply_detail", args=[reply.pk])).content.decode()
        assert ("第7号信袋" in page) is there


def receipt(delivery: Delivery, by: User, **fields: Any) -> None:
    add_receipt(delivery, **{"received_on": TODAY, "received_by": " 代表  本人 ", "by": by} | fields)


def test_a_receipt_is_added_once(world: World) -> None:
    world.reply("dispatched")
    delivery = Delivery.objects.get()
    receipt(delivery, world.lead.document_administrator)
    delivery.refresh_from_db()
    assert (delivery.received_on, delivery.received_by) == (TODAY, "代表 本人")
    assert delivery.receipt_recorded_by == world.lead.document_administrator
    event = Event.objects.get(name="receipt")
    assert (event.subject_id, event.data["who"]) == (delivery.pk, world.person.name)
    with pytest.raises(WrongState):
        receipt(delivery, world.lead.document_administrator)


@pytest.mark.parametrize(
    "wrong",
    [{"received_by": " "}, {"received_by": "长" * 51}, {"received_on": TODAY + timedelta(days=1)}, {"received_on": date(2020, 1, 1)}],
)
def test_what_is_no_receipt(world: World, wrong: dict[str, Any]) -> None:
    world.reply("dispatched")
    with pytest.raises(InvalidInput):
        receipt(Delivery.objects.get(), world.lead.document_administrator, **wrong)
    assert not Delivery.objects.exclude(received_on=None).exists()


def refusal(delivery: Delivery, by: User) -> type[CaseError] | None:
    try:
        check_receipt(delivery, by=by)
    except CaseError as error:
        return type(error)
    return None


@pytest.mark.parametrize("state", [state for state in REPLY.states if state in ("printed", "dispatched")])
def test_who_adds_a_receipt_and_when(world: World, state: str) -> None:
    reply = world.reply(state)
    delivery = Delivery.objects.first() or Delivery(reply=reply, proposer=reply.addressed()[0], delivered_on=TODAY)
    able = None if state == "dispatched" else WrongState
    for name, actor in world.actors().items():
        assert refusal(delivery, actor) == (able if name == "lead.document_administrator" else NotAllowed), name


def test_a_receipt_may_come_after_the_case_is_closed_but_in_no_other_end(world: World) -> None:
    reply = world.reply("dispatched")
    cases.close_case(reply.case, by=world.coordinator)
    assert refusal(Delivery.objects.get(), world.lead.document_administrator) is None
    models.QuerySet(Proposal).update(state="withdrawn")
    assert refusal(Delivery.objects.select_related("reply__assignment__proposal").get(), world.lead.document_administrator) is NotReady


def test_the_receipt_by_its_page(world: World) -> None:
    reply = world.reply("dispatched")
    delivery = Delivery.objects.get()
    clerk, address = client(world.lead.document_administrator), reverse("delivery_receipt", args=[delivery.pk])
    assert clerk.get(address).status_code == 200
    assert clerk.post(address, {"received_on": "2020-01-01", "received_by": "本人"}).status_code == 422
    assert clerk.post(address, {"received_on": TODAY.isoformat(), "received_by": "本人"})["Location"] == reverse(
        "reply_detail", args=[reply.pk]
    )
    for reader in (world.lead.document_administrator, world.proposer):
        shown = client(reader).get(reverse("reply_detail", args=[reply.pk])).content.decode()
        assert "本人" in shown
        assert address not in shown


def test_after_the_print_comes_the_dispatch_and_after_that_the_publication(world: World) -> None:
    reply, clerk = world.reply("printed", co=False), world.lead.document_administrator
    assert [(one.label, one.refusal) for one in buttons_of(reply, clerk)] == [(_("Record the dispatch"), "")]
    hand_over(reply, by=clerk)
    reply.refresh_from_db()
    led = {clerk: True, world.lead.office_reviewer: True, world.lead.drafter: False}
    for person, to_check in led.items():
        assert buttons_of(reply, person) == []
        page = client(person).get(reverse("reply_detail", args=[reply.pk])).content.decode()
        assert (f">{_('Check the text')}</a>" in page, f">{_('Open the publication')}</a>" in page) == (to_check, not to_check)
    again = print_again(reply, clerk)
    assert again
    assert client(clerk).get(again.url).context["ready"][0].reply == reply
    assert print_again(reply, world.lead.drafter) is None
    cases.close_case(reply.case, by=world.coordinator)
    Proposal._base_manager.filter(pk=reply.case.pk).update(state="archived")
    assert print_again(Reply.objects.get(pk=reply.pk), clerk) is None, "the archive has it already"
