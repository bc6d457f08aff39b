"""Answers to like cases beside the text of a draft: which are shown, and at what cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from replies.models import Reply
from tests.factories import World

pytestmark = pytest.mark.django_db

TITLE = "关于增加老旧小区周边普惠托位的建议"
LIKE = "关于增加新建小区周边普惠托位的建议"


def shown(client: Client, world: World, reply: Reply) -> str:
    client.force_login(world.lead.drafter)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("reply_earlier", args=[reply.pk])).content.decode()
    assert len(queries) <= 15
    return page


def test_what_was_sent_to_like_cases_is_offered_paragraph_by_paragraph(client: Client) -> None:
    world = World()
    reply = world.reply(title=TITLE)
    assert "近几年没有答复过类似的案件" in shown(client, world, reply)
    sent = [world.reply("dispatched", co=False, title=LIKE) for _ in range(2)]
    world.reply("dispatched", co=False, title="关于整治河道污染的建议")
    unsent = world.reply("office_review", co=False, title=LIKE)
    page = shown(client, world, reply)
    assert page.count("data-insert") == page.count("data-quote") > 2
    for one in sent:
        assert reverse("reply_detail", args=[one.pk]) in page
    assert reverse("reply_detail", args=[unsent.pk]) not in page
    assert "河道" not in page


def test_nobody_is_offered_what_they_do_not_see(client: Client) -> None:
    world = World()
    reply = world.reply(title=TITLE)
    elsewhere = World()
    sent = elsewhere.reply("dispatched", co=False, title=LIKE)
    assert reverse("reply_detail", args=[sent.pk]) not in shown(client, world, reply)
