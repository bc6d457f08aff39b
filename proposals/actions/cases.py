"""Registering a case, assigning it, and ending it."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import deadlines, permissions, transitions, workflow
from proposals.actions import clocks
from proposals.actions.merging import in_each_case, lock_together, release
from proposals.errors import InvalidInput, NotReady
from proposals.models import (
    Assignment,
    CalendarYear,
    CoOpinion,
    Department,
    Group,
    Person,
    Proposal,
    ProposalAttachment,
    Proposer,
    Session,
    User,
)
from proposals.states import AssignmentState
from proposals.suggesting import index_title

# Endings of what runs when it is opened; no office attaches one on purpose.
PROGRAMS = frozenset(("bat", "cmd", "com", "exe", "hta", "jar", "js", "lnk", "msi", "ps1", "scr", "sh", "vbs", "wsf"))


@dataclass(frozen=True)
class NewCase:
    """What a coordinator enters. The first of `proposers` leads."""

    session: Session
    kind: str
    case_no: str
    title: str
    proposers: Sequence[Person | Group]
    body: str = ""
    category: str = ""
    is_priority: bool = False
    assigning_body: Department | None = None
    origin: str = Proposal.Origin.ORDINARY
    received_on: date | None = None  # where it came in on paper before it was registered
    attachments: "Sequence[UploadedFile[Any]]" = ()


@dataclass(frozen=True)
class Task:
    """One department's part of a case."""

    department: Department
    mode: str
    scope: str = field(default="")

    @property
    def mode_label(self) -> str:
        return str(Assignment.Mode(self.mode).label)


@transaction.atomic
def register_case(new: NewCase, *, by: User, permission: str = "case.register") -> Proposal:
    """Makes a case in the state “registered”; raises NotAllowed or InvalidInput."""
    role = permissions.check(by, permission)
    rule_set = new.session.rules_for(new.kind)
    if rule_set is None:
        raise InvalidInput(_("%s has no rule set for this kind of case; a system administrator chooses one.") % new.session)
    if not new.case_no.strip() or not new.title.strip():
        raise InvalidInput(_("A case needs a number and a title."))
    for name in ("case_no", "title", "category"):
        text, longest = getattr(new, name), Proposal._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
        if len(text) > longest:
            raise InvalidInput(_("“%(text)s…” is longer than %(count)s characters.") % {"text": text[:20], "count": longest})
    if not new.proposers:
        raise InvalidInput(_("A case needs at least one proposer."))
    if len(set(new.proposers)) < len(new.proposers):
        raise InvalidInput(_("A proposer is named twice."))
    case = Proposal(
        session=new.session,
        rule_set=rule_set,
        kind=new.kind,
        case_no=new.case_no.strip(),
        title=new.title.strip(),
        body=new.body,
        category=new.category,
        origin=new.origin,
        is_priority=new.is_priority,
        assigning_body=new.assigning_body or by.department,
    )
    if new.received_on:
        case.registered_at = timezone.make_aware(datetime.combine(new.received_on, time(9)))
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as error:
        raise InvalidInput(_("%(session)s already has %(number)s.") % {"session": new.session, "number": case.number_label}) from error
    add_proposers(case, new.proposers)
    index_title(case)
    for upload in new.attachments:
        attach(case, upload)
    workflow.record(workflow.lock(case), case, "register", by=by, acting_as=role, target=case.state)
    return case


def add_proposers(case: Proposal, proposers: Iterable[Person | Group]) -> None:
    for order, who in enumerate(proposers, start=1):
        part: dict[str, Any] = {"person": who} if isinstance(who, Person) else {"group": who}
        Proposer.objects.create(proposal=case, order=order, is_lead=order == 1, **part)


def attach(case: Proposal, upload: "UploadedFile[Any]") -> ProposalAttachment:
    return ProposalAttachment.objects.create(proposal=case, **measured(upload))


