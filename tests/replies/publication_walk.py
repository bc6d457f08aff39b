"""Replies on their way to the public, walked by the real steps."""

from replies.actions import publishing
from replies.actions.publishing import NewText
from replies.disclosure import Choice, Decision, topics
from replies.models import Publication, PublicText
from replies.states import PublicationState
from tests.factories import World

S = PublicationState
REASON = "涉及个人信息，更正后再公开"


def opened(world: World, **fields: object) -> Publication:
    """The publication of a reply that was just dispatched."""
    return Publication.objects.get(reply=world.reply("dispatched", **fields))


def masked(publication: Publication, world: World) -> PublicText:
    """Everything found is masked, or taken out where it cannot be."""
    decisions = [
        Decision(topic.kind, topic.text, Choice.MASK if Choice.MASK in topic.choices else Choice.REMOVE)
        for topic in topics(publication.unresolved())
    ]
    return publishing.settle(publication, decisions, base=publication.newest.number, by=world.lead.document_administrator)


def walked(world: World, state: str, **fields: object) -> Publication:
    """A publication in this state."""
    return onward(opened(world, **fields), world, state)


def onward(publication: Publication, world: World, state: str) -> Publication:
    clerk = world.lead.document_administrator
    if state == S.NOT_PUBLISHED:
        publishing.not_publish(publication, by=clerk, reason=REASON)
    if state in (S.CHECKED, S.PUBLISHED, S.WITHDRAWN):
        publishing.finish_check(publication, by=clerk)
    if state in (S.PUBLISHED, S.WITHDRAWN):
        publishing.publish(publication, by=clerk)
    if state == S.WITHDRAWN:
        publishing.withdraw(publication, by=clerk, reason=REASON)
    assert publication.state == state
    return publication


def published(publication: Publication, world: World) -> None:
    """What was checked goes to the public page."""
    publishing.publish(publication, by=world.lead.document_administrator)


def rewritten(publication: Publication, world: World, body: str = "经研究，现答复如下：\n一、改过的文字") -> PublicText:
    """A newer text for the public, not yet published."""
    newest = publication.newest
    given = NewText(newest.mode, newest.title, newest.addressee, body, reason=newest.reason)
    return publishing.save_text(publication, given, base=newest.number, by=world.lead.document_administrator)
