"""The daily digest: one mail per person and day, nothing lost, and nothing that a mailbox would show twice."""

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import models
from django.utils import timezone
from pytest_django import Settings

from proposals import mailing, notifying
from proposals.actions import reminders
from proposals.actions.clocks import end, meet
from proposals.models import Clock, Mail, Notice, Proposal, SentReminder, User
from tests.factories import World
from tests.proposals.reminders import BACKEND, Killed, MailServer, clock, killed_at_random

pytestmark = pytest.mark.django_db

FRIDAY = date(2025, 6, 20)


@pytest.fixture(autouse=True)
def server(settings: Settings) -> Iterator[type[MailServer]]:
    settings.EMAIL_BACKEND = BACKEND
    settings.PUBLIC_URL = "https://jianyi.example"
    MailServer.delivered = []
    yield MailServer
    MailServer.manner = staticmethod(lambda: "well")


@pytest.fixture
def world() -> World:
    made = World()
    for name in ("drafter", "office_reviewer", "deputy_head"):
        person = getattr(made.lead, name)
        person.email = f"{person.username}@jianyi.example"
        person.save()
    return made


def at(day: date, hour: int = 8) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def answer(world: World, due_on: date, **fields: object) -> Clock:
    case = world.handled(co=False, **fields)
    end(case)
    return clock(case, world.lead_of(case), due_on)


def to(person: User) -> list[EmailMessage]:
    return [mail for mail in MailServer.delivered if mail.to == [person.email]]


def test_one_digest_with_all_that_is_near_due_and_over(world: World) -> None:
    over = answer(world, FRIDAY, case_no="0001", title="关于甲的建议")
    today = answer(world, FRIDAY + timedelta(days=3), case_no="0002", title="关于乙的建议")
    near = answer(world, FRIDAY + timedelta(days=6), case_no="0003", title="关于丙的建议")
    monday = FRIDAY + timedelta(days=3)
    notifying.remind(monday)
    assert mailing.send_digests(at(monday)) == 3
    (mail,) = to(world.lead.drafter)
    assert mail.subject == "建议提案办理：逾期 1 件，今天到期 1 件，临期 1 件"
    body = str(mail.body)
    order = [body.index(part) for part in ("【逾期】", "关于甲的建议", "【今天到期】", "关于乙的建议", "【临期】", "关于丙的建议")]
    assert order == sorted(order)
    for made in (over, today, near):
        assert f"https://jianyi.example/cases/{made.proposal_id}/" in body
    assert "https://jianyi.example/notices/" in body
    assert mail.extra_headers["Message-ID"].endswith("@jianyi.example>")
    assert mailing.send_digests(at(monday, 9)) == 0
    assert len(MailServer.delivered) == 3


def test_in_whose_place_it_comes_is_said_in_the_mail(world: World) -> None:
    answer(world, FRIDAY)
    User.objects.filter(pk=world.lead.drafter.pk).update(is_active=False)
    notifying.remind(FRIDAY)
    mailing.send_digests(at(FRIDAY))
    (mail,) = to(world.lead.office_reviewer)
    assert f"{world.lead.department.short_name}没有承办人" in str(mail.body)


def test_whoever_does_not_want_it_or_has_no_address_gets_none(world: World) -> None:
    answer(world, FRIDAY)
    User.objects.filter(pk=world.lead.office_reviewer.pk).update(email="")
    reminders.choose_mail(by=world.lead.drafter, digest=False)
    notifying.remind(FRIDAY)
    assert Notice._base_manager.count() == 2
    assert mailing.send_digests(at(FRIDAY)) == 0
    assert not Mail.objects.exists()


def test_a_choice_made_between_notice_and_mail_counts(world: World) -> None:
    answer(world, FRIDAY)
    notifying.remind(FRIDAY)
    reminders.choose_mail(by=world.lead.drafter, digest=False)
    mailing.send_digests(at(FRIDAY))
    assert to(world.lead.drafter) == []
    reminders.choose_mail(by=world.lead.drafter, digest=True)
    mailing.send_digests(at(FRIDAY, 9))
    assert to(world.lead.drafter) == []  # what was not wanted does not come later either


def test_what_came_after_the_digest_waits_for_the_next_working_day(world: World) -> None:
    first = answer(world, FRIDAY)
    notifying.remind(FRIDAY)
    mailing.send_digests(at(FRIDAY))
    reminders.urge(first.assignment, by=world.coordinator, note="请尽快答复。")
    models.QuerySet(Notice).filter(urged_by__isnull=False).update(made_on=FRIDAY)
    assert mailing.send_digests(at(FRIDAY, 12)) == 0
    assert mailing.send_digests(at(FRIDAY + timedelta(days=1))) == 0
    assert mailing.send_digests(at(FRIDAY + timedelta(days=3))) == 1
    last = to(world.lead.drafter)[-1]
    assert last.subject == "建议提案办理：催办 1 件"
    assert "请尽快答复。" in str(last.body)


