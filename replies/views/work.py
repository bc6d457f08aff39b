"""My work: what waits for the person, and for a proposer where the own proposals stand."""

from collections import Counter
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from proposals import permissions
from proposals.models import Proposal
from proposals.states import IN_HAND, CaseState
from proposals.templatetags.desk import short_date
from proposals.views.accounts import reader
from replies import work as queries
from replies.models import Reply
from replies.ratings import to_rate
from replies.views.work_items import work_of

WITH_OTHERS = 20


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    today = timezone.localdate()
    groups = work_of(queries.waiting(user), today)
    items = [item for group in groups for item in group.items]
    week = [today + timedelta(days=n) for n in range(7)]
    due = Counter(item.due_on for item in items)
    context = {
        "groups": groups,
        "today": today,
        "count": len(items),
        "late": sum(group.late for group in groups),
        "this_week": sum(due[day] for day in week),
        "week": [(day, due[day]) for day in week],
        "others": list(queries.with_others(user)[:WITH_OTHERS]) if user.department_id else [],
        "has_desk": bool(user.department_id and queries.waiting(user)),
    }
    if permissions.holds(user, "read.own_proposals"):
        context["to_rate"] = set(to_rate(user).values_list("pk", flat=True))
        context["own"] = [(case, standing(case), sent_replies(case)) for case in queries.own_proposals(user)]
    return render(request, "replies/work.html", context)


def sent_replies(case: Proposal) -> list[Reply]:
    """The replies that were sent to the proposer; the case is one of `queries.own_proposals`."""
    return [reply for task in case.assignments.all() for reply in task.replies.all()]


def standing(case: Proposal) -> str:
    """Where a proposal stands, in a sentence for those who proposed it; empty where the replies sent say it all."""
    tasks = list(case.assignments.all())
    names = "、".join(task.department.short_name for task in tasks)
    if case.state == CaseState.REGISTERED:
        return _("Registered; it is being decided which department answers it.")
    if case.state == CaseState.FILED:
        return _("Filed; it is being decided which department answers it.")
    if case.state in (CaseState.NOT_FILED, CaseState.CONVERTED):
        decided = [made.words for made in case.filing_decisions.all() if made.words]
        said = _("Not filed.") if case.state == CaseState.NOT_FILED else _("Not handled as a proposal; passed on as public opinion.")
        return " ".join([said, *decided])
    if case.state == CaseState.WITHDRAWN:
        return _("Withdrawn; nothing more is done.")
    if case.state == CaseState.ARCHIVED and not sent_replies(case):
        return _("Archived; nothing more is done.")
    if case.state in (CaseState.ANSWERED, CaseState.CLOSED, CaseState.ARCHIVED):
        return "" if sent_replies(case) else _("Answered by %(names)s.") % {"names": names}
    open_ = [task for task in tasks if task.state in IN_HAND]
    due = max((task.due_on for task in open_ if task.due_on), default=None)
    who = "、".join(task.department.short_name for task in open_)
    if case.state == CaseState.ASSIGNED:
        said = _("Handed to %(who)s, which has not yet signed for it.")
    else:
        said = _("%(who)s is handling it.")
    return said % {"who": who} + (" " + _("The answer is due by %s.") % short_date(due) if due else "")
