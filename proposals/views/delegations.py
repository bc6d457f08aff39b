"""代办: who stands in for whom, and the form that names a deputy."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from proposals import permissions
from proposals.actions import delegating
from proposals.delegation_forms import DelegationForm
from proposals.errors import CaseError, NotAllowed
from proposals.models import Delegation, User
from proposals.views.accounts import reader
from proposals.views.buttons import Button

ROWS = 25


def may_make(user: User) -> bool:
    """Whether the person has a role to pass on, or names deputies for others."""
    own = user.department_id and user.own_delegable_roles
    return bool(own) or permissions.holds(user, "delegation.make_for_others")


@require_http_methods(["GET", "HEAD", "POST"])
def delegation_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    makes = may_make(user)
    if not makes and not permissions.holds(user, "read.all") and not permissions.holds(user, "delegation.make"):
        raise NotAllowed(permissions.PERMISSIONS["delegation.make"].refusal)
    form = DelegationForm(request.POST if request.method == "POST" else None, by=user) if makes else None
    status = 200
    if request.method == "POST":
        if form is None:
            raise NotAllowed(permissions.PERMISSIONS["delegation.make"].refusal)
        status = 422
        if form.is_valid():
            try:
                made = delegating.delegate(**({"principal": user} | form.cleaned_data), by=user)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                told = {"deputy": made.deputy, "principal": made.principal, "days": delegating.span(made)}
                messages.success(request, _("%(deputy)s stands in for %(principal)s, %(days)s.") % told)
                return redirect("delegation_list")
    seen = Delegation.objects.visible_to(user)
    current = Q(ended_at=None, ends_on__gte=timezone.localdate())
    everything = request.GET.get("show") == "all"
    rows = (seen if everything else seen.filter(current)).select_related("principal__department", "deputy", "made_by", "ended_by")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(one, _ending(one, user)) for one in page],
        "everything": everything,
        "running": seen.filter(current).count(),
        "all": seen.count(),
        "path": reverse("delegation_list"),
    }
    return render(request, "proposals/delegations.html", context, status=status)


def _ending(delegation: Delegation, user: User) -> Button | None:
    """The button that ends it, for those whose business it is."""
    try:
        delegating.check_end(delegation, by=user)
    except CaseError:
        return None
    label = _("Call off") if delegation.manner == "ahead" else _("End now")
    return Button(f"end-{delegation.pk}", label, reverse("delegation_end", args=[delegation.pk]), post=True)


@require_POST
def delegation_end(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    delegation: Delegation = get_object_or_404(Delegation.objects.visible_to(user), pk=pk)
    delegating.end_delegation(delegation, by=user)
    messages.success(
        request, _("%(deputy)s no longer stands in for %(principal)s.") % {"deputy": delegation.deputy, "principal": delegation.principal}
    )
    return redirect("delegation_list")
