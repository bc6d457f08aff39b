"""The accounts: their list, who somebody is and in which roles, and a first password."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals import permissions, pinyin
from proposals.actions.people import check_close, give_password, open_account, save_user, stamp_of
from proposals.master_forms import UserForm
from proposals.models import User
from proposals.permissions import ROLES
from proposals.readiness import ANSWERING, Inventory
from proposals.views.buttons import Button, button
from proposals.views.masters import keeper, kept, last_changes, save

ROWS = 50
FIELDS = UserForm.Meta.fields
SHOWN = {"active": Q(is_active=True), "closed": Q(is_active=False), "idle": Q(is_active=True, role_grants=None)}


@require_safe
def user_list(request: HttpRequest) -> HttpResponse:
    """`q` name, account, department or office, pinyin too; `role`; `show` one of SHOWN; `without` a permission that departments miss."""
    keeper(request)
    asked = request.GET
    show = asked.get("show", "active")
    role = asked.get("role", "")
    rows: QuerySet[User] = User.objects.filter(SHOWN.get(show, Q())).order_by("department__short_name", "display_name", "pk")
    if role in ROLES:
        rows = rows.filter(role_grants__role=role)
    typed = " ".join(asked.get("q", "").split())
    found: Any = [one for one in rows if _met(one, typed.lower())] if typed else rows
    missing = asked.get("without", "")
    context = {
        "page": Paginator(found, ROWS).get_page(asked.get("page")),
        "typed": typed,
        "role": role,
        "roles": ROLES.values(),
        "show": show,
        "path": reverse("user_list"),
        "missing": Inventory().without(missing) if missing in ANSWERING else [],
        "missing_roles": "、".join(str(ROLES[code].name) for code in permissions.carriers(missing)) if missing in ANSWERING else "",
    }
    return render(request, "proposals/user_list.html", context)


def _met(user: User, typed: str) -> bool:
    department = user.department
    said = [user.username, user.display_name, user.office, *([department.short_name, department.full_name] if department else [])]
    read = pinyin.spellings_of_person(user.display_name)
    return any(typed in one.lower() for one in said) or any(one.startswith(typed) for one in read)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("password")
def user_new(request: HttpRequest) -> HttpResponse:
    user = keeper(request)
    asked = request.GET.get("department", "")
    form = UserForm(request.POST or None, initial={"department": asked} if asked.isdecimal() else {})
    status = 200
    if request.method == "POST":
        made, status = save(form, lambda: save_user(User(), form.entered, form.cleaned_data["roles"], by=user))
        if made:
            return _told(request, made, give_password(made, by=user))
    return render(request, "proposals/user_form.html", {"form": form, "title": _("New account")}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = keeper(request)
    person = kept(User, pk)
    form = UserForm(request.POST or None, instance=kept(User, pk), seen=stamp_of(person, FIELDS))
    status = 200
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        made, status = save(
            form,
            lambda: save_user(person, form.entered, form.cleaned_data["roles"], by=user, seen=seen),
            lambda: stamp_of(kept(User, pk), FIELDS),
        )
        if made:
            messages.success(request, _("%s is saved.") % made)
            return redirect("user_list")
    if person.is_active:
        ending = button(lambda: check_close(person, by=user), "close", _("Close the account …"), reverse("user_close", args=[pk]))
    else:
        ending = Button("open", _("Open the account again"), reverse("user_open", args=[pk]), post=True)
    context = {
        "form": form,
        "title": str(person),
        "person": person,
        "own": person == user,
        "ending": ending,
        "changes": last_changes(person),
    }
    return render(request, "proposals/user_form.html", context, status=status)


@require_POST
@sensitive_variables("password")
def user_password(request: HttpRequest, pk: int) -> HttpResponse:
    user = keeper(request)
    person = kept(User, pk)
    return _told(request, person, give_password(person, by=user))


def _told(request: HttpRequest, person: User, password: str) -> HttpResponse:
    """The one page that shows a first password; it is kept nowhere, the browser's memory included."""
    response = render(request, "proposals/user_password.html", {"person": person, "password": password})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def user_open(request: HttpRequest, pk: int) -> HttpResponse:
    user = keeper(request)
    person = kept(User, pk)
    open_account(person, by=user)
    messages.success(request, _("The account of %s is open.") % person)
    return redirect("user_edit", pk)
