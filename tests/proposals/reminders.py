"""Clocks and mail for the tests of reminders."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from proposals.models import Assignment, Clock, Notice, Proposal, User
from proposals.rules import Limit

LIMIT = Limit("days", 30, "assigned", "第十条")


class Killed(Exception):
    """The worker is gone."""


@contextmanager
def killed_at_random(chance: float, dice: random.Random) -> Iterator[None]:
    """Any statement may be the last: it is not carried out, and what its transaction wrote before is undone."""

    def maybe(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        # What undoes a transaction, the database does by itself when a process is gone.
        if "SAVEPOINT" not in sql and dice.random() < chance:
            raise Killed
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(maybe):
            yield
    finally:
        # The transaction of the test goes on: what was killed in it was undone already, or was a statement by itself.
        connection.set_rollback(False)


def clock(case: Proposal, task: Assignment | None, due_on: date, *, name: str = "answer", started_on: date = date(2025, 1, 2)) -> Clock:
    """A clock that ends on the day given, whatever the rules say; one of that name that runs already is moved to it."""
    running = Clock._base_manager.filter(proposal=case, assignment=task, name=name, state=Clock.State.RUNNING).first()
    made = running or Clock(proposal=case, assignment=task, name=name, rule=Clock.rule_of(LIMIT))
    made.due_on, made.started_on = due_on, started_on
    made.save()
    return made


def told(clock: Clock) -> list[tuple[User, int]]:
    """Who was told how many days before, in the order of the days."""
    notices = Notice._base_manager.filter(clock=clock).select_related("recipient").order_by("made_on", "days", "recipient")
    return [(notice.recipient, notice.days) for notice in notices]


class MailServer(BaseEmailBackend):
    """A mail server that may be away, or take a mail and cut the line before it says so."""

    delivered: list[EmailMessage] = []
    manner: Callable[[], str] = staticmethod(lambda: "well")

    def send_messages(self, messages: Any) -> int:
        manner = type(self).manner()
        if manner == "away":
            raise ConnectionRefusedError("mail server is away")
        if manner == "killed before":
            raise Killed
        self.delivered.extend(messages)
        if manner == "killed after":
            raise Killed
        return len(messages)


BACKEND = f"{MailServer.__module__}.{MailServer.__qualname__}"
