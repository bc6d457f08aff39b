"""Notices in pages and mails: the bell, what a limit is called, who urged what."""

from datetime import date
from typing import Any

from django import template
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.asking import ask, unread
from proposals.models import Clock, Notice, Proposal, User
from proposals.models.notices import OPEN_TASK
from proposals.templatetags.desk import relative
from proposals.views.history import sentence

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
    "co_sign": gettext_lazy("co-signature due"),
    "look_back": gettext_lazy("yearly report due"),
}


# The page of what an event is about, where it has one of its own.
PAGES = {"disagreement": "disagreement_detail", "coopinion": "opinion_detail", "supervision": "supervision_detail", "reply": "reply_detail"}


# The answer and the opinions have a panel of their own, and an objection its form.
FURTHER = ("receipt", "first_contact", "reassignment", "publication", "feedback")


@register.inclusion_tag("proposals/_limits.html")
def further_limits(case: Proposal) -> dict[str, Any]:
    """What else is due in a case, by which article; its clocks are prefetched with their departments, in the order of their days."""
    running = [clock for clock in case.clocks.all() if clock.state == Clock.State.RUNNING and clock.name in FURTHER]
    return {"limits": [(DUE[clock.name], clock) for clock in running]}


@register.filter
def page(notice: Notice) -> str:
    """Where the person goes on from: the page of what happened, or the case."""
    if notice.event and notice.event.subject_type in PAGES:
        return reverse(PAGES[notice.event.subject_type], args=[notice.event.subject_id])
    return reverse("case_detail", args=[notice.proposal_id])


@register.filter
def happened(notice: Notice) -> str:
    """The event that the notice tells of, as in the history of the case."""
    department = notice.assignment.department.short_name if notice.assignment else ""
    return sentence(notice.event, department) if notice.event else ""


@register.filter
def due_what(notice: Notice) -> str:
    """What is due: by the limit, or by the part of the department that was urged."""
    if notice.limit or notice.assignment is None:
        return str(DUE.get(notice.limit, ""))
    if notice.assignment.state not in OPEN_TASK:
        return str(DUE["co_sign"])
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


register.simple_tag(unread, name="unread_notices")


@register.inclusion_tag("proposals/_urged.html")
def urged(user: User, case: Proposal | None = None) -> dict[str, Any]:
    """What the person was urged to do and has not done, in one case or in all. One query."""
    return {"notices": ask(_urged, user, *([case.pk] if case else [])), "case": case}


def _urged(user: User, *case: int) -> QuerySet[Any]:
    found = Notice.objects.visible_to(user).current().filter(urged_by__isnull=False)
    found = found.filter(proposal__in=case) if case else found
    return found.select_related("proposal", "assignment__department", "urged_by", "clock")
