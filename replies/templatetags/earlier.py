"""What became of earlier cases, for whoever assigns a new one."""

from collections import defaultdict
from collections.abc import Collection

from django import template
from django.db.models import OuterRef, Subquery

from proposals.advising import Past
from proposals.models import User
from replies.models import Rating, Reply, Verdict
from replies.states import ReplyState

register = template.Library()


@register.simple_tag
def outcomes_of(past: Collection[Past], user: User) -> dict[int, list[str]]:
    """Case → the class of its answers and what the proposers said of them, such as [B, 基本满意]. One query."""
    standing = Rating.objects.visible_to(user).standing().filter(reply=OuterRef("pk")).order_by("pk").values("verdict")[:1]
    sent = Reply.objects.visible_to(user).filter(assignment__proposal__in=[one.case.pk for one in past], state=ReplyState.DISPATCHED)
    found: dict[int, list[str]] = defaultdict(list)
    for reply in sent.annotate(verdict=Subquery(standing)).select_related("assignment__proposal__rule_set").order_by("round", "pk"):
        outcome = reply.case.rule_set.outcome(reply.outcome)
        words = (outcome.label if outcome else "", str(Verdict(reply.verdict).label) if reply.verdict else "")
        found[reply.case.pk] += [word for word in words if word]
    return dict(found)
