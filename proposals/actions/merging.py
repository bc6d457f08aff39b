"""并案: takes cases of the same content together, and apart again. Each is answered to its own proposers."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.errors import InvalidInput, NotReady, WrongState
from proposals.models import Assignment, Event, MergeGroup, MergeMember, Proposal, User
from proposals.models.stateful import Stateful
from proposals.states import BEFORE_ASSIGNMENT, CaseState

# From the first receipt on the departments work on one answer for all.
UNTIL = BEFORE_ASSIGNMENT | {CaseState.ASSIGNED}
# What follows when a case leaves those that it was handled together with: called with the case, by whom and as what, under the locks of
# all. The replies, which this app knows nothing of, put theirs in here.
AFTER_RELEASE: list[Callable[[Proposal, User, str], None]] = []

P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row", bound=Stateful)


def together_with(case: Proposal) -> list[Proposal]:
    """The cases that are handled together with this one, itself among them, the leading one first; only itself where it stands alone."""
    mine = MergeMember.objects.filter(proposal=case).values("group")
    found = [member.proposal for member in MergeMember.objects.filter(group__in=mine).select_related("proposal")]
    return [case if one.pk == case.pk else one for one in found] or [case]


def lock_together(case: Proposal) -> list[Proposal]:
    """Locks a case and those it is handled together with, in the order of their ids, so that two acts never wait for one another.

    Raises WrongState where others came to them while this one waited: a lock out of order could wait for ever.
    """
    found = sorted(together_with(case), key=lambda one: one.pk)
    for one in found:
        workflow.lock(one)
    still = {one.pk for one in together_with(case)}
    if not still <= {one.pk for one in found}:
        raise WrongState(_("Other cases were put together with this one at the same moment. Please do it once more."))
    return [one for one in found if one.pk in still]


def in_each_case(act: Callable[Concatenate[Row, P], R]) -> Callable[Concatenate[Row, P], R]:
    """What a department does, or has done to it, in one of the cases handled together happens in all of them, or in none.

    The act is taken for its row (a task, or what belongs to one), then for the rows of the same department, part and state in the other
    cases; what it returns for its own row is returned. A case that is handled again (再次答复) stands alone.
    """

    @wraps(act)
    @transaction.atomic
    def taken(row: Row, /, *args: P.args, **kwargs: P.kwargs) -> R:
        cases = lock_together(row.case)
        workflow.lock(row)
        others = _alike(row, cases)
        made = act(row, *args, **kwargs)
        for other in others:
            act(other, *args, **kwargs)
        return made

    return taken


def _alike(row: Row, cases: Sequence[Proposal]) -> list[Row]:
    if len(cases) < 2:
        return []
    again = set(Event.objects.filter(proposal__in=cases, subject_type="assignment", name="reopen").values_list("proposal", flat=True))
    if row.case.pk in again:
        return []
    task, path = (row, "") if isinstance(row, Assignment) else (getattr(row, "assignment"), "assignment__")  # noqa: B009  # of each such row
    others = {f"{path}proposal__in": [one for one in cases if one.pk not in again and one != row.case]}
    part: dict[str, Any] = {f"{path}department": task.department_id, f"{path}mode": task.mode, "state": row.state}
    found = type(row)._base_manager.filter(**others, **part).select_related(f"{path}proposal__rule_set", f"{path}department")
    return list(found.order_by(f"{path}proposal"))


def check_merge(case: Proposal, other: Proposal, *, by: User) -> None:
    """Raises the reason why `other` may not be handled together with `case`."""
    for one in (case, other):
        permissions.check(by, "case.assign", one)
        if one.state not in BEFORE_ASSIGNMENT:
            told = {"case": one.number_label, "state": CaseState(one.state).label}
            raise WrongState(_("Only cases that are not assigned yet are put together; %(case)s stands at “%(state)s”.") % told)
    if case == other:
        raise InvalidInput(_("Choose another case than %s itself.") % case.number_label)
    if (case.session_id, case.kind) != (other.session_id, other.kind):
        raise InvalidInput(_("Only cases of one kind and one session are handled together; %s is of another.") % other.number_label)
    theirs = MergeMember.objects.filter(proposal=other).first()
    if theirs and not MergeMember.objects.filter(proposal=case, group=theirs.group_id).exists():
        raise NotReady(_("%s is handled together with other cases already; take it out there first.") % other.number_label)


@transaction.atomic
def merge(case: Proposal, others: Sequence[Proposal], *, by: User) -> MergeGroup:
    """Puts the others to the case, which leads where it stands in no group yet. All of them, or none."""
    if not others:
        raise InvalidInput(_("Choose the cases to be handled together."))
    for one in sorted((case, *others), key=lambda one: one.pk):
        workflow.lock(one)
    for other in others:
        check_merge(case, other, by=by)
    mine = MergeMember.objects.filter(proposal=case).select_related("group").first()
    group = mine.group if mine else MergeGroup.objects.create(made_by=by)
    role = permissions.check(by, "case.assign", case)
    if mine is None:
        MergeMember.objects.create(group=group, proposal=case, leads=True)
    for other in others:
        _member, joined = MergeMember.objects.get_or_create(group=group, proposal=other)
        if joined:
            workflow.record(other, other, "merge", by=by, acting_as=role, data={"cases": [case.number_label]})
            workflow.record(case, case, "merge", by=by, acting_as=role, data={"cases": [other.number_label]})
    return group


@transaction.atomic
def take_out(case: Proposal, *, by: User) -> None:
    """Handles a case on its own again, up to the first receipt; raises NotReady after that."""
    lock_together(case)
    role = permissions.check(by, "case.assign", case)
    if case.state not in UNTIL:
        raise NotReady(_("A department has signed for the cases; they stay together until they are answered."))
    if not MergeMember.objects.filter(proposal=case).exists():
        raise NotReady(_("%s is not handled together with other cases.") % case.number_label)
    release(case, by=by, acting_as=role)


def release(case: Proposal, *, by: User, acting_as: str) -> None:
    """Takes a case out of its group, if it is in one; another leads then, and one alone is no group. The caller holds all locked."""
    mine = MergeMember.objects.filter(proposal=case).select_related("group").first()
    if mine is None:
        return
    group = mine.group
    mine.delete()
    rest = list(group.members.select_related("proposal").order_by("-leads", "proposal__case_no"))
    workflow.record(case, case, "unmerge", by=by, acting_as=acting_as, data={"cases": [one.proposal.number_label for one in rest]})
    for one in rest:
        workflow.record(
            workflow.lock(one.proposal), one.proposal, "unmerge", by=by, acting_as=acting_as, data={"cases": [case.number_label]}
        )
    if len(rest) < 2:
        group.delete()
    elif not rest[0].leads:
        rest[0].leads = True
        rest[0].save(update_fields=["leads"])
    for follow in AFTER_RELEASE:
        follow(case, by, acting_as)


@transaction.atomic
def lead(case: Proposal, *, by: User) -> None:
    """Makes a case the leading one of its group."""
    lock_together(case)
    role = permissions.check(by, "case.assign", case)
    mine = MergeMember.objects.filter(proposal=case).first()
    if mine is None or case.state not in UNTIL:
        raise NotReady(
            _("%s leads only cases that it is handled together with, before a department has signed for them.") % case.number_label
        )
    if not mine.leads:
        MergeMember.objects.filter(group=mine.group_id).update(leads=False)
        MergeMember.objects.filter(pk=mine.pk).update(leads=True)
        workflow.record(case, case, "lead", by=by, acting_as=role)
