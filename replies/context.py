"""What the head of every page shows about the person who is signed in."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from proposals import permissions
from replies import work


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav`: how much waits, how much of it is late, and the entries that not everybody has; {} for a stranger."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": {}}
    today = timezone.localdate()
    due = work.due_dates(user)
    return {
        "nav": {
            "work_count": len(due),
            "late_count": sum(bool(day and day < today) for day in due),
            "may_register": permissions.holds(user, "case.register"),
            "may_bind": permissions.holds(user, "volume.make"),
            "may_print": permissions.holds(user, "reply.print"),
            "may_lay_out": permissions.holds(user, "layout.edit") or permissions.holds(user, "master.edit"),
        }
    }
