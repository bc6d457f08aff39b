"""What follows the answer, as it waits for a person: promises to keep, to report on and to confirm, accounts asked for and to be judged."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import DateField, F, Value
from django.db.models.functions import Cast
from django.utils import timezone

from proposals.models import Commitment, LookBack, Supervision
from proposals.querysets import checked
from proposals.states import CASE_ENDED, CaseState, CommitmentState, SupervisionState

if TYPE_CHECKING:
    from replies.work import Conditions

# A promise shows among the work from so many days before its date.
AHEAD = timedelta(days=30)


def follow_up(department: int) -> "Conditions":
    promises = Commitment.objects.exclude(assignment__proposal__state=CaseState.ARCHIVED)
    near = promises.filter(assignment__department=department, state=CommitmentState.PROMISED, due_on__lte=timezone.localdate() + AHEAD)
    kept = promises.filter(checked("assignment__proposal__assigning_body_id", department), state=CommitmentState.KEPT)
    asked_back = LookBack.objects.filter(
        commitment__assignment__department=department, commitment__state=CommitmentState.PROMISED, note=None
    ).exclude(commitment__assignment__proposal__state=CaseState.ARCHIVED)
    notes = Supervision.objects.exclude(proposal__state__in=CASE_ENDED)
    to_judge = notes.filter(checked("proposal__assigning_body_id", department), state=SupervisionState.ANSWERED)
    # What is to be confirmed has no date of its own; the cast tells PostgreSQL the type of the column in the union of all verbs.
    undated = Cast(Value(None), DateField())
    return {
        "fulfil": (("commitment.report",), near.annotate(due=F("due_on"))),
        "look_back": (
            ("commitment.report",),
            asked_back.annotate(due=F("due_on")),
        ),
        "confirm_kept": (("commitment.judge",), kept.annotate(due=undated)),
        "supervision": (
            ("supervision.answer",),
            notes.filter(department=department, state=SupervisionState.ASKED).annotate(due=F("due_on")),
        ),
        "judge_supervision": (("case.supervise",), to_judge.annotate(due=undated)),
    }