def measured(upload: "UploadedFile[Any]") -> dict[str, Any]:
    """The fields of an attachment: name, file, size and digest; raises InvalidInput for one that is too large or empty, or a program."""
    if (upload.name or "").rpartition(".")[2].lower() in PROGRAMS:
        said = _("“%s” is a program, which nobody could open safely. Please attach a document, a table or a picture.")
        raise InvalidInput(said % upload.name)
    size = upload.size or 0
    if not 0 < size <= settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // 1024 // 1024
        raise InvalidInput(_("“%(name)s” is empty or larger than %(limit)s MB.") % {"name": upload.name, "limit": limit})
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return {"name": upload.name or "", "file": upload, "size": size, "sha256": digest.hexdigest()}


def check_tasks(tasks: Collection[Task]) -> None:
    """Raises InvalidInput unless the parts fit together: a sole handler, a lead, or several joint leads or parts; then co-handlers."""
    modes = [task.mode for task in tasks]
    answering = [mode for mode in modes if mode != Assignment.Mode.CO]
    if len({task.department.pk for task in tasks}) < len(tasks):
        raise InvalidInput(_("A department is named twice."))
    if not answering:
        raise InvalidInput(_("Choose the department that answers."))
    if len(set(answering)) > 1:
        raise InvalidInput(_("The departments that answer must all have the same kind of part."))
    if answering[0] in (Assignment.Mode.SOLE, Assignment.Mode.LEAD) and len(answering) > 1:
        raise InvalidInput(_("There is one sole handler or one lead; choose joint leads or own parts for several."))
    if answering[0] in (Assignment.Mode.JOINT_LEAD, Assignment.Mode.SPLIT):
        if len(answering) < 2:
            raise InvalidInput(_("Joint leads and own parts need at least two departments."))
        if not all(task.scope.strip() for task in tasks if task.mode != Assignment.Mode.CO):
            raise InvalidInput(_("Say which part is whose."))
    if answering[0] == Assignment.Mode.SOLE and len(modes) > 1:
        raise InvalidInput(_("A sole handler has no co-handlers; choose “lead” instead."))
    for task in tasks:
        if task.department.kind == Department.Kind.ASSIGNING_BODY or not task.department.active:
            raise InvalidInput(_("%s does not handle cases.") % task.department)


@transaction.atomic
def assign_case(case: Proposal, tasks: Sequence[Task], *, by: User, assigned_on: date | None = None) -> list[Assignment]:
    """Hands a registered case to its departments; the limits of its rule set start to run on `assigned_on` (today)."""
    check_tasks(tasks)
    day = assigned_on or timezone.localdate()
    if day > timezone.localdate():
        raise InvalidInput(_("A case is not assigned on a day to come; %s is still ahead.") % day)
    transitions.assign(case, by=by, departments=[f"{task.department.short_name} {task.mode_label}" for task in tasks])
    return [_assign(case, task, day) for task in tasks]


@transaction.atomic
def assign_again(old: Assignment, tasks: Sequence[Task], *, by: User, day: date) -> list[Assignment]:
    """Hands the part of a department that gave it back to others; the case begins again where nobody else handles or has answered it."""
    case = workflow.lock(old)
    others = list(case.assignments.current().select_related("department"))
    kept = [Task(task.department, task.mode, task.scope) for task in others]
    check_tasks([*kept, *tasks])
    names = [f"{task.department.short_name} {task.mode_label}" for task in tasks]
    workflow.record(case, case, "assign", by=by, acting_as=permissions.check(by, "case.assign", case), data={"departments": names})
    made = [_assign(case, task, day) for task in tasks]
    begun = (AssignmentState.ACCEPTED, AssignmentState.DONE)
    if case.state == "handling" and not any(task.answers and task.state in begun for task in others):
        transitions.hand_back(case)
    return made


def preview_due(case: Proposal, mode: str, day: date) -> tuple[deadlines.Deadline, str]:
    """When a department with this part would be due, and the article that says so."""
    rules = case.rule_set
    limit = rules.limit("opinion" if mode == Assignment.Mode.CO else "answer_difficult" if case.is_difficult else "answer")
    limit = limit or rules.limit("answer")
    assert limit is not None  # a rule set without it is refused
    return deadlines.due_date(limit, day, days=CalendarYear.objects.calendar()), limit.article


