"""Replies that were sent, on their way to the public."""

from typing import Any

from replies import transitions
from replies.actions import batches
from replies.disclosure import Choice, Decision, topics
from replies.models import Publication
from tests.browser import yunlan
from tests.factories import document, hand_over


def dispatched(number: str, **changed: Any) -> Publication:
    """The publication of a reply that was sent, with a page that the engine did not make."""
    clerk = yunlan.person("wenshu")
    reply = yunlan.signed(number, **changed)
    (job,) = batches.number_and_print([reply], by=clerk).jobs
    claimed = transitions.claim_job(job.pk)
    assert claimed is not None
    assert transitions.finish_job(claimed, document(reply))
    reply.refresh_from_db()
    hand_over(reply, by=clerk)
    return Publication.objects.get(reply=reply)


def left_out(publication: Publication) -> list[Decision]:
    """Everything that was found is taken out."""
    return [Decision(topic.kind, topic.text, Choice.REMOVE) for topic in topics(publication.unresolved())]
