"""From models to the documents beside the reply: a co-handler's opinion, the form for the proposer's rating, a collection volume."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.errors import NotReady, WrongState
from proposals.models import CoOpinion, Department, Group, Proposer
from proposals.models.master import RuleSet
from proposals.session_labels import to_chinese
from replies import rendering, wording
from replies.letters import framed, letter_for
from replies.models import Reply, Volume
from replies.models.feedback import ASPECTS
from replies.ratings import asked
from replies.rendering import feedback, volume
from replies.states import REPLY, ReplyState
from replies.structure import parse_body

ISSUED = (ReplyState.NUMBERED, ReplyState.PRINTED, ReplyState.DISPATCHED)
SPAN = {"months": "{}个月", "days": "{}日", "working_days": "{}个工作日"}


def opinion_letter(opinion: CoOpinion, *, plain: bool = False) -> rendering.Letter:
    """会办意见 as a letter or file of the co-handler, or `plain`, to be read. Nothing is sealed: the seal is put on paper.

    Where the department has a document word the number's place is left open. Raises NotReady before a text is submitted.
    """
    submission = opinion.latest
    if submission is None:
        raise NotReady(_("Nothing has been submitted yet."))
    case, department = opinion.case, opinion.assignment.department
    day = timezone.localdate(submission.submitted_at)
    layout = department.layout() | {"seal": "", "stamp": "", "sealing": Department.Sealing.SEAL.value}
    stated = department.kind != Department.Kind.UNSTATED
    layout["form"] = department.opinion_form if stated and not plain else Department.Form.PLAIN.value
    leads = [task.department.full_name for task in case.assignments.select_related("department").order_by("pk") if task.answers]
    letter = rendering.Letter(
        title=f"关于{case.session.label}第{case.case_no}号{case.kind_word}的会办意见",
        addressee=f"{'、'.join(leads)}：" if leads else "",
        body=tuple(parse_body(submission.text)),
        issued_on=day,
        contact=department.contact_line,
        document_number=f"{department.opinion_word}〔{day.year}〕\u3000号" if department.opinion_word and not plain else "",
    )
    return framed(letter, layout)


def print_opinion(opinion: CoOpinion, *, plain: bool = False) -> rendering.Rendered:
    """Raises NotReady before a text is submitted, RenderError as `render` does."""
    return rendering.render(opinion_letter(opinion, plain=plain))


def feedback_form(reply: Reply) -> rendering.Rendered:
    """征询意见表 of a reply that has its number, a page for each proposer who is asked. Raises WrongState before that.

    It goes through the hands of the department, so nothing secret is on it: the personal link is handed over by the assigning body.
    """
    if reply.state not in ISSUED:
        raise WrongState(_("The form goes with the numbered reply; this one stands at “%s”.") % REPLY.label(reply.state))
    return feedback.print_feedback(feedback_of(reply))


def feedback_of(reply: Reply) -> feedback.FeedbackForm:
    case, body = reply.case, reply.case.assigning_body
    return feedback.FeedbackForm(
        session=case.session.label,
        number=f"第{case.case_no}号",
        kind=case.kind_word,
        title=case.title,
        proposers=tuple(_asked(proposer) for proposer in asked(case)),
        handler=reply.department.full_name,
        co_handlers=tuple(wording.co_handler_names(case)),
        answered_on=reply.issued_on,
        document_number=reply.number_text,
        scales=tuple((ASPECTS[name], tuple(grade.label for grade in grades)) for name, grades in case.rule_set.rating_scales.items()),
        due=_due(case.rule_set),
        return_to=body.full_name if body else "",
        address=body.address if body else "",
        phone=body.contact_phone if body else "",
    )


def _asked(proposer: Proposer) -> feedback.Asked:
    who = proposer.who
    return feedback.Asked(who.name, "" if isinstance(who, Group) else who.delegation, isinstance(who, Group))


def _due(rules: RuleSet) -> str:
    """收到答复后15个工作日内, 5月31日前, or nothing where the rules say nothing."""
    limit = rules.limit("feedback")
    if limit is None:
        return ""
    if limit.unit == "date":
        month, _dash, day = str(limit.count).partition("-")
        return f"{int(month)}月{int(day)}日前"
    return f"收到答复后{SPAN[limit.unit].format(limit.count)}内"


def volume_of(made: Volume) -> volume.Volume:
    """What is bound: the replies of a volume in its grouping, each as it was signed, without the code by which its own file is verified."""
    rows = made.replies.select_related("assignment__proposal__session", "assignment__department", "number", "signed_version")
    by_department = made.grouping == Volume.Grouping.DEPARTMENT
    replies = sorted(rows, key=lambda reply: (reply.department.full_name if by_department else "", *_order(reply)))
    grouped = [
        (title, list(members))
        for title, members in groupby(replies, key=lambda reply: reply.department.full_name if by_department else _kind_title(reply))
    ]
    several = len({reply.assignment.department_id for reply in replies}) > 1 and not by_department
    return volume.Volume(
        title=made.title,
        organ=made.department.full_name if made.department else "",
        period=period_of(replies),
        groups=tuple(
            volume.Group(
                f"{to_chinese(number)}、{title}" if len(grouped) > 1 else title,
                tuple(_entry(reply, named=several) for reply in members),
            )
            for number, (title, members) in enumerate(grouped, 1)
        ),
        lines=(_count(replies),),
    )


def _entry(reply: Reply, *, named: bool) -> volume.Entry:
    again = "（再次答复）" if reply.round > 1 else ""
    return volume.Entry(
        number=f"第{reply.case.case_no}号",
        title=f"{reply.case.title}{again}",
        department=reply.department.short_name if named else "",
        letter=replace(letter_for(reply), verification=None),
    )


def _order(reply: Reply) -> tuple[object, ...]:
    case = reply.case
    session = case.session
    return (case.kind_word, -session.term, -(session.meeting or 0), session.label, case.case_no, reply.department.full_name, reply.round)


def _kind_title(reply: Reply) -> str:
    return f"{reply.case.session.label}{'代表' if reply.case.kind_word == '建议' else ''}{reply.case.kind_word}"


def volume_title(replies: Iterable[Reply]) -> str:
    """市十七届人大五次会议代表建议答复汇编; 2026年建议提案答复汇编 where they are of several sessions."""
    found = list(replies)
    titles = {_kind_title(reply) for reply in found}
    if len(titles) == 1:
        return f"{titles.pop()}答复汇编"
    return f"{period_of(found)}{'、'.join(sorted({reply.case.kind_word for reply in found}))}答复汇编"


def period_of(replies: Iterable[Reply]) -> str:
    """2026年, or 2024—2026年: the years of the replies."""
    years = sorted({reply.issued_on.year for reply in replies if reply.issued_on})
    return f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年" if years else ""


def _count(replies: list[Reply]) -> str:
    counts = [(word, sum(reply.case.kind_word == word for reply in replies)) for word in ("建议", "提案")]
    parts = "、".join(f"{word}{count}件" for word, count in counts if count)
    return f"共收录答复{len(replies)}件" + (f"（{parts}）" if all(count for _word, count in counts) else "")
