"""What waits for the assigning body after the answers: bad ratings to decide on, meetings to hold."""

from typing import TYPE_CHECKING

from django.db.models import DateField, Value
from django.db.models.functions import Cast

from replies.models import Reply
from replies.ratings import to_meet, undecided

if TYPE_CHECKING:
    from replies.work import Conditions


def ratings(department: int) -> "Conditions":
    rows = undecided(Reply.objects.filter(assignment__proposal__assigning_body_id=department))
    # No rule limits the decision; the cast tells PostgreSQL the type of the column in the union of all verbs.
    rows = rows.annotate(due=Cast(Value(None), DateField()))
    return {
        "rework": (("case.rework",), rows.exclude(to_meet())),
        "meet": (("case.rework",), rows.filter(to_meet())),
    }
