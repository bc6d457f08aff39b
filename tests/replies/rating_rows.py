"""Answers that were sent, to be rated: with proposers who have accounts, links and forms."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proposals.models import Person, Proposer
from replies.actions import drafts, links, ratings
from replies.models import Rating, RatingLink, Reply, Settlement
from replies.ratings import Given
from tests.factories import BODY, World

GOOD = Given({"attitude": "satisfied", "result": "satisfied"})
BASIC = Given({"attitude": "satisfied", "result": "basically"})
BAD = Given({"attitude": "satisfied", "result": "dissatisfied"}, reasons="只写了设想，没有时间表")
TODAY = timezone.localdate()
PDF = b"%PDF-1.7 form"


def sent(world: World, *more: Person, **policies: str) -> Reply:
    """An answer that was sent to the proposer of the world and `more`; `policies` changes those of the national rules."""
    reply = world.reply("dispatched", co=False, proposers=[world.person, *more])
    rule_set = reply.case.rule_set
    rule_set.policies = rule_set.policies | {name: {"value": value, "assumed": True} for name, value in policies.items()}
    rule_set.save()
    return Reply.objects.select_related("assignment__proposal__rule_set").get(pk=reply.pk)


def again(world: World, reply: Reply) -> Reply:
    """The next round of the reply's department, walked to the dispatch."""
    newest = reply.assignment.replies.order_by("round").last()
    assert newest is not None
    begun = drafts.open_reply(newest.assignment, by=world.lead.drafter)
    assert begun.latest is not None
    text = begun.latest.text | {"body": BODY}
    drafts.save_draft(begun, text, base=begun.latest.number, by=world.lead.drafter, outcome="A", publication="full")
    for step in world.steps(begun):
        step()
    return Reply.objects.get(pk=begun.pk)


def lead_of(reply: Reply) -> Proposer:
    return reply.case.proposers.get(is_lead=True)


def token_for(world: World, reply: Reply, proposer: Proposer | None = None) -> str:
    (made,) = links.make_links(reply, [proposer or lead_of(reply)], by=world.coordinator)
    return made.token


def by_link(world: World, reply: Reply, given: Given = GOOD, proposer: Proposer | None = None) -> Rating:
    return ratings.rate_by_link(token_for(world, reply, proposer), given)


def scan(content: bytes = PDF, name: str = "回执.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# Rows behind the application's back


def link_row(world: World, reply: Reply, **fields: Any) -> RatingLink:
    given = {"reply": reply, "proposer": lead_of(reply), "token_digest": "0" * 64, "expires_on": TODAY, "made_by": world.coordinator}
    return RatingLink.objects.create(**(given | fields))


def rating_row(world: World, reply: Reply, **fields: Any) -> Rating:
    given = {
        "reply": reply, "proposer": lead_of(reply), "version": reply.versions.first(), "channel": "paper", "verdict": "satisfied",
        "grades": {"result": "satisfied"}, "received_on": TODAY, "entered_by": world.coordinator, "scan": "a.pdf", "scan_sha256": "0" * 64,
    }  # fmt: skip
    (made,) = Rating.objects.bulk_create([Rating(**(given | fields))])
    return made


def settlement_row(world: World, reply: Reply, **fields: Any) -> Settlement:
    return Settlement.objects.create(**({"reply": reply, "kind": "stands", "words": "理由", "settled_by": world.coordinator} | fields))


def rows(world: World, reply: Reply) -> None:
    """One row of each model."""
    link_row(world, reply)
    rating_row(world, reply)
    settlement_row(world, reply)


def twice(make: Callable[..., object], **fields: Any) -> Callable[[World, Reply], None]:
    def make_both(world: World, reply: Reply) -> None:
        make(world, reply)
        make(world, reply, **fields)

    return make_both


def wrong(make: Callable[..., object], **fields: Any) -> Callable[[World, Reply], object]:
    return lambda world, reply: make(world, reply, **fields)


NO_SCAN = {"scan": "", "scan_sha256": ""}
VIOLATIONS: dict[str, Callable[[World, Reply], object]] = {
    "one_rating_link_each": twice(link_row, token_digest="1" * 64),
    "link_revoked_at_and_by": wrong(link_row, revoked_at=timezone.now()),
    "rated_once": twice(rating_row),
    "rating_channel_link_or_person": wrong(rating_row, channel="account", entered_by=None, **NO_SCAN),
    "paper_rating_with_scan": wrong(rating_row, **NO_SCAN),
    "dissatisfied_with_reasons": wrong(rating_row, verdict="dissatisfied"),
    "rating_replaced_because": lambda world, reply: rating_row(world, reply, replaces=rating_row(world, reply)),
    "meeting_has_day_and_people": wrong(settlement_row, kind="meeting"),
    "settlement_has_words": wrong(settlement_row, words=""),
    "settled_by_somebody": wrong(settlement_row, settled_by=None),
}
