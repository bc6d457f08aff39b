"""Handing out opinions, forms and volumes; choosing what goes into a volume."""

import io
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from proposals.models import CoOpinion, ProposalKind, User
from replies import binding
from replies.models import Reply, Volume
from tests.browser.desk import text_of
from tests.factories import World, session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def clerk(world: World) -> Client:
    return signed_in(world.lead.document_administrator)


def content(response: Any) -> bytes:
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return b"".join(response.streaming_content)


def test_an_opinion_is_handed_out_as_a_letter_or_plain(world: World) -> None:
    opinion = CoOpinion.objects.get(assignment__proposal=world.handled())
    client = signed_in(world.lead.drafter)
    assert reverse("opinion_letter", args=[opinion.pk]) in client.get(reverse("opinion_detail", args=[opinion.pk])).content.decode()
    letter = client.get(reverse("opinion_letter", args=[opinion.pk]))
    assert letter["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert letter["Cache-Control"] == "private"
    plain = client.get(reverse("opinion_letter", args=[opinion.pk]), {"plain": "", "view": ""})
    assert plain["Content-Disposition"].startswith("inline")
    in_form, without = text_of(content(letter)), text_of(content(plain))
    assert "场地已经查清，可以改作托育点。" in in_form
    assert "的会办意见" in in_form
    assert in_form.count(world.co.department.full_name) > without.count(world.co.department.full_name) > 0


def test_an_opinion_without_a_text_is_told_of(world: World) -> None:
    opinion = world.opinion_of(world.assigned())
    client = signed_in(world.lead.drafter)
    assert client.get(reverse("opinion_letter", args=[opinion.pk])).status_code == 409
    assert "opinion_letter" not in client.get(reverse("opinion_detail", args=[opinion.pk])).content.decode()


def test_the_form_is_offered_from_the_number_on(world: World) -> None:
    reply = world.reply("signed")
    client, address = clerk(world), reverse("feedback_form", args=[reply.pk])
    assert address not in client.get(reverse("reply_detail", args=[reply.pk])).content.decode()
    assert client.get(address).status_code == 409
    other = world.reply("numbered")
    address = reverse("feedback_form", args=[other.pk])
    assert address in client.get(reverse("reply_detail", args=[other.pk])).content.decode()
    form = text_of(content(client.get(address)))
    assert "办理情况征询意见表" in form
    assert world.person.name in form


def test_a_proposer_takes_the_form_when_the_reply_is_sent(world: World) -> None:
    reply = world.reply("printed")
    address = reverse("feedback_form", args=[reply.pk])
    assert signed_in(world.proposer).get(address).status_code == 404
    sent = world.reply("dispatched")
    assert content(signed_in(world.proposer).get(reverse("feedback_form", args=[sent.pk])))


def test_what_cannot_be_printed_is_answered_with_the_reason(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from replies.rendering import RenderError

    def fail(*_given: object, **_named: object) -> None:
        raise RenderError("字体未安装")

    monkeypatch.setattr("replies.rendering.render", fail)
    monkeypatch.setattr("replies.rendering.feedback.print_feedback", fail)
    reply = world.reply("numbered")
    opinion = CoOpinion.objects.get(assignment__proposal=reply.case)
    for name, pk in (("opinion_letter", opinion.pk), ("feedback_form", reply.pk)):
        response = clerk(world).get(reverse(name, args=[pk]))
        assert response.status_code == 422
        assert "字体未安装" in response.content.decode()


# Choosing


def replies(world: World) -> list[Reply]:
    council = session(organ="cppcc")
    return [
        world.reply("numbered", co=False),
        world.reply("numbered", co=False, title="关于校车线路的建议"),
        world.reply("numbered", co=False, session=council, kind=ProposalKind.CPPCC_PROPOSAL),
    ]


def chosen(response: Any) -> set[int]:
    return {reply.pk for reply in response.context["replies"]}


def test_the_filter_chooses(world: World) -> None:
    first, second, third = replies(world)
    client, address = clerk(world), reverse("volume_list")
    assert chosen(client.get(address)) == {first.pk, second.pk, third.pk}
    assert chosen(client.get(address, {"kind": "suggestion"})) == {first.pk, second.pk}
    assert chosen(client.get(address, {"session": third.case.session_id})) == {third.pk}
    assert chosen(client.get(address, {"department": world.lead.department.pk})) == {first.pk, second.pk, third.pk}
    assert first.issued_on
    assert chosen(client.get(address, {"year": first.issued_on.year})) == {first.pk, second.pk, third.pk}
    assert chosen(client.get(address, {"reply": [first.pk, third.pk]})) == {first.pk, third.pk}


@pytest.mark.parametrize(
    "slip",
    [{"kind": "motion"}, {"session": "0"}, {"department": "x"}, {"year": "1949"}, {"reply": "0"}, {"reply": "9" * 30}, {"year": "\x00"}],
)
def test_a_filter_that_cannot_be_read_chooses_nothing(world: World, slip: dict[str, str]) -> None:
    replies(world)
    client = clerk(world)
    response = client.get(reverse("volume_list"), slip)
    assert (response.status_code, response.context["count"]) == (200, 0)
    assert client.post(reverse("volume_list"), {"grouping": "kind", **slip}).status_code == 422
    assert not Volume.objects.exists()


def test_replies_of_others_cannot_be_chosen(world: World) -> None:
    other = World()
    foreign = other.reply("numbered", co=False)
    assert clerk(world).get(reverse("volume_list"), {"reply": foreign.pk}).context["count"] == 0


def test_a_volume_is_asked_for_bound_and_taken(world: World) -> None:
    suggestion = replies(world)[0]
    client = clerk(world)
    response = client.post(reverse("volume_list"), {"kind": "suggestion", "title": "今年的答复汇编", "grouping": "department"})
    volume = Volume.objects.get()
    assert response["Location"] == reverse("volume_detail", args=[volume.pk])
    assert (volume.title, volume.grouping, volume.total, volume.choice) == ("今年的答复汇编", "department", 2, {"kind": ["suggestion"]})
    waiting = client.get(reverse("volume_detail", args=[volume.pk])).content.decode()
    assert f'hx-get="{reverse("volume_progress", args=[volume.pk])}"' in waiting
    assert client.get(reverse("volume_download", args=[volume.pk])).status_code == 409
    assert binding.run_volume(volume.pk) == "done"
    part = client.get(reverse("volume_progress", args=[volume.pk])).content.decode()
    assert reverse("volume_download", args=[volume.pk]) in part
    assert "hx-get" not in part
    pdf = content(client.get(reverse("volume_download", args=[volume.pk])))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == Volume.objects.get().pages
    assert suggestion.number_text in text_of(pdf)
    assert reverse("volume_detail", args=[volume.pk]) in client.get(reverse("volume_list")).content.decode()


def test_the_page_keeps_what_was_chosen_for_the_making(world: World) -> None:
    replies(world)
    page = clerk(world).get(reverse("volume_list"), {"kind": "suggestion", "year": ""}).content.decode()
    assert '<input type="hidden" name="kind" value="suggestion">' in page
    assert 'type="hidden" name="year"' not in page


@pytest.mark.parametrize("wrong", [{"grouping": "colour"}, {"grouping": "kind", "title": "长" * 101}, {}])
def test_a_wrong_form_comes_back(world: World, wrong: dict[str, str]) -> None:
    replies(world)
    response = clerk(world).post(reverse("volume_list"), wrong)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not Volume.objects.exists()


def test_a_failure_is_told_with_a_way_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    replies(world)
    client = clerk(world)
    client.post(reverse("volume_list"), {"kind": "suggestion", "grouping": "kind"})
    volume = Volume.objects.get()
    monkeypatch.setattr(binding, "bind", lambda *_given: 1 / 0)
    binding.run_volume(volume.pk)
    page = client.get(reverse("volume_detail", args=[volume.pk])).content.decode()
    assert "ZeroDivisionError" in page
    assert f"{reverse('volume_list')}?kind=suggestion" in page


def test_a_lost_file_is_told_of(world: World) -> None:
    replies(world)
    client = clerk(world)
    client.post(reverse("volume_list"), {"grouping": "kind"})
    volume = Volume.objects.get()
    binding.run_volume(volume.pk)
    default_storage.delete(Volume.objects.get().file.name or "")
    assert client.get(reverse("volume_download", args=[volume.pk])).status_code == 409


def test_the_queries_do_not_grow_with_the_replies(world: World, django_assert_max_num_queries: Any) -> None:
    def queries() -> int:
        with django_assert_max_num_queries(60) as counted:
            clerk(world).get(reverse("volume_list"))
        return len(counted)

    world.reply("numbered", co=False)
    clerk(world).post(reverse("volume_list"), {"grouping": "kind"})
    few = queries()
    for _each in range(4):
        world.reply("numbered", co=False)
        clerk(world).post(reverse("volume_list"), {"grouping": "kind"})
    assert queries() == few
