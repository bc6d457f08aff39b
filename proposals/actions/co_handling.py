"""What happens between the lead, its co-handlers and the proposer: opinions and contacts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions, transitions, workflow
from proposals.actions import clocks
from proposals.actions.announcing import announce
from proposals.actions.cases import finish_assignment, measured
from proposals.actions.merging import in_each_case
from proposals.errors import InvalidInput, NotReady
from proposals.models import Contact, CoOpinion, OpinionAttachment, OpinionSubmission, Proposal, Proposer, SendingBack, User

MOST_FILES = 10


def submit_opinion(opinion: CoOpinion, text: str, *, by: User, files: "Sequence[UploadedFile[Any]]" = ()) -> OpinionSubmission:
    """Gives an opinion with its files, or gives it again after it was sent back. An empty one is refused: it says nothing to the lead.

    Raises InvalidInput also for a file that is empty or too large, and for more than MOST_FILES.
    """
    workflow.check_move(opinion, "submit", by=by)
    if not text.strip():
        raise InvalidInput(_("Please write the opinion; an empty one is of no use to the lead."))
    if len(files) > MOST_FILES:
        raise InvalidInput(_("An opinion has at most %s files.") % MOST_FILES)
    # Stored once, whatever the number of cases that the opinion is given in.
    made: OpinionSubmission = _submit(opinion, text.strip(), [_kept(upload) for upload in files], by=by)
    return made


def _kept(upload: "UploadedFile[Any]") -> dict[str, Any]:
    """The fields of an attachment whose file is stored under its digest, without the ending that the sender gave it."""
    fields = measured(upload)
    name = f"opinions/{fields['sha256'][:2]}/{fields['sha256']}"
    if default_storage.exists(name):
        if default_storage.size(name) == fields["size"]:
            return fields | {"file": name}
        default_storage.delete(name)  # half a file, of a process that died while it wrote
    return fields | {"file": default_storage.save(name, upload)}


@in_each_case
def _submit(opinion: CoOpinion, text: str, files: Sequence[dict[str, Any]], *, by: User) -> OpinionSubmission:
    workflow.check_move(opinion, "submit", by=by)
    submission = OpinionSubmission.objects.create(opinion=opinion, number=opinion.submissions.count() + 1, text=text, submitted_by=by)
    for fields in files:
        OpinionAttachment.objects.create(submission=submission, **fields)
    transitions.submit_opinion(opinion, by=by, submission=submission)
    for name in ("opinion", "opinion_again"):
        clocks.meet(opinion.case, name, assignment=opinion.assignment)
    return submission


@transaction.atomic
def send_back_opinion(opinion: CoOpinion, *, by: User, reason: str, ground: str = SendingBack.OTHER) -> None:
    """Sends an opinion back on a ground, in words; the limit for giving it again runs from today where the rules know one."""
    if ground not in SendingBack:
        raise InvalidInput(_("“%s” is no ground for sending an opinion back.") % ground)
    _send_back(opinion, by=by, reason=reason, ground=ground)
    # Once, whatever the number of cases that it was given in.
    announce(opinion)


@in_each_case
def _send_back(opinion: CoOpinion, *, by: User, reason: str, ground: str) -> None:
    transitions.send_back_opinion(opinion, by=by, reason=reason, ground=ground)
    clocks.start_all(opinion.case, "returned", ("opinion_again",), on=timezone.localdate(), assignment=opinion.assignment)


@in_each_case
def adopt_opinion(opinion: CoOpinion, *, by: User) -> None:
    """Takes an opinion over into the reply; the co-handler's task is done with it."""
    transitions.adopt_opinion(opinion, by=by)
    finish_assignment(opinion.assignment)


@transaction.atomic
def record_contact(
    case: Proposal,
    *,
    by: User,
    kind: str,
    phase: str,
    held_on: date,
    with_whom: str,
    notes: str,
    participants: str = "",
    by_head: bool = False,
    wishes: Mapping[int, str] | None = None,
) -> Contact:
    """Writes down a contact of the person's department with the proposer, and the `wishes` about the publication that were said in it.

    Raises NotAllowed, NotReady, or InvalidInput for a day to come. The first one on record meets the limit of the first contact.
    """
    workflow.lock(case)
    role = permissions.check(by, "contact.record", case)
    if ended := case.case_ended(by):
        raise NotReady(ended)
    if held_on > timezone.localdate():
        raise InvalidInput(_("A contact is recorded after it took place; %s is still to come.") % held_on)
    contact = Contact.objects.create(
        proposal=case,
        kind=kind,
        phase=phase,
        held_on=held_on,
        with_whom=with_whom.strip(),
        notes=notes.strip(),
        department=by.department,
        participants=participants.strip(),
        by_head=by_head,
        recorded_by=by,
    )
    data = {"kind": kind, "phase": phase, "held_on": held_on.isoformat(), "by_head": by_head}
    workflow.record(case, contact, "contact", by=by, acting_as=role, data=data)
    for task in case.assignments.answering().filter(department=by.department):
        clocks.meet(case, "first_contact", on=held_on, assignment=task)
    _note_wishes(case, wishes or {}, by=by, role=role)
    return contact


@transaction.atomic
def note_wishes(case: Proposal, wishes: Mapping[int, str], *, by: User) -> None:
    """Notes what each proposer, by the id of the `Proposer`, wishes about the publication; raises as `record_contact`."""
    workflow.lock(case)
    role = permissions.check(by, "contact.record", case)
    if ended := case.case_ended(by):
        raise NotReady(ended)
    _note_wishes(case, wishes, by=by, role=role)


def _note_wishes(case: Proposal, wishes: Mapping[int, str], *, by: User, role: str) -> None:
    """Each change is an event of its own."""
    proposers = {proposer.pk: proposer for proposer in case.proposers.select_related("person", "group")}
    for pk, wish in wishes.items():
        if pk not in proposers or wish not in Proposer.PublicationWish:
            raise InvalidInput(_("“%s” is no wish about the publication.") % wish)
        proposer = proposers[pk]
        if proposer.publication_wish != wish:
            proposer.publication_wish = wish
            proposer.save(update_fields=["publication_wish"])
            workflow.record(case, proposer, f"wish_{wish or 'open'}", by=by, acting_as=role, data={"who": str(proposer.who)})