def _assign(case: Proposal, task: Task, day: date) -> Assignment:
    due, article = preview_due(case, task.mode, day)
    assignment = Assignment.objects.create(
        proposal=case,
        department=task.department,
        mode=task.mode,
        scope=task.scope.strip(),
        assigned_on=day,
        due_on=due.due_on,
        due_rule=article,
        due_is_provisional=due.provisional,
    )
    if not assignment.answers:
        CoOpinion.objects.create(assignment=assignment)
    clocks.start_all(case, "assigned", own_limits(assignment), on=day, assignment=assignment)
    return assignment


def own_limits(assignment: Assignment) -> tuple[str, ...]:
    """The limits that run in a department's task from its assignment or its receipt."""
    return limits_of(assignment.proposal, answers=assignment.answers)


def limits_of(case: Proposal, *, answers: bool) -> tuple[str, ...]:
    """Those of a department that answers the case, or of a co-handler."""
    if not answers:
        return ("receipt", "objection", "opinion")
    answer = "answer_difficult" if case.is_difficult and case.rule_set.limit("answer_difficult") else "answer"
    return ("receipt", "objection", "first_contact", answer)


@in_each_case
def accept_assignment(assignment: Assignment, *, by: User) -> None:
    """Signs for a case (签收); the first department that answers thereby begins the handling."""
    transitions.accept(assignment, by=by)
    case = assignment.proposal
    clocks.meet(case, "receipt", assignment=assignment)
    clocks.start_all(case, "received", own_limits(assignment), on=timezone.localdate(), assignment=assignment)
    if assignment.answers and case.state == "assigned":
        transitions.begin(case)


@transaction.atomic
def finish_assignment(assignment: Assignment, *, on: date | None = None) -> None:
    """A department's part is done, on this day or today; the last one that answers makes the case answered.

    Joint leads (双主办) answer in one letter, with which the tasks of all of them are done.
    """
    case = assignment.proposal
    for task in (assignment, *joint_leads(assignment)):
        transitions.finish(task)
        for name in ("answer", "answer_difficult", "rework"):
            clocks.meet(case, name, on=on, assignment=task)
        clocks.end(case, assignment=task)
    if assignment.answers and not case.missing_answers(None):
        transitions.answer(case)


def joint_leads(assignment: Assignment) -> list[Assignment]:
    """The other departments that lead the case jointly with this one and have it in hand, in the order of their assignment."""
    if assignment.mode != Assignment.Mode.JOINT_LEAD:
        return []
    case = assignment.proposal
    others = case.assignments.filter(mode=Assignment.Mode.JOINT_LEAD, state=AssignmentState.ACCEPTED).exclude(pk=assignment.pk)
    found = list(others.select_related("department").order_by("pk"))
    for task in found:
        task.proposal = case  # one case stays one object, or its chain would be continued twice
    return found


@transaction.atomic
def withdraw_case(case: Proposal, *, by: User, reason: str, consents: Collection[Proposer] = ()) -> None:
    """Ends the handling. Where the rules ask for it, `consents` names the co-signers who agreed in writing; the lead has asked for it."""
    lock_together(case)
    workflow.check_move(case, "withdraw", by=by)
    needed = consents_needed(case)
    if missing := [str(one) for one in needed if one not in consents]:
        article = case.rule_set.policy("withdrawal").article
        told = _("The written consent of all who signed is needed; missing: %s.") % "、".join(missing)
        raise NotReady(f"{told}（{article}）" if article else told)
    transitions.withdraw(case, by=by, reason=reason, consents=[str(one) for one in needed])
    release(case, by=by, acting_as=permissions.check(by, "case.withdraw", case))
    clocks.end(case)


def consents_needed(case: Proposal) -> list[Proposer]:
    """Whose written consent a withdrawal needs beside the lead's wish; nobody's in a case with one proposer."""
    if case.rule_set.policy("withdrawal").value != "all_signers":
        return []
    return [one for one in case.proposers.select_related("person", "group") if not one.is_lead]


@transaction.atomic
def close_case(case: Proposal, *, by: User) -> None:
    """Ends the handling; what a department still owed, such as an opinion that came to no use, is asked for no longer."""
    transitions.close(case, by=by)
    for task in case.assignments.all():
        clocks.end(case, assignment=task)
    clocks.end(case, "feedback")