def test_what_no_longer_holds_is_not_mailed(world: World) -> None:
    met, moved, ended, gone = (answer(world, FRIDAY) for _n in range(4))
    notifying.remind(FRIDAY)
    meet(met.proposal, "answer", assignment=met.assignment)
    clock(moved.proposal, moved.assignment, FRIDAY + timedelta(days=30))
    models.QuerySet(Proposal).filter(pk=ended.proposal_id).update(state="closed")
    models.QuerySet(Notice).filter(clock=gone).update(recipient=world.stranger.drafter)
    User.objects.filter(pk=world.stranger.drafter.pk).update(email="x@jianyi.example")
    assert mailing.send_digests(at(FRIDAY)) == 0
    assert Mail.objects.filter(dropped_at__isnull=False).count() == Mail.objects.count() > 0
    assert mailing.send_digests(at(FRIDAY, 20)) == 0


def test_somebody_who_left_gets_no_mail(world: World) -> None:
    answer(world, FRIDAY)
    notifying.remind(FRIDAY)
    User.objects.filter(pk=world.lead.drafter.pk).update(is_active=False)
    mailing.send_digests(at(FRIDAY))
    assert to(world.lead.drafter) == []


def test_a_mail_server_that_is_away_loses_nothing(world: World, server: type[MailServer]) -> None:
    answer(world, FRIDAY)
    notifying.remind(FRIDAY)
    server.manner = staticmethod(lambda: "away")
    tries = [mailing.send_digests(at(FRIDAY) + timedelta(minutes=5 * n)) for n in range(24)]
    assert sum(tries) == 0
    mail = Mail.objects.get(recipient=world.lead.drafter)
    assert (mail.attempts, mail.error, mail.sent_at) == (5, "mail server is away", None)  # after 0, 5, 15, 35 and 75 minutes
    server.manner = staticmethod(lambda: "well")
    assert mailing.send_digests(at(FRIDAY, 16)) == 2
    mail.refresh_from_db()
    assert mail.sent_at
    assert mail.error == ""


@pytest.mark.parametrize(("manner", "copies"), [("killed before", 1), ("killed after", 2)])
def test_a_worker_killed_while_it_sends(world: World, server: type[MailServer], manner: str, copies: int) -> None:
    """Killed after the server took the mail, it goes out again, under the same Message-ID: a mailbox knows it."""
    answer(world, FRIDAY + timedelta(days=10))
    notifying.remind(FRIDAY)
    server.manner = staticmethod(lambda: manner)
    with pytest.raises(Killed):
        mailing.send_digests(at(FRIDAY))
    server.manner = staticmethod(lambda: "well")
    assert mailing.send_digests(at(FRIDAY)) == 0  # not before the next try is due
    assert mailing.send_digests(at(FRIDAY) + timedelta(minutes=5)) == 1
    assert mailing.send_digests(at(FRIDAY, 20)) == 0
    assert len(to(world.lead.drafter)) == copies
    assert len({mail.extra_headers["Message-ID"] for mail in to(world.lead.drafter)}) == 1


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2 if os.environ.get("CI") else 4))
def test_two_months_of_deaths_and_outages(world: World, server: type[MailServer], seed: int) -> None:
    """Whatever the worker and the mail server do: every notice is in exactly one mail, and no person gets two new mails on a day."""
    dice = random.Random(seed)
    for n in range(25):
        answer(world, FRIDAY + timedelta(days=dice.randrange(1, 40)), case_no=f"{n:04}", title=f"关于第{n:04}号的建议")
    server.manner = staticmethod(lambda: dice.choice(["well", "well", "well", "away", "killed before", "killed after"]))
    for n in range(60):
        for hour in (8, 10, 14):
            try:
                with killed_at_random(0.01, dice):
                    notifying.remind(FRIDAY + timedelta(days=n))
                    mailing.send_digests(at(FRIDAY + timedelta(days=n), hour))
            except Killed:
                continue
    server.manner = staticmethod(lambda: "well")
    for n in range(60, 64):
        notifying.remind(FRIDAY + timedelta(days=n))
        mailing.send_digests(at(FRIDAY + timedelta(days=n), 18))
    by_mail = Notice._base_manager.filter(by_mail=True)
    assert by_mail.count() == SentReminder.objects.filter(covered=False, to__in=["handler", "office", "leader"]).count() > 40
    assert not by_mail.filter(mail=None).exists()
    assert not Mail.objects.filter(sent_at=None).exists()
    bodies = {mail.extra_headers["Message-ID"]: str(mail.body) for mail in MailServer.delivered}
    # The last copy counts: it is the one that the outbox knows to have been taken.
    assert len(bodies) == Mail.objects.count() == len(set(Mail.objects.values_list("recipient", "day")))
    expected = Counter(by_mail.values_list("mail__message_id", "proposal__case_no"))
    for (message, number), count in expected.items():
        assert bodies[f"<{message}@jianyi.example>"].count(f"关于第{number}号的建议") == count
