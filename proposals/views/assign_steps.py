"""What a coordinator does at the desk beside assigning: take an assignment back, put a case off, deal the queue out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from proposals import permissions
from proposals.actions import desk
from proposals.actions.unassigning import take_assignment_back
from proposals.errors import NotAllowed
from proposals.models import Proposal
from proposals.views import assign_desk
from proposals.views.accounts import reader
from proposals.views.undoing import done


@require_POST
def case_unassign(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = get_object_or_404(Proposal.objects.visible_to(user), pk=pk)
    taken = take_assignment_back(case, by=user)
    names = "、".join(one.number_label for one in taken)
    messages.success(request, _("The assignment of %s is taken back.") % names)
    return redirect("case_assign", case.pk)


@require_POST
def case_skip(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = get_object_or_404(Proposal.objects.visible_to(user), pk=pk)
    after = assign_desk.following(user, case)
    desk.skip(case, by=user)
    done(request, _("%s comes at the end of your queue.") % case.number_label, undo=reverse("case_take_up", args=[case.pk]))
    return redirect("case_assign", after[0] if after else case.pk)


@require_POST
def case_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    case = get_object_or_404(Proposal.objects.visible_to(user), pk=pk)
    desk.take_up(case, by=user)
    return redirect("case_assign", case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def assign_deal(request: HttpRequest) -> HttpResponse:
    """Chooses among whom the queue is dealt out."""
    user = reader(request)
    if not permissions.holds(user, "case.assign"):
        raise NotAllowed(permissions.PERMISSIONS["case.assign"].refusal)
    people = desk.dealers(user)
    if request.method == "POST":
        chosen = [one for one in people if str(one.pk) in request.POST.getlist("person")]
        dealt = desk.deal(chosen, by=user)
        shares = "，".join(
            ngettext("%(name)s %(n)s case", "%(name)s %(n)s cases", n) % {"name": one.display_name, "n": n} for one, n in dealt
        )
        messages.success(request, _("Dealt out: %s.") % shares if shares else _("All cases are everybody's again."))
        return redirect("assign_next")
    shares_now = assign_desk.shares(user)
    context = {"people": [(one, shares_now.get(one.pk, 0)) for one in people], "waiting": assign_desk.all_to_assign(user).count()}
    return render(request, "proposals/assign_deal.html", context)
