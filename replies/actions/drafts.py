"""Writing a reply: opening a draft, saving versions of it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import CharField, TextField
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.actions.merging import lock_together
from proposals.errors import InvalidInput, NotReady, WrongState
from proposals.models import Assignment, User
from proposals.states import IN_HAND
from replies import wording
from replies.actions.following import Heading, add_version, are_changed, open_letters, texts_of_letters, write_letters
from replies.attachments import MARK
from replies.errors import StaleDraft
from replies.models import Reply, ReplyVersion
from replies.states import REPLY, ReplyState
from replies.structure import parse_body

NONE: Mapping[Any, Any] = MappingProxyType({})
# Longer than any letter; a paste of a whole book is a mistake.
LONGEST_BODY = 200_000
MOST_ATTACHMENTS = 20
LONGEST_REASON = 500
LONGEST_ATTACHMENT_TITLE = 100
# 秘密★1年 (GB/T 9704-2012, 7.2.2); the longest terms in years are those of the Law on Guarding State Secrets.
SECRECY = re.compile("(秘密|机密)(?:★(?:([1-9][0-9]{0,2})(年|个月)|长期))?")
LONGEST_SECRECY = {"秘密": 10, "机密": 20}
# Control characters, invisible marks of formatting, and halves of characters.
INVISIBLE = {"Cc", "Cf", "Cs"}


def check_open_reply(assignment: Assignment, *, by: User) -> str:
    """The role as which the person may begin the reply of this assignment; raises with the reason."""
    role = permissions.check(by, "reply.draft", assignment)
    if ended := assignment.case_ended(by):
        raise NotReady(ended)
    if not assignment.answers:
        raise NotReady(_("A co-handler gives an opinion; the lead writes the reply."))
    if assignment.state != "accepted":
        raise NotReady(
            _("Please sign for the case first.") if assignment.state == "to_sign" else _("The reply was sent; the task is done.")
        )
    if (first := first_of_joint_leads(assignment)) != assignment:
        raise NotReady(_("Joint leads answer in one letter: %s writes it, and your department co-signs it.") % first.department)
    return role


@transaction.atomic
def open_reply(assignment: Assignment, *, by: User) -> Reply:
    """The reply of the current round, begun with the standing words where there is none yet."""
    lock_together(assignment.proposal)
    workflow.lock(assignment)
    existing: Reply | None = assignment.replies.order_by("-round").first()
    if existing and existing.latest:
        permissions.check(by, "reply.draft", assignment)
        return existing
    role = check_open_reply(assignment, by=by)
    if existing is None:
        return open_letters(assignment, by=by, role=role)
    # A later round begins without a text, see `rounds`.
    add_version(existing, wording.first_text(assignment, existing.round), by=by, role=role)
    return existing


def check_save_draft(reply: Reply, *, by: User) -> str:
    """The role as which the person may change the text now; raises with the reason."""
    role = permissions.check(by, "reply.draft", reply)
    if reply.state != ReplyState.DRAFTING:
        raise WrongState(_("The text cannot be changed now: it stands at “%s”.") % REPLY.label(reply.state))
    if ended := reply.case_ended(by) or reply.text_elsewhere(by):
        raise NotReady(ended)
    return role


@transaction.atomic
def save_draft(
    reply: Reply,
    text: Mapping[str, Any],
    *,
    base: int,
    by: User,
    outcome: str = "",
    publication: str = "",
    publication_reason: str | None = None,
    contact_exception: str | None = None,
    letters: Mapping[int, Heading] = NONE,
) -> ReplyVersion:
    """Saves `text` (the fields of ReplyVersion.text) as a new version over version `base`.

    Raises StaleDraft with both texts where someone saved after `base`; WrongState once the draft has left the drafter's hands.
    A save that changes nothing makes no version. A change of the handling result, of the publication or of a reason alone makes one:
    whoever reviews has to notice it. A reason that is None stays as it is. `letters` are the headings of the letters that follow this
    one, by their ids; each letter gets a version with every version of this one.
    """
    following = reply.lock_letters()
    role = check_save_draft(reply, by=by)
    fields = clean_text(text)
    decided = clean_decided(reply, fields, outcome, publication, publication_reason, contact_exception)
    before = {name: getattr(reply, name) for name in decided}
    latest = reply.latest
    texts = texts_of_letters(following, {pk: _clean_heading(letters[pk]) for pk in letters}, fields, latest.text if latest else NONE)
    if latest and latest.text == fields and decided == before and not are_changed(following, texts):
        return latest
    if latest and latest.number != base:
        raise StaleDraft(latest, fields, by)
    if decided != before:
        for name, value in decided.items():
            setattr(reply, name, value)
        reply.save(update_fields=[*decided])
        changed = {name: value for name, value in decided.items() if value != before[name] or name in ("outcome", "publication")}
        workflow.record(reply.case, reply, "decide", by=by, acting_as=role, data=changed)
    version = add_version(reply, fields, by=by, role=role)
    write_letters(following, {pk: clean_text(text) for pk, text in texts.items()}, reply, by=by, role=role)
    return version


def clean_decided(
    reply: Reply,
    fields: Mapping[str, Any],
    outcome: str | None,
    publication: str | None,
    publication_reason: str | None,
    contact_exception: str | None,
) -> dict[str, str]:
    """What is decided with the cleaned text `fields`, as a save sets it; raises InvalidInput for what does not go with it."""
    _check_issuers(reply, fields.get("issuers", ""))
    if outcome and reply.case.rule_set.outcome(outcome) is None:
        raise InvalidInput(_("“%s” is not a handling result of this rule set.") % outcome)
    if publication and publication not in Reply.Publication:
        raise InvalidInput(_("“%s” is not a way of publication.") % publication)
    decided = {"outcome": outcome or reply.outcome, "publication": publication or reply.publication}
    decided |= _reasons(reply, publication_reason, contact_exception)
    if decided["publication"] != Reply.Publication.NONE:
        decided["publication_reason"] = ""
    if fields.get("secrecy") and decided["publication"] in (Reply.Publication.FULL, Reply.Publication.SUMMARY):
        raise InvalidInput(_("A letter with a mark of secrecy is not published; choose “not published”."))
    return decided


def _clean_heading(given: Heading) -> dict[str, str]:
    return {name: printable(text) for name, text in given.items()}


def first_of_joint_leads(assignment: Assignment) -> Assignment:
    """The department that writes for those that lead jointly with it; the assignment itself where nobody does."""
    if assignment.mode != Assignment.Mode.JOINT_LEAD:
        return assignment
    tasks = assignment.proposal.assignments.filter(mode=Assignment.Mode.JOINT_LEAD, state__in=IN_HAND).select_related("department")
    return tasks.order_by("pk").first() or assignment


def _reasons(reply: Reply, publication_reason: str | None, contact_exception: str | None) -> dict[str, str]:
    given = {"publication_reason": publication_reason, "contact_exception": contact_exception}
    reasons = {name: getattr(reply, name) if reason is None else printable(reason) for name, reason in given.items()}
    if any(len(reason) > LONGEST_REASON for reason in reasons.values()):
        raise InvalidInput(_("A reason has at most %s characters.") % LONGEST_REASON)
    return reasons


def clean_text(text: Mapping[str, Any]) -> dict[str, Any]:
    """The fields without stray blanks and control characters; raises InvalidInput for what could not be printed.

    What few letters have (`ReplyVersion.RARE_FIELDS`) is in it only where it is set.
    """
    fields: dict[str, Any] = {name: printable(text.get(name, "")) for name in ReplyVersion.TEXT_FIELDS}
    for name in ("title", "addressee"):
        if not fields[name]:
            raise InvalidInput(_("Please fill in: %s.") % _field(name).verbose_name)
    if not parse_body(fields["body"]):
        raise InvalidInput(_("The text is empty."))
    for name in ("title", "contact", "notes"):
        longest = _field(name).max_length or 0
        if len(fields[name]) > longest:
            raise InvalidInput(_("%(field)s: at most %(count)s characters.") % {"field": _field(name).verbose_name, "count": longest})
    attachments = _clean_attachments(text.get("attachments") or ())
    if len(fields["body"]) + sum(len(attachment["body"]) for attachment in attachments) > LONGEST_BODY:
        raise InvalidInput(_("The text has more than %s characters; it was not saved.") % LONGEST_BODY)
    rare = {"attachments": attachments, "secrecy": _clean_secrecy(text.get("secrecy", "")), "urgency": text.get("urgency", "")}
    rare["issuers"] = printable(text.get("issuers", ""))
    if rare["urgency"] and rare["urgency"] not in ReplyVersion.Urgency:
        raise InvalidInput(_("“%s” is not a degree of urgency.") % rare["urgency"])
    return fields | {name: value for name, value in rare.items() if value}


def _check_issuers(reply: Reply, issuers: str) -> None:
    """Nobody is made to issue what he was not asked to co-sign."""
    co_signers = {task.department.full_name for task in reply.co_signers()} if issuers else set()
    if strangers := [name for name in issuers.splitlines() if name not in co_signers]:
        raise InvalidInput(_("Only a co-handler, who co-signs the reply, issues it jointly: %s.") % "、".join(strangers))


def _clean_attachments(given: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    if len(given) > MOST_ATTACHMENTS:
        raise InvalidInput(_("A letter has at most %s attachments.") % MOST_ATTACHMENTS)
    cleaned = [{"title": " ".join(printable(one["title"]).split()), "body": printable(one["body"])} for one in given]
    for number, attachment in enumerate(cleaned, 1):
        if not attachment["title"] or not parse_body(attachment["body"]):
            raise InvalidInput(_("Attachment %s needs a title and a text.") % number)
        if len(attachment["title"]) > LONGEST_ATTACHMENT_TITLE:
            raise InvalidInput(_("The title of an attachment has at most %s characters.") % LONGEST_ATTACHMENT_TITLE)
        if any(line.startswith(MARK) for line in (attachment["title"], *attachment["body"].splitlines())):
            raise InvalidInput(_("No line of an attachment begins with %s.") % MARK)
    return cleaned


def _clean_secrecy(given: str) -> str:
    secrecy = "".join(given.split())
    if not secrecy:
        return ""
    match = SECRECY.fullmatch(secrecy)
    if match is None:
        raise InvalidInput(_("“%s” is no mark of secrecy; it reads such as 秘密★1年 or 机密★6个月.") % secrecy)
    level, count, unit = match.groups()
    if count and int(count) > LONGEST_SECRECY[level] * (12 if unit == "个月" else 1):
        raise InvalidInput(_("%(level)s lasts at most %(years)s years.") % {"level": level, "years": LONGEST_SECRECY[level]})
    return secrecy


def _field(name: str) -> "CharField[str, str] | TextField[str, str]":
    field = ReplyVersion._meta.get_field(name)
    assert isinstance(field, CharField | TextField)
    return field


def printable(text: str) -> str:
    """By category, not by `str.isprintable`, which would drop from a name a rare character that this Python does not know yet."""
    lines = ("".join(c for c in line if c == "\t" or unicodedata.category(c) not in INVISIBLE).rstrip() for line in text.splitlines())
    return "\n".join(lines).strip("\n ")
