"""催办 by hand, and what a person does with the notices received."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.errors import CaseError, InvalidInput, NotReady, WrongState
from proposals.forms import LONGEST_NOTE
from proposals.models import Assignment, MailPreference, Notice, User
from proposals.models.notices import OPEN_TASK, to_be_urged
from proposals.notifying import Directory


@dataclass(frozen=True)
class Urged:
    """What came of urging several: the tasks whose people were told, and the others with the reason."""

    done: list[Assignment] = field(default_factory=list)
    refused: list[tuple[Assignment, str]] = field(default_factory=list)


def check_urging(task: Assignment, *, by: User) -> str:
    """The role as which the person may urge the department of a task; raises NotAllowed, NotReady or WrongState."""
    permission = "assignment.urge"
    if task.mode == Assignment.Mode.CO and not permissions.can(by, permission, task):
        permission = "opinion.urge"
    role = permissions.check(by, permission, task)
    if ended := task.case_ended(by):
        raise NotReady(ended)
    if not Assignment._base_manager.filter(to_be_urged(), pk=task.pk).exists():
        raise WrongState(_("%s has done its part; there is nothing to urge.") % task.department)
    return role


def whom_to_urge(task: Assignment, directory: Directory, *, by: User, again: bool) -> tuple[str, list[User]]:
    """The role as which the person may urge, and who would be told; raises what `urge` would raise."""
    role = check_urging(task, by=by)
    notices = Notice._base_manager.filter(assignment=task, urged_by__isnull=False, made_on=timezone.localdate())
    if not again and notices.exists():
        raise NotReady(_("%s was urged today already.") % task.department)
    people = [person for person in directory.at_the_desk(task) if person != by]
    if not people:
        raise NotReady(_("%s has nobody who could be told.") % task.department)
    return role, people


@transaction.atomic
def urge(task: Assignment, *, by: User, note: str, again: bool = False) -> list[Notice]:
    """Tells the people of a department to go on; once a day for each task, unless it is said to be meant `again`."""
    note = note.strip()
    if not 0 < len(note) <= LONGEST_NOTE:
        raise InvalidInput(_("Please write what is to be done, in at most %s characters.") % LONGEST_NOTE)
    case = workflow.lock(task)
    directory, today = Directory(), timezone.localdate()
    role, people = whom_to_urge(task, directory, by=by, again=again)
    data = {"department": task.department.short_name, "names": [person.display_name for person in people]}
    workflow.record(case, task, "urge", by=by, acting_as=role, reason=note, data=data)
    due_on = task.due_on if task.state in OPEN_TASK else None
    common = {"proposal": case, "assignment": task, "due_on": due_on, "urged_by": by, "note": note, "made_on": today}
    notices = [Notice(recipient=person, by_mail=directory.by_mail(person), **common) for person in people]
    return Notice.objects.bulk_create(notices)


def urge_all(tasks: Iterable[Assignment], *, by: User, note: str, again: bool = False) -> Urged:
    """Urges each task by itself: one that cannot be urged keeps no other back."""
    urged = Urged()
    for task in tasks:
        try:
            urge(task, by=by, note=note, again=again)
        except CaseError as error:
            urged.refused.append((task, str(error)))
        else:
            urged.done.append(task)
    return urged


def read_notices(ids: Collection[int] | None, *, by: User) -> int:
    """Marks the person's own notices as read, all of them where none is named; the number that were not."""
    unread = Notice._base_manager.filter(recipient=by, read_at=None)
    return (unread if ids is None else unread.filter(pk__in=ids)).update(read_at=timezone.now())


def choose_mail(*, by: User, digest: bool) -> None:
    MailPreference.objects.update_or_create(user=by, defaults={"digest": digest})
