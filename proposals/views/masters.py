"""The system administrator's first page: what master data there is, what is missing, and where each is kept."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from proposals import permissions
from proposals.actions.masters import TOLD, changes_of
from proposals.errors import CaseError, WrongState
from proposals.master_forms import MasterForm
from proposals.models import FirstSetUp, User
from proposals.readiness import Inventory
from proposals.views.accounts import reader

Row = TypeVar("Row", bound=Model)
INVALID = 422


def keeper(request: HttpRequest) -> User:
    """The person who keeps the master data; nobody else gets further."""
    user = reader(request)
    permissions.check(user, "master.edit")
    return user


def kept(model: type[Row], pk: int, *related: str) -> Row:
    """A row of the master data, all of which its keeper sees."""
    rows: Any = model._default_manager
    found: Row | None = (rows.select_related(*related) if related else rows).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def save(form: MasterForm, act: Callable[[], Any], seen: Callable[[], str] | None = None) -> tuple[Any, int]:
    """What the action made of a form, or None with the status of the page that says why not; nothing that was typed is lost."""
    if not form.is_valid():
        return None, INVALID
    try:
        return act(), 200
    except CaseError as error:
        form.add_error(None, str(error))
        if isinstance(error, WrongState) and seen:
            form.see(seen())
        return None, error.status


def last_changes(row: Any) -> list[Any]:
    return list(changes_of(row)[:TOLD])


@require_safe
def master(request: HttpRequest) -> HttpResponse:
    keeper(request)
    inventory = Inventory()
    lacks = inventory.lacks()
    context = {
        "stock": inventory.stock(),
        "lacks": lacks,
        "blocking": sum(lack.blocks for lack in lacks),
        "set_up": FirstSetUp.current(),
    }
    return render(request, "proposals/master.html", context)
