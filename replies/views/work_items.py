"""The rows of “my work” as they are read: what is due, why it is here, and the one next step."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from proposals.models import Assignment, CoOpinion, ExtensionRequest, Objection, Proposal
from proposals.states import OpinionState
from proposals.templatetags.desk import short_date
from proposals.views.buttons import Button
from replies.models import Reply, ReviewStep
from replies.states import JobState, ReplyState
from replies.views import work_co_handling, work_follow_up, work_publication, work_ratings
from replies.views.work_kinds import Group, Item, Kind, Work
from replies.work import Rows

EXCERPT = 60


# In the order in which a case walks through the house.
GROUPS: dict[str, Group] = {
    "file": Group(_("File cases"), _("Whether a proposal is filed, and if not on what ground"), _("Decide on the filing")),
    "assign": Group(_("Assign cases"), _("Not yet handed to a department"), _("Assign")),
    "objection": Group(_("Decide on objections"), _("A department holds that a case is not its own"), _("Answer the request")),
    "extension": Group(_("Decide on more time"), _("Asked for before the date on which it is due"), _("Answer the request")),
    "accept": Group(_("Sign for cases"), _("Newly assigned to your department"), _("Sign for")),
    "opinion": Group(_("Give opinions"), _("The lead is waiting for your department"), _("Write the opinion")),
    "judge": Group(_("Judge opinions"), _("Adopt, or send back with a reason"), _("Judge")),
    "revise": Group(_("Revise drafts"), _("Sent back: revise, then send for review again"), _("Revise")),
    "draft": Group(_("Write replies"), "", _("Write on")),
    "co_sign": Group(_("Co-sign"), _("The lead’s draft needs your department’s agreement"), _("Read and co-sign")),
    "review": Group(_("Check drafts"), "", _("Check")),
    "approve": Group(_("Approve drafts"), "", _("Read")),
    "sign": Group(_("Sign replies"), _("From the signature on the text cannot be changed"), _("Read and sign")),
    "number": Group(_("Number and print"), _("Signed replies; the next numbers follow without a gap"), _("Number and print")),
    "dispatch": Group(_("Dispatch"), _("Printed, to be delivered to the proposer"), _("Record the dispatch")),
    "close": Group(_("Close cases"), _("Every department has answered"), _("Close")),
}
# What other areas add, in the same order: kind → how its rows are shown.
FURTHER: dict[str, Kind] = {**work_co_handling.KINDS, **work_ratings.KINDS, **work_follow_up.KINDS, **work_publication.KINDS}
ORDER: dict[str, Group] = GROUPS | {code: kind.group for code, kind in FURTHER.items()}


def work_of(waiting: Mapping[str, Rows], today: date) -> list[Work]:
    """The groups of what waits; those with something late come first, then the order of `ORDER`."""
    items: dict[str, list[Item]] = {code: [] for code in ORDER}
    for kind, rows in waiting.items():
        for row in rows:
            code, item = _item(kind, row)
            items[code].append(item)
    groups = []
    for code, found in items.items():
        found.sort(key=lambda item: (item.due_on is None, item.due_on or today, item.case.case_no))
        if found:
            groups.append(Work(code, ORDER[code], found, sum(bool(item.due_on and item.due_on < today) for item in found)))
    return sorted(groups, key=lambda group: not group.late)


def moment(at: datetime) -> str:
    """今天 16:40, or 4月15日 16:40."""
    local = timezone.localtime(at)
    time = date_format(local, "H:i")
    if local.date() == timezone.localdate():
        return gettext("today %s") % time
    return f"{short_date(local.date())} {time}"


def _item(kind: str, row: Any) -> tuple[str, Item]:
    """(group, item) of a row of `work.waiting`."""
    code = {"begin": "draft"}.get(kind, kind)
    if kind == "approve" and row.machine.find(row, "approve").target == ReplyState.SIGNED:
        code = "sign"
    case = row.case
    if further := FURTHER.get(kind):
        button = Button(f"{kind}-{row.pk}", further.group.action, reverse(further.url, args=[row.pk]), post=further.post)
        return code, Item(case, row.due, further.what, further.sentence(row), case_page(case), button)
    url, post = _next_step(kind, row)
    page = reverse("reply_detail", args=[row.pk]) if isinstance(row, Reply) else case_page(case)
    label: Promise | str = _("Begin writing") if kind == "begin" else GROUPS[code].action
    button = Button(f"{kind}-{row.pk}", label, url, post=post)
    return code, Item(case, row.due, _what(row), SENTENCES[kind](row) + _together(row), page, button, _is_provisional(row))


def _together(row: Any) -> str:
    """That the step is taken for several cases at once; each signed letter goes its own way."""
    count = getattr(row, "together", 1)
    if count < 2 or getattr(row, "signed_version_id", None):
        return ""
    return " " + gettext("For the %s cases handled together.") % count


def _what(row: Any) -> Promise | str:
    """What the date of a row is that of; a co-handler owes an opinion, not an answer."""
    if isinstance(row, Proposal):
        return ""
    if isinstance(row, Objection):
        return _("decision due")
    if isinstance(row, ExtensionRequest):
        return _("answer due") if row.assignment.answers else _("opinion due")
    if isinstance(row, CoOpinion):
        return _("opinion due") if row.state != OpinionState.SUBMITTED else _("answer due")
    return _("answer due") if isinstance(row, Reply) or row.answers else _("opinion due")


def _is_provisional(row: Any) -> bool:
    """Whether the date was counted over a year whose days off are not announced yet; an opinion to judge is due with the own answer."""
    task = row if isinstance(row, Assignment) else getattr(row, "assignment", None)
    return bool(task and task.due_is_provisional and row.due == task.due_on)


def case_page(case: Proposal) -> str:
    return reverse("case_detail", args=[case.pk])


def _next_step(kind: str, row: Any) -> tuple[str, bool]:
    """(address, whether it is sent as a form) of the next step."""
    one_click = {"accept": "assignment_accept", "begin": "reply_start", "close": "case_close"}
    if kind in one_click:
        return reverse(one_click[kind], args=[row.pk]), True
    if kind == "number":
        return f"{reverse('printing_room')}?reply={row.pk}", False
    names = {
        "file": "case_filing",
        "assign": "case_assign",
        "opinion": "opinion_detail",
        "judge": "opinion_detail",
        "objection": "objection_detail",
        "extension": "extension_detail",
        "revise": "reply_edit",
        "draft": "reply_edit",
        "dispatch": "reply_dispatch",
    }
    return reverse(names.get(kind, "reply_review"), args=[row.pk]), False


def _proposers(case: Proposal) -> str:
    return "、".join(str(proposer) for proposer in case.proposers.all())


def _accept(task: Assignment) -> str:
    said = gettext("%(body)s assigned it on %(day)s; your part: %(part)s.") % {
        "body": task.proposal.assigning_body or "",
        "day": short_date(task.assigned_on),
        "part": task.get_mode_display(),
    }
    return said + (gettext("Asked: %s") % task.scope if task.scope else "")


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
    return gettext("Version %(number)s, saved by %(name)s, %(at)s.") % _version(reply) + " " + _opinions_so_far(reply.case)


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


def _judge(opinion: CoOpinion) -> str:
    last = max(opinion.submissions.all(), key=lambda submission: submission.number)
    return gettext("%(department)s, %(at)s: “%(text)s”") % {
        "department": opinion.assignment.department.short_name,
        "at": moment(last.submitted_at),
        "text": _excerpt(last.text),
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
    return said + (" " + gettext("Agreed: %s.") % "、".join(agreed) if agreed else "")


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


def _close(case: Proposal) -> str:
    return gettext("Proposed by %s. Every department has answered.") % _proposers(case)


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
