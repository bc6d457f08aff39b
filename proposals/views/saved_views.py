"""Saved views of the list of cases: kept, changed, shared, put in order, removed and taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals import permissions
from proposals.actions import saved_views as actions
from proposals.errors import CaseError
from proposals.filters import CaseFilter
from proposals.list_forms import ViewForm
from proposals.models import Proposal, SavedView, User
from proposals.views import columns
from proposals.views.accounts import reader
from proposals.views.addresses import conditions
from proposals.views.listed import CaseList
from proposals.views.tabs import tab_of
from proposals.views.undoing import done


def _form(request: HttpRequest, user: User, initial: dict[str, object], *, asks: bool) -> ViewForm:
    """Without what the person may not do, or what there is nothing to do for."""
    form = ViewForm(request.POST or None, initial=initial)
    if not permissions.can(user, actions.SHARE, user.department) and not initial.get("shared"):
        del form.fields["shared"]
    if not asks:
        del form.fields["take"]
    return form


def _shown(request: HttpRequest) -> actions.Shown:
    """What the address of the list, carried along to this page, shows."""
    listing = CaseList(request, request.GET)
    return actions.Shown(conditions(request.GET), columns.words_of(listing.columns, listing.user), listing.sort)


def _words(request: HttpRequest, query: str) -> list[str]:
    chosen = CaseFilter(QueryDict(query), queryset=Proposal.objects.none(), request=request)
    return [words for _name, words in chosen.active]


def _list(view: SavedView) -> str:
    return reverse("case_list") + tab_of(view).address


@require_safe
def view_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    views = list(SavedView.objects.for_tabs(user))
    rows = [(view, tab_of(view).address, _words(request, view.query)) for view in views]
    return render(request, "proposals/view_list.html", {"rows": rows, "own": sum(view.owner_id == user.pk for view in views)})


@require_http_methods(["GET", "HEAD", "POST"])
def view_new(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    form, status = _form(request, user, {}, asks=False), 200
    shown = _shown(request)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                view = actions.save_view(given["name"], shown, by=user, shared=given.get("shared", False), first=given["first"])
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("“%s” stands above the list now.") % view.name)
                return redirect(_list(view))
    context = {"form": form, "words": _words(request, shown.query), "back": f"{reverse('case_list')}?{request.GET.urlencode()}"}
    return render(request, "proposals/view_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def view_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """With the address of a list, its conditions, columns and order can be taken into the view."""
    user = reader(request)
    view = _seen(user, pk)
    actions.check_own(view, user)
    shown = _shown(request) if request.GET else None
    initial = {"name": view.name, "shared": bool(view.shared_with_id), "first": user.case_view_id == pk, "take": bool(shown)}
    form, status = _form(request, user, initial, asks=shown is not None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            took = shown if given.get("take") else None
            try:
                actions.change_view(view, given["name"], by=user, shared=given.get("shared", False), first=given["first"], shown=took)
            except CaseError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("“%s” is changed.") % view.name)
                return redirect(_list(view))
    words = _words(request, shown.query if shown else view.query)
    context = {"form": form, "view": view, "words": words, "back": reverse("view_list")}
    return render(request, "proposals/view_form.html", context, status=status)


def _seen(user: User, pk: int) -> SavedView:
    view: SavedView = get_object_or_404(SavedView.objects.visible_to(user).select_related("owner"), pk=pk)
    return view


@require_POST
def view_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    actions.move_view(_seen(user, pk), by=user, up="up" in request.POST)
    return redirect("view_list")


@require_POST
def view_first(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the list with this view from now on, or no longer."""
    user = reader(request)
    view = _seen(user, pk)
    on = "on" in request.POST
    actions.open_with(view if on else None, by=user)
    told = _("The list opens with “%s” from now on.") % view.name if on else _("The list opens with all cases from now on.")
    messages.success(request, told)
    return redirect("view_list")


@require_POST
def view_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    view = _seen(user, pk)
    actions.remove_view(view, by=user)
    done(request, _("“%s” is removed.") % view.name, undo=reverse("view_restore", args=[pk]))
    return redirect("view_list")


@require_POST
def view_restore(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    view: SavedView = get_object_or_404(SavedView.objects.removed_visible_to(user), pk=pk)
    actions.restore_view(view, by=user)
    messages.success(request, _("“%s” is back.") % view.name)
    return redirect("view_list")
