"""Entering departments, and taking them out of use."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import ngettext

from proposals import permissions
from proposals.actions.masters import check_not_overtaken, locked, stamp, write
from proposals.errors import NotReady
from proposals.models import Assignment, Department, Proposal, User
from proposals.states import CASE_ENDED, AssignmentState

OVER = (AssignmentState.DONE, AssignmentState.RETURNED)


@transaction.atomic
def save_department(department: Department, fields: Mapping[str, Any], *, by: User, seen: str = "") -> Department:
    """Makes or changes a department; raises WrongState where it was changed meanwhile, InvalidInput for a name that is another's."""
    permissions.check(by, "master.edit")
    if department.pk is not None:
        department = locked(department)
        check_not_overtaken(department, seen, stamp(department, fields))
    write(department, fields, by=by)
    return department


def check_retire(department: Department, *, by: User) -> None:
    """Raises NotReady as long as something is to be done by the department."""
    permissions.check(by, "master.edit")
    if tasks := Assignment._base_manager.filter(department=department).exclude(state__in=OVER).count():
        raise NotReady(ngettext("It has %(n)d task that is not done.", "It has %(n)d tasks that are not done.", tasks) % {"n": tasks})
    if cases := Proposal._base_manager.filter(assigning_body=department).exclude(state__in=CASE_ENDED).count():
        raise NotReady(
            ngettext("It has assigned %(n)d case that is not over.", "It has assigned %(n)d cases that are not over.", cases) % {"n": cases}
        )


@transaction.atomic
def retire_department(department: Department, *, by: User) -> None:
    """No case is handed to it any more; what it has done stays."""
    department = locked(department)
    check_retire(department, by=by)
    write(department, {"active": False}, by=by)


@transaction.atomic
def restore_department(department: Department, *, by: User) -> None:
    permissions.check(by, "master.edit")
    write(locked(department), {"active": True}, by=by)
