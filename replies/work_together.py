"""What cases handled together (并案) and joint leads (双主办) mean for “my work”: what is done once waits once."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from proposals.models import Assignment, MergeMember
from proposals.states import IN_HAND
from replies.models import Reply


def once(rows: "QuerySet[Any]", path: str = "") -> "QuerySet[Any]":
    """Without those whose leading case waits for the same: what is done there is done in all. `path` leads to the department's task."""
    same: dict[str, Any] = {
        name: OuterRef(name) for name in (f"{path}proposal__merged__group", f"{path}department", f"{path}mode", "state")
    }
    leading = rows.model._base_manager.filter(**same, **{f"{path}proposal__merged__leads": True}).exclude(pk=OuterRef("pk"))
    found: QuerySet[Any] = rows.filter(~Exists(leading))
    return found


def cases_together(path: str) -> Any:
    """An expression: how many cases are handled together with that of the row's task, itself among them."""
    members = MergeMember.objects.filter(group=OuterRef(f"{path}proposal__merged__group")).order_by().values("group")
    return Coalesce(Subquery(members.annotate(n=Count("pk")).values("n")), 1)


def first_of_joint(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Without joint leads that come after another which has the case in hand: that one writes the letter, they co-sign it."""
    earlier = Assignment.objects.filter(
        proposal=OuterRef("proposal"), mode=Assignment.Mode.JOINT_LEAD, state__in=IN_HAND, pk__lt=OuterRef("pk")
    )
    found: QuerySet[Any] = rows.filter(~Exists(earlier))
    return found


def letters_together() -> Any:
    """An expression over replies: how many letters have the text of this one, itself among them."""
    letters = Reply.objects.filter(follows=OuterRef("pk")).order_by().values("follows")
    return Coalesce(Subquery(letters.annotate(n=Count("pk")).values("n")), 0) + 1
