"""What the head of every page shows about the person who is signed in."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from proposals import permissions
from replies import work
from replies.board import may_see
from replies.statistics.units import may_read


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav`: how much waits, how much of it is late, and the entries that not everybody has; {} for a stranger."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": {}}
    today = timezone.localdate()
    # Counting costs more than many a page: it waits until a page shows it, and one that refuses shows none.
    due: Any = SimpleLazyObject(lambda: work.due_dates(user))
    return {
        "nav": {
            "work_count": lambda: len(due),
            "late_count": lambda: sum(bool(day and day < today) for day in due),
            "may_see_board": may_see(user),
            "may_register": permissions.holds(user, "case.register"),
            "may_bind": permissions.holds(user, "volume.make"),
            "may_count": may_read(user),
            "may_print": permissions.holds(user, "reply.print"),
            "may_lay_out": permissions.holds(user, "layout.edit") or permissions.holds(user, "master.edit"),
        }
    }
