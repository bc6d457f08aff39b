"""Taking paragraphs on screen, and what the pages say of them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proposals.models import User
from replies.descent import paragraphs
from replies.models import TakenParagraph
from tests.factories import BODY, World
from tests.replies.with_opinions import PLACES, Desk, agreed

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk()


def client(person: User) -> Client:
    made = Client()
    made.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return made


def posted(desk: Desk, **more: Any) -> dict[str, Any]:
    text = desk.latest.text
    fields = {name: text.get(name, "") for name in ("title", "addressee", "body", "contact", "copies", "notes")}
    formset = {"attachments-TOTAL_FORMS": "0", "attachments-INITIAL_FORMS": "0"}
    return {**fields, **formset, "base": desk.latest.number, "outcome": "A", "publication": "full", **more}


def test_the_button_takes_the_paragraph_with_what_was_typed(desk: Desk) -> None:
    page = client(desk.world.lead.drafter)
    url = reverse("reply_edit", args=[desk.reply.pk])
    value = f"{desk.given['co'].pk}-1"
    assert f'name="take" value="{value}"' in page.get(url).content.decode()
    answer = page.post(url, posted(desk, body=BODY + "\n刚写的一段。", take=value, place=""))
    assert (answer.status_code, answer["Location"]) == (302, url)
    assert paragraphs(desk.latest.body)[-2:] == ["刚写的一段。", PLACES]
    html = page.get(url).content.decode()
    assert f'name="take" value="{value}"' not in html
    assert "已采入第" in html
    again = page.post(url, posted(desk, take=value))
    assert again.status_code == 422
    foreign = Desk()
    assert page.post(url, posted(desk, take=f"{foreign.given['co'].pk}-1")).status_code == 404
    assert page.post(url, posted(desk, take="x-y")).status_code == 404


def test_the_pages_say_whose_a_paragraph_is_and_who_is_asked(desk: Desk) -> None:
    agreed(desk)
    desk.save(desk.latest.body.replace("三百万", "两百万"))
    edit = client(desk.world.lead.drafter).get(reverse("reply_edit", args=[desk.reply.pk])).content.decode()
    assert "此后采自其意见的段落有改动或删除，须再次会签" in edit
    assert "第 5 稿已会签，其内容此后未改" in edit
    sent = client(desk.world.lead.drafter).post(reverse("reply_submit", args=[desk.reply.pk]), follow=True).content.decode()
    assert f"{desk.world.co.department.short_name}：第 5 稿已会签，此后采自其意见的段落有改动或删除" in sent
    review = client(desk.world.co.co_handler).get(reverse("reply_review", args=[desk.reply.pk])).content.decode()
    name = desk.world.co.department.short_name
    assert f"采自{name}意见，有改动" in review
    assert f"采自{desk.world.stranger.department.short_name}意见" in review


def test_proposers_see_no_marks() -> None:
    world = World()
    reply = world.reply("dispatched")
    submission = world.opinion_of(reply.case).submissions.get()
    version = reply.signed_version
    assert version
    first = paragraphs(version.body)[0]
    TakenParagraph.objects.create(
        reply=reply, version=version, submission=submission, text=first, agreed_digest="0" * 64, taken_by=world.lead.drafter
    )
    mark = f"采自{world.co.department.short_name}意见"
    url = reverse("reply_detail", args=[reply.pk])
    assert mark in client(world.lead.head).get(url).content.decode()
    assert mark not in client(world.proposer).get(url).content.decode()
