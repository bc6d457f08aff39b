"""What waits on the way to the public page: texts to check and to publish, corrections that were written and not published."""

from typing import TYPE_CHECKING

from proposals.models import Clock
from proposals.states import CaseState
from replies.models import Publication
from replies.states import PublicationState

if TYPE_CHECKING:
    from replies.work import Conditions


def publications(department: int) -> "Conditions":
    due = Clock.of_task("publication", "reply__assignment")
    rows = Publication.objects.filter(reply__assignment__department_id=department).annotate(due=due)
    rows = rows.exclude(reply__assignment__proposal__state=CaseState.WITHDRAWN)
    return {
        "publication_check": (("publication.check",), rows.filter(state=PublicationState.TO_CHECK)),
        "publication_publish": (("publication.publish",), rows.filter(state=PublicationState.CHECKED)),
    }
