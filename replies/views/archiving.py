"""Archiving one case and many, and handing the archive out."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals import permissions
from proposals.errors import NotAllowed, NotReady
from proposals.models import CaseArchive, Proposal, Session, User
from proposals.states import TO_ARCHIVE
from proposals.views import history
from proposals.views.accounts import reader
from replies.actions import archiving as actions

# As many as one request packs.
ROWS = 25


@require_POST
def case_archive(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = get_object_or_404(Proposal.objects.visible_to(user).select_related("session"), pk=pk)
    actions.archive_case(case, by=user, tell=history.sentences)
    messages.success(request, _("%s is archived; nothing in it can be changed any more.") % case.number_label)
    return redirect("case_detail", case.pk)


@require_safe
def archive_download(request: HttpRequest, pk: int) -> FileResponse:
    archive = get_object_or_404(CaseArchive.objects.visible_to(reader(request)).select_related("proposal__session"), proposal=pk)
    try:
        content = archive.file.open("rb")
    except FileNotFoundError as error:
        raise NotReady(_("The archive is not in the storage. Please ask the system administrator to restore it.")) from error
    return FileResponse(content, as_attachment=True, filename=archive.download_name, content_type="application/zip")


def _coordinator(request: HttpRequest) -> User:
    user = reader(request)
    if not permissions.holds(user, "case.archive"):
        raise NotAllowed(permissions.PERMISSIONS["case.archive"].refusal)
    return user


@require_http_methods(["GET", "HEAD", "POST"])
def archive_many(request: HttpRequest) -> HttpResponse:
    """The finished cases of a session; those that are chosen are archived, and those that cannot be are named with the reason."""
    user = _coordinator(request)
    mine = Proposal.objects.visible_to(user).filter(assigning_body=user.department_id, state__in=TO_ARCHIVE)
    sessions = Session.objects.filter(proposals__in=mine).distinct()
    wanted = request.GET.get("session", "")
    cases = mine.filter(session_id=int(wanted)) if wanted.isdecimal() and len(wanted) < 19 else mine
    if request.method == "POST":
        named = {int(word) for word in request.POST.getlist("case") if word.isdecimal() and len(word) < 19}
        chosen = list(cases.filter(pk__in=named).select_related("session")[:ROWS])
        if not chosen:
            messages.warning(request, _("Choose at least one case."))
        archived = actions.archive_cases(chosen, by=user, tell=history.sentences)
        if archived.done:
            said = ngettext("%(n)d case is archived.", "%(n)d cases are archived.", len(archived.done))
            messages.success(request, said % {"n": len(archived.done)})
        for case, why in archived.refused:
            messages.warning(request, f"{case.number_label}：{why}")
        return redirect(request.get_full_path())
    rows = cases.select_related("session").prefetch_related("proposers__person", "proposers__group")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "replies/archive_many.html", {"page": page, "sessions": sessions, "wanted": wanted})
