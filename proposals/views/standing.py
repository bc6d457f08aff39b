"""Who has the ball: who must act next in a case, until when, and why. And how far the case has come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from proposals.actions.clocks import SHOWN
from proposals.deadlines import Deadline
from proposals.models import Assignment, Clock, CoOpinion, Department, Proposal, Proposer, User
from proposals.states import BEFORE_ASSIGNMENT, CASE_ENDED, AssignmentState, CaseState, OpinionState
from proposals.views import because
from proposals.views.day_count import DayCount, day_count
from proposals.views.track import Letters, Stage, stages
from proposals.work_calendar import WorkCalendar


@dataclass(frozen=True)
class Ball:
    """Who acts next. `departments` is empty where nobody has to; `assignment` is the task whose due date counts."""

    departments: list[Department] = field(default_factory=list)
    what: str = ""
    assignment: Assignment | None = None

    @property
    def names(self) -> str:
        return "、".join(department.short_name for department in self.departments)

    @property
    def receipt(self) -> Clock | None:
        """Until when to sign for the case, where that is next and the rules set a limit; a co-handler's opinion is what is waited for.
        The clocks of the case are prefetched."""
        if self.assignment is None or not self.assignment.answers or self.assignment.state != AssignmentState.TO_SIGN:
            return None
        running = (clock for clock in _clocks_of(self.assignment) if clock.state == Clock.State.RUNNING)
        return next((clock for clock in running if clock.name == "receipt"), None)


PREFETCH = (
    Prefetch("proposers", Proposer.objects.select_related("person", "group")),
    Prefetch("assignments", Assignment.objects.select_related("department", "opinion").order_by("pk")),
)


class Standing:
    """Where a case stands, for one reader. The case has `PREFETCH` prefetched; no query is made here.

    To one who is not `inside`, a proposer, the departments that answer have the ball until they have: opinions are not his or hers.
    """

    def __init__(self, case: Proposal, reader: User, *, inside: bool) -> None:
        self.case = case
        self.inside = inside
        self.assignments: list[Assignment] = list(case.assignments.all())
        for assignment in self.assignments:
            assignment.proposal = case
            if opinion := opinion_of(assignment):
                opinion.assignment = assignment
        # What was given back shows in the table of departments, and counts nowhere else.
        self.current = [assignment for assignment in self.assignments if assignment.state != AssignmentState.RETURNED]
        self.answering = [assignment for assignment in self.current if assignment.answers]
        self.own = next((a for a in self.current if reader.department_id and a.department_id == reader.department_id), None)

    @property
    def ended(self) -> bool:
        return self.case.state in CASE_ENDED

    @cached_property
    def needs_filing(self) -> bool:
        return self.case.rule_set.policy("filing").value == "needed"

    @cached_property
    def ball(self) -> Ball:
        case = self.case
        if case.state == CaseState.REGISTERED and self.needs_filing:
            return Ball([case.assigning_body] if case.assigning_body else [], _("decides on the filing"))
        if case.state in BEFORE_ASSIGNMENT:
            return Ball([case.assigning_body] if case.assigning_body else [], _("assigns the departments"))
        if case.state == CaseState.ANSWERED:
            return Ball([case.assigning_body] if case.assigning_body else [], _("closes the case"))
        if self.ended:
            return Ball()
        waiting = [a for a in self.answering if a.state == AssignmentState.TO_SIGN]
        if waiting:
            return self._ball(waiting, _("signs for the case"))
        owed = [a for a in self.current if opinion_of(a) and opinion_state(a) in (OpinionState.ASKED, OpinionState.SENT_BACK)]
        if owed and self.inside:
            return self._ball(owed, _("gives its opinion"))
        open_ = [a for a in self.answering if a.state != AssignmentState.DONE]
        if self.inside and any(opinion_state(a) == OpinionState.SUBMITTED for a in self.current):
            return self._ball(open_, _("adopts the opinions or sends them back"))
        return self._ball(open_, _("writes the reply and has it signed"))

    def _ball(self, tasks: list[Assignment], what: str) -> Ball:
        return Ball([task.department for task in tasks], what, earliest(tasks))

    @cached_property
    def task(self) -> Assignment | None:
        """The task whose due date the reader's row shows: the own department's, else the earliest open answer."""
        return self.own or earliest(a for a in self.answering if a.state != AssignmentState.DONE) or earliest(self.answering)

    @property
    def due_done(self) -> str:
        """Why no due date runs any more, in words; empty where one runs."""
        if self.ended or self.case.state == CaseState.ANSWERED:
            return str(CaseState(self.case.state).label)
        return str(AssignmentState.DONE.label) if self.task and self.task.state == AssignmentState.DONE else ""

    @property
    def due_what(self) -> str:
        if self.task is None:
            return ""
        return _("answer") if self.task.answers else _("opinion")

    @property
    def proposers(self) -> str:
        """顾晚舟, or 顾晚舟等5人."""
        names = [str(proposer) for proposer in self.case.proposers.all()]
        return _("%(name)s and others, %(total)d in all") % {"name": names[0], "total": len(names)} if len(names) > 1 else "".join(names)

    def track(self, *, contacts: int | None, ratings: int = 0, sent: Letters | None = None) -> list[Stage]:
        """The way of the case from registration to its close, see `track.stages`."""
        return stages(self, contacts=contacts, ratings=ratings, sent=sent)


def opinion_of(assignment: Assignment) -> CoOpinion | None:
    return getattr(assignment, "opinion", None)


def opinion_state(assignment: Assignment) -> str:
    opinion = opinion_of(assignment)
    return opinion.state if opinion else ""


def _clocks_of(assignment: Assignment) -> Iterator[Clock]:
    """The limits of one task, of the case's clocks, which are prefetched."""
    return (clock for clock in assignment.proposal.clocks.all() if clock.assignment_id == assignment.pk)


def earliest(tasks: Iterable[Assignment]) -> Assignment | None:
    dated = [task for task in tasks if task.due_on]
    return min(dated, key=lambda task: task.due_on or date.max, default=None)


@dataclass(frozen=True)
class Explanation:
    """How a due date came about: the clock, its count, and the days as a table; the latter two are missing for what was taken over."""

    assignment: Assignment
    clock: Clock | None = None
    deadline: Deadline | None = None
    days: DayCount | None = None

    @property
    def lines(self) -> list[str]:
        return list(because.lines(self.deadline)) if self.deadline else []


def explain(assignment: Assignment, days: WorkCalendar) -> Explanation:
    """The count behind a department's due date, with the clocks of the case prefetched."""
    own = (clock for clock in _clocks_of(assignment) if clock.name in SHOWN)
    running = max(own, key=lambda clock: clock.pk, default=None)
    if running is None:
        return Explanation(assignment)
    deadline = running.deadline(days)
    return Explanation(assignment, running, deadline, day_count(running.started_on, deadline.due_on, days, deadline.limit.anchor))
