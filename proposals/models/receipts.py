"""撤销签收: as long as nothing else has happened in the case, the receipt of a department can be taken back."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext

from proposals.models.undoing import UNDO_WITHIN

if TYPE_CHECKING:
    from proposals.models.organization import User


class Receivable:
    """What the machine of a task asks before its receipt is taken back. The record answers: whatever anybody did since is an event."""

    proposal: Any
    pk: Any

    def receipt_stands(self, by: "User | None") -> str:
        """Why the receipt is no longer taken back, or an empty string."""
        last = next((event for event in self.proposal.events.order_by("-sequence")[:2] if not _follows(event)), None)
        if last is None or (last.subject_type, last.subject_id, last.name) != ("assignment", self.pk, "accept"):
            return gettext("Something has happened in the case since it was signed for; the department can still object to the assignment.")
        if timezone.now() - last.at > UNDO_WITHIN:
            return gettext("A receipt is taken back on the day or the morning after; the department can still object to the assignment.")
        return ""


def _follows(event: Any) -> bool:
    """That the handling began is no deed of its own."""
    return bool(event.subject_type == "proposal" and event.name == "begin")
