"""Works out what is due, near and over, and tells those whom the rules name. Every step is taken once, however often this runs.

A step and what it tells people are written in one transaction, under the lock of the case: a run that is killed leaves a clock either told
of or not, a second run at the same time waits and then finds nothing to do, and the next run makes up for those that were missed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from proposals import permissions, reminding
from proposals.ladder import COORDINATOR, HANDLER, LADDER, PROPOSER, UPWARD
from proposals.models import Assignment, CalendarYear, Clock, Event, MailPreference, Notice, Proposal, RuleSet, SentReminder, User
from proposals.permissions import Relation
from proposals.states import CASE_ENDED, AssignmentState
from proposals.work_calendar import WorkCalendar

# What the person at the desk does about a limit, where it is not the writing of the reply.
AT_THE_DESK = {
    "receipt": "assignment.accept",
    "objection": "objection.ask",
    "opinion": "opinion.submit",
    "opinion_again": "opinion.submit",
    "publication": "reply.dispatch",
}
# By these a person shows that he or she has the task in hand.
IN_HAND = ("accept", "save", "submit")
# What other apps know: case → the ids of users who have done what a proposer would be reminded of by the limit of this name.
DONE_BY: dict[str, Callable[[Proposal], Collection[int]]] = {}
# No run of days off is longer: how far a reminder may be brought forward.
LONGEST_HOLIDAY = timedelta(days=14)


def remind(today: date | None = None) -> int:
    """Takes every step that is outstanding; the number of notices written. Nothing is sent on a day off."""
    today = today or timezone.localdate()
    calendar = CalendarYear.objects.calendar()
    if not calendar.is_worked(today):
        return 0
    directory = Directory()
    return sum(_take_steps(clock, case, today, directory, calendar) for clock, case in list(_with_outstanding(today, calendar)))


def _with_outstanding(today: date, calendar: WorkCalendar) -> Iterator[tuple[int, int]]:
    """(clock, case) of the clocks for which something is to be sent. Three queries, whatever their number."""
    plans = {rules.pk: rules.reminder_plan for rules in RuleSet.objects.exclude(reminders=[])}
    steps: dict[tuple[int, str], list[reminding.Step]] = {}
    farthest = max((one.days for plan in plans.values() for one in plan), default=0)
    running = Clock._base_manager.filter(
        state=Clock.State.RUNNING, due_on__lte=today + timedelta(days=max(farthest, 0)) + LONGEST_HOLIDAY, proposal__rule_set__in=plans
    ).exclude(proposal__state__in=CASE_ENDED)
    taken: dict[tuple[int, date], set[tuple[int, str]]] = {}
    for clock, due_on, days, to in SentReminder.objects.filter(clock__in=running.values("pk")).values_list("clock", "due_on", "days", "to"):
        taken.setdefault((clock, due_on), set()).add((days, to))
    rows = running.order_by("proposal_id", "pk").values_list("pk", "proposal_id", "name", "due_on", "started_on", "proposal__rule_set_id")
    for pk, case, name, due_on, started_on, rules in rows:
        if (rules, name) not in steps:
            steps[rules, name] = reminding.steps_of(plans[rules], name)
        left = [step for step in steps[rules, name] if (step.days, step.to) not in taken.get((pk, due_on), ())]
        if left and reminding.outstanding(left, due_on=due_on, started_on=started_on, today=today, taken=(), calendar=calendar):
            yield pk, case


@transaction.atomic
def _take_steps(clock_id: int, case_id: int, today: date, directory: "Directory", calendar: WorkCalendar) -> int:
    """The outstanding steps of one clock: each person is told of the most urgent one, and the others count as covered by it."""
    # The case first, as everywhere, so that locks never cross.
    Proposal._base_manager.select_for_update(of=("self",)).filter(pk=case_id).first()
    found = Clock._base_manager.filter(pk=clock_id, state=Clock.State.RUNNING).exclude(proposal__state__in=CASE_ENDED)
    clock = found.select_related("assignment__department", "proposal__rule_set").first()
    # One that stands still has no date that anybody could keep.
    if clock is None or clock.stands:
        return 0
    steps = reminding.outstanding(
        reminding.steps_of(clock.proposal.rule_set.reminder_plan, clock.name),
        due_on=clock.due_on,
        started_on=clock.started_on,
        today=today,
        taken=set(SentReminder.objects.filter(clock=clock, due_on=clock.due_on).values_list("days", "to")),
        calendar=calendar,
    )
    notices: dict[int, Notice] = {}
    taken = []
    for step in steps:
        people, vacant = directory.people(step.to, clock.proposal, clock.assignment, clock.name)
        if not people:
            continue  # the site has nobody to tell at all: the step waits until it has
        fresh = [person for person in people if person.pk not in notices]
        for person in fresh:
            notices[person.pk] = Notice(
                recipient=person, proposal=clock.proposal, assignment=clock.assignment, clock=clock,
                due_on=clock.due_on, days=step.days, made_on=today, by_mail=directory.by_mail(person),
            )  # fmt: skip
        for person in people:
            notices[person.pk].stands_in_for = notices[person.pk].stands_in_for or vacant
        taken.append(SentReminder(clock=clock, due_on=clock.due_on, days=step.days, to=step.to, sent_on=today, covered=not fresh))
    SentReminder.objects.bulk_create(taken)
    # Whoever took a role since may have been told of that day already.
    Notice.objects.bulk_create(notices.values(), ignore_conflicts=True)
    return len(notices)


class Directory:
    """Who holds what where; each department is asked for once in a run."""

    def __init__(self) -> None:
        self._staff: dict[int | None, list[User]] = {}
        self._without_mail = set(MailPreference.objects.filter(digest=False).values_list("user_id", flat=True))

    def by_mail(self, person: User) -> bool:
        return bool(person.email) and person.pk not in self._without_mail

    def people(self, to: str, case: Proposal, task: Assignment | None, limit: str) -> tuple[list[User], str]:
        """Whom a reminder goes to, and the rung that is vacant where somebody further up is told instead."""
        if to == PROPOSER:
            done = DONE_BY[limit](case) if limit in DONE_BY else ()
            found = [person for person in self._proposers(case) if person.pk not in done]
            return (found, "") if found else (self._upward(COORDINATOR, case, task, limit)[0], PROPOSER)
        return self._upward(to, case, task, limit)

    def at_the_desk(self, task: Assignment) -> list[User]:
        """Whom somebody who urges reaches: the department's own people, from the desk upward."""
        own = [rung for rung in UPWARD if LADDER[rung].relation == Relation.OWN]
        limit = "receipt" if task.state == AssignmentState.TO_SIGN else "answer" if task.answers else "opinion"
        return next((found for rung in own if (found := self._on(rung, task.proposal, task, limit))), [])

    def of_department(self, department: int | None, permission: str) -> list[User]:
        """Everybody of a department who may take the step."""
        return self._holders([department], permission)

    def _upward(self, to: str, case: Proposal, task: Assignment | None, limit: str) -> tuple[list[User], str]:
        for rung in UPWARD[UPWARD.index(to) :]:
            if found := self._on(rung, case, task, limit):
                return found, "" if rung == to else to
        return [], to

    def _on(self, rung: str, case: Proposal, task: Assignment | None, limit: str) -> list[User]:
        relation, permission = LADDER[rung].relation, LADDER[rung].permission
        if relation == Relation.ANY:
            return [person for person in User.objects.filter(is_active=True) if permissions.holds(person, permission)]
        if relation == Relation.ASSIGNING:
            return self._holders([case.assigning_body_id], permission)
        departments: Iterable[int | None] = [task.department_id] if task else case.related_departments(Relation.ANSWERING)
        if rung != HANDLER:
            return self._holders(departments, permission)
        if limit in AT_THE_DESK or (task and not task.answers):
            permission = AT_THE_DESK.get(limit, "opinion.submit")
        return self._in_hand(case, self._holders(departments, permission))

    def _in_hand(self, case: Proposal, holders: list[User]) -> list[User]:
        """Of those who could, the one who did something last, and whoever stands in for that one; all where nobody has yet."""
        if len(holders) < 2:
            return holders
        events = Event._base_manager.filter(proposal=case, name__in=IN_HAND, actor__in=holders).order_by("-sequence")
        last = events.values_list("actor_id", flat=True).first()
        return [person for person in holders if last in (None, person.pk, *(one.principal_id for one in person.stands_in))]

    def _holders(self, departments: Iterable[int | None], permission: str) -> list[User]:
        staff = [person for department in departments if department for person in self._of(department)]
        return [person for person in staff if permissions.holds(person, permission)]

    def _of(self, department: int) -> list[User]:
        if department not in self._staff:
            self._staff[department] = list(User.objects.filter(department_id=department, is_active=True).order_by("pk"))
        return self._staff[department]

    @staticmethod
    def _proposers(case: Proposal) -> list[User]:
        signed = User.objects.filter(person__proposals__proposal=case) | User.objects.filter(proposer_groups__proposals__proposal=case)
        found = signed.filter(is_active=True).distinct().order_by("pk")
        return [person for person in found if permissions.holds(person, LADDER[PROPOSER].permission)]
