"""督办: choosing priority cases with a sponsoring leader, asking a department, judging what it answers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions, transitions, workflow
from proposals.actions.announcing import announce
from proposals.actions.commitments import evidence
from proposals.errors import InvalidInput, NotReady, WrongState
from proposals.models import Department, Proposal, Supervision, SupervisionAnswer, User
from proposals.states import SupervisionState

SUPERVISE = "case.supervise"


@dataclass(frozen=True)
class Sponsorship:
    """领衔督办: who stands for the case, in what office, and which body chose it when."""

    sponsor: str
    office: str
    chosen_by: str
    chosen_on: date


def check_supervision(case: Proposal, *, by: User) -> str:
    """The role as which the person may choose the case and ask about it; raises NotAllowed or NotReady."""
    role = permissions.check(by, SUPERVISE, case)
    if ended := case.case_ended(by):
        raise NotReady(ended)
    return role


@transaction.atomic
def choose_priority(case: Proposal, chosen: Sponsorship, *, by: User) -> None:
    """Makes a case a priority case, or gives it another sponsor."""
    workflow.lock(case)
    role = check_supervision(case, by=by)
    words = {"sponsor": chosen.sponsor.strip(), "sponsor_office": chosen.office.strip(), "chosen_by": chosen.chosen_by.strip()}
    if not all(words.values()):
        raise InvalidInput(_("Write who sponsors the case, in what office, and which body chose it."))
    if chosen.chosen_on > timezone.localdate():
        raise InvalidInput(_("A case is not chosen on a day to come; %s is still ahead.") % chosen.chosen_on)
    for name, value in words.items():
        setattr(case, name, value)
    case.is_priority, case.chosen_on = True, chosen.chosen_on
    case.save(update_fields=["is_priority", "chosen_on", *words])
    workflow.record(case, case, "choose", by=by, acting_as=role, data={**words, "on": chosen.chosen_on.isoformat()})


def check_ordinary(case: Proposal, *, by: User) -> str:
    """The role as which the person may make an ordinary case of a priority case; raises the error of what stands against it."""
    role = check_supervision(case, by=by)
    if not case.is_priority:
        raise WrongState(_("It is no priority case."))
    if case.supervisions.exclude(state=SupervisionState.ACCEPTED).exists():
        raise NotReady(_("An account that was asked for is still open; settle it first."))
    return role


@transaction.atomic
def make_ordinary(case: Proposal, *, by: User) -> None:
    """The case is a priority case no longer; who sponsored it stays in its history."""
    workflow.lock(case)
    role = check_ordinary(case, by=by)
    was = case.sponsor
    case.is_priority, case.sponsor, case.sponsor_office, case.chosen_by, case.chosen_on = False, "", "", "", None
    case.save(update_fields=["is_priority", "sponsor", "sponsor_office", "chosen_by", "chosen_on"])
    workflow.record(case, case, "unchoose", by=by, acting_as=role, data={"sponsor": was})


@transaction.atomic
def supervise(case: Proposal, department: Department, *, by: User, question: str, due_on: date) -> Supervision:
    """Asks a department of a priority case for an account by a day."""
    workflow.lock(case)
    role = check_supervision(case, by=by)
    if not case.is_priority:
        raise NotReady(_("Only priority cases are supervised; choose this one first."))
    if not case.assignments.current().filter(department=department).exists():
        raise InvalidInput(_("%s has no task in this case.") % department)
    if not question.strip():
        raise InvalidInput(_("Please write what the department is to account for."))
    _check_day(due_on)
    note = Supervision.objects.create(proposal=case, department=department, question=question.strip(), due_on=due_on, asked_by=by)
    data = {"department": department.short_name, "until": due_on.isoformat()}
    workflow.record(case, note, "supervise", by=by, acting_as=role, target=note.state, reason=note.question, data=data)
    announce(note)
    return note


@transaction.atomic
def answer_supervision(supervision: Supervision, *, by: User, text: str, upload: "UploadedFile[Any] | None" = None) -> SupervisionAnswer:
    workflow.lock(supervision)
    workflow.check_move(supervision, "answer", by=by)
    if not text.strip():
        raise InvalidInput(_("Please write the account that was asked for."))
    answer = SupervisionAnswer.objects.create(
        supervision=supervision, number=supervision.answers.count() + 1, text=text.strip(), answered_by=by, **evidence(upload)
    )
    transitions.answer_supervision(supervision, by=by, answer=answer)
    announce(supervision)
    return answer


@transaction.atomic
def accept_answer(supervision: Supervision, *, by: User) -> None:
    transitions.accept_supervision(supervision, by=by)


@transaction.atomic
def ask_again(supervision: Supervision, *, by: User, reason: str, due_on: date) -> None:
    """The answer will not do; the reason stands beside it, and there is a new day."""
    workflow.lock(supervision)
    workflow.check_move(supervision, "ask_again", by=by, reason=reason)
    _check_day(due_on)
    last = supervision.answers.order_by("number").last()
    assert last is not None  # it is judged only once it was answered
    last.returned_because = reason.strip()
    last.save(update_fields=["returned_because"])
    transitions.ask_supervision_again(supervision, by=by, reason=reason, due_on=due_on)
    announce(supervision)


def _check_day(day: date) -> None:
    if day < timezone.localdate():
        raise InvalidInput(_("The day for the answer is over; choose one that is still ahead."))
