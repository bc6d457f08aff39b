"""Registering a case."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals import permissions
from proposals.actions.cases import NewCase, register_case
from proposals.errors import CaseError
from proposals.forms import RegisterForm, full_label
from proposals.models import Group, Person, Proposal, User
from proposals.views.accounts import reader


@require_http_methods(["GET", "HEAD", "POST"])
def case_register(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    permissions.check(user, "case.register")
    last = Proposal.objects.visible_to(user).filter(assigning_body=user.department_id).order_by("-pk").first()
    # Cases are entered in piles: the session and the kind are those of the one before.
    form = RegisterForm(
        request.POST or None, request.FILES or None, initial={"session": last.session_id, "kind": last.kind} if last else {}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                case = register(form, user)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("%s is registered. Next: assign it.") % case.number_label)
                return redirect("case_register") if "again" in request.POST else redirect("case_detail", case.pk)
    known = [full_label(person) for person in Person.objects.all()] + list(Group.objects.values_list("name", flat=True))
    return render(request, "proposals/case_register.html", {"form": form, "known": dict.fromkeys(known), "last": last}, status=status)


@transaction.atomic
def register(form: RegisterForm, user: User) -> Proposal:
    """Adds the new proposers and the case, or neither."""
    entered = form.cleaned_data
    new = NewCase(
        session=entered["session"],
        kind=entered["kind"],
        case_no=entered["case_no"],
        title=entered["title"],
        proposers=form.save_proposers(),
        body=entered["body"],
        category=entered["category"],
        is_priority=entered["is_priority"],
        origin=entered["origin"],
        attachments=form.uploads,
    )
    return register_case(new, by=user)
