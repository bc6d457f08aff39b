"""满意度: what the proposers say of a reply, by link, signed in or on paper, and what follows from it."""

import hashlib
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.actions import clocks
from proposals.errors import InvalidInput, NotAllowed, NotReady, ReasonMissing, WrongState
from proposals.models import Proposer, User
from proposals.workflow import SYSTEM
from replies.actions.links import check_apart, check_collect, check_unrated, open_link
from replies.actions.rounds import follow_rules
from replies.models import OfficialDocument, Rating, Reply, Verdict
from replies.querysets import own_proposers
from replies.ratings import Given, asked, check_given, delivered_on, feedback_due, newest_sent
from replies.states import ReplyState

MOST_BYTES = 10 * 1024 * 1024
EVENTS = {Rating.Channel.LINK: "rate_by_link", Rating.Channel.ACCOUNT: "rate", Rating.Channel.PAPER: "enter"}
# How a scan begins → the ending that it is stored under, the type that it is sent as.
SCANS = {b"%PDF-": ("pdf", "application/pdf"), b"\xff\xd8\xff": ("jpg", "image/jpeg"), b"\x89PNG\r\n\x1a\n": ("png", "image/png")}


def ask_for_ratings(reply: Reply) -> None:
    """The limit for the rating begins with the delivery; an answer that comes later, of another department too, begins it again."""
    limit = reply.case.rule_set.limit("feedback")
    if limit:
        clocks.start_all(reply.case, limit.anchor, ("feedback",), on=delivered_on(reply))


@transaction.atomic
def rate_by_link(token: str, given: Given) -> Rating:
    """Uses the link up. Raises LinkNotGood, InvalidInput or ReasonMissing; after these the link is as good as before."""
    link = open_link(token)
    workflow.lock(link.reply)
    link = open_link(token)  # whoever came second waited for the lock and finds it used
    return _keep(link.reply, link.proposer, given, channel=Rating.Channel.LINK, link=link)


def proposer_of(reply: Reply, user: User) -> Proposer | None:
    """As whom the person rates this reply with the own account, if at all."""
    mine = set(own_proposers(user).filter(proposal=reply.case).values_list("pk", flat=True))
    return next((one for one in asked(reply.case) if one.pk in mine), None)


def check_rate(reply: Reply, *, by: User) -> tuple[str, Proposer]:
    """The role and the proposer as whom the person rates this reply now; raises with the reason."""
    role = permissions.check(by, "rating.give", reply)
    check_apart(reply.case, by)
    proposer = proposer_of(reply, by)
    if proposer is None:
        raise NotAllowed(permissions.PERMISSIONS["rating.give"].refusal)
    if reply.state != ReplyState.DISPATCHED:
        raise WrongState(_("An answer is rated once it was sent."))
    if ended := reply.case_ended(by):
        raise NotReady(ended)
    check_unrated(reply, proposer)
    return role, proposer


@transaction.atomic
def rate_signed_in(reply: Reply, given: Given, *, by: User) -> Rating:
    workflow.lock(reply)
    role, proposer = check_rate(reply, by=by)
    return _keep(reply, proposer, given, channel=Rating.Channel.ACCOUNT, entered_by=by, acting_as=role)


@transaction.atomic
def enter_paper(reply: Reply, proposer: Proposer, given: Given, *, received_on: date, scan: "UploadedFile[Any]", by: User) -> Rating:
    """A form that came back on paper, entered by the assigning body and marked as such, with its scan."""
    workflow.lock(reply)
    role = check_collect(reply, by=by)
    check_unrated(reply, proposer)
    return _paper(reply, proposer, given, received_on=received_on, scan=scan, by=by, role=role)


