"""考核: the departments by the table of points, points entered by hand, and the table itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from proposals import permissions
from proposals.errors import CaseError, NotAllowed, NotReady
from proposals.models import Assignment, Department, User
from proposals.views.accounts import reader
from replies.actions import scores as actions
from replies.models import ScoreScheme
from replies.statistics.forms import PointsForm, YearForm
from replies.statistics.score_forms import RowFormSet, TableForm
from replies.statistics.scores import results, scheme_of
from replies.statistics.units import TASK, check_read


def bodies_for(user: User) -> Any:
    """The assigning bodies whose cases the person counts."""
    own = Department.objects.filter(pk=user.department_id or 0, kind=Department.Kind.ASSIGNING_BODY)
    found = Department.objects.filter(pk__in=TASK.rows(user).values("proposal__assigning_body"))
    return (found | own if permissions.holds(user, "read.assigned_out") else found).order_by("pk")


def _chosen(request: HttpRequest) -> tuple[User, YearForm, Department | None, int]:
    user = reader(request)
    check_read(user)
    form = YearForm(request.GET, bodies=bodies_for(user))
    return user, form, *form.chosen


def may_edit(user: User, body: Department | None) -> bool:
    try:
        if body:
            actions.check_edit_scores(body, by=user)
    except NotAllowed:
        return False
    return body is not None


@require_safe
def scores(request: HttpRequest) -> HttpResponse:
    """Every department that the person counts, each point with the number that it comes from."""
    user, form, body, year = _chosen(request)
    ranked = permissions.holds(user, "read.all") or permissions.holds(user, "read.assigned_out")
    scheme = scheme_of(body)
    context = {
        "form": form,
        "body": body,
        "year": year,
        "scheme": scheme,
        "results": results(scheme, body, year, user, timezone.localdate(), ranked=ranked) if body else [],
        "ranked": ranked,
        "may_edit": may_edit(user, body),
        "query": _query(body, year),
    }
    return render(request, "replies/scores.html", context)


def _query(body: Department | None, year: int) -> str:
    return f"body={body.pk if body else ''}&year={year}"


def _body(request: HttpRequest) -> tuple[User, Department, int]:
    """The body whose table is edited; refused for whoever may not."""
    user, _form, body, year = _chosen(request)
    if not (permissions.holds(user, "scores.edit") or permissions.holds(user, "master.edit")):
        raise NotAllowed(permissions.PERMISSIONS["scores.edit"].refusal)
    if body is None:
        raise NotReady(_("No cases have been assigned yet; there is nothing to score."))
    actions.check_edit_scores(body, by=user)
    return user, body, year


@require_http_methods(["GET", "HEAD", "POST"])
def score_points(request: HttpRequest) -> HttpResponse:
    user, body, year = _body(request)
    departments = Department.objects.filter(pk__in=Assignment.objects.filter(proposal__assigning_body=body).values("department"))
    posted = request.POST if request.method == "POST" else None
    form = PointsForm(posted, scheme=scheme_of(body), departments=departments)
    status = 200
    if posted is not None:
        status = 422
        if form.is_valid():
            try:
                entered = actions.enter_points(body, year=year, by=user, **form.cleaned_data)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(
                    request,
                    _("%(points)s points are entered for %(department)s.") % {"points": entered.points, "department": entered.department},
                )
                return redirect(f"{reverse('scores')}?{_query(body, year)}")
    context = {"form": form, "body": body, "year": year, "query": _query(body, year)}
    return render(request, "replies/score_points.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def score_table(request: HttpRequest) -> HttpResponse:
    """POST `step`: save the table, or drop it for the shipped one."""
    user, body, year = _body(request)
    scheme, own = scheme_of(body), ScoreScheme.objects.filter(body=body).first()
    if request.method == "POST" and request.POST.get("step") == "drop":
        actions.drop_scheme(body, by=user)
        messages.success(request, _("The shipped table holds again."))
        return redirect(f"{reverse('scores')}?{_query(body, year)}")
    posted = request.POST if request.method == "POST" else None
    form = TableForm(posted, initial={"name": scheme.name})
    rows: Any = RowFormSet(posted, initial=[dict(row) for row in scheme.source], prefix="rows")
    if posted is not None and all([form.is_valid(), rows.is_valid()]):
        actions.save_scheme(body, form.cleaned_data["name"], rows.rows, by=user)
        messages.success(request, _("The table is saved."))
        return redirect(f"{reverse('scores')}?{_query(body, year)}")
    context = {"form": form, "rows": rows, "body": body, "own": own, "scheme": scheme, "query": _query(body, year)}
    return render(request, "replies/score_table.html", context, status=422 if form.is_bound else 200)
