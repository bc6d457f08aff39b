"""What a coordinator should know before a case is closed. Told, and in the way of nothing: which of it matters is the place's to say."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from proposals.models import Proposal
from replies.models import Publication, Reply
from replies.promises import candidates
from replies.states import PublicationState, ReplyState


def closing_notes(case: Proposal, replies: Sequence[Reply], *, rated: bool, promised: Collection[int]) -> list[str]:
    """What is still open beside the answers, a sentence each, of a case with its letters: whether any was rated, and the tasks with a
    promise in the ledger. One query."""
    replies = [reply for reply in replies if reply.state == ReplyState.DISPATCHED]
    notes = []
    if replies and not rated:
        notes.append(_("No rating of the proposers has come back yet; after the close none can be given."))
    published = Publication._base_manager.filter(reply__in=replies, state=PublicationState.PUBLISHED).values_list("reply", flat=True)
    shown = set(published)
    if any(reply.publication != Reply.Publication.NONE and reply.pk not in shown for reply in replies):
        notes.append(_("The reply is not published yet."))
    if case.rule_set.policy("commitments").value == "followed" and any(
        _names_days(reply) for reply in replies if reply.assignment_id not in promised
    ):
        notes.append(_("The reply names days to come, and no promise of it is in the ledger."))
    return notes


def _names_days(reply: Reply) -> bool:
    if reply.signed_version is None or reply.issued_on is None:
        return False
    return any(one.due_on for one in candidates(reply.signed_version.body, reply.issued_on))
