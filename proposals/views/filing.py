"""The filing of cases (立案): the queue, one case, and many with a preview."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from proposals import permissions
from proposals.actions.intake import Filing, decide_filing, decide_many, preview_filing
from proposals.errors import CaseError, NotAllowed, WrongState
from proposals.filing_forms import FilingForm, PassOnForm
from proposals.models import Proposal, User
from proposals.states import CaseState
from proposals.suggesting import same_cases
from proposals.views.accounts import reader
from proposals.views.buttons import check_form
from proposals.views.choosing import MOST, chosen
from proposals.views.standing import PREFETCH

QUEUE = 8
NUMBER = ("-session__term", "-session__meeting", "kind", "case_no")


def to_file(user: User) -> QuerySet[Any]:
    """The cases whose filing this body has still to decide, by number."""
    found: QuerySet[Any] = _own(user).to_file().order_by(*NUMBER)
    return found


def _own(user: User) -> Any:
    return Proposal.objects.visible_to(user).filter(assigning_body_id=user.department_id).select_related("session", "rule_set")


@require_http_methods(["GET", "HEAD", "POST"])
def case_filing_queue(request: HttpRequest) -> HttpResponse:
    """Ticks cases, shows what would become of each, and decides on them; each for itself."""
    user = reader(request)
    if not permissions.holds(user, "case.file"):
        raise NotAllowed(permissions.PERMISSIONS["case.file"].refusal)
    form = FilingForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        try:
            cases = chosen(request.POST, _own(user).order_by(*NUMBER))
        except CaseError as error:
            context["error"], status = str(error), error.status
        else:
            context["ticked"] = {case.pk for case in cases}
            if form.is_valid():
                filing = _filing(form)
                if "sure" in request.POST:
                    results = decide_many(cases, filing, by=user)
                    done = sum(not result.refusal for result in results)
                    if done:
                        messages.success(request, ngettext("%(n)d case is decided.", "%(n)d cases are decided.", done) % {"n": done})
                    if done == len(results):
                        return redirect("case_filing_queue")
                    refused = [result for result in results if result.refusal]
                    return render(
                        request,
                        "proposals/filing_preview.html",
                        {"results": refused, "filing": filing, "over": True},
                        status=WrongState.status,
                    )
                results = preview_filing(cases, filing, by=user)
                context |= {"results": results, "filing": filing, "open": sum(not result.refusal for result in results)}
                return render(request, "proposals/filing_preview.html", context)
    found = to_file(user).prefetch_related("proposers__person", "proposers__group")
    context |= {"cases": list(found[:MOST]), "waiting": found.count()}
    return render(request, "proposals/filing_queue.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def case_filing(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    cases = Proposal.objects.visible_to(user).select_related("session", "rule_set")
    case = get_object_or_404(cases.prefetch_related(PREFETCH[0], "attachments"), pk=pk)
    # What was decided already is not decided again; all that is left is to pass the case on (不属政府职责).
    decided = case.state in (CaseState.NOT_FILED, CaseState.FILED)
    check_form(case, "convert" if decided else "file", by=user, sending=request.method == "POST")
    form = (PassOnForm if decided else FilingForm)(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = decide_filing(case, _filing(form), by=user)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                told = {"case": case.number_label, "decision": made.get_decision_display()}
                messages.success(request, _("%(case)s: %(decision)s.") % told)
                if decided and "next" in request.POST:
                    return redirect("assign_next")
                following = to_file(user).first() if "next" in request.POST else None
                return redirect("case_filing", following.pk) if following else redirect("case_detail", case.pk)
    waiting = to_file(user).exclude(pk=case.pk)
    queue = list(waiting[:QUEUE])
    context = {
        "case": case,
        "form": form,
        "queue": queue,
        "waiting": waiting.count() if len(queue) == QUEUE else len(queue),
        "same": same_cases(case, user),
        "rule": case.rule_set.policy("filing"),
        "decided": decided,
    }
    return render(request, "proposals/case_filing.html", context, status=status)


def _filing(form: FilingForm | PassOnForm) -> Filing:
    entered = form.cleaned_data
    return Filing(entered["decision"], entered.get("ground", ""), entered["note"])
