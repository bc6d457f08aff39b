"""The decision of a reviewer about the version that he or she has read."""

from django.db import transaction
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.actions.announcing import announce
from proposals.errors import NotReady, WrongState
from proposals.models import User
from replies import transitions
from replies.models import Reply
from replies.states import REPLY, ReplyState

# Where a reply stands → the step by which it is agreed to.
AGREE_FROM = {
    ReplyState.CO_SIGNING: "co_sign",
    ReplyState.OFFICE_REVIEW: "pass_on",
    ReplyState.DEPUTY_APPROVAL: "approve",
    ReplyState.HEAD_APPROVAL: "sign",
}


def event_of_agreeing(reply: Reply, *, by: User) -> str:
    """The step that agreeing means now; where the reply is in nobody's review, the one that the person takes elsewhere."""
    if reply.state in AGREE_FROM:
        return AGREE_FROM[ReplyState(reply.state)]
    held = (row.event for row in REPLY.transitions if row.event in AGREE_FROM.values() and permissions.holds(by, row.permission))
    return next(held, "pass_on")


def check_review(reply: Reply, *, by: User) -> workflow.Transition:
    """The step that the person would take by agreeing; raises with the reason."""
    return workflow.check_move(reply, event_of_agreeing(reply, by=by), by=by)[0]


def check_open(reply: Reply, *, by: User) -> tuple[workflow.Transition, str]:
    """The step that agreeing would be, and why it is not open yet, or an empty string; raises where the person does not review it now.

    What is lacking keeps nobody from reading the draft, from commenting on it and from sending it back.
    """
    event = event_of_agreeing(reply, by=by)
    try:
        return workflow.check_move(reply, event, by=by)[0], ""
    except NotReady as refusal:
        workflow.check_move(reply, "send_back", by=by)
        return REPLY.find(reply, event), str(refusal)


@transaction.atomic
def agree(reply: Reply, *, by: User, seen: int | None = None, without_contact: bool = False) -> workflow.Transition:
    """Agrees to version `seen`, whatever that means at the step where the reply stands; returns the step taken.

    Raises WrongState where the newest version is another: nobody signs what he or she has not read. Where a contact is lacking that the
    rules ask for, whoever signs says so (`without_contact`) that the reason given for it is accepted; else NotReady.
    """
    reply.lock_letters()
    row = check_review(reply, by=by)
    check_seen(reply, seen)
    lacking = reply.contacts_lacking() if row.target == ReplyState.SIGNED else ""
    if lacking and not without_contact:
        raise NotReady(_("%s Accept the reason given for it first, or send the draft back.") % lacking)
    if row.event == "co_sign":
        transitions.co_sign(reply, by=by)
    else:
        transitions.agree(reply, row.event, by=by)
        if lacking:
            role = permissions.check(by, row.permission, reply)
            workflow.record(reply.case, reply, "without_contact", by=by, acting_as=role, reason=reply.contact_exception)
    return row


@transaction.atomic
def send_back(reply: Reply, *, by: User, reason: str, seen: int | None = None) -> None:
    workflow.lock(reply)
    workflow.check_move(reply, "send_back", by=by, reason=reason)
    check_seen(reply, seen)
    transitions.send_back(reply, by=by, reason=reason)
    announce(reply)


def check_seen(reply: Reply, seen: int | None) -> None:
    """Raises WrongState where the newest version is another than the one seen."""
    latest = reply.latest
    if seen is not None and latest is not None and latest.number != seen:
        raise WrongState(
            _("A newer version has come since you opened version %(seen)s. Please read version %(latest)s first.")
            % {"seen": seen, "latest": latest.number}
        )
