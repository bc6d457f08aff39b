"""Entering departments, changing them, and taking them out of use. Their list is that of the layouts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from proposals.actions.departments import check_retire, restore_department, retire_department, save_department
from proposals.actions.masters import stamp
from proposals.master_forms import DepartmentForm
from proposals.models import Department
from proposals.views.buttons import Button, button
from proposals.views.masters import keeper, kept, last_changes, save
from proposals.views.undoing import done

FIELDS = DepartmentForm.Meta.fields


@require_http_methods(["GET", "HEAD", "POST"])
def department_new(request: HttpRequest) -> HttpResponse:
    user = keeper(request)
    kind = request.GET.get("kind", "")
    form = DepartmentForm(request.POST or None, initial={"kind": kind} if kind in Department.Kind.values else {})
    status = 200
    if request.method == "POST":
        made, status = save(form, lambda: save_department(Department(), form.entered, by=user))
        if made:
            messages.success(request, _("%s is entered.") % made)
            return redirect("department_new") if "again" in request.POST else redirect("department_list")
    return render(request, "proposals/department_form.html", {"form": form, "title": _("New department")}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def department_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = keeper(request)
    department = kept(Department, pk)
    name = str(department)
    form = DepartmentForm(request.POST or None, instance=kept(Department, pk), seen=stamp(department, FIELDS))
    status = 200
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        made, status = save(
            form, lambda: save_department(department, form.entered, by=user, seen=seen), lambda: stamp(kept(Department, pk), FIELDS)
        )
        if made:
            messages.success(request, _("%s is saved.") % made)
            return redirect("department_list")
    if department.active:
        out = button(
            lambda: check_retire(department, by=user), "retire", _("Take it out of use"), reverse("department_retire", args=[pk]), post=True
        )
    else:
        out = Button("restore", _("Take it into use again"), reverse("department_restore", args=[pk]), post=True)
    context = {
        "form": form,
        "title": name,
        "department": department,
        "people": department.users.filter(is_active=True).count(),
        "button": out,
        "changes": last_changes(department),
    }
    return render(request, "proposals/department_form.html", context, status=status)


@require_POST
def department_retire(request: HttpRequest, pk: int) -> HttpResponse:
    user = keeper(request)
    department = kept(Department, pk)
    retire_department(department, by=user)
    done(request, _("%s is out of use; no case is handed to it any more.") % department, undo=reverse("department_restore", args=[pk]))
    return redirect("department_list")


@require_POST
def department_restore(request: HttpRequest, pk: int) -> HttpResponse:
    user = keeper(request)
    department = kept(Department, pk)
    restore_department(department, by=user)
    messages.success(request, _("%s is in use.") % department)
    return redirect("department_edit", pk)
