"""Closing the account of somebody who leaves: first what is open in his or her hands, and who else could take it up."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from proposals.actions.people import check_close, close_account
from proposals.models import Delegation, User
from proposals.views.masters import keeper, kept
from proposals.views.undoing import done
from replies import work
from replies.models import Reply
from replies.views.work_items import ORDER


@dataclass(frozen=True)
class InHand:
    """A kind of work that waits for the person."""

    title: Any
    count: int
    late: int


def in_hand(person: User) -> list[InHand]:
    """What waits on the person's own page of work. One query."""
    waiting = work.amounts(person)
    return [InHand(ORDER[kind].title, n, waiting.late_by_kind[kind]) for kind, n in waiting.by_kind.items() if kind in ORDER]


def alone_as(person: User, colleagues: Iterable[User]) -> list[str]:
    """The names of the roles that nobody else of the department holds."""
    held = {name for one in colleagues for name in one.role_names}
    return [name for name in person.role_names if name not in held]


@require_http_methods(["GET", "HEAD", "POST"])
def user_close(request: HttpRequest, pk: int) -> HttpResponse:
    user = keeper(request)
    person = kept(User, pk)
    check_close(person, by=user)
    if request.method == "POST":
        close_account(person, by=user)
        done(request, _("The account of %s is closed.") % person, undo=reverse("user_open", args=[pk]))
        return redirect("user_list")
    others = User.objects.filter(department=person.department_id, is_active=True).exclude(pk=pk)
    colleagues = list(others) if person.department_id else []
    running = Delegation.objects.visible_to(user).filter(ended_at=None, ends_on__gte=timezone.localdate())
    written = Reply.objects.visible_to(user).filter(working_copies__person=person, working_copies__dropped_at=None)
    context = {
        "person": person,
        "unsaved": written.select_related("assignment__proposal").distinct(),
        "in_hand": in_hand(person),
        "alone": alone_as(person, colleagues) if person.department_id else [],
        "colleagues": colleagues,
        "stands_in": running.filter(deputy=person).select_related("principal"),
        "represented": running.filter(principal=person).select_related("deputy"),
    }
    return render(request, "proposals/user_close.html", context)
