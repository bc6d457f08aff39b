"""The pages on which a letter is written, judged, signed and sent ask the database little, and as little for thirty rows as for one."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proposals.models import Contact, OpinionAttachment, OpinionSubmission, User
from replies.forms import as_posted
from replies.models import Comment, Look, Reply, ReplyFigure, ReplyVersion, WorkingCopy
from tests.factories import BODY, World

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
