"""Remarks of reviewers on paragraphs: made while the draft is with them, settled by the drafter while it is written on; and notes that the
drafter leaves to those who read it after him.

Whoever reviews may count a remark as settled, too, or open again one that the drafter counted as settled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals import workflow
from proposals.errors import InvalidInput, WrongState
from proposals.models import User
from replies.actions.drafts import check_save_draft, printable
from replies.actions.looks import look
from replies.actions.review import check_seen
from replies.differences import alike
from replies.models import Comment, Reply, ReplyVersion
from replies.structure import parse_body

LONGEST_COMMENT = 2000
EVENTS = {"changed": "take_up", "not_taken": "set_aside"}


@dataclass(frozen=True)
class Settled:
    """How the drafter settled a comment: a value of `Comment.Settlement`, and a word why, which one that is not taken up must have."""

    settlement: str
    answer: str = ""


@dataclass(frozen=True)
class Note:
    """What the drafter says of a paragraph, by the words of that paragraph."""

    on: str
    text: str


def check_comment(reply: Reply, *, by: User) -> str:
    """The role as which the person may comment: that of whoever may send the draft back now. Raises with the reason."""
    return workflow.check_move(reply, "send_back", by=by)[1]


@transaction.atomic
def add_comment(reply: Reply, *, paragraph: int, text: str, seen: int, by: User) -> Comment:
    """A remark on paragraph `paragraph` of version `seen`, which must be the newest. Raises as `check_comment`, or InvalidInput."""
    workflow.lock(reply)
    role = check_comment(reply, by=by)
    check_seen(reply, seen)
    version = reply.latest
    assert version is not None  # nothing without a text is in review
    comment = _comment(reply, version, paragraph, text, by)
    look(reply, version, by=by)
    workflow.record(reply.case, comment, "comment", by=by, acting_as=role, data=_data(comment))
    return comment


@transaction.atomic
def add_notes(reply: Reply, notes: Sequence[Note], *, by: User) -> list[Comment]:
    """The drafter's notes on paragraphs of the newest version, found by their words. Raises as `check_save_draft`, or InvalidInput."""
    if not notes:
        return []
    workflow.lock(reply)
    role = check_save_draft(reply, by=by)
    version = reply.latest
    if version is None or not (paragraphs := [element.text for element in parse_body(version.body)]):
        raise InvalidInput(_("A note stands beside a paragraph; the text has none yet."))
    made = [_comment(reply, version, _place(note.on, paragraphs), note.text, by) for note in notes]
    for comment in made:
        workflow.record(reply.case, comment, "note", by=by, acting_as=role, data=_data(comment))
    return made


def _place(words: str, paragraphs: Sequence[str]) -> int:
    """The number of the paragraph that reads so, else of the first that is alike, else of the last."""
    wanted = "\n".join(element.text for element in parse_body(words))
    for same in (str.__eq__, alike):
        for number, text in enumerate(paragraphs, 1):
            if same(text, wanted):
                return number
    return len(paragraphs)


def _comment(reply: Reply, version: ReplyVersion, paragraph: int, text: str, by: User) -> Comment:
    words = printable(text)
    if not words:
        raise InvalidInput(_("Please write the comment; the drafter reads it beside the paragraph."))
    if len(words) > LONGEST_COMMENT:
        raise InvalidInput(_("A comment has at most %s characters.") % LONGEST_COMMENT)
    elements = parse_body(version.body)
    if not 0 < paragraph <= len(elements):
        raise InvalidInput(_("The text has no paragraph %s.") % paragraph)
    quote = elements[paragraph - 1].text
    return Comment.objects.create(reply=reply, version=version, paragraph=paragraph, quote=quote, text=words, author=by)


def _data(comment: Comment) -> dict[str, Any]:
    return {"version": comment.version.number, "paragraph": comment.paragraph, "text_digest": workflow.digest(comment.text)}


@transaction.atomic
def settle(reply: Reply, settled: Mapping[int, Settled], *, by: User) -> list[Comment]:
    """Settles open comments of the reply, by their ids; those settled. All of them or none.

    Raises WrongState where one is settled already, InvalidInput where one is set aside without a word.
    """
    workflow.lock(reply)
    role = check_save_draft(reply, by=by)
    found = Comment.objects.filter(reply=reply).in_bulk(list(settled))
    for pk, how in settled.items():
        comment = found.get(pk)
        if comment is None or comment.settled_at:
            raise WrongState(_("This comment is settled already."))
        if how.settlement not in Comment.Settlement:
            raise InvalidInput(_("“%s” is not a way to settle a comment.") % how.settlement)
        answer = printable(how.answer)
        if how.settlement == Comment.Settlement.NOT_TAKEN and not answer:
            raise InvalidInput(_("Say in a word why a comment is not taken up; the reviewer reads it."))
        if len(answer) > LONGEST_COMMENT:
            raise InvalidInput(_("A comment has at most %s characters.") % LONGEST_COMMENT)
        comment.settlement, comment.answer, comment.settled_by, comment.settled_at = how.settlement, answer, by, timezone.now()
        comment.save(update_fields=["settlement", "answer", "settled_by", "settled_at"])
        data = {"paragraph": comment.paragraph, "text_digest": workflow.digest(answer)}
        workflow.record(reply.case, comment, EVENTS[how.settlement], by=by, acting_as=role, data=data)
    return list(found.values())


@transaction.atomic
def close(comment: Comment, *, by: User) -> None:
    """The reviewer's word that a comment is settled. Raises as `check_comment`, or WrongState where it is settled already."""
    workflow.lock(comment.reply)
    role = check_comment(comment.reply, by=by)
    comment.refresh_from_db()
    if comment.settled_at:
        raise WrongState(_("This comment is settled already."))
    comment.settlement, comment.settled_by, comment.settled_at = Comment.Settlement.CHANGED, by, timezone.now()
    comment.save(update_fields=["settlement", "settled_by", "settled_at"])
    workflow.record(comment.reply.case, comment, "close", by=by, acting_as=role, data={"paragraph": comment.paragraph})


@transaction.atomic
def reopen(comment: Comment, *, by: User) -> None:
    """What was counted as settled is not. Raises as `check_comment`, or WrongState where it is open."""
    workflow.lock(comment.reply)
    role = check_comment(comment.reply, by=by)
    comment.refresh_from_db()
    if not comment.settled_at:
        raise WrongState(_("This comment is open."))
    data = {"paragraph": comment.paragraph, "answer": comment.answer}
    comment.settlement, comment.answer, comment.settled_by, comment.settled_at = "", "", None, None
    comment.save(update_fields=["settlement", "answer", "settled_by", "settled_at"])
    workflow.record(comment.reply.case, comment, "reopen", by=by, acting_as=role, data=data)
