"""What waits on the way to the public page: texts to check and to publish, corrections that were written and not published."""

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from proposals.models import Clock
from proposals.states import CaseState
from replies.models import Publication
from replies.states import PublicationState

if TYPE_CHECKING:
    from replies.work import Conditions


def publications(department: int) -> "Conditions":
    running = Clock.objects.filter(assignment=OuterRef("reply__assignment"), name="publication", state=Clock.State.RUNNING)
    rows = Publication.objects.filter(reply__assignment__department_id=department).annotate(due=Subquery(running.values("due_on")[:1]))
    rows = rows.exclude(reply__assignment__proposal__state=CaseState.WITHDRAWN)
    return {
        "publication_check": (("publication.check",), rows.filter(state=PublicationState.TO_CHECK)),
        "publication_publish": (("publication.publish",), rows.filter(state=PublicationState.CHECKED)),
    }
