"""A reply with all that the pages which show it read, in few queries; and where it stands among the drafts that wait for a person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from proposals.models import CoOpinion, OpinionSubmission, Proposer, User
from proposals.views.accounts import reader
from proposals.views.case_page import tasks_for
from replies import work
from replies.models import Comment, Reply, ReplyVersion, ReviewStep, TakenParagraph
from replies.states import FROZEN, ReplyState

REPLIES = (
    "assignment__proposal__session",
    "assignment__proposal__rule_set",
    "assignment__department",
    "number",
    "signed_version",
    "signed_by",
)
# Where a draft stands → what it waits for, as `work.waiting` names it.
WAITS_FOR = {
    ReplyState.CO_SIGNING: "co_sign",
    ReplyState.OFFICE_REVIEW: "review",
    ReplyState.DEPUTY_APPROVAL: "approve",
    ReplyState.HEAD_APPROVAL: "sign",
}


def visible_reply(request: HttpRequest, pk: int) -> Reply:
    """The reply, or a 404 for whoever does not see it."""
    reply: Reply = get_object_or_404(Reply.objects.visible_to(reader(request)).select_related(*REPLIES), pk=pk)
    return reply


def reply_to_read(request: HttpRequest, pk: int) -> Reply:
    """As `visible_reply`, with all that pages read of it, to be read and not written: it stays as it was."""
    reply = visible_reply(request, pk)
    gather(reply, reader(request))
    return reply


def gather(reply: Reply, user: User) -> None:
    """Prefetches what the pages of a reply read; versions, steps, comments and origins are empty for whoever does not see the inside."""
    letters = Reply.objects.select_related("assignment__department", "assignment__proposal__session", "assignment__proposal__rule_set")
    taken = TakenParagraph.objects.select_related("version", "submission__opinion__assignment__department").order_by("pk")
    versions, steps, comments = drafted(user)
    prefetch_related_objects(
        [reply],
        versions,
        Prefetch("letters", letters.order_by("assignment__proposal__case_no", "pk")),
        steps,
        Prefetch("taken", taken.visible_to(user)),
        *([] if reply.state in FROZEN else [comments]),
    )
    prefetch_related_objects([reply.case], tasks_for(user, letters=False))
    cases = [reply.case, *(letter.case for letter in reply.letters.all())]
    prefetch_related_objects(cases, Prefetch("proposers", Proposer.objects.select_related("person", "group")))


def drafted(user: User) -> "tuple[Prefetch[Any], ...]":
    """What it depends on whether a draft can be sent for review: its versions, steps and comments."""
    steps = ReviewStep.objects.select_related("decided_by", "version", "co_signer__department").order_by("pk")
    comments = Comment.objects.select_related("version", "author", "settled_by").order_by("pk")
    return (
        Prefetch("versions", ReplyVersion.objects.visible_to(user).select_related("author").order_by("number")),
        Prefetch("review_steps", steps.visible_to(user)),
        Prefetch("comments", comments.visible_to(user)),
    )


def opinions_read(reply: Reply) -> list[CoOpinion]:
    """The opinions that the reader of a gathered reply sees, with their texts and files. Two queries."""
    tasks: list[Any] = list(reply.case.assignments.all())
    found = sorted((task.opinion for task in tasks if task.opinion_seen), key=lambda opinion: opinion.pk)
    texts = OpinionSubmission.objects.select_related("submitted_by").order_by("number").prefetch_related("attachments")
    prefetch_related_objects(found, Prefetch("submissions", texts))
    return found


@dataclass(frozen=True)
class Queue:
    """The drafts that wait for the same look of the same person, the one due first first; `at` counts from 1, 0 where it is not there."""

    replies: list[int]
    at: int

    @property
    def count(self) -> int:
        return len(self.replies)

    @property
    def following(self) -> int | None:
        """The one to judge after this one: the next, or from the beginning."""
        others = self.replies[self.at :] + self.replies[: max(self.at - 1, 0)]
        return next(iter(others), None)


def queue(user: User, state: str, reply: Reply) -> Queue:
    """Those that wait at this state. One query, or none for whoever judges nothing."""
    rows = work.waiting(user).get(WAITS_FOR.get(ReplyState(state), ""))
    if rows is None:
        return Queue([], 0)
    found: list[tuple[date | None, str, int]] = list(rows.order_by().values_list("due", "assignment__proposal__case_no", "pk"))
    pks = [pk for _due, _no, pk in sorted(found, key=lambda row: (row[0] is None, row[0] or date.max, row[1], row[2]))]
    return Queue(pks, pks.index(reply.pk) + 1 if reply.pk in pks else 0)
