"""Clocks that stand still: each day that they stand puts their date off by one more, and the date that is shown goes with it.

Nothing is told of them and nothing is due meanwhile; when the clock runs again, `actions.clocks.resume` says from which day.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from proposals.models import CalendarYear, Clock, Proposal


def move_standing(today: date | None = None) -> int:
    """Works out the dates of all clocks that stand still as they are today; the number of those that changed.

    However often it runs on a day, and whatever days it missed, the date is that of the day.
    """
    today = today or timezone.localdate()
    days = CalendarYear.objects.calendar()
    running = Clock._base_manager.filter(state=Clock.State.RUNNING).exclude(pauses=[])
    moved = 0
    for pk, case in list(running.order_by("proposal_id", "pk").values_list("pk", "proposal_id")):
        with transaction.atomic():
            # The case first, as everywhere, so that locks never cross.
            Proposal._base_manager.select_for_update(of=("self",)).filter(pk=case).first()
            clock = running.select_related("proposal", "assignment").filter(pk=pk).first()
            if clock and clock.stands and clock.deadline(days, today=today).due_on != clock.due_on:
                clock.work_out(days, today=today)
                moved += 1
    return moved
