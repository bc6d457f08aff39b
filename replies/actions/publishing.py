"""From the dispatch to the public page: the text for the public, what is decided about the findings in it, publication and what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.actions import clocks
from proposals.errors import InvalidInput, NotReady, ReasonMissing, WrongState
from proposals.models import User
from proposals.states import CaseState
from replies import disclosure, searching, transitions
from replies.actions.drafts import LONGEST_BODY, printable
from replies.attachments import as_text, from_text
from replies.disclosure import Choice, Decision, Topic
from replies.models import Publication, PublicText, Reply
from replies.states import FROZEN, PUBLICATION, PublicationState
from replies.structure import parse_body

LIMIT = "publication"
# The text can be worked on while it is checked, and beside the page that shows an older one.
WRITABLE = (PublicationState.TO_CHECK, PublicationState.PUBLISHED)
LONGEST_TITLE = 200


@dataclass(frozen=True)
class NewText:
    """What the public is to read. `reason` says why it is a summary where the full text is due."""

    mode: str
    title: str
    addressee: str
    body: str
    attachments: str = ""  # as `replies.attachments.as_text` writes them
    reason: str = ""


@transaction.atomic
def open_publication(reply: Reply, *, by: User) -> Publication | None:
    """After the dispatch: opens the publication that was decided on with the signature; its limit runs from the signature."""
    if reply.publication not in PublicText.Mode or Publication._base_manager.filter(reply=reply).exists():
        return None
    publication = _opened(reply, "open", by=by, role=workflow.SYSTEM)
    if reply.issued_on:
        clocks.start_all(reply.case, "signed", (LIMIT,), on=reply.issued_on, assignment=reply.assignment)
    return publication


def check_take(reply: Reply, *, by: User) -> str:
    """The role as which the person may publish here what was taken over as published elsewhere; raises with the reason."""
    role = permissions.check(by, "publication.publish", reply)
    if not reply.is_imported or reply.state not in FROZEN:
        raise NotReady(_("A reply written here is published after its dispatch, as was decided with the signature."))
    if Publication._base_manager.filter(reply=reply).exists():
        raise WrongState(_("Its publication was opened already."))
    if reply.case.state == CaseState.ARCHIVED:
        raise NotReady(reply.case_ended(by))
    return role


@transaction.atomic
def take_imported(reply: Reply, *, by: User) -> Publication:
    """Opens the publication of a reply that was published elsewhere. No limit runs: it is public already."""
    workflow.lock(reply)
    return _opened(reply, "take", by=by, role=check_take(reply, by=by))


def _opened(reply: Reply, event: str, *, by: User, role: str) -> Publication:
    version = reply.signed_version
    assert version is not None  # nothing is dispatched or taken over without one (reply_frozen_from_signature)
    publication = Publication.objects.create(reply=reply)
    workflow.record(reply.case, publication, event, by=by if role != workflow.SYSTEM else None, acting_as=role, target=publication.state)
    mode = reply.publication if reply.publication in PublicText.Mode else PublicText.Mode.FULL
    body = disclosure.start(version.blocks) if mode == PublicText.Mode.SUMMARY else version.body
    attachments = [] if mode == PublicText.Mode.SUMMARY else version.attachments
    text = {"mode": mode, "title": version.title, "addressee": version.addressee, "body": body, "attachments": attachments}
    PublicText.objects.create(publication=publication, number=1, source=version, author=by, **text)
    return publication


def check_write(publication: Publication, *, by: User) -> str:
    """The role as which the person may work on the text for the public; raises with the reason."""
    role = permissions.check(by, "publication.check", publication)
    if publication.state not in WRITABLE:
        raise WrongState(_("The text for the public cannot be changed now: it stands at “%s”.") % PUBLICATION.label(publication.state))
    return role


@transaction.atomic
def save_text(publication: Publication, given: NewText, *, base: int, by: User) -> PublicText:
    """Saves a new text over text `base`; one that changes nothing makes none. Raises WrongState where somebody saved meanwhile."""
    workflow.lock(publication)
    role, newest = check_write(publication, by=by), publication.newest
    fields = _clean(given)
    if all(getattr(newest, name) == value for name, value in fields.items()):
        return newest
    _check_base(newest, base)
    if refusal := publication.why_not(fields["mode"], fields["reason"]):
        raise InvalidInput(refusal)
    return _added(publication, newest, fields, newest.decisions, "save", by=by, role=role)


@transaction.atomic
def settle(publication: Publication, decisions: Sequence[Decision], *, base: int, by: User) -> PublicText:
    """Applies what was decided about findings of text `base`: masks and removals make a new text, what is kept stays with its reason.

    Raises InvalidInput for a choice that is not open for its kind, ReasonMissing for something kept without a reason.
    """
    workflow.lock(publication)
    role, newest = check_write(publication, by=by), publication.newest
    _check_base(newest, base)
    found = publication.unresolved()
    open_: Mapping[tuple[str, str], Topic] = {(topic.kind, topic.text): topic for topic in disclosure.topics(found)}
    for one in decisions:
        topic = open_.get((one.kind, one.text))
        if topic is None or one.choice not in topic.choices:
            raise InvalidInput(_("“%s” is not decided about in this way.") % one.text)
        if one.choice == Choice.KEEP and not one.reason.strip():
            raise ReasonMissing(_("Say why “%s” may stay.") % one.text)
    if not decisions:
        return newest
    parts = disclosure.apply(newest.parts, found, decisions)
    _check_filled(parts["title"], parts["body"])
    fields = {"reason": "", **parts, "attachments": from_text(parts["attachments"]), "mode": newest.mode}
    all_ = [*newest.decisions, *(asdict(one) | {"reason": one.reason.strip()} for one in decisions)]
    return _added(publication, newest, fields, all_, "settle", by=by, role=role, settled=len(decisions))


def summary_of(publication: Publication) -> str:
    """The start of a summary of the signed letter, marked as one."""
    source = publication.newest.source
    return disclosure.start(source.blocks)


@transaction.atomic
def finish_check(publication: Publication, *, by: User) -> None:
    workflow.lock(publication)
    transitions.check_publication(publication, by=by)


def reopen(publication: Publication, *, by: User) -> None:
    transitions.reopen_publication(publication, by=by)


@transaction.atomic
def publish(publication: Publication, *, by: User) -> None:
    """Puts the checked text on the public page; the limit is met."""
    workflow.lock(publication)
    transitions.publish(publication, "publish", by=by)
    clocks.meet(publication.case, LIMIT, assignment=publication.reply.assignment)
    searching.enter(publication)


@transaction.atomic
def correct(publication: Publication, *, by: User, reason: str) -> None:
    """Puts the newest text on the page; the page says that it was corrected, and why."""
    workflow.lock(publication)
    _check_note(publication, reason)
    transitions.publish(publication, "correct", by=by, reason=reason)
    searching.enter(publication)


@transaction.atomic
def withdraw(publication: Publication, *, by: User, reason: str, event: str = "withdraw") -> None:
    """Takes the text off the public page; a notice with the reason stays there. `event` is take_down where it is not the department."""
    workflow.lock(publication)
    _check_note(publication, reason)
    transitions.withdraw_publication(publication, event, by=by, reason=reason)
    searching.leave(publication)


@transaction.atomic
def not_publish(publication: Publication, *, by: User, reason: str) -> None:
    transitions.end_publication(publication, by=by, reason=reason)
    clocks.end(publication.case, LIMIT, assignment=publication.reply.assignment)


def take_up(publication: Publication, *, by: User, reason: str) -> None:
    transitions.take_publication_up(publication, by=by, reason=reason)


def _check_note(publication: Publication, reason: str) -> None:
    found = next((one for one in disclosure.find({"reason": reason}, publication.known) if one.kind in disclosure.NUMBERS), None)
    if found:
        raise InvalidInput(_("Everybody reads the reason on the public page; leave out “%s”.") % found.text)


def _clean(given: NewText) -> dict[str, Any]:
    if given.mode not in PublicText.Mode:
        raise InvalidInput(_("“%s” is not a way of publication.") % given.mode)
    fields: dict[str, Any] = {name: printable(getattr(given, name)) for name in ("title", "addressee", "body", "reason")}
    fields["attachments"] = from_text(printable(given.attachments))
    fields["mode"] = given.mode
    _check_filled(fields["title"], fields["body"])
    if len(fields["title"]) > LONGEST_TITLE:
        raise InvalidInput(_("%(field)s: at most %(count)s characters.") % {"field": _("title"), "count": LONGEST_TITLE})
    if any(not one["title"].strip() or not parse_body(one["body"]) for one in fields["attachments"]):
        raise InvalidInput(_("Every attachment has a line with its title, then its text."))
    if len(fields["body"]) + len(as_text(fields["attachments"])) > LONGEST_BODY:
        raise InvalidInput(_("The text has more than %s characters; it was not saved.") % LONGEST_BODY)
    return fields


def _check_filled(title: str, body: str) -> None:
    if not title.strip() or not parse_body(body):
        raise InvalidInput(_("The text for the public has a title and a text."))


def _check_base(newest: PublicText, base: int) -> None:
    if newest.number != base:
        words = {"name": newest.author, "number": newest.number}
        raise WrongState(_("%(name)s has saved text %(number)s since you opened it. Please look at that one first.") % words)


def _added(
    publication: Publication,
    newest: PublicText,
    fields: Mapping[str, Any],
    decisions: Sequence[Any],
    event: str,
    *,
    by: User,
    role: str,
    settled: int = 0,
) -> PublicText:
    text = PublicText.objects.create(
        publication=publication, number=newest.number + 1, source=newest.source, author=by, decisions=list(decisions), **fields
    )
    data: dict[str, Any] = {"text": text.number, "text_digest": text.digest} | ({"settled": settled} if settled else {})
    workflow.record(publication.case, publication, event, by=by, acting_as=role, data=data)
    return text
