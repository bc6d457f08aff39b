"""Replies inside pages: those of a case, and the small filters of a letter's text."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals import permissions
from proposals.models import Proposal, User
from proposals.views.buttons import Button
from replies.comment_forms import CommentForm
from replies.documents import ISSUED
from replies.models import Reply, ReplyFigure, ReplyVersion
from replies.states import ReplyState
from replies.structure import Element, parse_body, split_run_in
from replies.views import work_sentences
from replies.views.reading import drafted
from replies.views.remarks import Remark, Remarks
from replies.views.steps import buttons_of, start_button

register = template.Library()


@register.inclusion_tag("replies/_case_replies.html", takes_context=True)
def case_replies(context: template.Context, proposal: Proposal, user: User) -> dict[str, Any]:
    """The replies of a case that the person sees, each with its steps, and the button that begins one where there is none yet.

    The case is that of `case_page`, with its tasks and letters.
    """
    shown = letters_of(proposal)
    issued = [reply for reply in shown if reply.state in ISSUED or reply.is_imported]
    prefetch_related_objects(issued, "documents")
    pages = {reply.pk: newest(reply.documents.all()) for reply in issued}
    drafts = _drafts(proposal, user)
    if drafts:
        prefetch_related_objects(drafts, *drafted(user))
    texts = {reply.pk: reply.latest for reply in drafts if reply.latest} | _newest([reply for reply in shown if reply not in drafts], user)
    return {
        "rows": [(reply, buttons_of(reply, user), texts.get(reply.pk, reply.signed_version), pages.get(reply.pk)) for reply in shown],
        "inside": texts,
        "starts": [start_button(task, user) for task in _to_begin(proposal, user)],
        "user": user,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def writing_steps(case: Proposal, user: User) -> list[Button]:
    """What whoever writes the reply does next, for the head of the page of `case_page`: the reply itself stands far below."""
    steps = [replace(start_button(task, user), label=_("Begin writing"), key="") for task in _to_begin(case, user)]
    steps += [
        Button(f"write-{reply.pk}", _("Write on"), reverse("reply_edit", args=[reply.pk]), style="btn-primary")
        for reply in _drafts(case, user)
    ]
    return open_steps(steps)


def _drafts(case: Proposal, user: User) -> list[Any]:
    """The letters that the person may write on."""
    return [reply for reply in letters_of(case) if reply.state == ReplyState.DRAFTING and permissions.can(user, "reply.draft", reply)]


def _to_begin(case: Proposal, user: User) -> list[Any]:
    """The tasks of the person's department whose reply nobody has begun, for whoever may."""
    begun = {reply.assignment_id for reply in letters_of(case)}
    tasks = [task for task in case.assignments.all() if task.answers and task.pk not in begun]
    return [task for task in tasks if task.department_id == user.department_id and permissions.holds(user, "reply.draft")]


def letters_of(case: Proposal) -> list[Any]:
    """The letters of a case that the reader sees, as `case_page` found them, in the order of the departments and the rounds."""
    return [reply for task in case.assignments.all() for reply in task.replies.all() if getattr(reply, "is_seen", False)]


@register.simple_tag
def case_letters(proposal: Proposal, user: User) -> list[Reply]:
    """The replies of a case that the person sees, in the order of the departments, each with the words of its result. No query inside."""
    replies = Reply.objects.visible_to(user).filter(assignment__proposal=proposal).select_related("assignment__department", "number")
    loaded = all(task.has_loaded("replies") for task in proposal.assignments.all())
    found = letters_of(proposal) if loaded else list(replies.order_by("assignment", "round"))
    for reply in found:
        outcome = proposal.rule_set.outcome(reply.outcome) if reply.outcome else None
        reply.outcome_label = outcome.label if outcome else ""
    return found


def _newest(replies: list[Reply], user: User) -> dict[int, ReplyVersion]:
    """The newest text of each reply, for whoever reads the versions. One query."""
    later = ReplyVersion.objects.filter(reply=OuterRef("reply"), number__gt=OuterRef("number"))
    if not replies:
        return {}
    rows = ReplyVersion.objects.visible_to(user).filter(~Exists(later), reply__in=replies).select_related("author")
    return {version.reply_id: version for version in rows}


@register.filter
def opening(version: ReplyVersion) -> list[str]:
    """The first paragraphs of a text, as many as tell what it is."""
    return [element.text for element in version.blocks[:2]]


@register.filter
def elements(text: str) -> list[Element]:
    """A structured plain text as its paragraphs, tables and figures."""
    return parse_body(text)


@register.simple_tag
def figure_of(reply: Reply, name: str) -> ReplyFigure | None:
    """The figure of this name in the reply, or None where it was not added."""
    return reply.figures.filter(name=name).first()


@register.filter
def on_paragraph(remarks: Remarks, number: int) -> list[Remark]:
    """The comments that stand at this paragraph."""
    return remarks.by_paragraph.get(number, [])


@register.filter
def about(form: CommentForm | None, number: int) -> CommentForm | None:
    """The form of a comment that came back, where it is about this paragraph."""
    return form if form is not None and str(form["paragraph"].value()) == str(number) else None


@register.filter
def run_in(block: Element) -> tuple[str, str]:
    """(heading, text that runs in after it) of a paragraph."""
    return split_run_in(block)


@register.filter
def moment(at: datetime | None) -> str:
    """今天 16:40, or 4月15日 16:40."""
    return work_sentences.moment(at) if at else ""


@register.filter
def in_words(left: timedelta) -> str:
    """How long something will still take, as far as one can tell: 约剩 40 秒."""
    seconds = max(int(left.total_seconds()), 1)
    if seconds < 100:
        return ngettext("about %(n)d second left", "about %(n)d seconds left", seconds) % {"n": seconds}
    return ngettext("about %(n)d minute left", "about %(n)d minutes left", round(seconds / 60)) % {"n": round(seconds / 60)}


@register.filter
def newest(rows: Iterable[Any]) -> Any:
    """The last of related rows in their own order, those prefetched included; None where there is none."""
    return next(reversed(list(rows)), None)


@register.filter
def open_steps(buttons: list[Button]) -> list[Button]:
    """The buttons that may be pressed now."""
    return [button for button in buttons if not button.refusal]


@register.filter
def closed_steps(buttons: list[Button]) -> list[Button]:
    """The buttons that may not, each with its reason."""
    return [button for button in buttons if button.refusal]


@register.filter
def breaking(title: str) -> str:
    """The title of a letter, which breaks before the number of the case, as it does on paper, and not inside a word."""
    session, number, rest = title.partition("会议第")
    return format_html("{}会议<wbr>第{}", session, rest) if number else title
