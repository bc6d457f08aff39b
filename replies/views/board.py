"""谁欠什么: for each case what every department owes, the latest first, and 催办 from the same page."""

from collections import Counter
from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from proposals.errors import NotAllowed
from proposals.forms import DeskForm, UrgeForm
from proposals.models import Department, Notice, Proposal, ProposalKind, Session
from proposals.views.accounts import reader
from proposals.views.urging import named_tasks, to_urge, urge_chosen
from replies.board import KINDS, by_case, debts, may_see

ROWS = 25  # cases
ALL = gettext_lazy("all")


class BoardForm(DeskForm):
    department = forms.ModelChoiceField(Department.objects.all(), label=gettext_lazy("Department"), required=False, empty_label=ALL)
    session = forms.ModelChoiceField(Session.objects.all(), label=gettext_lazy("Session"), required=False, empty_label=ALL)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=[("", ALL), *ProposalKind.choices])


@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest) -> HttpResponse:
    """GET filters: department, session, kind, what (a kind of debt). POST urges the departments chosen."""
    user = reader(request)
    if not may_see(user):
        raise NotAllowed(_("What departments owe is seen by those who handle cases."))
    urge_form = UrgeForm(request.POST if request.method == "POST" else None)
    named = named_tasks(request)
    if request.method == "POST" and urge_chosen(request, to_urge(user), urge_form, named):
        return redirect(request.get_full_path())
    chosen = BoardForm(request.GET)
    given = chosen.cleaned_data if chosen.is_valid() else {}
    department, session = given.get("department"), given.get("session")
    all_debts = debts(
        user, department=department.pk if department else None, session=session.pk if session else None, kind=given.get("kind", "")
    )
    what = request.GET.get("what", "")
    shown = [debt for debt in all_debts if debt.kind == what] if what in KINDS else all_debts
    grouped = by_case(shown)
    page = Paginator(list(grouped.items()), ROWS).get_page(request.GET.get("page"))
    on_page = [debt for _case, found in page for debt in found]
    tasks = {debt.task for debt in on_page if debt.task}
    cases = Proposal.objects.select_related("session").in_bulk([case for case, _found in page])
    departments = Department.objects.in_bulk({debt.department for debt in on_page})
    urgeable = set(to_urge(user).filter(pk__in=tasks).order_by().values_list("pk", flat=True))
    urged = (
        Notice.objects.filter(assignment__in=tasks, urged_by__isnull=False).order_by().values_list("assignment").annotate(Max("made_on"))
    )
    last = dict(urged.values_list("assignment", "made_on__max"))
    today = timezone.localdate()
    week = today + timedelta(days=7)
    late = [debt for debt in all_debts if debt.due_on and debt.due_on < today]
    counts = Counter(debt.kind for debt in all_debts)
    context = {
        "rows": [
            (
                cases[case],
                [(debt, departments[debt.department], debt.task in urgeable, last.get(debt.task)) for debt in found],
            )
            for case, found in page
        ],
        "page": page,
        "form": chosen,
        "urge_form": urge_form,
        "may_urge": bool(urgeable),
        "named": named,
        "what": what,
        "kinds": [(code, words, counts[code]) for code, words in KINDS.items() if counts[code] or code == what],
        "total": len(all_debts),
        "late": len(late),
        "late_departments": len({debt.department for debt in late}),
        "week": sum(bool(debt.due_on and today <= debt.due_on <= week) for debt in all_debts),
        "cases": len(by_case(all_debts)),
        "today": today,
    }
    return render(request, "replies/board.html", context, status=422 if request.method == "POST" else 200)
