"""Keeping, changing, sharing and removing the views of the list of cases."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.errors import InvalidInput, NotAllowed
from proposals.models import SavedView, User
from proposals.models.saved_views import LONGEST_QUERY

SHARE = "view.share"
MOST = 20


@dataclass(frozen=True)
class Shown:
    """What a view holds, as an address has it."""

    query: str = ""
    columns: str = ""
    sort: str = ""


@transaction.atomic
def save_view(name: str, shown: Shown, *, by: User, shared: bool = False, first: bool = False) -> SavedView:
    """Keeps a view; `first` has the list open with it."""
    mine = SavedView.objects.filter(owner=by, removed=False)
    if mine.count() >= MOST:
        raise InvalidInput(_("You keep %(most)d views already; remove one first.") % {"most": MOST})
    position = (mine.aggregate(last=Max("position"))["last"] or 0) + 1
    view = SavedView(owner=by, position=position)
    _write(view, name, shared, by)
    _show(view, shown)
    view.save()
    _open_with(view, by, first)
    return view


@transaction.atomic
def change_view(view: SavedView, name: str, *, by: User, shared: bool, first: bool, shown: Shown | None = None) -> None:
    """`shown` of None leaves the conditions, the columns and the order as they are."""
    check_own(view, by)
    _write(view, name, shared, by)
    if shown:
        _show(view, shown)
    view.save()
    _open_with(view, by, first)


def check_own(view: SavedView, by: User) -> None:
    if view.owner_id != by.pk:
        raise NotAllowed(_("%s shares this view; only he or she changes it. Save one of your own from it.") % view.owner)


def _write(view: SavedView, name: str, shared: bool, by: User) -> None:
    view.name = name.strip()
    if not view.name:
        raise InvalidInput(_("Please give the view a name."))
    _check_free(view)
    if shared and view.shared_with_id != by.department_id:
        permissions.check(by, SHARE, by.department)
    view.shared_with_id = by.department_id if shared else None


def _check_free(view: SavedView) -> None:
    if SavedView.objects.filter(owner=view.owner_id, name=view.name, removed=False).exclude(pk=view.pk).exists():
        raise InvalidInput(_("You have a view named “%s” already.") % view.name)


def _show(view: SavedView, shown: Shown) -> None:
    if len(shown.query) > LONGEST_QUERY:
        raise InvalidInput(_("These conditions are too long to be kept."))
    view.query, view.columns, view.sort = shown.query, shown.columns, shown.sort


def _open_with(view: SavedView, by: User, first: bool) -> None:
    if first:
        open_with(view, by=by)
    elif by.case_view_id == view.pk:
        open_with(None, by=by)


def open_with(view: SavedView | None, *, by: User) -> None:
    """The list opens with this view, the own one or one that is shared; with none, it opens with all cases."""
    by.case_view = view
    by.save(update_fields=["case_view"])


@transaction.atomic
def move_view(view: SavedView, *, by: User, up: bool) -> None:
    """One place on among the own views."""
    check_own(view, by)
    views = list(SavedView.objects.select_for_update().filter(owner=by, removed=False).order_by("position", "pk"))
    at = views.index(view)
    to = at - 1 if up else at + 1
    if 0 <= to < len(views):
        views.insert(to, views.pop(at))
    for n, one in enumerate(views, start=1):
        one.position = n
    SavedView.objects.bulk_update(views, ["position"])


@transaction.atomic
def remove_view(view: SavedView, *, by: User) -> None:
    """What was removed before is gone with this: only the last removal can be taken back."""
    check_own(view, by)
    SavedView.objects.filter(owner=by, removed=True).delete()
    view.removed = True
    view.save(update_fields=["removed"])


@transaction.atomic
def restore_view(view: SavedView, *, by: User) -> None:
    check_own(view, by)
    _check_free(view)
    view.removed = False
    view.save(update_fields=["removed"])


def keep_columns(columns: str, *, by: User) -> None:
    """The columns of the list for this person, wherever the address names none."""
    by.case_columns = columns
    by.save(update_fields=["case_columns"])
