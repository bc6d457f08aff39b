"""告知提案人: who is told of a longer date, by a notice or by word of mouth, and what is written down of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from proposals import mailing
from proposals.actions import requests, telling
from proposals.errors import CaseError, InvalidInput, NotAllowed, WrongState
from proposals.models import Event, ExtensionRequest, Notice, Proposal, User
from proposals.templatetags.desk import short_date
from tests.factories import World, deputy, group, rule_set, user
from tests.proposals.pages import get, post, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def allowed(world: World, case: Proposal) -> ExtensionRequest:
    task = world.lead_of(case)
    assert task.due_on
    asked = requests.ask_extension(task, by=world.lead.drafter, until=task.due_on + timedelta(days=20), reason="需现场勘察")
    requests.allow_extension(asked, by=world.coordinator)
    return asked


def told(asked: ExtensionRequest) -> set[User]:
    return {one.recipient for one in Notice._base_manager.filter(extension=asked).select_related("recipient")}


def test_those_who_have_an_account_are_told_by_a_notice(world: World) -> None:
    member, gone = user("proposer"), user("proposer", is_active=False)
    party = group()
    party.members.add(member, gone)
    case = world.assigned(proposers=[world.person, party, deputy()])
    asked = allowed(world, case)
    assert told(asked) == {world.proposer, member}
    event = Event.objects.get(subject_type="extensionrequest", name="notify")
    assert set(event.data["names"]) == {world.proposer.display_name, member.display_name}
    page = text(get(world.proposer, reverse("notice_list")))
    assert case.title in page
    assert Notice.objects.visible_to(world.proposer).unread().count() == 1
    # A date that moves again settles what was told of it.
    Proposal.objects.get(pk=case.pk).clocks.filter(pk=asked.clock_id).update(due_on=asked.until + timedelta(days=1))
    assert not Notice.objects.visible_to(world.proposer).unread().exists()


def test_a_refused_extension_tells_nobody(world: World) -> None:
    case = world.assigned()
    task = world.lead_of(case)
    assert task.due_on
    asked = requests.ask_extension(task, by=world.lead.drafter, until=task.due_on + timedelta(days=20), reason="需现场勘察")
    requests.refuse_extension(asked, by=world.coordinator, reason="请按期办理")
    assert not told(asked)
    with pytest.raises(WrongState):
        telling.check_told(asked, by=world.lead.drafter)


def test_the_mail_says_it(world: World) -> None:
    User.objects.filter(pk=world.proposer.pk).update(email="gu@example.org")
    case = world.assigned()
    asked = allowed(world, case)
    mailing.send_digests(datetime(2025, 6, 17, 9, tzinfo=UTC))
    (sent,) = mail.outbox
    assert "延期" in sent.body
    assert case.title in sent.body
    assert short_date(asked.until) in sent.body


@pytest.mark.parametrize(("recipients", "names"), [("each", 2), ("lead", 1), ("lead_relays", 1)])
def test_without_an_account_whoever_speaks_with_him_is_asked_to(world: World, recipients: str, names: int) -> None:
    rules = rule_set("qingdao-suggestion")
    rules.recipients = recipients
    rules.save()
    world.session.suggestion_rules = rules
    world.session.save()
    people = [deputy(name="顾晚舟"), deputy(name="陆知行")]
    case = world.assigned(proposers=people)
    asked = allowed(world, case)
    assert not told(asked)
    assert telling.reached(case)[1] == [one.salutation for one in people[:names]]
    address = reverse("extension_told", args=[asked.pk])
    article = rules.extensions["answer"]["article"]
    for person, asked_to in ((world.lead.drafter, True), (world.coordinator, True), (world.lead.head, False), (world.auditor, False)):
        page = text(get(person, f"/cases/{case.pk}/"))
        assert (address in page) is asked_to
        assert (f"顾晚舟代表（{article}）" in page or f"顾晚舟代表、陆知行代表（{article}）" in page) is asked_to
        assert get(person, address).status_code == (200 if asked_to else 403)
    data = {"told_on": timezone.localdate().isoformat(), "how": "电话告知，代表表示理解"}
    assert post(world.lead.drafter, address, data | {"how": ""}).status_code == 422
    assert post(world.lead.drafter, address, data).status_code == 302
    asked.refresh_from_db()
    assert (asked.told_on, asked.told_by, asked.told_how) == (timezone.localdate(), world.lead.drafter, data["how"])
    page = text(get(world.coordinator, f"/cases/{case.pk}/"))
    assert data["how"] in page
    assert address not in page
    assert get(world.lead.drafter, address).status_code == 409


def test_where_the_rules_do_not_ask_for_it_no_article_is_named(world: World) -> None:
    case = world.assigned(proposers=[deputy(name="顾晚舟")])
    allowed(world, case)
    page = text(get(world.lead.drafter, f"/cases/{case.pk}/"))
    assert "请将延期告知：</b> 顾晚舟代表</div>" in page


def test_when_it_can_be_written_down(world: World) -> None:
    asked = allowed(world, world.assigned(proposers=[deputy()]))
    today = timezone.localdate()
    wrong: list[tuple[User, date, str, type[CaseError]]] = [
        (world.lead.drafter, today + timedelta(days=1), "电话", InvalidInput),
        (world.lead.drafter, today - timedelta(days=1), "电话", InvalidInput),
        (world.lead.drafter, today, " ", InvalidInput),
        (world.co.drafter, today, "电话", NotAllowed),
        (world.lead.deputy_head, today, "电话", NotAllowed),
    ]
    for by, day, how, error in wrong:
        with pytest.raises(error):
            telling.record_told(asked, by=by, told_on=day, how=how)
    telling.record_told(asked, by=world.coordinator, told_on=today, how="电话")
    assert Event.objects.get(subject_type="extensionrequest", name="told").acting_as == "coordinator"
    with pytest.raises(WrongState):
        telling.record_told(asked, by=world.coordinator, told_on=today, how="电话")
