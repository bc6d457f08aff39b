"""What happens between the lead, its co-handlers and the proposer: opinions and contacts."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions, transitions, workflow
from proposals.actions import clocks
from proposals.actions.cases import finish_assignment
from proposals.errors import InvalidInput, NotReady
from proposals.models import Contact, CoOpinion, OpinionSubmission, Proposal, User


@transaction.atomic
def submit_opinion(opinion: CoOpinion, text: str, *, by: User) -> OpinionSubmission:
    """Gives an opinion, or gives it again after it was sent back. An empty one is refused: it says nothing to the lead."""
    workflow.lock(opinion)
    workflow.check_move(opinion, "submit", by=by)
    if not text.strip():
        raise InvalidInput(_("Please write the opinion; an empty one is of no use to the lead."))
    submission = OpinionSubmission.objects.create(
        opinion=opinion, number=opinion.submissions.count() + 1, text=text.strip(), submitted_by=by
    )
    transitions.submit_opinion(opinion, by=by, submission=submission)
    for name in ("opinion", "opinion_again"):
        clocks.meet(opinion.case, name, assignment=opinion.assignment)
    return submission


@transaction.atomic
def send_back_opinion(opinion: CoOpinion, *, by: User, reason: str) -> None:
    """Sends an opinion back; the limit for giving it again runs from today where the rules know one."""
    transitions.send_back_opinion(opinion, by=by, reason=reason)
    clocks.start_all(opinion.case, "returned", ("opinion_again",), on=timezone.localdate(), assignment=opinion.assignment)


@transaction.atomic
def adopt_opinion(opinion: CoOpinion, *, by: User) -> None:
    """Takes an opinion over into the reply; the co-handler's task is done with it."""
    transitions.adopt_opinion(opinion, by=by)
    finish_assignment(opinion.assignment)


@transaction.atomic
def record_contact(case: Proposal, *, by: User, kind: str, phase: str, held_on: date, with_whom: str, notes: str) -> Contact:
    """Writes down a contact with the proposer; raises NotAllowed, NotReady, or InvalidInput for a day to come."""
    workflow.lock(case)
    role = permissions.check(by, "contact.record", case)
    if ended := case.case_ended(by):
        raise NotReady(ended)
    if held_on > timezone.localdate():
        raise InvalidInput(_("A contact is recorded after it took place; %s is still to come.") % held_on)
    contact = Contact.objects.create(
        proposal=case, kind=kind, phase=phase, held_on=held_on, with_whom=with_whom.strip(), notes=notes.strip(), recorded_by=by
    )
    workflow.record(case, contact, "contact", by=by, acting_as=role, data={"kind": kind, "phase": phase, "held_on": held_on.isoformat()})
    return contact
