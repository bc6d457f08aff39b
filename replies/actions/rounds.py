"""再次答复: a department that has answered answers once more, and what else comes of a rating that is bad."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proposals import permissions, workflow
from proposals.actions import clocks
from proposals.actions.rounds import DISSATISFIED, reopen_assignment
from proposals.errors import InvalidInput, NotReady, ReasonMissing, WrongState
from proposals.models import Assignment, Proposal, User
from proposals.states import CASE_ENDED
from replies.models import RatingLink, Reply, Settlement
from replies.ratings import undecided
from replies.states import ReplyState

Kind = Settlement.Kind


@transaction.atomic
def begin_round(assignment: Assignment, because: str, *, by: User | None, reason: str) -> Reply:
    """The reply of the next round, still without a text: its first one is the drafter's.

    `because` is "dissatisfied" (by a coordinator with a reason, or by nobody where the rules say so) or "fulfilled" (a promise was kept).
    Raises WrongState where the department is still at its answer or the case has no step back, NotAllowed, ReasonMissing.
    """
    workflow.lock(assignment)
    last = assignment.replies.order_by("round").last()
    if last is None:
        raise WrongState(_("%s has sent no answer of its own.") % assignment.department)
    if assignment.proposal.state in CASE_ENDED:
        # The links that ended with the case come to no new life with it.
        yesterday = timezone.localdate() - timedelta(days=1)
        links = RatingLink.objects.filter(reply__assignment__proposal=assignment.proposal, revoked_at=None, expires_on__gt=yesterday)
        links.update(expires_on=yesterday)
    reopen_assignment(assignment, because, by=by, reason=reason, round_=last.round + 1)
    clocks.end(assignment.proposal, "feedback")  # it begins again when the next answer is delivered
    return Reply.objects.create(assignment=assignment, round=last.round + 1, created_by=by)


def follow_rules(reply: Reply) -> None:
    """After a bad rating: where the rules ask for another round always, it begins, once. A second answer is never worked on again by
    itself; that is for the assigning body to say."""
    case = reply.case
    rule = case.rule_set.policy("rework")
    if rule.value != "always" or reply.round > 1 or not undecided(Reply.objects.filter(pk=reply.pk)).exists():
        return
    Settlement.objects.create(reply=reply, kind=Kind.REWORK, words=rule.article or _("The rules ask for it."))
    task = Assignment.objects.select_related("proposal", "department").get(pk=reply.assignment_id)
    task.proposal = case
    begin_round(task, DISSATISFIED, by=None, reason="")


def check_order_rework(reply: Reply, *, by: User) -> None:
    """Raises unless the person may have the case of this reply handled again now."""
    _check_newest(reply)
    check_case_rework(reply.case, by=by)


def check_case_rework(case: Proposal, *, by: User) -> None:
    """Raises unless the person may have some answer of the case given again now."""
    workflow.check_move(case, "rework", by=by)


@transaction.atomic
def order_rework(reply: Reply, *, by: User, reason: str, assignment: Assignment | None = None) -> Reply:
    """Has an answer given again: that of the reply, or, where the case has several, that of another department."""
    case = workflow.lock(reply)
    check_order_rework(reply, by=by)
    task = assignment or reply.assignment
    if task.proposal_id != case.pk:
        raise InvalidInput(_("Choose a department of this case."))
    task.proposal = case
    begun = begin_round(task, DISSATISFIED, by=by, reason=reason)
    Settlement.objects.create(reply=reply, kind=Kind.REWORK, words=reason.strip(), settled_by=by)
    return begun


def check_settle(reply: Reply, *, by: User) -> str:
    """The role as which the person says what came of the bad ratings of this reply; raises with the reason."""
    role = permissions.check(by, "case.rework", reply)
    _check_newest(reply)
    if ended := reply.case_ended(by):
        raise NotReady(ended)
    if not undecided(Reply.objects.filter(pk=reply.pk)).exists():
        raise NotReady(_("Nobody is dissatisfied with this answer, or it was dealt with already."))
    return role


@transaction.atomic
def let_stand(reply: Reply, *, by: User, reason: str) -> Settlement:
    """The answer stands although somebody is dissatisfied with it."""
    case = workflow.lock(reply)
    role = check_settle(reply, by=by)
    if not reason.strip():
        raise ReasonMissing(_("Please write a reason; the person concerned will read it."))
    made = Settlement.objects.create(reply=reply, kind=Kind.STANDS, words=reason.strip(), settled_by=by)
    workflow.record(case, made, "stands", by=by, acting_as=role, reason=made.words, data={"department": reply.department.short_name})
    return made


@transaction.atomic
def record_meeting(reply: Reply, *, by: User, kind: str, held_on: date, participants: str, result: str) -> Settlement:
    """A meeting with the proposer, or an evaluation by others, about an answer that still does not satisfy."""
    case = workflow.lock(reply)
    role = check_settle(reply, by=by)
    if kind not in Settlement.MET:
        raise InvalidInput(_("Choose a meeting or an evaluation."))
    if held_on > timezone.localdate():
        raise InvalidInput(_("%s is still to come.") % date_format(held_on))
    who = " ".join(participants.split())
    if not who or not result.strip():
        raise InvalidInput(_("Please say who took part and what came of it."))
    if len(who) > (longest := Settlement._meta.get_field("participants").max_length or 0):
        raise InvalidInput(_("At most %s characters, please.") % longest)
    made = Settlement.objects.create(reply=reply, kind=kind, words=result.strip(), held_on=held_on, participants=who, settled_by=by)
    data = {"kind": kind, "held_on": held_on.isoformat(), "participants": who}
    workflow.record(case, made, "meet", by=by, acting_as=role, reason=made.words, data=data)
    return made


def _check_newest(reply: Reply) -> None:
    newer = Reply.objects.filter(assignment=reply.assignment_id, round__gt=reply.round)
    if reply.state != ReplyState.DISPATCHED or newer.exists():
        raise WrongState(_("A newer answer is under way."))
