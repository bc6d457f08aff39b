"""What the proposers said, inside the pages of a case and of a reply."""

from typing import Any

from django import template

from proposals import permissions
from proposals.models import Proposal, User
from replies.models import Rating, Reply, Settlement
from replies.states import ReplyState

register = template.Library()


@register.inclusion_tag("replies/_ratings.html")
def ratings_of(case: Proposal, user: User, reply: Reply | None = None) -> dict[str, Any]:
    """The ratings of a case, or of one reply, that are in and that the person sees; for the assigning body the way to its own page."""
    ratings = Rating.objects.visible_to(user).standing().filter(reply__assignment__proposal=case)
    settled = Settlement.objects.visible_to(user).filter(reply__assignment__proposal=case)
    if reply:
        ratings, settled = ratings.filter(reply=reply), settled.filter(reply=reply)
    keeps = permissions.can(user, "feedback.keep", case)
    related = (
        "reply__assignment__department",
        "reply__assignment__proposal__rule_set",
        "proposer__person",
        "proposer__group",
        "entered_by",
    )
    return {
        "ratings": list(ratings.select_related(*related).order_by("-reply__round", "pk")),
        "settled": list(settled.select_related("settled_by", "reply").order_by("pk")),
        "case": case,
        "one": reply,
        "keeps": keeps and Reply.objects.filter(assignment__proposal=case, state=ReplyState.DISPATCHED).exists(),
    }
