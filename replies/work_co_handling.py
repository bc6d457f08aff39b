"""What the coordinator has to settle between departments."""

from typing import TYPE_CHECKING

from django.db.models import DateField, Value
from django.db.models.functions import Cast

from proposals.models import Disagreement
from proposals.querysets import checked
from proposals.states import CASE_ENDED, DisagreementState

if TYPE_CHECKING:
    from replies.work import Conditions


def disagreements(department: int) -> "Conditions":
    rows = Disagreement.objects.filter(checked("raised_for__proposal__assigning_body_id", department), state=DisagreementState.RAISED)
    rows = rows.exclude(raised_for__proposal__state__in=CASE_ENDED)
    # No rule limits the decision; the cast tells PostgreSQL the type of the column in the union of all verbs.
    rows = rows.annotate(due=Cast(Value(None), DateField()))
    return {
        "disagreement": (
            ("disagreement.settle",),
            rows,
        )
    }
