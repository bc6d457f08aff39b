"""One thing done with many cases: what it can be done to, what stands against it in each, and doing it row by row."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals import permissions, workflow
from proposals.actions import cases, intake, reminders, supervision
from proposals.actions.merging import together_with
from proposals.errors import CaseError
from proposals.models import Assignment, Proposal, User
from proposals.notifying import Directory
from proposals.states import AssignmentState

log = logging.getLogger(__name__)

Given = Mapping[str, Any]  # what was entered for all rows
Subject = Proposal | Assignment
NO_ROW = gettext_lazy("Nothing is to be done here.")


@dataclass(frozen=True)
class Deed:
    """`check` raises the very error that `act` would raise; both take a row, the person as `by` and what was entered.

    A row is what `subjects` finds in a case, or the case itself; `nothing` says why a case has none. One of the permissions is enough for
    the deed to be offered. Without `act` the deed is done on a page of its own.
    """

    key: str
    label: Promise
    permissions: tuple[str, ...]
    check: Callable[..., object]
    act: Callable[..., object] | None = None
    subjects: Callable[[Proposal, User], Sequence[Subject]] | None = None
    nothing: Promise = NO_ROW


@dataclass(frozen=True)
class Row:
    """What became of one row, or would: `refusal` is empty where nothing stands against it."""

    case: Proposal
    task: Assignment | None = None
    refusal: str = ""


def _open_tasks(case: Proposal, by: User) -> list[Assignment]:
    """The tasks whose departments the person could urge: all that the own body has assigned, else the co-handlers."""
    tasks = [task for task in _tasks(case) if task.state != AssignmentState.RETURNED and task.department_id != by.department_id]
    if permissions.can(by, "assignment.urge", case):
        return [task for task in tasks if task.state != AssignmentState.DONE] or tasks
    return [task for task in tasks if task.mode == Assignment.Mode.CO] or tasks


def _own_task(case: Proposal, by: User) -> list[Assignment]:
    return [task for task in _tasks(case) if task.department_id == by.department_id and task.state != AssignmentState.RETURNED]


def _tasks(case: Proposal) -> list[Assignment]:
    found = list(case.assignments.all())
    for task in found:
        task.proposal = case  # one case stays one object
    return found


def _step(event: str) -> Callable[..., object]:
    return lambda subject, *, by: workflow.check_move(subject, event, by=by)


def _check_urging(task: Assignment, *, by: User, again: bool) -> None:
    reminders.whom_to_urge(task, Directory(), by=by, again=again)


def _choose(case: Proposal, *, by: User, **entered: Any) -> None:
    supervision.choose_priority(case, supervision.Sponsorship(**entered), by=by)


def _check_filing(case: Proposal, *, by: User) -> None:
    intake.check_filing(case, FILED, by=by)


def _file(case: Proposal, *, by: User) -> None:
    intake.decide_filing(case, FILED, by=by)


FILED = intake.Filing(intake.Decision.FILED)
ASSIGN = "assign"
DEEDS = {
    deed.key: deed
    for deed in (
        Deed(
            "accept",
            gettext_lazy("Sign for"),
            ("assignment.accept",),
            _step("accept"),
            cases.accept_assignment,
            _own_task,
            gettext_lazy("Your department has no task in this case."),
        ),
        Deed(
            "urge",
            gettext_lazy("Urge"),
            ("assignment.urge", "opinion.urge"),
            _check_urging,
            reminders.urge,
            _open_tasks,
            gettext_lazy("No department has a task in this case that it could be urged for."),
        ),
        Deed("file", gettext_lazy("File"), ("case.file",), _check_filing, _file),
        Deed(ASSIGN, gettext_lazy("Assign"), ("case.assign",), _step("assign")),
        Deed("choose", gettext_lazy("Make priority cases"), ("case.supervise",), supervision.check_supervision, _choose),
        Deed("unchoose", gettext_lazy("Make ordinary cases"), ("case.supervise",), supervision.check_ordinary, supervision.make_ordinary),
        Deed("close", gettext_lazy("Close"), ("case.close",), _step("close"), cases.close_case),
    )
}


def may(deed: Deed, user: User) -> bool:
    return user.department_id is not None and any(permissions.holds(user, permission) for permission in deed.permissions)


def preview(deed: Deed, chosen: Sequence[Proposal], given: Given, *, by: User) -> list[Row]:
    """What stands against the deed in each row; nothing is written."""
    return [_tried(deed.check, case, subject, by, given) if subject else _none(deed, case) for case, subject in _rows(deed, chosen, by)]


def do(deed: Deed, chosen: Sequence[Proposal], given: Given, *, by: User) -> list[Row]:
    """Does it row by row, each for itself; one that is refused holds none of the others up."""
    if deed.act is None:
        return preview(deed, chosen, {}, by=by)
    results: list[Row] = []
    done: set[tuple[int, int]] = set()
    for case, subject in _rows(deed, chosen, by):
        task = subject if isinstance(subject, Assignment) else None
        if subject is None:
            results.append(_none(deed, case))
        elif task and (case.pk, task.department_id) in done:
            results.append(Row(case, task))  # what a department signs for in one of the cases handled together, it has in all
        else:
            together = together_with(case) if task and deed.key == "accept" else []
            results.append(_tried(deed.act, case, subject, by, given))
            if task and not results[-1].refusal:
                done |= {(one.pk, task.department_id) for one in together}
    return results


def _rows(deed: Deed, chosen: Sequence[Proposal], by: User) -> list[tuple[Proposal, Subject | None]]:
    if deed.subjects is None:
        return [(case, case) for case in chosen]
    rows: list[tuple[Proposal, Subject | None]] = []
    for case in chosen:
        rows += [(case, subject) for subject in deed.subjects(case, by)] or [(case, None)]
    return rows


def _none(deed: Deed, case: Proposal) -> Row:
    return Row(case, None, str(deed.nothing))


def _tried(act: Callable[..., object], case: Proposal, subject: Subject, by: User, given: Given) -> Row:
    task = subject if isinstance(subject, Assignment) else None
    try:
        act(subject, by=by, **given)
    except CaseError as error:
        return Row(case, task, str(error))
    except DatabaseError:
        log.exception("%s of %s", act, subject)
        return Row(case, task, _("This row could not be written; nothing of it was changed. Please do it once more."))
    return Row(case, task)
