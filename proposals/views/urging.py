"""催办: a coordinator urges the departments of the cases assigned out, a lead its co-handlers; one or many at once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from proposals import permissions
from proposals.actions import reminders
from proposals.errors import NotAllowed
from proposals.forms import UrgeForm
from proposals.models import Assignment, Notice, User
from proposals.models.notices import to_be_urged
from proposals.querysets import NOTHING
from proposals.states import CASE_ENDED
from proposals.views.accounts import reader

ROWS = 50


def to_urge(user: User) -> QuerySet[Assignment]:
    """The open tasks whose departments the person may urge, the most urgent first."""
    mine = NOTHING
    if user.department_id and permissions.holds(user, "assignment.urge"):
        mine |= Q(proposal__assigning_body_id=user.department_id)
    if user.department_id and permissions.holds(user, "opinion.urge"):
        answers = Assignment._base_manager.filter(proposal=OuterRef("proposal"), department_id=user.department_id)
        mine |= Q(Exists(answers.filter(mode__in=Assignment.ANSWERING).exclude(state="returned")), mode=Assignment.Mode.CO)
    found = Assignment.objects.visible_to(user).filter(mine & to_be_urged()).exclude(proposal__state__in=CASE_ENDED)
    return found.order_by(F("due_on").asc(nulls_last=True), "pk")


def named_tasks(request: HttpRequest) -> set[int]:
    """The tasks that were ticked."""
    return {int(word) for word in request.POST.getlist("task") if word.isdecimal() and len(word) < 19}


def urge_chosen(request: HttpRequest, tasks: QuerySet[Assignment], form: UrgeForm, named: set[int]) -> bool:
    """Urges those of the tasks that were ticked and says what came of it; false where the form says what is missing."""
    chosen = list(tasks.filter(pk__in=named).select_related("proposal__assigning_body", "department"))
    if not chosen:
        form.add_error(None, _("Choose at least one department."))
    if not form.is_valid():
        return False
    urged = reminders.urge_all(chosen, by=reader(request), note=form.cleaned_data["note"], again=form.cleaned_data["again"])
    if urged.done:
        said = ngettext("%(n)d department was urged.", "%(n)d departments were urged.", len(urged.done))
        messages.success(request, said % {"n": len(urged.done)})
    for task, why in urged.refused:
        messages.warning(request, f"{task.proposal.number_label}：{why}")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def urging(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    if not permissions.holds(user, "assignment.urge") and not permissions.holds(user, "opinion.urge"):
        raise NotAllowed(permissions.PERMISSIONS["assignment.urge"].refusal)
    tasks = to_urge(user)
    case = request.GET.get("case", "")
    if case.isdecimal() and len(case) < 19:
        tasks = tasks.filter(proposal=int(case))
    form = UrgeForm(request.POST if request.method == "POST" else None)
    named = named_tasks(request)
    if request.method == "POST" and urge_chosen(request, tasks, form, named):
        return redirect(request.get_full_path())
    status = 422 if request.method == "POST" else 200
    last = Notice._base_manager.filter(assignment=OuterRef("pk"), urged_by__isnull=False).order_by("-pk").values("made_on")[:1]
    rows = tasks.annotate(urged_on=Subquery(last)).select_related("proposal", "department")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "named": named, "today": timezone.localdate(), "case": case}
    return render(request, "proposals/urging.html", context, status=status)
