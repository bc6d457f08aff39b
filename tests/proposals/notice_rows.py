"""Rows of reminders and delegations that the database refuses, for `test_constraints`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from proposals.models import Clock, FirstSetUp, Mail, Notice, SentReminder
from replies.models import Reply
from tests.factories import World
from tests.proposals import delegation_rows

NOW = timezone.now()
DAY = date(2026, 3, 2)


def _clock(reply: Reply) -> Clock:
    found = Clock._base_manager.filter(proposal=reply.case).first()
    assert found
    return found


def _reminder(reply: Reply) -> SentReminder:
    return SentReminder.objects.create(clock=_clock(reply), due_on=DAY, days=3, to="handler", sent_on=DAY)


def _digest(reply: Reply, **fields: Any) -> Mail:
    return Mail.objects.create(recipient=reply.created_by, day=DAY, **fields)


def _notice(reply: Reply, **fields: Any) -> Notice:
    return Notice._base_manager.create(recipient=reply.created_by, proposal=reply.case, made_on=DAY, **fields)


VIOLATIONS: dict[str, Callable[[World, Reply], object]] = {
    **delegation_rows.VIOLATIONS,
    "first_set_up_once": lambda world, reply: FirstSetUp.objects.create(pk=2),
    "first_set_up_finished_paired": lambda world, reply: FirstSetUp.objects.create(pk=1, finished_at=NOW),
    "reminder_sent_once": lambda world, reply: [_reminder(reply) for _twice in range(2)],
    "one_digest_a_day": lambda world, reply: [_digest(reply) for _twice in range(2)],
    "digest_sent_or_dropped": lambda world, reply: _digest(reply, sent_at=NOW, dropped_at=NOW),
    "told_once": lambda world, reply: [_notice(reply, clock=_clock(reply), due_on=DAY, days=3) for _twice in range(2)],
    "notice_of_a_clock_or_urged": lambda world, reply: _notice(reply),
    "told_of_an_event_once": lambda world, reply: [_notice(reply, event=reply.case.events.first()) for _twice in range(2)],
    "notice_of_an_event_alone": lambda world, reply: _notice(reply, event=reply.case.events.first(), due_on=DAY),
}
