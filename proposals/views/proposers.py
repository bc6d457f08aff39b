"""Those who propose: deputies and members, and groups of them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from proposals.actions.masters import save_group, save_person, stamp
from proposals.finding import named
from proposals.master_forms import GroupForm, PersonForm
from proposals.models import Group, Person
from proposals.views.masters import keeper, kept, last_changes, save

ROWS = 50
PERSON_FIELDS, GROUP_FIELDS = PersonForm.Meta.fields, ("name", "kind")


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """`show` deputy, member or groups; `q` a name, its pinyin or initials, a delegation or sector, or a telephone number."""
    keeper(request)
    show = request.GET.get("show", "")
    typed = " ".join(request.GET.get("q", "").split())
    groups = show == "groups"
    rows: Any = (
        Group.objects.annotate(accounts=Count("members")).order_by("name")
        if groups
        else Person.objects.select_related("user").order_by("name", "pk")
    )
    if show in Person.Role.values:
        rows = rows.filter(role=show)
    if typed:
        wide = named(typed)
        rows = rows.filter(wide if groups else wide | Q(delegation__icontains=typed) | Q(phone__contains=typed))
    counts = dict(Person.objects.order_by().values_list("role").annotate(n=Count("pk")))
    tabs = [
        ("", _("All persons"), sum(counts.values())),
        *((value, label, counts.get(value, 0)) for value, label in Person.Role.choices),
        ("groups", _("Groups"), Group.objects.count()),
    ]
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "tabs": tabs,
        "show": show,
        "groups": groups,
        "typed": typed,
        "path": reverse("person_list"),
    }
    return render(request, "proposals/person_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    user = keeper(request)
    form, status = PersonForm(request.POST or None, initial={"role": Person.Role.DEPUTY}), 200
    if request.method == "POST":
        made, status = save(form, lambda: save_person(Person(), form.entered, by=user))
        if made:
            messages.success(request, _("%s is entered.") % made)
            return redirect("person_new" if "again" in request.POST else "person_list")
    return render(request, "proposals/person_form.html", {"form": form, "title": _("New deputy or member")}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = keeper(request)
    person = kept(Person, pk)
    form = PersonForm(request.POST or None, instance=kept(Person, pk), seen=stamp(person, PERSON_FIELDS))
    status = 200
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        made, status = save(
            form, lambda: save_person(person, form.entered, by=user, seen=seen), lambda: stamp(kept(Person, pk), PERSON_FIELDS)
        )
        if made:
            messages.success(request, _("%s is saved.") % made)
            return redirect("person_list")
    context = {"form": form, "title": person.name, "changes": last_changes(person), "known": True}
    return render(request, "proposals/person_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: HttpRequest) -> HttpResponse:
    user = keeper(request)
    form, status = GroupForm(request.POST or None), 200
    if request.method == "POST":
        made, status = save(form, lambda: save_group(Group(), _columns(form), by=user, members=form.cleaned_data["members"]))
        if made:
            messages.success(request, _("%s is entered.") % made)
            return redirect(f"{reverse('person_list')}?show=groups")
    return render(request, "proposals/person_form.html", {"form": form, "title": _("New group")}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = keeper(request)
    group = kept(Group, pk)
    form = GroupForm(request.POST or None, instance=kept(Group, pk), seen=stamp(group, GROUP_FIELDS))
    status = 200
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        made, status = save(
            form,
            lambda: save_group(group, _columns(form), by=user, seen=seen, members=form.cleaned_data["members"]),
            lambda: stamp(kept(Group, pk), GROUP_FIELDS),
        )
        if made:
            messages.success(request, _("%s is saved.") % made)
            return redirect(f"{reverse('person_list')}?show=groups")
    context = {"form": form, "title": group.name, "changes": last_changes(group), "known": True}
    return render(request, "proposals/person_form.html", context, status=status)


def _columns(form: GroupForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in GROUP_FIELDS}
