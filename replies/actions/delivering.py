"""How a printed letter reached its addressees, and the receipts that come back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.actions.cases import finish_assignment
from proposals.errors import InvalidInput, NotReady, WrongState
from proposals.models import User
from proposals.states import CaseState
from replies import transitions
from replies.actions.publishing import open_publication
from replies.actions.ratings import ask_for_ratings
from replies.actions.working_copies import forget
from replies.models import Delivery, Reply
from replies.states import ReplyState

Way = Delivery.Way
LONGEST_WORDS = 100


@dataclass(frozen=True)
class Sent:
    """How and when the letter reached one addressee. `words` say more, and all of it where the way is another one."""

    way: str = Way.OTHER
    words: str = ""
    delivered_on: date = field(default_factory=timezone.localdate)


@transaction.atomic
def deliver(reply: Reply, to: Mapping[int, Sent], *, by: User) -> None:
    """Records how the reply reached each addressee, by the ids of the proposers; the department's task is done with the last of them.

    Raises InvalidInput where an addressee is left out, or a day is before the letter's own or still to come.
    """
    workflow.lock(reply)
    workflow.check_move(reply, "dispatch", by=by)
    addressed = reply.addressed()
    if to.keys() != {proposer.pk for proposer in addressed}:
        raise InvalidInput(_("Say of each addressee how the reply was delivered."))
    made = []
    for proposer in addressed:
        sent = to[proposer.pk]
        words = " ".join(sent.words.split())
        if sent.way not in Way:
            raise InvalidInput(_("“%s” is not a way of delivery.") % sent.way)
        if sent.way == Way.OTHER and not words:
            raise InvalidInput(_("Please say how the reply was delivered."))
        if len(words) > LONGEST_WORDS:
            raise InvalidInput(_("The way of delivery has at most %s characters.") % LONGEST_WORDS)
        _check_day(sent.delivered_on, reply.issued_on, _("The letter is of %(first)s; it cannot have been delivered on %(day)s."))
        made.append(Delivery(reply=reply, proposer=proposer, way=sent.way, words=words, delivered_on=sent.delivered_on, recorded_by=by))
    last = max(one.delivered_on for one in made)
    told = [{"to": str(one.proposer.who), "how": one.how, "on": one.delivered_on.isoformat()} for one in made]
    transitions.dispatch(reply, by=by, delivery=_in_short(made), delivered_on=last, to=told)
    Delivery.objects.bulk_create(made)
    finish_assignment(reply.assignment, on=last)
    ask_for_ratings(reply)
    open_publication(reply, by=by)
    forget(reply)


def check_receipt(delivery: Delivery, *, by: User) -> str:
    """The role as which the person may add the receipt; raises with the reason. It may come when the case is closed already."""
    role = permissions.check(by, "reply.dispatch", delivery.reply)
    if delivery.reply.state != ReplyState.DISPATCHED:
        raise WrongState(_("The reply is not dispatched yet."))
    if delivery.received_on:
        raise WrongState(_("The receipt is on record already."))
    if delivery.reply.case.state != CaseState.CLOSED and (ended := delivery.reply.case_ended(by)):
        raise NotReady(ended)
    return role


@transaction.atomic
def add_receipt(delivery: Delivery, *, received_on: date, received_by: str, by: User) -> None:
    """The receipt (回执) that came back: the day on which the letter was received, and by whom."""
    case = workflow.lock(delivery.reply)
    delivery.refresh_from_db(fields=["received_on"])
    role = check_receipt(delivery, by=by)
    name = " ".join(received_by.split())
    if not name:
        raise InvalidInput(_("Please say who received the letter."))
    if len(name) > (longest := Delivery._meta.get_field("received_by").max_length or 0):
        raise InvalidInput(_("The name has at most %s characters.") % longest)
    _check_day(received_on, delivery.delivered_on, _("The letter was delivered on %(first)s; it cannot have been received on %(day)s."))
    delivery.received_on, delivery.received_by = received_on, name
    delivery.receipt_recorded_by, delivery.receipt_recorded_at = by, timezone.now()
    delivery.save(update_fields=["received_on", "received_by", "receipt_recorded_by", "receipt_recorded_at"])
    data = {"who": str(delivery.proposer.who), "received_on": received_on.isoformat(), "received_by": name}
    workflow.record(case, delivery, "receipt", by=by, acting_as=role, data=data)


def _check_day(day: date, first: date | None, too_early: str) -> None:
    if day > timezone.localdate():
        raise InvalidInput(_("%s is still to come.") % date_format(day))
    if first and day < first:
        raise InvalidInput(too_early % {"first": date_format(first), "day": date_format(day)})


def _in_short(made: list[Delivery]) -> str:
    """One line for all: the ways, each once."""
    longest = Reply._meta.get_field("delivery").max_length or 0
    return "；".join(dict.fromkeys(one.how for one in made))[:longest]
