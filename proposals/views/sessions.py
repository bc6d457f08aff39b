"""The sessions of the congresses and CPPCC committees, and by which rules their cases are handled."""

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from proposals.actions.masters import save_session, stamp
from proposals.master_forms import SessionForm
from proposals.models import Session
from proposals.readiness import has_rules
from proposals.views.masters import keeper, kept, last_changes, save

FIELDS = SessionForm.Meta.fields


def _rows() -> QuerySet[Session]:
    return (
        Session.objects.select_related("suggestion_rules", "proposal_rules")
        .annotate(cases=Count("proposals"))
        .order_by("-term", "-meeting", "region", "organ")
    )


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    keeper(request)
    rows = [(one, has_rules(one)) for one in _rows()]
    return render(request, "proposals/session_list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def session_new(request: HttpRequest) -> HttpResponse:
    user = keeper(request)
    # The next meeting is mostly that of the body of the last one.
    last = Session.objects.order_by("-pk").first()
    initial = {name: getattr(last, name) for name in ("region", "suggestion_rules", "proposal_rules")} if last else {}
    form = SessionForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        made, status = save(form, lambda: save_session(Session(), form.entered, by=user))
        if made:
            messages.success(request, _("%s is entered.") % made)
            return redirect("session_list")
    return render(request, "proposals/session_form.html", {"form": form, "title": _("New session")}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = keeper(request)
    session = kept(Session, pk)
    form = SessionForm(request.POST or None, instance=kept(Session, pk), seen=stamp(session, FIELDS))
    status = 200
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        made, status = save(form, lambda: save_session(session, form.entered, by=user, seen=seen), lambda: stamp(kept(Session, pk), FIELDS))
        if made:
            messages.success(request, _("%s is saved.") % made)
            return redirect("session_list")
    context = {"form": form, "title": session.label, "session": session, "changes": last_changes(session)}
    return render(request, "proposals/session_form.html", context, status=status)
