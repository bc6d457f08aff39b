"""After the signature: the number of one reply, and who may print it. Many are numbered and printed by `batches`, sent by `delivering`."""

from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.errors import NotReady, WrongState
from proposals.models import User
from proposals.states import CaseState
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
    if reply.case.state == CaseState.ARCHIVED:
        raise NotReady(reply.case_ended(by))  # a reprint would be a file and an event that the archive does not have
    if reply.state == ReplyState.NUMBERED:
        workflow.check_move(reply, "print", by=None)
    return role
