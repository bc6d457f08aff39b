"""From the signature to the post: the number of one reply, and its dispatch. Many replies are numbered and printed by `batches`."""

from django.db import transaction
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.actions.cases import finish_assignment
from proposals.errors import InvalidInput, WrongState
from proposals.models import User
from replies import transitions
from replies.models import Reply
from replies.preflight import PRINTABLE
from replies.states import REPLY, ReplyState


def number_reply(reply: Reply, *, by: User) -> None:
    transitions.number(reply, by=by)


def check_print(reply: Reply, *, by: User) -> str:
    """The role as which the person may print; raises with the reason."""
    role = permissions.check(by, "reply.print", reply)
    if reply.state not in PRINTABLE:
        raise WrongState(_("It cannot be printed now: it stands at “%s”.") % REPLY.label(reply.state))
    if reply.state == ReplyState.NUMBERED:
        workflow.check_move(reply, "print", by=None)
    return role


@transaction.atomic
def dispatch_reply(reply: Reply, *, by: User, delivery: str) -> None:
    """Records how the reply went to the proposer; the department's task is done with it."""
    if not delivery.strip():
        raise InvalidInput(_("Please say how the reply was delivered."))
    transitions.dispatch(reply, by=by, delivery=delivery.strip())
    finish_assignment(reply.assignment)
