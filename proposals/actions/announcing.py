"""What happened in a case that somebody has to act on, or waited for: told at once, beside the reminders of dates.

Such a notice is one of an event of the record: each person is told of it once, its words are those of the history, and it is settled
when what it is about has moved on.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.utils import timezone

from proposals.models import Assignment, Disagreement, Event, Notice, Supervision, User
from proposals.models.stateful import Stateful
from proposals.notifying import Directory

Told = tuple[Assignment | None, Iterable[User]]


def _desk(task: Assignment | None, directory: Directory) -> Told:
    return task, directory.at_the_desk(task) if task else []


def _coordinators(row: Stateful, directory: Directory, permission: str) -> Collection[User]:
    return directory.of_department(row.case.assigning_body_id, permission)


def _both_sides(row: Disagreement, directory: Directory) -> Told:
    sides = (row.raised_for, row.against)
    return row.raised_for, [person for side in sides for person in directory.at_the_desk(side)]


def _supervised(row: Supervision) -> Assignment | None:
    return row.case.assignments.current().filter(department=row.department_id).first()


# (kind of row, event) → the task that it is about, and whom it is told.
AUDIENCE: Mapping[tuple[str, str], Callable[[Any, Directory], Told]] = {
    ("disagreement", "raise"): lambda row, who: (row.raised_for, _coordinators(row, who, "disagreement.settle")),
    ("disagreement", "let_go_on"): _both_sides,
    ("disagreement", "settle"): _both_sides,
    ("coopinion", "send_back"): lambda row, who: _desk(row.assignment, who),
    ("supervision", "supervise"): lambda row, who: _desk(_supervised(row), who),
    ("supervision", "answer"): lambda row, who: (_supervised(row), _coordinators(row, who, "case.supervise")),
    ("supervision", "ask_again"): lambda row, who: _desk(_supervised(row), who),
    ("assignment", "reopen"): _desk,
    ("reply", "send_back"): lambda row, who: _desk(row.assignment, who),
}


def announce(row: Stateful) -> list[Notice]:
    """Tells of the last event of the row; part of the step that recorded it. Whoever took the step is not told of it."""
    event = Event.objects.filter(proposal=row.case, subject_type=row._meta.model_name, subject_id=row.pk).order_by("sequence").last()
    assert event is not None  # the step has just recorded it
    directory = Directory()
    task, people = AUDIENCE[event.subject_type, event.name](row, directory)
    common = {"proposal": row.case, "assignment": task, "event": event, "made_on": timezone.localdate()}
    told = {person.pk: person for person in people if person.pk != event.actor_id}
    notices = [Notice(recipient=person, by_mail=directory.by_mail(person), **common) for person in told.values()]
    return Notice.objects.bulk_create(notices)
