"""Replies inside pages: those of a case, and the small filters of a letter's text."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template

from proposals import permissions
from proposals.models import Proposal, User
from proposals.views.buttons import Button
from replies.comment_forms import CommentForm
from replies.models import Reply, ReplyFigure
from replies.structure import Element, parse_body, split_run_in
from replies.views import work_items
from replies.views.remarks import Remark, Remarks
from replies.views.steps import buttons_of, start_button

register = template.Library()


@register.inclusion_tag("replies/_case_replies.html", takes_context=True)
def case_replies(context: template.Context, proposal: Proposal, user: User) -> dict[str, Any]:
    """The replies of a case that the person sees, each with its steps, and the button that begins one where there is none yet."""
    replies = Reply.objects.visible_to(user).filter(assignment__proposal=proposal)
    replies = replies.select_related("assignment__proposal__rule_set", "assignment__department", "number").prefetch_related("documents")
    shown = list(replies.order_by("assignment", "round"))
    begun = {reply.assignment_id for reply in shown}
    starts = [
        start_button(task, user)
        for task in proposal.assignments.select_related("department", "proposal")
        if task.answers and task.pk not in begun and task.department_id == user.department_id and permissions.holds(user, "reply.draft")
    ]
    return {
        "rows": [(reply, buttons_of(reply, user)) for reply in shown],
        "starts": starts,
        "user": user,
        "csrf_token": context.get("csrf_token"),
    }


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
    return work_items.moment(at) if at else ""


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
