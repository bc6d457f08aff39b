"""撤销交办: until when an assignment is taken back by one key, and what stands against it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

if TYPE_CHECKING:
    from proposals.models.organization import User

# A slip of the hand is seen on the day or the morning after; later a department gives the case back (退办).
UNDO_WITHIN = timedelta(hours=24)


class Undoable:
    """What the machine of a case asks before an assignment is taken back. The record answers: whatever anybody did since is an event."""

    events: Any

    def was_filed(self) -> bool:
        """Whether the case came to its assignment from the filing."""
        last = self._last_event()
        return bool(last and last.source == "filed")

    def assignment_stands(self, by: "User | None") -> str:
        """Why the assignment is no longer taken back, or an empty string."""
        last = self._last_event()
        if last is None or last.name != "assign" or last.subject_type != "proposal" or not last.target:
            return gettext("Something has happened in the case since it was assigned; the department can still give it back.")
        if by is None or last.actor_id != by.pk:
            return gettext("%s assigned the case; only the same person takes that back.") % (last.actor_name,)
        if timezone.now() - last.at > UNDO_WITHIN:
            said = gettext("It was assigned on %(day)s; that is taken back within %(hours)s hours. The department can still give it back.")
            return said % {"day": date_format(last.at), "hours": UNDO_WITHIN // timedelta(hours=1)}
        return ""

    def _last_event(self) -> Any:
        return self.events.order_by("-sequence").first()