@transaction.atomic
def correct_paper(rating: Rating, given: Given, *, received_on: date, scan: "UploadedFile[Any] | None", because: str, by: User) -> Rating:
    """Replaces what was entered wrongly from paper; both rows stay. Without a new `scan` the old one counts.

    What a proposer gave here is never corrected: nobody else knows what was meant.
    """
    reply = rating.reply
    workflow.lock(reply)
    role = check_collect(reply, by=by)
    if rating.channel != Rating.Channel.PAPER:
        raise NotAllowed(_("What a proposer entered here is not changed by anybody."))
    if not rating.stands:
        raise WrongState(_("This entry was corrected already; correct the newer one."))
    if not because.strip():
        raise ReasonMissing(_("Please say what was entered wrongly."))
    more = {"replaces": rating, "replaced_because": because.strip()}
    return _paper(reply, rating.proposer, given, received_on=received_on, scan=scan, by=by, role=role, **more)


def _paper(reply: Reply, proposer: Proposer, given: Given, *, received_on: date, scan: Any, by: User, role: str, **more: Any) -> Rating:
    if received_on > timezone.localdate():
        raise InvalidInput(_("%s is still to come.") % date_format(received_on))
    if received_on < (first := delivered_on(reply)):
        raise InvalidInput(_("The answer was delivered on %s; the form cannot have come back before.") % date_format(first))
    replaced = more.get("replaces")
    kept = (
        {"scan": replaced.scan.name, "scan_name": replaced.scan_name, "scan_sha256": replaced.scan_sha256}
        if scan is None and replaced
        else _scanned(scan)
    )
    paper: dict[str, Any] = {"channel": Rating.Channel.PAPER, "entered_by": by, "received_on": received_on}
    return _keep(reply, proposer, given, acting_as=role, **paper, **kept, **more)


def _scanned(scan: "UploadedFile[Any] | None") -> dict[str, Any]:
    """The fields of a scan: PDF, JPEG or PNG by its first bytes, whatever it calls itself."""
    if scan is None:
        raise InvalidInput(_("Please add the scan of the form."))
    content = scan.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InvalidInput(_("The scan is larger than %s MB.") % (MOST_BYTES // 1024**2))
    ending = next((found[0] for magic, found in SCANS.items() if content.startswith(magic)), None)
    if ending is None:
        raise InvalidInput(_("The scan is a PDF, JPEG or PNG file."))
    sha256 = hashlib.sha256(content).hexdigest()
    return {"scan": ContentFile(content, f"{sha256}.{ending}"), "scan_name": (scan.name or "")[:255], "scan_sha256": sha256}


def _keep(
    reply: Reply, proposer: Proposer, given: Given, *, acting_as: str = SYSTEM, entered_by: User | None = None, **more: Any
) -> Rating:
    """Writes the rating, tied to the text and the file that were sent; then what the rules make of it."""
    case = reply.case
    grades, verdict = check_given(case.rule_set, given)
    document: OfficialDocument | None = reply.documents.order_by("pk").last()
    rating = Rating(
        reply=reply, proposer=proposer, version=reply.signed_version, document_sha256=document.sha256 if document else "",
        grades=grades, verdict=verdict, reasons=given.reasons.strip(), remarks=given.remarks.strip(), entered_by=entered_by,
        **({"received_on": timezone.localdate()} | more),
    )  # fmt: skip
    rating.save()
    data = {
        "proposer": str(proposer), "channel": rating.channel, "verdict": rating.verdict, "grades": grades, "round": reply.round,
        "words": "，".join(f"{aspect}{grade}" for aspect, grade in rating.graded),
        "version": rating.version.number, "sha256": rating.document_sha256, "scan_sha256": rating.scan_sha256,
    }  # fmt: skip
    name = "correct" if rating.replaces else EVENTS[Rating.Channel(rating.channel)]
    reason = rating.replaced_because if rating.replaces else rating.reasons
    workflow.record(case, rating, name, by=entered_by, acting_as=acting_as, reason=reason, data=data)
    _meet_clock(reply)
    if verdict == Verdict.DISSATISFIED:
        follow_rules(reply)
    return rating


def _meet_clock(reply: Reply) -> None:
    """The limit is met when everybody asked has rated the newest answer of every department that has answered."""
    everybody = {one.pk for one in asked(reply.case)}
    rated = [{rating.proposer_id for rating in one.ratings.all()} for one in newest_sent(reply.case)]
    if feedback_due(reply) and all(everybody <= found for found in rated):
        clocks.meet(reply.case, "feedback")
