"""The personal links by which proposers rate a reply. A department that handles the case neither makes one nor sees one."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.errors import InvalidInput, NotAllowed, NotReady, WrongState
from proposals.models import Proposal, Proposer, User
from proposals.states import CASE_ENDED
from replies.errors import LinkNotGood
from replies.models import RatingLink, Reply
from replies.ratings import asked, last_day
from replies.states import ReplyState


@dataclass(frozen=True)
class MadeLink:
    """A link with its token, which is nowhere else: whoever is to have it is given it now."""

    link: RatingLink
    token: str


def check_apart(case: Proposal, user: User) -> None:
    """Raises NotAllowed for whoever works in a department that handles the case, whatever else he or she may be."""
    if user.department_id and case.assignments.filter(department_id=user.department_id).exists():
        raise NotAllowed(_("A department that handles the case has no part in its rating."))


def check_collect(reply: Reply, *, by: User) -> str:
    """The role as which the person collects the ratings of this reply now; raises with the reason."""
    role = permissions.check(by, "feedback.keep", reply)
    check_apart(reply.case, by)
    if reply.state != ReplyState.DISPATCHED:
        raise WrongState(_("An answer is rated once it was sent."))
    if ended := reply.case_ended(by):
        raise NotReady(ended)
    return role


def check_unrated(reply: Reply, proposer: Proposer) -> None:
    if proposer.pk not in {one.pk for one in asked(reply.case)}:
        raise InvalidInput(_("%s is not asked for a rating in this case.") % proposer)
    if reply.ratings.filter(proposer=proposer).exists():
        raise NotReady(_("%s has rated this answer already.") % proposer)


@transaction.atomic
def make_links(reply: Reply, proposers: Iterable[Proposer], *, by: User) -> list[MadeLink]:
    """A new link for each of the proposers; the one that he or she had before is dead from now on."""
    case = workflow.lock(reply)
    role = check_collect(reply, by=by)
    made = []
    for proposer in proposers:
        check_unrated(reply, proposer)
        _revoke(reply.rating_links.filter(proposer=proposer), by)
        token = RatingLink.new_token()
        link = RatingLink.objects.create(
            reply=reply, proposer=proposer, token_digest=_digest(token), expires_on=last_day(reply), made_by=by
        )
        data = {"proposer": str(proposer), "until": link.expires_on.isoformat()}
        workflow.record(case, link, "make", by=by, acting_as=role, data=data)
        made.append(MadeLink(link, token))
    return made


def note_mailed(link: RatingLink, address: str) -> None:
    link.mailed_to = address
    link.save(update_fields=["mailed_to"])


@transaction.atomic
def revoke_link(link: RatingLink, *, by: User) -> None:
    case = workflow.lock(link.reply)
    role = check_collect(link.reply, by=by)
    link.refresh_from_db()
    if link.state != RatingLink.State.OPEN:
        raise WrongState(_("This link is not open any more."))
    _revoke(RatingLink.objects.filter(pk=link.pk), by)
    workflow.record(case, link, "revoke", by=by, acting_as=role, data={"proposer": str(link.proposer)})


def _revoke(links: "QuerySet[RatingLink]", by: User) -> None:
    links.filter(revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)


def open_link(token: str) -> RatingLink:
    """The link of this token, if a rating can be given by it now. Raises LinkNotGood, which does not tell whether there ever was one."""
    digest = _digest(token)
    related = ("rating", "proposer__person", "proposer__group", "reply__assignment__proposal__rule_set", "reply__assignment__department")
    link: RatingLink | None = (
        RatingLink.objects.filter(token_digest=digest).select_related(*related, "reply__assignment__proposal__session").first()
    )
    # The index compares digests, of which a stranger learns nothing by time; this compares them whole.
    if link is None or not hmac.compare_digest(link.token_digest, digest):
        raise LinkNotGood
    reply = link.reply
    ended = reply.case.state in CASE_ENDED or reply.state != ReplyState.DISPATCHED
    if link.state != RatingLink.State.OPEN or ended or reply.ratings.filter(proposer=link.proposer).exists():
        raise LinkNotGood
    return link


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
