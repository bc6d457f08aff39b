"""Why a row stands on “my work”, in a sentence: one for each kind."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from proposals.models import Assignment, CoOpinion, ExtensionRequest, Objection, Proposal
from proposals.states import OpinionState
from proposals.templatetags.desk import short_date
from replies.models import Reply, ReviewStep
from replies.states import JobState

EXCERPT = 60


def space() -> str:
    """What stands between two sentences: a full-width stop brings its own."""
    return "" if (get_language() or "").startswith("zh") else " "


def moment(at: datetime) -> str:
    """今天 16:40, or 4月15日 16:40."""
    local = timezone.localtime(at)
    time = date_format(local, "H:i")
    if local.date() == timezone.localdate():
        return gettext("today %s") % time
    return f"{short_date(local.date())} {time}"


def _proposers(case: Proposal) -> str:
    return "、".join(str(proposer) for proposer in case.proposers.all())


def _accept(task: Assignment) -> str:
    said = gettext("%(body)s assigned it on %(day)s; your part: %(part)s.") % {
        "body": task.proposal.assigning_body or "",
        "day": short_date(task.assigned_on),
        "part": task.get_mode_display(),
    }
    if task.to_sign_by and task.due_on:  # type: ignore[attr-defined]  # annotated by `work_rows`; else the row shows this date itself
        due = gettext("The answer is due on %s.") if task.answers else gettext("The opinion is due on %s.")
        said += space() + due % short_date(task.due_on)
    return said + (space() + gettext("Asked: %s") % task.scope if task.scope else "")


def _opinions_so_far(case: Proposal) -> str:
    """Whether the opinions of the co-handlers are all adopted, and whose is not."""
    tasks = [task for task in case.assignments.all() if not task.answers]
    missing = [task.department.short_name for task in tasks if task.opinion.state != OpinionState.ADOPTED]
    if not tasks:
        return gettext("No co-handlers.")
    if missing:
        return gettext("Opinions adopted: %(have)s of %(all)s; still open: %(names)s.") % {
            "have": len(tasks) - len(missing),
            "all": len(tasks),
            "names": "、".join(missing),
        }
    return gettext("All %s opinions are adopted.") % len(tasks)


def _begin(task: Assignment) -> str:
    return gettext("Not begun yet. %s") % _opinions_so_far(task.proposal)


def _version(reply: Any) -> dict[str, Any]:
    return {"number": reply.version_number, "name": reply.version_author_name, "at": moment(reply.version_at)}


def _draft(reply: Reply) -> str:
    if reply.version_number is None:  # type: ignore[attr-defined]  # annotated by `work`
        return gettext("Answer %s, to be given again. Not begun yet.") % reply.round
    return gettext("Version %(number)s, saved by %(name)s, %(at)s.") % _version(reply) + space() + _opinions_so_far(reply.case)


def _decided(reply: Reply) -> list[ReviewStep]:
    return [step for step in reply.review_steps.all() if step.decision != ReviewStep.Decision.PENDING]


def _step_words(step: ReviewStep) -> str:
    """秦越溪（核稿）."""
    office = step.co_signer.department.short_name if step.co_signer else step.get_step_display()
    return f"{step.decided_by}（{office}）"


def _revise(reply: Reply) -> str:
    step = _decided(reply)[-1]
    assert step.decided_at is not None  # a decided step has it, see review_decided_at_and_by
    return gettext("%(who)s sent it back, %(at)s: %(reason)s") % {
        "who": _step_words(step),
        "at": moment(step.decided_at),
        "reason": step.reason,
    }


def _judge(opinion: Any) -> str:
    return gettext("%(department)s, %(at)s: “%(text)s”") % {
        "department": opinion.assignment.department.short_name,
        "at": moment(opinion.submitted_at),
        "text": _excerpt(opinion.submitted_text),
    }


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= EXCERPT else words[:EXCERPT] + "…"


def _co_sign(reply: Reply) -> str:
    version = _version(reply) | {"lead": reply.department.short_name}
    return gettext("Lead: %(lead)s. Version %(number)s by %(name)s, %(at)s.") % version


def _judge_draft(reply: Reply) -> str:
    """The version, and who agreed to it so far."""
    agreed = [_step_words(step) for step in _agreed_in_this_round(reply)]
    said = gettext("Version %(number)s by %(name)s, %(at)s.") % _version(reply)
    return said + (space() + gettext("Agreed: %s.") % "、".join(agreed) if agreed else "")


def _agreed_in_this_round(reply: Reply) -> list[ReviewStep]:
    """The agreements since it was last sent back."""
    steps = _decided(reply)
    back = max((n for n, step in enumerate(steps) if step.decision == ReviewStep.Decision.SENT_BACK), default=-1)
    return steps[back + 1 :]


def _number(reply: Any) -> str:
    signed = (
        gettext("Signed by %(name)s on %(day)s.") % {"name": reply.signed_by, "day": short_date(reply.issued_on)} if reply.signed_by else ""
    )
    if reply.job_state == JobState.FAILED:
        return gettext("%(number)s was not printed: %(reason)s") % {"number": reply.number_text, "reason": reply.job_error}
    if reply.number_text:
        return f"{reply.number_text}　{signed}"
    return signed or gettext("Taken over as published.")


def _dispatch(reply: Any) -> str:
    return gettext("%(number)s, %(pages)s pages, printed.") % {"number": reply.number_text, "pages": reply.pages or 0}


def _assign(case: Proposal) -> str:
    return gettext("Proposed by %(names)s, registered %(at)s.") % {"names": _proposers(case), "at": moment(case.registered_at)}


def _close(case: Any) -> str:
    said = gettext("Proposed by %s. Every department has answered.") % _proposers(case)
    return said if case.is_rated else said + space() + gettext("Not rated yet.")


def _opinion(opinion: CoOpinion) -> str:
    task = opinion.assignment
    leads = "、".join(other.department.short_name for other in task.proposal.assignments.all() if other.answers)
    if opinion.state == OpinionState.SENT_BACK:
        return gettext("%(lead)s sent your opinion back: %(reason)s") % {"lead": leads, "reason": getattr(opinion, "sent_back_because", "")}
    return gettext("Lead: %s.") % leads + (gettext("Asked: %s") % task.scope if task.scope else "")


def _objection(objection: Objection) -> str:
    said = {"department": objection.assignment.department.short_name, "reason": _excerpt(objection.reason)}
    if objection.suggested is None:
        return gettext("%(department)s: “%(reason)s”") % said
    said["other"] = objection.suggested.short_name
    return gettext("%(department)s suggests %(other)s: “%(reason)s”") % said


def _extension(asked: ExtensionRequest) -> str:
    said = {"department": asked.assignment.department.short_name, "until": short_date(asked.until), "reason": _excerpt(asked.reason)}
    return gettext("%(department)s asks for time until %(until)s: “%(reason)s”") % said


SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "file": _assign,
    "assign": _assign,
    "objection": _objection,
    "extension": _extension,
    "accept": _accept,
    "opinion": _opinion,
    "revise": _revise,
    "begin": _begin,
    "draft": _draft,
    "judge": _judge,
    "co_sign": _co_sign,
    "review": _judge_draft,
    "approve": _judge_draft,
    "sign": _judge_draft,
    "number": _number,
    "dispatch": _dispatch,
    "close": _close,
}
