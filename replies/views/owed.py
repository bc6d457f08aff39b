"""Who owes what, department by department, beside the figures; each row can be urged as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from proposals.actions import reminders
from proposals.models import Department, Notice, User
from proposals.views.accounts import reader
from proposals.views.urging import to_urge
from replies.board import KINDS, Debt, debts
from replies.statistics.choice import Choice
from replies.statistics.forms import ChoiceForm
from replies.statistics.units import check_read

ROWS = 12


@dataclass(frozen=True)
class Owed:
    """What a department owes of one kind; `tasks` are those for which the person may urge it."""

    department: Department
    kind: str
    cases: int
    due_on: date | None
    tasks: frozenset[int]
    urged_on: date | None
    href: str

    @property
    def what(self) -> str:
        return str(KINDS[self.kind])


@require_http_methods(["GET", "HEAD", "POST"])
def owed(request: HttpRequest) -> HttpResponse:
    """GET: a part of the overview. POST `department` and `what` urges for all that is owed of this kind, then back to the overview."""
    user = reader(request)
    check_read(user)
    choice = ChoiceForm(request.GET, user=user).choice
    found = _of(user, choice)
    if request.method == "POST":
        wanted = (request.POST.get("department", ""), request.POST.get("what", ""))
        row = next((row for row in _rows(user, found, choice) if (str(row.department.pk), row.kind) == wanted), None)
        if row is None or not row.tasks:
            raise Http404
        _urge(request, user, row)
        return redirect(f"{reverse('statistics')}?{choice.query()}")
    rows = _rows(user, found, choice)
    context = {"rows": rows[:ROWS], "more": max(len(rows) - ROWS, 0), "query": choice.query(), "today": timezone.localdate()}
    return render(request, "replies/_owed.html", context)


def _of(user: User, choice: Choice) -> list[Debt]:
    return debts(user, session=choice.session, kind=choice.kind, department=choice.department)


def _rows(user: User, found: Iterable[Debt], choice: Choice) -> list[Owed]:
    """By department and kind, the earliest due first. Three queries."""
    groups: dict[tuple[int, str], list[Debt]] = {}
    for debt in found:
        groups.setdefault((debt.department, debt.kind), []).append(debt)
    tasks = [debt.task for debt in found if debt.task]
    urgeable = set(to_urge(user).filter(pk__in=tasks).order_by().values_list("pk", flat=True))
    urged = Notice.objects.filter(assignment__in=tasks, urged_by__isnull=False).order_by()
    last = dict(urged.values_list("assignment").annotate(last=Max("made_on")).values_list("assignment", "last"))
    names = Department.objects.in_bulk({department for department, _kind in groups})
    return [
        Owed(
            names[department],
            kind,
            len({debt.case for debt in mine}),
            mine[0].due_on,
            frozenset(debt.task for debt in mine if debt.task in urgeable),
            max((day for debt in mine if debt.task and (day := last.get(debt.task))), default=None),
            _behind(choice, department, kind),
        )
        for (department, kind), mine in groups.items()
    ]


def _behind(choice: Choice, department: int, kind: str) -> str:
    """The page of these very debts."""
    given = {"department": department, "what": kind, "session": choice.session, "kind": choice.kind}
    return f"{reverse('board')}?{urlencode({name: value for name, value in given.items() if value})}"


def _urge(request: HttpRequest, user: User, row: Owed) -> None:
    chosen = to_urge(user).filter(pk__in=row.tasks).select_related("proposal__assigning_body", "department")
    urged = reminders.urge_all(chosen, by=user, note=_("Please see to it: %s is owed.") % row.what)
    if n := len(urged.done):
        told = ngettext("%(department)s was urged for %(n)d case.", "%(department)s was urged for %(n)d cases.", n)
        messages.success(request, told % {"department": row.department, "n": n})
    for task, why in urged.refused:
        messages.warning(request, f"{task.proposal.number_label}：{why}")
