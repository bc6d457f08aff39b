"""What is counted: rows that belong to a department's task in a case, and which of them are a person's to count."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proposals import permissions
from proposals.errors import NotAllowed
from proposals.models import Assignment, Commitment, Event, ExtensionRequest, Objection, User
from proposals.querysets import NOTHING
from replies.models import Rating, Reply
from replies.states import FROZEN


@dataclass(frozen=True, eq=False)
class Unit:
    """Rows of one kind; `path` leads from a row to its task, as in `assignment__`. `word` counts them: 件, 次."""

    code: str
    name: Promise
    word: Promise
    path: str
    every: Callable[[], QuerySet[Any]]  # of the whole house, as its manager gives them

    def task_of(self, row: Any) -> Assignment:
        for name in filter(None, self.path.split("__")):
            row = getattr(row, name)
        found: Assignment = row
        return found

    def rows(self, user: User) -> QuerySet[Any]:
        """Those that the person sees and that are the department's own, or assigned out by it, or, for those who read all, everybody's."""
        rows: Any = self.every()
        counted: QuerySet[Any] = rows.visible_to(user).filter(scope(user, self.path), _not_withdrawn(self.path))
        return counted.order_by()


def may_read(user: User) -> bool:
    """Whether the person has figures to look at: those of everybody, or of the own department."""
    if permissions.holds(user, "read.all"):
        return True
    return bool(user.department_id) and (permissions.holds(user, "read.assigned_out") or permissions.holds(user, "read.department"))


def check_read(user: User) -> None:
    """Raises NotAllowed for those who have none."""
    if not may_read(user):
        raise NotAllowed(permissions.PERMISSIONS["read.department"].refusal)


def scope(user: User, path: str) -> Q:
    """The condition that a row's task is the person's to count. A department does not count the tasks of others in the cases it shares."""
    if permissions.holds(user, "read.all"):
        return Q()
    mine = NOTHING
    if user.department_id and permissions.holds(user, "read.assigned_out"):
        mine |= Q(**{f"{path}proposal__assigning_body": user.department_id})
    if user.department_id and permissions.holds(user, "read.department"):
        mine |= Q(**{f"{path}department": user.department_id})
    return mine


def _not_withdrawn(path: str) -> Q:
    """A case that was withdrawn counts nowhere, be it archived since: its record says so, whatever its state is now."""
    withdrawn = Event._base_manager.filter(proposal=OuterRef(f"{path}proposal"), subject_type="proposal", name="withdraw")
    return Q(~Exists(withdrawn))


def _answering() -> QuerySet[Any]:
    """With `outcome`: the result stated in the newest signed reply, null before there is one."""
    signed = Reply._base_manager.filter(assignment=OuterRef("pk"), state__in=FROZEN).order_by("-round")
    tasks: QuerySet[Any] = Assignment.objects.answering().annotate(outcome=Subquery(signed.values("outcome")[:1]))
    return tasks


def with_result(outcome: str, rules: Collection[int]) -> QuerySet[Any]:
    """The ids of the tasks whose answer states this result by one of these rule sets."""
    tasks: QuerySet[Any] = _answering().filter(outcome=outcome, proposal__rule_set__in=rules)
    return tasks.values("pk")


TASKS, TIMES = pgettext_lazy("measure word", "tasks"), pgettext_lazy("measure word", "times")
FORMS = pgettext_lazy("measure word", "forms")
TASK = Unit("task", _("tasks to answer"), TASKS, "", _answering)
CO_TASK = Unit("co_task", _("co-handling tasks"), TASKS, "", lambda: Assignment.objects.current().filter(mode=Assignment.Mode.CO))
OBJECTION = Unit("objection", _("objections"), TIMES, "assignment__", Objection.objects.all)
RATING = Unit("rating", _("ratings by proposers"), FORMS, "reply__assignment__", lambda: Rating.objects.standing())
COMMITMENT = Unit("commitment", _("Promises"), pgettext_lazy("measure word", "promises"), "assignment__", Commitment.objects.all)
EXTENSION = Unit("extension", _("extensions asked for"), TIMES, "assignment__", ExtensionRequest.objects.all)
