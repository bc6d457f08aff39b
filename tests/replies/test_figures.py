"""Figures of a reply: who adds them and when, what they are called, and that a text is not sent off without them."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proposals import pictures
from proposals.errors import InvalidInput, NotAllowed, NotReady, WrongState
from proposals.models import Event, User
from replies import transitions
from replies.actions import drafts, figures
from replies.forms import as_posted
from replies.letters import letter_for
from replies.models import Reply, ReplyFigure, ReplyVersion
from tests.factories import BODY, World, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def add(world: World, reply: Reply, name: str = "托位分布", **options: Any) -> ReplyFigure:
    return figures.add_figure(reply, picture(**options), name=name, by=world.lead.drafter)


def save(world: World, reply: Reply, **fields: Any) -> ReplyVersion:
    latest = reply.latest
    assert latest
    return drafts.save_draft(reply, latest.text | fields, base=latest.number, by=world.lead.drafter)


def test_a_figure_is_kept_measured_and_recorded(world: World) -> None:
    reply = world.reply()
    figure = add(world, reply, " 托位 分布\n", size=(600, 400))
    png = pictures.load(figure.sha256)
    assert (figure.name, figure.width, figure.height, figure.size, figure.uploaded_by) == (
        "托位 分布",
        600,
        400,
        len(png),
        world.lead.drafter,
    )
    assert (str(figure), figure.line) == ("托位 分布", "【图：托位 分布】")
    event = Event.objects.order_by("pk").last()
    assert event
    assert (event.name, event.acting_as, event.data) == ("figure", "drafter", {"name": "托位 分布", "sha256": figure.sha256})


@pytest.mark.parametrize("name", ["", " ", "图】", "【图", "图：一", "a|b", "长" * 31, "a:b"])
def test_a_name_that_would_end_its_line_is_refused(world: World, name: str) -> None:
    reply = world.reply()
    with pytest.raises(InvalidInput):
        add(world, reply, name)
    assert not ReplyFigure.objects.exists()


def test_a_name_stands_for_one_figure_of_a_reply(world: World) -> None:
    one, other = world.reply(), world.reply()
    add(world, one)
    add(world, other)
    with pytest.raises(InvalidInput, match="托位分布"):
        add(world, one, size=(10, 10))
    assert ReplyFigure.objects.count() == 2
    assert len(set(ReplyFigure.objects.values_list("sha256", flat=True))) == 1


def test_there_is_an_end_to_the_figures_of_a_reply(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "MOST_FIGURES", 2)
    reply = world.reply()
    add(world, reply, "一")
    add(world, reply, "二")
    with pytest.raises(InvalidInput):
        add(world, reply, "三")


def test_only_a_drafter_adds_figures_and_only_to_a_draft(world: World) -> None:
    reply, in_review = world.reply(), world.reply("office_review")
    for person in (world.lead.head, world.co.drafter, world.stranger.drafter, world.administrator):
        with pytest.raises(NotAllowed):
            figures.add_figure(reply, picture(), name="图", by=person)
    with pytest.raises(WrongState):
        add(world, in_review)
    with pytest.raises(InvalidInput):
        figures.add_figure(reply, BytesIO(b"text"), name="图", by=world.lead.drafter)
    assert not ReplyFigure.objects.exists()


def test_a_figure_is_never_changed_or_deleted(world: World) -> None:
    figure = add(world, world.reply())
    figure.name = "别的"
    for change in (figure.save, figure.delete, ReplyFigure.objects.all().delete, lambda: ReplyFigure.objects.all().update(name="x")):
        with pytest.raises(TypeError):
            change()
    assert ReplyFigure.objects.get().name == "托位分布"


def test_a_text_is_not_sent_off_before_its_figures_are_there(world: World) -> None:
    reply = world.reply(co=False)
    attached = [{"title": "图集", "body": "【图：改造计划　图2　进度】"}]
    version = save(world, reply, body=f"{BODY}\n【图：托位分布】\n【图：托位分布　又一次】", attachments=attached)
    assert version.figure_names == ["托位分布", "改造计划"]
    with pytest.raises(NotReady, match="托位分布、改造计划"):
        transitions.submit(reply, by=world.lead.drafter)
    add(world, reply)
    with pytest.raises(NotReady, match="改造计划"):
        transitions.submit(reply, by=world.lead.drafter)
    add(world, reply, "改造计划")
    add(world, reply, "没有用上")
    transitions.submit(reply, by=world.lead.drafter)
    assert reply.state == "office_review"
    letter = letter_for(reply)
    assert [name for name, _png in letter.figures] == ["托位分布", "改造计划"]
    assert all(png == pictures.load(reply.figures.get(name=name).sha256) for name, png in letter.figures)


def test_a_picture_is_added_beside_the_text_that_is_being_typed(world: World) -> None:
    reply = world.reply()
    latest = reply.latest
    assert latest
    typed = as_posted(latest.text | {"body": BODY + "\n还没有存的一段。", "attachments": [{"title": "附表", "body": "甲"}]})
    given = typed | {"base": latest.number, "step": "figure", "figure-picture": picture(), "figure-name": ""}
    page = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given)
    assert page.status_code == 200
    html = page.content.decode()
    figure = reply.figures.get()
    assert figure.name == "图样"
    for words in ("还没有存的一段。", "附表", "data-dirty", "【图：图样】", reverse("figure_picture", args=[figure.pk])):
        assert words in html
    assert reply.versions.count() == 2
    again = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given | {"figure-picture": picture()})
    assert again.status_code == 422
    assert "还没有存的一段。" in again.content.decode()
    nothing = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), {**given, "figure-picture": ""})
    assert nothing.status_code == 422
    assert reply.figures.count() == 1


def test_the_picture_itself(world: World) -> None:
    reply = world.reply()
    figure = add(world, reply)
    address = reverse("figure_picture", args=[figure.pk])
    response = client(world.lead.office_reviewer).get(address)
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert response.content == pictures.load(figure.sha256)
    assert client(world.co.drafter).get(address).status_code == 404
    assert client(world.proposer).get(address).status_code == 404


def test_a_proposer_sees_the_figures_of_the_letter_and_no_others(world: World) -> None:
    reply = world.reply(co=False)
    shown, tried = add(world, reply), add(world, reply, "试过的")
    save(world, reply, body=f"{BODY}\n【图：托位分布　图1　托位分布】\n表1\n|街道|托位|\n|云溪街道|120|")
    for step in world.steps(reply):
        step()
    assert reply.state == "dispatched"
    proposer, insider = client(world.proposer), client(world.lead.drafter)
    assert [proposer.get(reverse("figure_picture", args=[one.pk])).status_code for one in (shown, tried)] == [200, 404]
    assert [insider.get(reverse("figure_picture", args=[one.pk])).status_code for one in (shown, tried)] == [200, 200]
    html = proposer.get(reverse("reply_detail", args=[reply.pk])).content.decode()
    assert reverse("figure_picture", args=[shown.pk]) in html
    assert "图1　托位分布" in html
    assert "<td>云溪街道</td>" in html
