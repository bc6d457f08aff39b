"""Takes an assignment back (撤销交办), as if it had not been made; that it was made and taken back stays on record."""

from django.db import transaction
from django.utils import timezone

from proposals import transitions, workflow
from proposals.actions.merging import lock_together
from proposals.models import Assignment, Event, Notice, Proposal, User
from proposals.notifying import Directory


def check_unassign(case: Proposal, *, by: User) -> None:
    """Raises the very error that taking the assignment back would raise."""
    workflow.check_move(case, "unassign", by=by)


@transaction.atomic
def take_assignment_back(case: Proposal, *, by: User) -> list[Proposal]:
    """Takes a case back from all its departments, with those handled together with it: all of them, or none.

    The tasks go, and with them their clocks and what was to be told of them; nobody has acted on them. Whoever was told of one by mail
    is told that it is taken back.
    """
    cases = lock_together(case)
    for one in cases:
        _take_back(one, by)
    return cases


def _take_back(case: Proposal, by: User) -> None:
    tasks = list(case.assignments.current().select_related("department"))
    transitions.unassign(case, by=by, departments=[f"{task.department.short_name} {task.get_mode_display()}" for task in tasks])
    # What an earlier attempt left in an outbox may have gone out, whether or not the mail server said so.
    mailed = Notice._base_manager.filter(proposal=case, mail__isnull=False, mail__attempts__gt=0, assignment__in=tasks)
    told = list(User.objects.filter(pk__in=mailed.values("recipient"), is_active=True))
    Assignment.objects.filter(pk__in=[task.pk for task in tasks]).delete()
    event = Event._base_manager.filter(proposal=case, name="unassign").order_by("-sequence").first()
    directory = Directory()
    common = {"proposal": case, "event": event, "made_on": timezone.localdate()}
    Notice.objects.bulk_create([Notice(recipient=person, by_mail=directory.by_mail(person), **common) for person in told])
