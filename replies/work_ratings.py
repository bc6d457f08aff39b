"""What waits for the assigning body after the answers: bad ratings to decide on, meetings to hold."""

from typing import TYPE_CHECKING

from django.db.models import Count, DateField, OuterRef, Subquery, Value
from django.db.models.functions import Cast

from replies.models import Rating, Reply, Verdict
from replies.ratings import to_meet, undecided

if TYPE_CHECKING:
    from replies.work import Conditions


def ratings(department: int) -> "Conditions":
    bad = Rating.objects.standing().filter(reply=OuterRef("pk"), verdict=Verdict.DISSATISFIED).order_by()
    rows = undecided(Reply.objects.filter(assignment__proposal__assigning_body_id=department))
    rows = rows.select_related("assignment__proposal__session", "assignment__department").annotate(
        # No rule limits the decision; the cast tells PostgreSQL the type of the column in the union of all verbs.
        due=Cast(Value(None), DateField()),
        dissatisfied=Subquery(bad.values("reply").annotate(count=Count("pk")).values("count")),
    )
    return {
        "rework": (("case.rework",), rows.exclude(to_meet())),
        "meet": (("case.rework",), rows.filter(to_meet())),
    }
