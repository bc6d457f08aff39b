"""The measures of the handling up to the answer and its publication."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

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
ALL, TASKS, SIGNED = "全部答复任务", "交办的答复任务", "首次答复已经签发的任务"
USUAL, LAW, FACTS = "各地办理情况报告通行口径", "代表法（2025）第五十一条", "代表法（2025）第五十一条；各地考核口径"

# Each task stands in exactly one of the four stages.
STAGES = (
    Measure("to_sign", "待签收", TASK, ALL, "还没有签收的", HERE, TO_SIGN, rate=False),
    Measure("handling", "办理中", TASK, ALL, "已签收、正在办理或者拟稿的", HERE, ~TO_SIGN & ~ANSWERED & ~UNDER_REVIEW, rate=False),
    Measure(
        "in_review",
        "审签中",
        TASK,
        ALL,
        "已送审签、编号或者印制，还没有送达的",
        HERE,
        ~TO_SIGN & ~ANSWERED & UNDER_REVIEW,
        rate=False,
    ),
    Measure("replied", "已答复", TASK, ALL, "答复已经送达的", HERE, ~TO_SIGN & ANSWERED, rate=False),
)

RATES: tuple[Measure, ...] = (
    Measure("answered", "办复率", TASK, TASKS, "答复已经送达的（再次答复不重复计）", USUAL, ANSWERED),
    Measure(
        "on_time",
        "按期答复率",
        TASK,
        "首次答复已经送达，或者已过期限还没有送达的任务",
        "在批准延期后的期限以内送达的",
        LAW,
        _met_in_time(*ANSWER),
        _due(*ANSWER),
    ),
    Measure("closed", "办结率", TASK, TASKS, "所在案件已经办结的", USUAL, CLOSED),
    Measure(
        "face",
        "面商率",
        TASK,
        SIGNED,
        "签发以前（含当日）本单位有当面沟通或者走访记录的",
        FACTS,
        _spoken(FACE),
        _reply(FIRST_SIGNED),
    ),
    Measure(
        "contacted",
        "沟通率",
        TASK,
        SIGNED,
        "签发以前（含当日）本单位有任何一种沟通记录的",
        FACTS,
        _spoken(Contact.Kind.values),
        _reply(FIRST_SIGNED),
    ),
    Measure("adopted", "采纳率", TASK, "签发的答复写明办理结果的任务", "办理结果属于解决或者采纳的", "各地办理结果分类", _adopted, _stated),
    Measure(
        "receipt",
        "按期签收率",
        TASK,
        "已经签收，或者已过签收期限的任务",
        "在期限以内签收的",
        "各地规定的签收期限",
        _met_in_time("receipt"),
        _due("receipt"),
    ),
    Measure(
        "opinion",
        "会办意见按期率",
        CO_TASK,
        "已经提出会办意见，或者已过期限的会办任务",
        "在期限以内提出的",
        "各地规定的会办期限",
        _met_in_time("opinion"),
        _due("opinion"),
    ),
    Measure("opinion_given", "会办意见提出率", CO_TASK, "交办的会办任务", "已经提出会办意见的", USUAL, OPINION_GIVEN),
    Measure(
        "published",
        "按期公开率",
        TASK,
        "答复已经公开，或者已过公开期限的任务",
        "在期限以内公开的",
        "国办发〔2014〕46号；各地规定的公开期限",
        _met_in_time("publication"),
        _due("publication"),
    ),
    Measure("returned", "退办获准率", OBJECTION, "提出的退办申请", "获准改办的", "各地退办规定", GRANTED),
    Measure("extended", "延期获准率", EXTENSION, "提出的延期申请", "获准延期的", LAW, GRANTED),
)

COUNTS: tuple[Measure, ...] = (
    Measure("open", "在办", TASK, TASKS, "答复还没有送达的", HERE, ~ANSWERED, rate=False),
    Measure("overdue", "逾期", TASK, TASKS, "已过期限，答复还没有送达的", HERE, _missed(*ANSWER), rate=False),
    Measure("soon", "七天内到期", TASK, TASKS, "今天起七天以内到期，答复还没有送达的", HERE, _soon, rate=False),
    Measure("outcome", "写明办理结果", TASK, TASKS, "签发的答复写明办理结果的", HERE, Q(outcome__gt=""), rate=False),
    Measure("urged", "被催办的任务", TASK, TASKS, "至少被催办过一次的", HERE, URGED, rate=False),
)
