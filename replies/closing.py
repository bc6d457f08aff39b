"""What a coordinator should know before a case is closed. Told, and in the way of nothing: which of it matters is the place's to say."""

from django.utils.translation import gettext as _

from proposals.models import Proposal
from replies.models import Publication, Rating, Reply
from replies.promises import candidates
from replies.states import PublicationState, ReplyState


def closing_notes(case: Proposal) -> list[str]:
    """What is still open beside the answers, a sentence each. Four queries."""
    sent = Reply._base_manager.filter(assignment__proposal=case, state=ReplyState.DISPATCHED).select_related("signed_version")
    replies = list(sent.prefetch_related("assignment__commitments"))
    notes = []
    if replies and not Rating._base_manager.filter(reply__in=replies).exists():
        notes.append(_("No rating of the proposers has come back yet."))
    published = Publication._base_manager.filter(reply__in=replies, state=PublicationState.PUBLISHED).values_list("reply", flat=True)
    shown = set(published)
    if any(reply.publication != Reply.Publication.NONE and reply.pk not in shown for reply in replies):
        notes.append(_("The reply is not published yet."))
    if case.rule_set.policy("commitments").value == "followed" and any(_promises_unnoted(reply) for reply in replies):
        notes.append(_("The reply names days to come, and no promise of it is in the ledger."))
    return notes


def _promises_unnoted(reply: Reply) -> bool:
    if reply.signed_version is None or reply.issued_on is None or reply.assignment.commitments.all():
        return False
    return any(one.due_on for one in candidates(reply.signed_version.body, reply.issued_on))
