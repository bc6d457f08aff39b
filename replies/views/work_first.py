"""With what each role begins: those with one kind of work with that, the others with the list of all that waits."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse

from proposals import permissions
from proposals.models import User
from proposals.readiness import is_set_up
from replies.statistics.units import may_read
from replies.work import Waiting


def first_page(request: HttpRequest, user: User, waiting: Sequence[Waiting]) -> str:
    """The address; `waiting` as `work.found` gives it."""
    if permissions.holds(user, "master.edit") and not is_set_up():
        return reverse("master")
    kinds = {one.kind for one in waiting}
    if kinds and kinds <= {"approve", "sign"} and _is_phone(request):
        # A thumb between two meetings: the case itself, not a list of one.
        return reverse("reply_review", args=[waiting[0].pk])
    if kinds == {"assign"}:
        return reverse("assign_next")
    if kinds == {"number"}:
        return reverse("printing_room")
    if not kinds and not user.department_id and permissions.holds(user, "read.all") and may_read(user):
        return reverse("statistics")
    return reverse("work")


def _is_phone(request: HttpRequest) -> bool:
    return request.headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobile" in request.headers.get("User-Agent", "")
