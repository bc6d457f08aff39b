"""Taking a paragraph from a co-handler's opinion into the draft, so that it is known later whose it is."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proposals import workflow
from proposals.errors import InvalidInput, NotReady
from proposals.models import CoOpinion, OpinionSubmission, User
from proposals.states import OpinionState
from replies.actions.drafts import check_save_draft, clean_text, save_draft
from replies.descent import bare, paragraphs
from replies.errors import StaleDraft
from replies.models import Reply, ReplyVersion, TakenParagraph
from replies.structure import Element, body_text, parse_body

TAKEN_FROM = (OpinionState.SUBMITTED, OpinionState.ADOPTED)
# Where to put it: after the paragraph of this number of the version that the editor was opened at, or after this line as typed.
AFTER_LINE = re.compile(r"line-(\d{1,6})")


@transaction.atomic
def take_paragraph(
    reply: Reply,
    text: Mapping[str, Any],
    *,
    submission: OpinionSubmission,
    number: int,
    base: int,
    by: User,
    place: str = "",
    **decided: Any,
) -> ReplyVersion:
    """Saves `text` with paragraph `number` (from 1) of the opinion put into its body as a new version, and notes where it came from.

    `place` is the number of a paragraph of version `base` or line-N of the body; it goes to the end where that is empty or not found.
    `decided` is passed on to `save_draft`. Raises what that raises, and InvalidInput or NotReady where the paragraph cannot be taken.
    """
    reply.lock_letters()
    case = reply.case
    role = check_save_draft(reply, by=by)
    latest = reply.latest
    if latest and latest.number != base:
        raise StaleDraft(latest, clean_text(text), by)
    paragraph = _paragraph(reply, submission, number, by)
    body = str(text.get("body", ""))
    if bare(paragraph.text) in paragraphs(body):
        raise InvalidInput(_("This paragraph is in the draft already."))
    version = save_draft(reply, {**text, "body": _put(body, paragraph, place, latest)}, base=base, by=by, **decided)
    digest = workflow.digest(bare(paragraph.text))
    TakenParagraph.objects.create(
        reply=reply, version=version, submission=submission, text=paragraph.text, agreed_digest=digest, taken_by=by
    )
    data = {
        "department": submission.opinion.assignment.department.short_name,
        "number": submission.number,
        "version": version.number,
        "paragraph_digest": digest,
    }
    workflow.record(case, reply, "take", by=by, acting_as=role, data=data)
    return version


def _paragraph(reply: Reply, submission: OpinionSubmission, number: int, by: User) -> Element:
    opinion = submission.opinion
    seen = CoOpinion.objects.visible_to(by).filter(pk=opinion.pk, assignment__in=reply.co_handlers())
    if not seen.exists():
        raise InvalidInput(_("This is not an opinion about this reply."))
    if opinion.state not in TAKEN_FROM or opinion.submissions.filter(number__gt=submission.number).exists():
        raise NotReady(_("The opinion was sent back or given again; take from the text that holds."))
    found = parse_body(submission.text)
    if not 0 < number <= len(found):
        raise InvalidInput(_("The opinion has no such paragraph."))
    return found[number - 1]


def _put(body: str, paragraph: Element, place: str, latest: ReplyVersion | None) -> str:
    if match := AFTER_LINE.fullmatch(place):
        lines = body.splitlines()
        at = int(match[1])
        return "\n".join([*lines[:at], paragraph.text, *lines[at:]])
    elements = parse_body(body)
    at = len(elements)
    if place.isdecimal() and latest:
        before = parse_body(latest.body)
        chosen = before[int(place) - 1].text if 0 < int(place) <= len(before) else None
        # Counted over the version that the reader saw; what was typed since may have shifted it.
        at = next((n for n, element in enumerate(elements, 1) if element.text == chosen), at)
    return body_text([*elements[:at], paragraph, *elements[at:]])
