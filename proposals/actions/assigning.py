"""Assigns cases: those handled together in one act, or many at once, each for itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from proposals import workflow
from proposals.actions.cases import Task, assign_case, check_tasks, limits_of, preview_due
from proposals.actions.clocks import limits_from
from proposals.actions.merging import lock_together, together_with
from proposals.deadlines import Deadline, due_date
from proposals.errors import CaseError
from proposals.models import CalendarYear, Department, Proposal, User


@dataclass(frozen=True)
class Due:
    """When one department would be due, and the article that says so."""

    department: Department
    deadline: Deadline
    article: str


@dataclass(frozen=True)
class Assigned:
    """What became of the cases of one act, or would: `refusal` is empty where nothing stands against it."""

    cases: tuple[Proposal, ...]
    refusal: str = ""
    dues: tuple[Due, ...] = ()

    @property
    def case(self) -> Proposal:
        """The one that leads."""
        return self.cases[0]


def check_together(cases: Sequence[Proposal], tasks: Sequence[Task], *, by: User) -> None:
    """Raises the very error that assigning the cases would raise."""
    check_tasks(tasks)
    for case in cases:
        workflow.check_move(case, "assign", by=by)


@transaction.atomic
def assign_together(case: Proposal, tasks: Sequence[Task], *, by: User, assigned_on: date | None = None) -> list[Proposal]:
    """Hands a case, and all that are handled together with it, to the same departments: all of them, or none."""
    cases = lock_together(case)
    for one in cases:
        assign_case(one, tasks, by=by, assigned_on=assigned_on)
    return cases


def acts(cases: Sequence[Proposal]) -> list[tuple[Proposal, ...]]:
    """The cases as they are assigned: each for itself, those handled together as one."""
    found, seen = [], set()
    for case in cases:
        if case.pk not in seen:
            together = tuple(together_with(case))
            found.append(together)
            seen |= {one.pk for one in together}
    return found


def preview_limits(case: Proposal, *, answers: bool, day: date) -> list[tuple[str, Deadline]]:
    """What would be due for a department that answers, or for a co-handler, if the case were assigned on this day: limit and date."""
    days = CalendarYear.objects.calendar()
    return [(name, due_date(limit, day, days=days)) for name, limit in limits_from(case, "assigned", limits_of(case, answers=answers))]


def preview_many(cases: Sequence[Proposal], tasks: Sequence[Task], *, by: User) -> list[Assigned]:
    """When each department would be due in each case, and what stands against it; nothing is written."""
    today = timezone.localdate()
    shown = []
    for together in acts(cases):
        try:
            check_together(together, tasks, by=by)
        except CaseError as error:
            shown.append(Assigned(together, str(error)))
        else:
            dues = tuple(Due(task.department, *preview_due(together[0], task.mode, today)) for task in tasks)
            shown.append(Assigned(together, dues=dues))
    return shown


def assign_many(cases: Sequence[Proposal], tasks: Sequence[Task], *, by: User) -> list[Assigned]:
    """Assigns each act in a transaction of its own; one that is refused holds none of the others up and leaves nothing half done."""
    results = []
    for together in acts(cases):
        try:
            assign_together(together[0], tasks, by=by)
        except CaseError as error:
            results.append(Assigned(together, str(error)))
        else:
            results.append(Assigned(together))
    return results
