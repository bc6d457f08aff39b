"""The yearly report of an assigning body: read on screen, its own paragraphs added, taken as a PDF."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from proposals import permissions
from proposals.errors import NotAllowed, NotReady
from proposals.models import Department, User
from proposals.views.accounts import reader
from replies import rendering
from replies.actions import scores as actions
from replies.errors import PrintFailed
from replies.models import ReportDraft
from replies.rendering import Letter, RenderError
from replies.statistics.forms import ReportForm, YearForm
from replies.statistics.report import count, report_letter
from replies.views.documents import pdf_response
from replies.views.scores import bodies_for


def _chosen(request: HttpRequest) -> tuple[User, YearForm, Department, int]:
    """Open to the coordinators of a body and to those who read everything."""
    user = reader(request)
    if not permissions.holds(user, "read.all") and not (user.department_id and permissions.holds(user, "report.write")):
        raise NotAllowed(permissions.PERMISSIONS["report.write"].refusal)
    form = YearForm(request.GET, bodies=bodies_for(user))
    body, year = form.chosen
    if body is None:
        raise NotReady(_("No cases have been assigned yet; there is nothing to report."))
    return user, form, body, year


def _letter(body: Department, year: int, user: User) -> tuple[Letter, ReportDraft | None]:
    draft = ReportDraft.objects.filter(body=body, year=year).first()
    return report_letter(count(body, year, user, timezone.localdate()), draft), draft


@require_http_methods(["GET", "HEAD", "POST"])
def yearly_report(request: HttpRequest) -> HttpResponse:
    """GET: the report as it stands today. POST: the body's own words."""
    user, years, body, year = _chosen(request)
    query = f"body={body.pk}&year={year}"
    letter, draft = _letter(body, year, user)
    given = {"addressee": draft.addressee, "paragraphs": draft.paragraphs} if draft else {}
    form = ReportForm(request.POST if request.method == "POST" else None, initial=given)
    if form.is_bound:
        actions.check_write_report(body, by=user)
        if form.is_valid():
            actions.save_report(body, year=year, by=user, **form.cleaned_data)
            messages.success(request, _("Your paragraphs are saved."))
            return redirect(f"{reverse('yearly_report')}?{query}")
    context = {
        "years": years,
        "body": body,
        "year": year,
        "letter": letter,
        "form": form if permissions.can(user, "report.write", body) else None,
        "query": query,
    }
    return render(request, "replies/yearly_report.html", context, status=422 if form.is_bound else 200)


@require_safe
def yearly_report_file(request: HttpRequest) -> FileResponse:
    user, _years, body, year = _chosen(request)
    letter, _draft = _letter(body, year, user)
    try:
        printed = rendering.render(letter)
    except RenderError as error:
        raise PrintFailed(str(error)) from error
    return pdf_response(printed.pdf, f"{letter.title}.pdf", view="view" in request.GET)
