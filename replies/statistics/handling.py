"""The measures of the handling up to the answer and its publication."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Clock, Contact, Notice, OpinionSubmission
from proposals.states import AssignmentState, CaseState, RequestState
from replies.models import Reply
from replies.states import IN_REVIEW, ReplyState
from replies.statistics.definition import HERE, Condition, Ground, Measure
from replies.statistics.units import CO_TASK, EXTENSION, OBJECTION, TASK

ANSWER = ("answer", "answer_difficult")
FACE = (Contact.Kind.FACE, Contact.Kind.VISIT)
SOON = 7  # days


def _clocks(*names: str, **condition: Any) -> Q:
    return Q(Exists(Clock._base_manager.filter(assignment=OuterRef("pk"), name__in=names, **condition)))


def _reply(condition: Q) -> Q:
    return Q(Exists(Reply._base_manager.filter(condition, assignment=OuterRef("pk"))))


def _met(*names: str) -> Q:
    return _clocks(*names, state=Clock.State.MET)


def _met_in_time(*names: str) -> Q:
    return _clocks(*names, state=Clock.State.MET, ended_on__lte=F("due_on"))


def _missed(*names: str) -> Condition:
    return lambda ground: _clocks(*names, state=Clock.State.RUNNING, due_on__lt=ground.today)


def _due(*names: str) -> Condition:
    """Done, or to be done by now."""
    return lambda ground: _met(*names) | _clocks(*names, state=Clock.State.RUNNING, due_on__lt=ground.today)


def _soon(ground: Ground) -> Q:
    until = ground.today + timedelta(days=SOON)
    return _clocks(*ANSWER, state=Clock.State.RUNNING, due_on__range=(ground.today, until))


def _spoken(kinds: Iterable[str]) -> Q:
    """A contact of these kinds that the department itself had at the latest on the day of its first signature."""
    own = {"proposal": OuterRef("assignment__proposal"), "department": OuterRef("assignment__department")}
    of_task = Contact._base_manager.filter(**own, kind__in=list(kinds), held_on__lte=OuterRef("issued_on"))
    return _reply(FIRST_SIGNED & Q(Exists(of_task)))


def _stated(ground: Ground) -> Q:
    """The result is stated, by rules that say which results mean adopted."""
    return Q(outcome__gt="", proposal__rule_set__in=ground.adopted)


def _adopted(ground: Ground) -> Q:
    adopted = Q(pk__in=())
    for rules, codes in ground.adopted.items():
        adopted |= Q(proposal__rule_set=rules, outcome__in=codes)
    return adopted


FIRST_SIGNED = Q(round=1, is_imported=False, issued_on__isnull=False)
# Of joint leads that answer in one letter, one alone has the reply; the tasks of all are done with it.
ANSWERED = _reply(Q(state=ReplyState.DISPATCHED) | Q(is_imported=True)) | Q(state=AssignmentState.DONE)
TO_SIGN = Q(state=AssignmentState.TO_SIGN)
UNDER_REVIEW = _reply(Q(state__in=[*IN_REVIEW, ReplyState.SIGNED, ReplyState.NUMBERED, ReplyState.PRINTED]))
CLOSED = Q(proposal__state__in=[CaseState.CLOSED, CaseState.ARCHIVED])
URGED = Q(Exists(Notice._base_manager.filter(assignment=OuterRef("pk"), urged_by__isnull=False)))
OPINION_GIVEN = Q(Exists(OpinionSubmission._base_manager.filter(opinion__assignment=OuterRef("pk"))))
GRANTED = Q(state=RequestState.GRANTED)
ALL, TASKS, SIGNED = _("all tasks to answer"), _("tasks to answer that were assigned"), _("tasks whose first answer is signed")
USUAL, LAW, FACTS = (
    _("as reports on the handling usually count"),
    _("Deputies Act (2025), article 51"),
    _("Deputies Act (2025), article 51; assessments of the places"),
)

# Each task stands in exactly one of the four stages.
STAGES = (
    Measure("to_sign", _("To be signed for"), TASK, ALL, _("not signed for yet"), HERE, TO_SIGN, rate=False),
    Measure(
        "handling",
        _("Being handled"),
        TASK,
        ALL,
        _("signed for, being handled or drafted"),
        HERE,
        ~TO_SIGN & ~ANSWERED & ~UNDER_REVIEW,
        rate=False,
    ),
    Measure(
        "in_review",
        _("Under review"),
        TASK,
        ALL,
        _("sent for review, numbered or printed, not delivered yet"),
        HERE,
        ~TO_SIGN & ~ANSWERED & UNDER_REVIEW,
        rate=False,
    ),
    Measure("replied", _("Answered"), TASK, ALL, _("answer delivered"), HERE, ~TO_SIGN & ANSWERED, rate=False),
)

RATES: tuple[Measure, ...] = (
    Measure("answered", _("Answer rate"), TASK, TASKS, _("answer delivered; a second answer does not count again"), USUAL, ANSWERED),
    Measure(
        "on_time",
        _("On-time answer rate"),
        TASK,
        _("tasks whose first answer was delivered, or is not although the limit has passed"),
        _("delivered within the limit, extensions included"),
        LAW,
        _met_in_time(*ANSWER),
        _due(*ANSWER),
    ),
    Measure("closed", _("Closing rate"), TASK, TASKS, _("case closed"), USUAL, CLOSED),
    Measure(
        "face",
        _("Meeting rate"),
        TASK,
        SIGNED,
        _("a meeting or visit of the department itself on record by the day of the signature"),
        FACTS,
        _spoken(FACE),
        _reply(FIRST_SIGNED),
    ),
    Measure(
        "contacted",
        _("Contact rate"),
        TASK,
        SIGNED,
        _("a contact of the department itself, of any kind, on record by the day of the signature"),
        FACTS,
        _spoken(Contact.Kind.values),
        _reply(FIRST_SIGNED),
    ),
    Measure(
        "adopted",
        _("Adoption rate"),
        TASK,
        _("tasks whose signed answer states a result"),
        _("the result means solved or adopted"),
        _("classes of results of the places"),
        _adopted,
        _stated,
    ),
    Measure(
        "receipt",
        _("On-time receipt rate"),
        TASK,
        _("tasks that are signed for, or past the limit for it"),
        _("signed for within the limit"),
        _("limits for signing of the places"),
        _met_in_time("receipt"),
        _due("receipt"),
    ),
    Measure(
        "opinion",
        _("On-time opinion rate"),
        CO_TASK,
        _("co-handling tasks with an opinion, or past the limit"),
        _("given within the limit"),
        _("limits for opinions of the places"),
        _met_in_time("opinion"),
        _due("opinion"),
    ),
    Measure(
        "opinion_given", _("Opinion rate"), CO_TASK, _("co-handling tasks that were assigned"), _("opinion given"), USUAL, OPINION_GIVEN
    ),
    Measure(
        "published",
        _("On-time publication rate"),
        TASK,
        _("tasks whose answer is published, or past the limit for it"),
        _("published within the limit"),
        _("State Council Office 2014 No. 46; limits for publishing of the places"),
        _met_in_time("publication"),
        _due("publication"),
    ),
    Measure(
        "returned",
        _("Share of objections granted"),
        OBJECTION,
        _("objections that were raised"),
        _("granted, the case goes to another department"),
        _("rules on objections of the places"),
        GRANTED,
    ),
    Measure("extended", _("Share of extensions granted"), EXTENSION, _("extensions that were asked for"), _("granted"), LAW, GRANTED),
)

COUNTS: tuple[Measure, ...] = (
    Measure("open", _("In hand"), TASK, TASKS, _("answer not delivered yet"), HERE, ~ANSWERED, rate=False),
    Measure("overdue", _("Past the limit"), TASK, TASKS, _("limit passed, answer not delivered"), HERE, _missed(*ANSWER), rate=False),
    Measure(
        "soon",
        _("Due within seven days"),
        TASK,
        TASKS,
        _("due within seven days from today, answer not delivered"),
        HERE,
        _soon,
        rate=False,
    ),
    Measure("outcome", _("Result stated"), TASK, TASKS, _("signed answer states a result"), HERE, Q(outcome__gt=""), rate=False),
    Measure("urged", _("Tasks urged"), TASK, TASKS, _("urged at least once"), HERE, URGED, rate=False),
)
