"""What the head of every page shows about the person who is signed in."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from proposals import permissions
from replies import work
from replies.board import may_see
from replies.statistics.units import may_read

# What those who review and sign have before them.
JUDGED = ("co_sign", "review", "approve", "sign")

# The pages of the master data, for the entry that leads to them.
MASTERS = {"department_new", "department_edit", "user_list", "user_new", "user_edit", "user_close"}
MASTERS |= {"session_list", "session_new", "session_edit"}
MASTERS |= {"person_list", "person_new", "person_edit", "group_new", "group_edit", "master_import", "setup_step", "department_list"}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav`: how much waits, how much of it is late, and the entries that not everybody has; {} for a stranger."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": {}}
    # It waits until a page shows it: one that refuses shows none, and “my work” has asked already.
    waiting: Any = SimpleLazyObject(lambda: request.waiting if hasattr(request, "waiting") else work.amounts(user))

    def count(*kinds: str) -> int:
        return sum(waiting.by_kind[kind] for kind in kinds)

    return {
        "nav": {
            "work_count": lambda: waiting.total,
            "late_count": lambda: waiting.late,
            "to_print": lambda: count("number"),
            "to_assign": lambda: count("assign"),
            "to_file": lambda: count("file"),
            "to_judge": lambda: count(*JUDGED),
            "judged": urlencode([("only", kind) for kind in JUDGED]),
            "may_see_board": may_see(user),
            "may_register": permissions.holds(user, "case.register"),
            "may_bind": permissions.holds(user, "volume.make"),
            "may_count": may_read(user),
            "may_print": permissions.holds(user, "reply.print"),
            "masters": MASTERS,
            "may_lay_out": permissions.holds(user, "layout.edit"),
        }
    }
