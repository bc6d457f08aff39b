"""What the reader of a reply may do with it, each step open or closed with the reason that the server would give."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from proposals import permissions, workflow
from proposals.errors import CaseError
from proposals.models import Assignment, User
from proposals.views.buttons import Button, button
from replies.actions import delivering, drafts, printing, review
from replies.models import Delivery, Reply
from replies.states import ReplyState

REVIEWING = ("reply.co_sign", "reply.review", "reply.approve", "reply.sign")


def buttons_of(reply: Reply, user: User) -> list[Button]:
    """The steps that belong to the roles of the person, in the order of the work, the open ones first; none after the last one."""
    if reply.state == ReplyState.DISPATCHED:
        return []

    def url(name: str) -> str:
        return reverse(name, args=[reply.pk])

    def name(step: str) -> str:
        return f"reply-{reply.pk}-{step}"

    def holds(*names: str) -> bool:
        return any(permissions.holds(user, permission) for permission in names)

    found = []
    if holds("reply.draft"):
        edit = url("reply_edit")
        found.append(button(lambda: drafts.check_save_draft(reply, by=user), name("edit"), _("Edit the draft"), edit, key="e"))
        to_submit = reply.state == ReplyState.DRAFTING
        step = ("submit", _("Send for review")) if to_submit else ("take_back", _("Take back to the draft"))
        found.append(
            button(lambda: workflow.check_move(reply, step[0], by=user), name(step[0]), step[1], url(f"reply_{step[0]}"), post=to_submit)
        )
    if holds(*REVIEWING):
        found.append(button(lambda: review.check_open(reply, by=user), name("review"), _("Review"), url("reply_review")))
    if holds("reply.print") and reply.state != ReplyState.PRINTED:
        to_number = reply.state == ReplyState.SIGNED
        found.append(
            button(
                lambda: workflow.check_move(reply, "number", by=user) if to_number else printing.check_print(reply, by=user),
                name("print"),
                _("Number and print") if to_number else _("Print"),
                f"{reverse('printing_room')}?reply={reply.pk}",
            )
        )
    if holds("reply.dispatch"):
        found.append(
            button(
                lambda: workflow.check_move(reply, "dispatch", by=user), name("dispatch"), _("Record the dispatch"), url("reply_dispatch")
            )
        )
    return sorted(found, key=lambda step: bool(step.refusal))


def print_again(reply: Reply, user: User) -> Button | None:
    """One more print of what is printed already, for whoever may ask for it now; it leads to no further step."""
    if reply.state not in (ReplyState.PRINTED, ReplyState.DISPATCHED) or not permissions.can(user, "reply.print", reply):
        return None
    address = f"{reverse('printing_preflight')}?reply={reply.pk}"
    found = button(lambda: printing.check_print(reply, by=user), f"reply-{reply.pk}-again", _("Print again"), address, style="btn-quiet")
    return None if found.refusal else found


def deliveries_of(reply: Reply, reader: User) -> list[tuple[Delivery, bool]]:
    """How the letter of a gathered reply reached each addressee that the reader knows of, and whether he may add the receipt. No query."""
    proposers = {one.pk: one for one in reply.case.proposers.all()}
    found = []
    for delivery in reply.deliveries.all():
        delivery.proposer = proposers[delivery.proposer_id]
        found.append((delivery, _may_add_receipt(reply, delivery, reader)))
    return found


def _may_add_receipt(reply: Reply, delivery: Delivery, reader: User) -> bool:
    delivery.reply = reply
    try:
        delivering.check_receipt(delivery, by=reader)
    except CaseError:
        return False
    return True


def start_button(assignment: Assignment, user: User) -> Button:
    """Begin the reply of an assignment."""
    return button(
        lambda: drafts.check_open_reply(assignment, by=user),
        f"assignment-{assignment.pk}-reply",
        _("Begin the reply"),
        reverse("reply_start", args=[assignment.pk]),
        post=True,
        style="btn-primary",
        key="e",
    )
