"""A reply with all that the pages which show it read, in few queries; and where it stands among the drafts that wait for a person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects
from django.http import Http404, HttpRequest

from proposals.asking import Question, ask
from proposals.folding import fill, folded
from proposals.models import Contact, CoOpinion, Disagreement, OpinionAttachment, OpinionSubmission, Proposer, User
from proposals.views.accounts import reader
from proposals.views.case_page import tasks_for
from replies import work
from replies.models import (
    Comment,
    Delivery,
    Look,
    OfficialDocument,
    Reply,
    ReplyFigure,
    ReplyVersion,
    ReturnReason,
    ReviewStep,
    Settlement,
    TakenParagraph,
)
from replies.models.agreements import AT_ODDS
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
    """The reply with what is folded into its row, or a 404 for whoever does not see it."""
    reply = _found(_shown, reader(request), pk)
    given = reply.__dict__
    fill(reply, "looks", given["looks_found"])
    fill(reply, "documents", given["documents_found"])
    fill(reply, "deliveries", given["deliveries_found"])
    fill(reply.case.rule_set, "return_reasons", given["reasons_found"])
    return reply


def reply_to_draw(request: HttpRequest, pk: int) -> Reply:
    """As `visible_reply`, with what the text alone and its checks need: asked for at every pause of the one who writes."""
    return _found(_drawn, reader(request), pk)


def _found(question: Question, user: User, pk: int) -> Reply:
    reply: Reply | None = next(iter(ask(question, user, pk)), None)
    if reply is None:
        raise Http404
    fill(reply, "figures", reply.__dict__["figures_found"])
    fill(reply.case, "contacts", reply.__dict__["contacts_found"])
    return reply


def _drawn(user: User, pk: int) -> "QuerySet[Any]":
    found: QuerySet[Any] = Reply.objects.visible_to(user).select_related(*REPLIES).annotate(**_of_text()).filter(pk=pk)
    return found


def _shown(user: User, pk: int) -> "QuerySet[Any]":
    found: QuerySet[Any] = _drawn(user, pk).annotate(**_of_page(user))
    return found


def _of_text() -> dict[str, Any]:
    """Small rows that a draft is checked by, and of which larger ones there are any."""
    case, of_reply = OuterRef("assignment__proposal"), {"reply": OuterRef("pk")}
    contacts = Contact.objects.filter(proposal=case, department=OuterRef("assignment__department"))
    before = Reply.objects.filter(assignment=OuterRef("assignment"), round__lt=OuterRef("round"), delivered_on__isnull=False)
    odds = Disagreement.objects.filter(raised_for__proposal=case, **AT_ODDS)
    return {
        "contacts_found": folded(contacts, "proposal", "id", "department_id", "kind", "phase", "by_head", "held_on"),
        "answered_before": Subquery(before.order_by("-round").values("delivered_on")[:1]),
        "odds_found": folded(odds, "raised_for__proposal", "id", "raised_for_id", "against_id", *AT_ODDS),
        "figures_found": folded(ReplyFigure.objects.filter(**of_reply), "reply", "id", "name", "sha256", "size", "width", "height"),
        "has_letters": Exists(Reply.objects.filter(follows=OuterRef("pk"))),
        "has_taken": Exists(TakenParagraph.objects.filter(**of_reply)),
        "has_comments": Exists(Comment.objects.filter(**of_reply)),
    }


def _of_page(user: User) -> dict[str, Any]:
    """Small rows that the pages of a reply show beside its text."""
    of_reply = {"reply": OuterRef("pk")}
    reasons = ReturnReason.objects.filter(rule_set=OuterRef("assignment__proposal__rule_set"))
    delivered = ("id", "proposer_id", "way", "words", "delivered_on", "received_on", "received_by")
    return {
        "looks_found": folded(Look.objects.filter(person=user, **of_reply), "reply", "id", "version_id", "at"),
        "documents_found": folded(OfficialDocument.objects.filter(**of_reply), "reply", "id", "pages", "created_at"),
        "deliveries_found": folded(Delivery.objects.visible_to(user).filter(**of_reply), "reply", *delivered),
        "reasons_found": folded(reasons, "rule_set", "id", "text", "order"),
        "has_settlements": Exists(Settlement.objects.filter(**of_reply)),
    }


def reply_to_read(request: HttpRequest, pk: int) -> Reply:
    """As `visible_reply`, with all that pages read of it, to be read and not written: it stays as it was."""
    reply = visible_reply(request, pk)
    gather(reply, reader(request))
    return reply


def gather(reply: Reply, user: User) -> None:
    """Prefetches what the pages of a reply read, for one of `visible_reply`; versions, steps, comments and origins are empty for whoever
    does not see the inside."""
    letters = Reply.objects.select_related("assignment__department", "assignment__proposal__session", "assignment__proposal__rule_set")
    taken = TakenParagraph.objects.select_related("version", "submission__opinion__assignment__department").order_by("pk")
    versions, steps, comments = drafted(user)
    rows = {
        "letters": Prefetch("letters", letters.order_by("assignment__proposal__case_no", "pk")),
        "taken": Prefetch("taken", taken.visible_to(user)),
        **({} if reply.state in FROZEN else {"comments": comments}),
    }
    there = {name for name in rows if reply.__dict__[f"has_{name}"]}
    for name in rows.keys() - there:
        fill(reply, name, [])
    prefetch_related_objects([reply], versions, steps, *(rows[name] for name in sorted(there)))
    of_pk = {version.pk: version for version in reply.versions.all()}
    for look in reply.looks.all() if reply.has_loaded("looks") else ():
        look.version = of_pk[look.version_id]
    prefetch_related_objects([reply.case], Prefetch("assignments", tasks_for(user)))
    for task in reply.case.assignments.all():
        fill(task, "disagreements", [one for one in reply.__dict__["odds_found"] or [] if one["raised_for_id"] == task.pk])
    cases = [reply.case, *(letter.case for letter in reply.letters.all())]
    prefetch_related_objects(cases, Prefetch("proposers", Proposer.objects.select_related("person", "group")))


def drafted(user: User) -> "tuple[Prefetch[Any], ...]":
    """What it depends on whether a draft can be sent for review: its versions, steps and comments."""
    steps = ReviewStep.objects.select_related("decided_by", "version", "co_signer__department").order_by("pk")
    comments = Comment.objects.told_apart().select_related("version", "author", "settled_by").order_by("pk")
    return (
        Prefetch("versions", ReplyVersion.objects.visible_to(user).select_related("author").order_by("number")),
        Prefetch("review_steps", steps.visible_to(user)),
        Prefetch("comments", comments.visible_to(user)),
    )


def opinions_read(reply: Reply) -> list[CoOpinion]:
    """The opinions that the reader of a gathered reply sees, with their texts and files. One query."""
    tasks: list[Any] = list(reply.case.assignments.all())
    found = sorted((task.opinion for task in tasks if task.opinion_seen), key=lambda opinion: opinion.pk)
    files = folded(OpinionAttachment.objects.filter(submission=OuterRef("pk")), "submission", "id", "name", "size")
    texts = OpinionSubmission.objects.select_related("submitted_by").annotate(files_found=files).order_by("number")
    prefetch_related_objects(found, Prefetch("submissions", texts))
    for text in (one for opinion in found for one in opinion.submissions.all()):
        fill(text, "attachments", text.files_found)
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
