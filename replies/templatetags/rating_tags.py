"""What the proposers said, inside the pages of a case and of a reply."""

from collections.abc import Collection
from typing import Any

from django import template

from proposals import permissions
from proposals.models import Proposal, User
from replies.models import Rating, Reply, Settlement
from replies.ratings import to_rate
from replies.states import ReplyState

register = template.Library()


@register.inclusion_tag("replies/_ratings.html", takes_context=True)
def ratings_of(context: template.Context, case: Proposal, user: User, reply: Reply | None = None) -> dict[str, Any]:
    """The ratings of a case, or of one reply, that are in and that the person sees; for the assigning body the way to its own page.

    `there` of the page, where it is given, is what the history of the case names: what it does not is not asked for.
    """
    there = context.get("there")
    if reply and not reply.dispatched_at:
        there = frozenset()
    ratings = Rating.objects.visible_to(user).standing().filter(reply__assignment__proposal=case)
    settled = Settlement.objects.visible_to(user).filter(reply__assignment__proposal=case)
    if reply:
        ratings, settled = ratings.filter(reply=reply), settled.filter(reply=reply)
    # That an answer is given again stands in the history as the new round alone.
    decided = there is None or bool({"settlement", "reopen"}.intersection(there))
    decided = decided and getattr(reply, "has_settlements", True)
    keeps = permissions.can(user, "feedback.keep", case)
    related = (
        "reply__assignment__department",
        "reply__assignment__proposal__rule_set",
        "proposer__person",
        "proposer__group",
        "entered_by",
    )
    return {
        "ratings": list(ratings.select_related(*related).order_by("-reply__round", "pk")) if there is None or "rating" in there else [],
        "settled": list(settled.select_related("settled_by", "reply").order_by("pk")) if decided else [],
        "case": case,
        "one": reply,
        "keeps": keeps and _sent(case, reply, there),
    }


@register.simple_tag
def may_rate(reply: Reply, user: User) -> bool:
    """Whether the reader is asked what he or she thinks of this reply."""
    return permissions.holds(user, "rating.give") and to_rate(user).filter(pk=reply.pk).exists()


def _sent(case: Proposal, reply: Reply | None, there: Collection[str] | None) -> bool:
    """Whether a letter of the case is sent: the one shown, or any, as far as the history says it."""
    if reply and reply.state == ReplyState.DISPATCHED:
        return True
    if there is not None and not {"dispatch", "import"}.intersection(there):
        return False
    if there is not None:  # the case of `case_page`, with its letters
        return any(letter.state == ReplyState.DISPATCHED for task in case.assignments.all() for letter in task.replies.all())
    return Reply.objects.filter(assignment__proposal=case, state=ReplyState.DISPATCHED).exists()
