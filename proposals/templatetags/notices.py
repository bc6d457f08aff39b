"""Notices in pages and mails: the bell, what a limit is called, who urged what."""

from datetime import date
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.models import Notice, Proposal, User
from proposals.templatetags.desk import relative
from proposals.views.urging import to_urge

register = template.Library()

# What is due by each limit.
DUE: dict[str, str | Promise] = {
    "receipt": gettext_lazy("signing for the case due"),
    "objection": gettext_lazy("objection due"),
    "reassignment": gettext_lazy("another department due"),
    "first_contact": gettext_lazy("first contact due"),
    "opinion": gettext_lazy("opinion due"),
    "opinion_again": gettext_lazy("new opinion due"),
    "answer": gettext_lazy("answer due"),
    "answer_difficult": gettext_lazy("answer due"),
    "rework": gettext_lazy("second answer due"),
    "publication": gettext_lazy("publication due"),
    "feedback": gettext_lazy("rating due"),
}


@register.filter
def due_what(notice: Notice) -> str:
    """What is due: by the limit, or by the part of the department that was urged."""
    if notice.limit or notice.assignment is None:
        return str(DUE.get(notice.limit, ""))
    return str(DUE["answer" if notice.assignment.answers else "opinion"])


@register.filter
def days_left(day: date) -> str:
    return relative(day)[1]


@register.filter
def vacancy(notice: Notice) -> str:
    """Why it came to this person, where the plan names another; empty where it does not."""
    if not notice.vacant:
        return ""
    if notice.assignment is None:
        return _("It comes to you since there is no account for %(whom)s.") % {"whom": notice.vacant}
    return _("It comes to you since %(department)s has nobody as %(whom)s.") % {
        "department": notice.assignment.department.short_name,
        "whom": notice.vacant,
    }


@register.simple_tag
def unread_notices(user: User) -> int:
    """How many notices that still hold the person has not read. One query."""
    return Notice.objects.visible_to(user).unread().count()


@register.inclusion_tag("proposals/_urged.html")
def urged(user: User, case: Proposal | None = None) -> dict[str, Any]:
    """What the person was urged to do and has not done, in one case or in all. One query."""
    found = Notice.objects.visible_to(user).current().filter(urged_by__isnull=False)
    found = found.filter(proposal=case) if case else found
    return {"notices": list(found.select_related("proposal", "assignment__department", "urged_by", "clock")), "case": case}


@register.simple_tag
def may_urge(user: User, case: Proposal) -> bool:
    """Whether there is a department in the case that the person may urge now. One query."""
    return to_urge(user).filter(proposal=case).exists()
