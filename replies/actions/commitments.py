"""Takes promises out of signed replies, and answers the proposer again once they are kept."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.actions import commitments
from proposals.errors import InvalidInput, NotReady
from proposals.models import Commitment, User
from proposals.states import CommitmentState
from replies.actions.rounds import begin_round
from replies.models import Reply
from replies.states import ReplyState

KEPT = (CommitmentState.KEPT, CommitmentState.CONFIRMED)


def permission_for(reply: Reply, by: User) -> str:
    """By which permission the person enters promises of this reply: as its drafter's, or as the assigning body's."""
    return "commitment.make" if permissions.can(by, "commitment.make", reply) else "commitment.enter"


def check_enter(reply: Reply, *, by: User) -> str:
    """The role as which the person may enter promises; raises NotAllowed or NotReady."""
    role = permissions.check(by, permission_for(reply, by), reply)
    if reply.signed_version is None or not (reply.state == ReplyState.DISPATCHED or reply.is_imported):
        raise NotReady(_("Promises are taken from a reply that was sent; until then the proposer has none."))
    return role


@transaction.atomic
def enter_commitment(reply: Reply, *, by: User, sentence: str, owner: str, due_on: date, article: str = "") -> Commitment:
    """Puts a sentence of the signed text into the ledger. It must stand there word for word; who answers for it and until when is new."""
    workflow.lock(reply)
    check_enter(reply, by=by)
    assert reply.signed_version is not None
    sentence = sentence.strip()
    if not sentence or _plain(sentence) not in _plain(reply.signed_version.body):
        raise InvalidInput(_("This sentence does not stand in the signed text; copy it as it is."))
    if not owner.strip():
        raise InvalidInput(_("Write which person or office answers for it."))
    if reply.issued_on and due_on < reply.issued_on:
        raise InvalidInput(_("The day lies before that of the letter."))
    made = Commitment(
        assignment=reply.assignment,
        sentence=sentence,
        owner=owner.strip(),
        due_on=due_on,
        article=article.strip(),
        made_round=reply.round,
        made_by=by,
        made_on=timezone.localdate(),
    )
    return commitments.enter(made, by=by, permission=permission_for(reply, by))


def check_answer_again(commitment: Commitment, *, by: User) -> str:
    """The role as which the person may answer the proposer again about a promise that was kept."""
    role = permissions.check(by, "reply.draft", commitment.assignment)
    if ended := commitment.case_ended(by):
        raise NotReady(ended)
    if commitment.state not in KEPT:
        raise NotReady(_("The proposer is told once the promise is kept."))
    if commitment.told_round:
        raise NotReady(_("Reply %s tells of it already.") % commitment.told_round)
    return role


@transaction.atomic
def answer_again(commitment: Commitment, *, by: User) -> Reply:
    """再次答复: begins the second reply (浙江20); it tells of every promise of the department that is kept and not told of."""
    case = workflow.lock(commitment)
    role = check_answer_again(commitment, by=by)
    task = commitment.assignment
    reply = begin_round(task, "fulfilled", by=by, reason=commitment.sentence)
    told = Commitment.objects.filter(assignment=task, state__in=KEPT, told_round=None)
    sentences = list(told.values_list("sentence", flat=True))
    told.update(told_round=reply.round)
    commitment.refresh_from_db()
    workflow.record(case, commitment, "tell", by=by, acting_as=role, data={"round": reply.round, "sentences": sentences})
    return reply


def _plain(text: str) -> str:
    return "".join(text.split())
