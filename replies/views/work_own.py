"""Where the own proposals stand, in the words of those who proposed them. Nothing here comes from inside the house: what is read are
the tasks of the departments, the replies that were sent, and what the proposers may know of both (`visible_to`)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.utils.translation import gettext as _

from proposals.models import Assignment, Commitment, CommitmentNote, Department, Proposal, User
from proposals.states import CASE_ENDED, IN_HAND, CaseState
from proposals.views.standing import Standing, earliest
from proposals.views.track import Stage, stages
from replies import work as queries
from replies.models import OfficialDocument, Rating, Reply
from replies.querysets import own_proposers
from replies.ratings import to_rate
from replies.states import ReplyState


@dataclass(frozen=True)
class Sent:
    """A reply that was sent, with its newest page, what the reader said of it, and whether he or she may say it now."""

    reply: Reply
    document: OfficialDocument | None
    rating: Rating | None
    to_rate: bool


@dataclass(frozen=True)
class Own:
    """One proposal as its proposer sees it."""

    standing: Standing
    sent: list[Sent]
    promises: list[Commitment]

    @property
    def case(self) -> Proposal:
        return self.standing.case

    @property
    def task(self) -> Assignment | None:
        """The answer that is waited for, the earliest due; None where none is."""
        return earliest(task for task in self.standing.answering if task.state in IN_HAND and not self.standing.ended)

    @property
    def co_handlers(self) -> list[Department]:
        return [task.department for task in self.standing.current if not task.answers]

    @property
    def to_call(self) -> list[Department]:
        """Who answers questions about it: the departments, and before there are any the assigning body."""
        body = self.case.assigning_body
        asked = [task.department for task in self.standing.answering] or ([body] if body else [])
        return [one for one in asked if one.contact_phone]

    @property
    def to_rate(self) -> bool:
        return any(one.to_rate for one in self.sent)

    @property
    def over(self) -> bool:
        return self.case.state in CASE_ENDED and not self.to_rate

    @property
    def track(self) -> list[Stage]:
        answered = max((one.reply.issued_on for one in self.sent if one.reply.issued_on), default=None)
        rated = sum(one.rating is not None for one in self.sent)
        return stages(self.standing, contacts=None, ratings=rated, to_rate=self.to_rate, answered_on=answered)

    @property
    def sentence(self) -> str:
        """Where it stands, in one sentence; empty where the replies sent say it all."""
        case, tasks = self.case, self.standing.answering
        if case.state == CaseState.REGISTERED:
            return _("Registered; it is being decided which department answers it.")
        if case.state == CaseState.FILED:
            return _("Filed; it is being decided which department answers it.")
        if case.state in (CaseState.NOT_FILED, CaseState.CONVERTED):
            decided = [made.words for made in case.filing_decisions.all() if made.words]
            said = _("Not filed.") if case.state == CaseState.NOT_FILED else _("Not handled as a proposal; passed on as public opinion.")
            return " ".join([said, *decided])
        if case.state == CaseState.WITHDRAWN:
            return _("Withdrawn; nothing more is done.")
        if case.state == CaseState.ARCHIVED and not self.sent:
            return _("Archived; nothing more is done.")
        if case.state in (CaseState.ANSWERED, CaseState.CLOSED, CaseState.ARCHIVED):
            if self.sent:
                return _("Handling has ended.") if case.state in CASE_ENDED else ""
            return _("Answered by %(names)s.") % {"names": _names(tasks)}
        said = (
            _("Handed to %(who)s, which has not yet signed for it.") if case.state == CaseState.ASSIGNED else _("%(who)s is handling it.")
        )
        return said % {"who": _names([task for task in tasks if task.state in IN_HAND])}


def _names(tasks: list[Assignment]) -> str:
    return "、".join(task.department.short_name for task in tasks)


def own_rows(user: User) -> list[Own]:
    """All of the reader's proposals: first what he or she is asked for, then what is on its way, then what is over. The number of
    queries is the same however many there are."""
    rows = _made([Standing(case, user, inside=False) for case in queries.own_proposals(user)], user)
    return sorted(rows, key=lambda one: (not one.to_rate, one.over))


def own_case(standing: Standing, user: User) -> Own:
    return _made([standing], user)[0]


def _made(standings: list[Standing], user: User) -> list[Own]:
    tasks = {task.pk: task for standing in standings for task in standing.answering}
    mine = Rating.objects.standing().filter(proposer__in=own_proposers(user).values("pk"))
    sent = Reply.objects.filter(state=ReplyState.DISPATCHED, assignment__in=tasks).select_related("number").order_by("round", "pk")
    sent = sent.annotate(asked=Exists(to_rate(user).filter(pk=OuterRef("pk"))))
    replies: list[Any] = list(sent.prefetch_related("documents", Prefetch("ratings", mine, to_attr="own_ratings")))
    reports = CommitmentNote.objects.filter(commitment=OuterRef("pk")).order_by("-pk")
    made = Commitment.objects.visible_to(user).filter(assignment__in=tasks)
    made = made.annotate(reported=Subquery(reports.values("text")[:1]), reported_on=Subquery(reports.values("on")[:1]))
    promises = list(made) if replies else []
    found: dict[int, Own] = {standing.case.pk: Own(standing, [], []) for standing in standings}
    for reply in replies:
        reply.assignment = tasks[reply.assignment_id]
        document = max(reply.documents.all(), key=lambda one: one.pk, default=None)
        rating = next(iter(reply.own_ratings), None)
        if rating:
            rating.reply = reply
        found[reply.assignment.proposal_id].sent.append(Sent(reply, document, rating, reply.asked))
    for promise in promises:
        found[tasks[promise.assignment_id].proposal_id].promises.append(promise)
    return [found[standing.case.pk] for standing in standings]
