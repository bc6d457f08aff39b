"""Who has the ball: who must act next in a case, until when, and why. And how far the case has come."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from proposals.actions.clocks import SHOWN
from proposals.deadlines import Deadline
from proposals.models import Assignment, CalendarYear, Clock, CoOpinion, Department, Proposal, Proposer, User
from proposals.states import BEFORE_ASSIGNMENT, CASE_ENDED, AssignmentState, CaseState, OpinionState
from proposals.views import because
from proposals.views.day_count import DayCount, day_count


@dataclass(frozen=True)
class Ball:
    """Who acts next. `departments` is empty where nobody has to; `assignment` is the task whose due date counts."""

    departments: list[Department] = field(default_factory=list)
    what: str = ""
    assignment: Assignment | None = None

    @property
    def names(self) -> str:
        return "、".join(department.short_name for department in self.departments)


@dataclass(frozen=True)
class Stage:
    """One step of the progress bar: done, now or still to come."""

    name: str
    note: str | date | None = None
    done: bool = False
    now: bool = False


# Where a case ends that is not filed.
NEVER_FILED = (CaseState.NOT_FILED, CaseState.CONVERTED)
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

    def track(self, *, contacts: int | None) -> list[Stage]:
        """The way of the case from registration to its close; `contacts` is None for one who does not see them."""
        case, state = self.case, self.case.state
        signed = [a.accepted_at for a in self.answering if a.accepted_at]
        opinions = [a for a in self.current if opinion_of(a)]
        adopted = [a for a in opinions if opinion_state(a) == OpinionState.ADOPTED]
        answered = bool(self.answering) and all(a.state == AssignmentState.DONE for a in self.answering)
        past = state in (CaseState.ANSWERED, CaseState.CLOSED) or (state == CaseState.ARCHIVED and answered)
        heard = _("Proposer heard")
        stages: list[tuple[str, str | date | None, bool]] = [
            (_("Registered"), case.registered_at, True),
            *([(_("Filed"), None, state not in (CaseState.REGISTERED, *NEVER_FILED))] if self.needs_filing else []),
            (_("Assigned"), next((a.assigned_on for a in self.assignments), None), bool(self.assignments)),
            (_("Signed for"), min(signed, default=None), bool(self.answering) and len(signed) == len(self.answering)),
        ]
        if contacts is not None:
            note = _("%d times") % contacts if contacts else ""
            stages.append((heard, note, contacts > 0))
            if opinions:
                stages.append((_("Opinions"), f"{len(adopted)} / {len(opinions)}", len(adopted) == len(opinions)))
        stages += [(_("Reply"), "", past), (_("Closed"), "", past and state != CaseState.ANSWERED)]
        if state in (CaseState.WITHDRAWN, *NEVER_FILED, CaseState.ARCHIVED):
            gone = [Stage(name, note, True) for name, note, done in stages if done]
            return [*gone, Stage(str(CaseState(state).label), None, True, True)]
        # A contact may come at any time and holds nothing up.
        first = next((i for i, (name, _note, done) in enumerate(stages) if not done and name != heard), None)
        return [Stage(name, note, done, i == first) for i, (name, note, done) in enumerate(stages)]


def opinion_of(assignment: Assignment) -> CoOpinion | None:
    return getattr(assignment, "opinion", None)


def opinion_state(assignment: Assignment) -> str:
    opinion = opinion_of(assignment)
    return opinion.state if opinion else ""


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


def explain(assignment: Assignment) -> Explanation:
    """The count behind a department's due date. Two queries."""
    running = Clock.objects.filter(assignment=assignment, name__in=SHOWN).order_by("-pk").first()
    if running is None:
        return Explanation(assignment)
    days = CalendarYear.objects.calendar()
    deadline = running.deadline(days)
    return Explanation(assignment, running, deadline, day_count(running.started_on, deadline.due_on, days, deadline.limit.anchor))
