"""The pages on which a letter is written, judged, signed and sent ask the database little, and as little for thirty rows as for one."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proposals.models import Contact, OpinionAttachment, OpinionSubmission, Proposer, User
from replies.forms import as_posted
from replies.models import Comment, Look, Rating, RatingLink, Reply, ReplyFigure, ReplyVersion, WorkingCopy
from tests.factories import BODY, World, deputy

pytestmark = pytest.mark.django_db

MOST = 15
# State → what is there to see of a reply, by whom.
PAGES = {
    "drafting": [
        ("drafter", "reply_edit", ""),
        ("drafter", "reply_detail", ""),
        ("drafter", "reply_versions", ""),
        ("drafter", "reply_earlier", ""),
    ],
    "office_review": [
        ("office_reviewer", "reply_review", ""),
        ("office_reviewer", "reply_review", "?show=full"),
        ("office_reviewer", "reply_detail", ""),
        ("drafter", "reply_take_back", ""),
    ],
    "head_approval": [("head", "reply_review", ""), ("head", "reply_review", "?confirm=1")],
    "printed": [("document_administrator", "reply_dispatch", ""), ("document_administrator", "printing_room", "")],
    "dispatched": [("drafter", "reply_detail", ""), ("document_administrator", "reply_detail", ""), ("proposer", "reply_detail", "")],
}


def grow(world: World, reply: Reply, rows: int) -> None:
    """So many more of everything that hangs on a reply, its case and its opinion."""
    drafter, latest, now = world.lead.drafter, reply.latest, timezone.now()
    assert latest
    judge = world.lead.office_reviewer
    if reply.state in ("drafting", "office_review", "head_approval"):
        for n in range(latest.number, latest.number + rows):
            fields = latest.text | {"body": f"{BODY}\n第{n}次补充。"}
            version = ReplyVersion.objects.create(reply=reply, number=n + 1, author=drafter, **fields)
            Comment.objects.create(reply=reply, version=version, paragraph=1, quote="甲", text="改", author=judge)
            Look.objects.create(reply=reply, version=version, person=world.lead.head)
            ReplyFigure.objects.create(reply=reply, name=f"图{n}", sha256="0" * 64, size=1, width=1, height=1, uploaded_by=drafter)
            WorkingCopy.objects.create(reply=reply, person=drafter, window=f"window-{n}", base=latest.number, posted={"body": ["甲"]})
    submission = OpinionSubmission.objects.filter(opinion__assignment__proposal=reply.case).latest("pk")
    for n in range(rows):
        shared = {"kind": "phone", "phase": "during", "held_on": now.date(), "with_whom": "甲", "notes": "乙", "recorded_by": drafter}
        Contact.objects.create(proposal=reply.case, department=world.lead.department, **shared)
        OpinionAttachment.objects.create(submission=submission, name=f"附件{n}.pdf", file="a", size=1, sha256="0" * 64)


def asked(world: World, reply: Reply, who: str, name: str, query: str) -> int:
    person: User = world.proposer if who == "proposer" else getattr(world.lead, who)
    reader = Client()
    reader.force_login(person)
    address = reverse(name, args=[] if name == "printing_room" else [reply.pk]) + query
    with CaptureQueriesContext(connection) as seen:
        assert reader.get(address).status_code == 200
    return len(seen)


def rate(world: World, reply: Reply, rows: int) -> None:
    """Makes it so many answers and proposers who rated each of them: a link, a paper form, and the one that was entered before it."""
    case, today, by, latest = reply.case, timezone.localdate(), world.coordinator, reply.latest
    assert latest
    for n in range(case.proposers.count() + 1, rows + 1):
        Proposer.objects.create(proposal=case, person=deputy(), order=n)
        # Only what the page reads matters here: an answer that is walked costs a second.
        version = ReplyVersion.objects.create(reply=reply, number=latest.number + n, author=latest.author, **latest.text)
        values = {one.attname: getattr(reply, one.attname) for one in Reply._meta.concrete_fields if not one.primary_key}
        Reply._base_manager.bulk_create([Reply(**values | {"round": n, "signed_version_id": version.pk})])
    entered = {"received_on": today, "grades": {"attitude": "satisfied"}, "verdict": "satisfied"}
    entered |= {"channel": "paper", "scan": "回执.pdf", "scan_sha256": "0" * 64, "entered_by": by}
    for answer in reply.assignment.replies.all():
        entered["version"] = answer.signed_version
        for who in case.proposers.exclude(pk__in=answer.ratings.values("proposer")):
            RatingLink.objects.create(reply=answer, proposer=who, token_digest=f"{answer.pk} {who.pk}", made_by=by, expires_on=today)
            first = Rating.objects.create(reply=answer, proposer=who, **entered)
            Rating.objects.create(reply=answer, proposer=who, replaces=first, replaced_because="录错", **entered)


def test_many_answers_with_many_ratings_ask_no_more_than_one(client: Client) -> None:
    world = World()
    reply = world.reply("dispatched")
    client.force_login(world.coordinator)
    counts = []
    for rows in (1, 5):
        rate(world, reply, rows)
        for _twice in range(2):
            with CaptureQueriesContext(connection) as seen:
                page = client.get(reverse("case_ratings", args=[reply.case.pk]))
        assert [len(answer.returns.returned) for answer in page.context["answers"]] == [rows] * rows
        counts.append(len(seen))
    assert counts[0] == counts[1] <= MOST


@pytest.mark.parametrize("state", PAGES)
def test_thirty_rows_ask_no_more_than_one(state: str) -> None:
    world = World()
    reply = world.reply(state)
    grow(world, reply, 1)
    # Each page once before: the first look at a version is noted, and a process compiles what it asks often.
    few = [[asked(world, reply, *page) for page in PAGES[state]] for _twice in range(2)][1]
    grow(world, Reply.objects.get(pk=reply.pk), 29)
    many = [[asked(world, reply, *page) for page in PAGES[state]] for _twice in range(2)][1]
    assert dict(zip(PAGES[state], many, strict=True)) == dict(zip(PAGES[state], few, strict=True))
    assert max(many) <= MOST


def test_the_page_beside_the_text_asks_less_still(django_assert_max_num_queries: Any) -> None:
    world = World()
    reply = world.reply("drafting")
    grow(world, reply, 30)
    latest = Reply.objects.get(pk=reply.pk).latest
    assert latest
    drafter = Client()
    drafter.force_login(world.lead.drafter)
    given = {**as_posted(latest.text), "base": latest.number, "outcome": "A", "publication": "full", "window": "window-one"}
    with django_assert_max_num_queries(12):
        assert drafter.post(reverse("reply_preview", args=[reply.pk]), given).json()["pages"]
