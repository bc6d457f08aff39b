"""The pages of letters that share a text."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proposals.models import User
from proposals.templatetags.desk import unbroken
from replies import wording, work
from replies.actions.following import heading_of, split_body
from replies.forms import as_posted
from replies.models import Reply
from replies.views.work_items import work_of
from tests.factories import BODY, World
from tests.replies.letters_of_one_text import assigned, handled, letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def page(user: User, name: str, *args: int, status: int = 200, data: object = None, **query: object) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(name, args=args), query) if data is None else client.post(reverse(name, args=args), data)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def posted(leading: Reply, **more: object) -> dict[str, object]:
    latest = leading.latest
    assert latest
    return as_posted(latest.text) | {"base": latest.number, "outcome": "A", "publication": "full", "step": "save"} | more


def waits(user: User, kind: str) -> list[str]:
    return [item.why for group in work_of(work.found(user), timezone.localdate()) if group.code == kind for item in group.items]


def test_the_editor_shows_every_heading_and_saves_it(world: World) -> None:
    leading, second, third = letters(world)
    shown = page(world.lead.drafter, "reply_edit", leading.pk)
    for one in (second, third):
        assert wording.opening(one.case, one.assignment) in shown
        assert f'name="letter-{one.pk}-title"' in shown
    page(
        world.lead.drafter,
        "reply_edit",
        leading.pk,
        status=302,
        data=posted(leading, **{f"letter-{third.pk}-opening": "来件收悉，现答复如下："}),
    )
    latest = Reply.objects.get(pk=third.pk).latest
    assert latest
    assert heading_of(latest.text)["opening"] == "来件收悉，现答复如下："
    assert heading_of(latest.text)["title"] == wording.title(third.case)
    back = page(world.lead.drafter, "reply_edit", leading.pk, status=422, data=posted(leading, **{f"letter-{third.pk}-opening": "一、题"}))
    assert "一、题" in back


def test_what_was_typed_of_a_heading_outlives_a_save_in_between(world: World) -> None:
    leading, second, third = letters(world)
    mine = posted(
        leading,
        **{f"letter-{second.pk}-title": "我改的标题", f"letter-{third.pk}-title": wording.title(third.case)},
        body=BODY + "\n我的。",
    )
    theirs = posted(leading, **{f"letter-{third.pk}-title": "他改的标题"})
    page(world.lead.drafter, "reply_edit", leading.pk, status=302, data=theirs)
    two = page(world.lead.drafter, "reply_edit", leading.pk, status=409, data=mine)
    assert "我改的标题" in two
    merged = page(world.lead.drafter, "reply_edit", leading.pk, data={**mine, "step": "merge", "base": 3, "origin": 2})
    assert "我改的标题" in merged
    assert "他改的标题" in merged


@pytest.mark.parametrize("who", ["drafter", "office_reviewer", "head"])
def test_every_letter_is_seen_before_it_is_signed(world: World, who: str) -> None:
    found = letters(world, "head_approval")
    for one in found:
        shown = page(getattr(world.lead, who), "reply_detail", one.pk)
        assert all(other.case.number_label in shown and wording.addressee(other.case) in shown for other in found)
        assert split_body(BODY)[1].splitlines()[-1] in shown
    assert found[0].case.number_label in page(world.lead.drafter, "case_detail", found[2].case.pk)
    if who == "head":
        for shown in (page(world.lead.head, "reply_review", found[0].pk), page(world.lead.head, "reply_review", found[0].pk, confirm=1)):
            assert all(wording.title(other.case) in shown for other in found[1:])


def test_a_letter_that_follows_is_edited_nowhere_else(world: World) -> None:
    leading, second, _third = letters(world)
    assert leading.case.number_label in page(world.lead.drafter, "reply_edit", second.pk, status=409)
    assert leading.case.number_label in page(world.lead.drafter, "reply_submit", second.pk, status=409, data={})


def test_a_proposer_reads_the_own_letter_and_of_no_other(world: World) -> None:
    found = letters(world, "signed")
    clerk = world.lead.document_administrator
    for step in world.steps(found[0])[5:]:
        step()
    shown = page(world.proposer, "reply_detail", found[0].pk) + page(world.proposer, "case_detail", found[0].case.pk)
    assert wording.title(found[0].case) in shown.replace("<wbr>", "")
    assert not any(other.case.number_label in shown or other.case.title in shown for other in found[1:])
    assert page(clerk, "reply_detail", found[0].pk)


def test_the_co_signer_reads_all_letters(world: World) -> None:
    found = letters(world, "co_signing")
    assert set(Reply.objects.visible_to(world.co.co_handler)) == set(found)
    assert not Reply.objects.visible_to(world.stranger.co_handler).exists()


def test_what_is_done_once_waits_once(world: World) -> None:
    made = assigned(world)
    assert len(waits(world.lead.drafter, "accept")) == len(waits(world.co.co_handler, "accept")) == 1
    assert "3" in waits(world.lead.drafter, "accept")[0]
    made = handled(world)
    assert [len(waits(world.lead.drafter, kind)) for kind in ("accept", "draft")] == [1, 1]
    page(world.lead.drafter, "reply_start", world.lead_of(made[1]).pk, status=302, data={})
    assert len(waits(world.lead.drafter, "draft")) == 1


def test_each_signed_letter_waits_for_its_number_and_all_are_offered_together(world: World) -> None:
    found = letters(world, "signed")
    clerk = world.lead.document_administrator
    assert len(waits(clerk, "number")) == 3
    for one in found:
        shown = page(clerk, "printing_room", reply=one.pk)
        assert shown.count(" checked") >= 3


def test_the_history_tells_of_it_in_chinese(world: World) -> None:
    found = letters(world, "signed")
    shown = page(world.coordinator, "case_detail", found[1].case.pk)
    assert f"随{unbroken(found[0].case.number_label)}" in shown
