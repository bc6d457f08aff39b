"""An opinion with files, one that says nothing, and one that is sent back on a ground within a limit."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proposals.actions import cases, co_handling
from proposals.actions.rule_sets import load_shipped
from proposals.errors import InvalidInput, NotAllowed
from proposals.models import Clock, CoOpinion, Event, OpinionAttachment, RuleSet, SendingBack, User
from proposals.substance import emptiness
from tests.factories import World

pytestmark = pytest.mark.django_db
FULL = "经核查，全市社区闲置用房共三十七处，其中十九处可以改作托育点。"


@pytest.fixture
def world() -> World:
    return World()


def due(world: World) -> CoOpinion:
    opinion = world.opinion_of(world.assigned())
    cases.accept_assignment(opinion.assignment, by=world.co.co_handler)
    return opinion


def upload(name: str = "清单.txt", content: bytes = b"x") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def client(person: User) -> Client:
    made = Client()
    made.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("无意见", "phrase"),
        ("无意见。", "phrase"),
        ("没有意见", "phrase"),
        (" 同意 ", "phrase"),
        ("同意！", "phrase"),
        ("原则同意", "phrase"),
        ("我局无不同意见。", "phrase"),
        ("经研究，我局对此件无意见。", "phrase"),
        ("同意主办单位意见。", "phrase"),
        ("我单位没有修改意见", "phrase"),
        ("无", "phrase"),
        ("场地可用。", "short"),
        ("……", "short"),
        ("同意改造，经费三百万元。", "short"),
        (FULL, ""),
        ("我局无不同意见，另补充：全市托位三千二百个，缺口八百个，已列入计划。", ""),
    ],
)
def test_what_says_nothing(text: str, expected: str) -> None:
    assert emptiness(text) == expected


def test_the_check_of_a_long_text_ends() -> None:
    assert emptiness("同意" * 50_000) == ""
    assert emptiness("无不同" * 12 + "办") in ("", "phrase", "short")


def test_an_empty_opinion_is_warned_of_and_never_blocked(world: World) -> None:
    opinion = due(world)
    page = reverse("opinion_detail", args=[opinion.pk])
    answer = client(world.co.co_handler).post(page, {"text": "无意见。"}, follow=True)
    assert "没有实际内容" in answer.content.decode()
    opinion.refresh_from_db()
    assert opinion.state == "submitted"
    assert "没有实际内容" in client(world.lead.drafter).get(page).content.decode()
    assert "没有实际内容" in client(world.lead.drafter).get(reverse("opinion_send_back", args=[opinion.pk])).content.decode()
    co_handling.adopt_opinion(opinion, by=world.lead.drafter)
    assert "没有实际内容" not in client(world.lead.drafter).get(page).content.decode()


def test_each_text_keeps_its_own_files(world: World) -> None:
    opinion = due(world)
    page = reverse("opinion_detail", args=[opinion.pk])
    files = [upload(), upload("图.html", b"<script>alert(1)</script>")]
    assert client(world.co.co_handler).post(page, {"text": FULL, "uploads": files}).status_code == 302
    co_handling.send_back_opinion(opinion, by=world.lead.drafter, reason="请写明面积")
    co_handling.submit_opinion(opinion, FULL, by=world.co.co_handler, files=[upload()])
    first, second = opinion.submissions.order_by("number")
    assert [file.name for file in first.attachments.all()] == ["清单.txt", "图.html"]
    assert [file.file.name for file in second.attachments.all()] == [first.attachments.first().file.name], "stored once"
    event = Event.objects.filter(subject_type="coopinion", name="submit").first()
    assert event
    assert event.data["files"] == [file.sha256 for file in first.attachments.all()]
    html = client(world.lead.drafter).get(page).content.decode()
    assert "图.html" in html


def test_a_file_is_handed_out_as_a_download_to_whoever_sees_the_opinion(world: World) -> None:
    opinion = due(world)
    co_handling.submit_opinion(opinion, FULL, by=world.co.co_handler, files=[upload("图.html", b"<script>alert(1)</script>")])
    url = reverse("opinion_file_download", args=[OpinionAttachment.objects.get().pk])
    answer = client(world.lead.drafter).get(url)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer.getvalue() == b"<script>alert(1)</script>"
    for stranger in (world.stranger.co_handler, world.proposer):
        assert client(stranger).get(url).status_code == 404


def test_files_that_are_not_taken(world: World, settings: Any) -> None:
    opinion = due(world)
    settings.ATTACHMENT_MAX_BYTES = 4
    for files in ([upload(content=b"")], [upload(content=b"12345")], [upload(f"{n}.txt") for n in range(11)]):
        with pytest.raises(InvalidInput):
            co_handling.submit_opinion(opinion, FULL, by=world.co.co_handler, files=files)
    with pytest.raises(NotAllowed):
        co_handling.submit_opinion(opinion, FULL, by=world.stranger.co_handler, files=[upload()])
    assert not OpinionAttachment.objects.exists()


def test_what_is_wrong_with_a_file_stands_at_the_files_and_the_text_stays(world: World) -> None:
    opinion = due(world)
    given = {"text": FULL, "uploads": [upload("清单.exe")]}
    response = client(world.co.co_handler).post(reverse("opinion_detail", args=[opinion.pk]), given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["uploads"]
    assert FULL in response.content.decode()


def test_it_goes_back_on_a_ground_and_is_due_again_by_the_article(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    load_shipped()
    world.session.suggestion_rules = RuleSet.objects.get(code="chongqing-suggestion")
    world.session.save()
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 3, 2))
    opinion = due(world)
    co_handling.submit_opinion(opinion, "无意见。", by=world.co.co_handler)
    page = reverse("opinion_send_back", args=[opinion.pk])
    lead = client(world.lead.drafter)
    assert "第二十条" in lead.get(page).content.decode()
    assert lead.post(page, {"reason": "请写明处数"}).status_code == 422, "no ground"
    assert lead.post(page, {"ground": "empty", "reason": ""}).status_code == 422
    assert lead.post(page, {"ground": "empty", "reason": "请写明处数"}).status_code == 302
    task = opinion.assignment
    task.refresh_from_db()
    clock = Clock.objects.get(assignment=task, name="opinion_again")
    assert clock.due_on == task.due_on == date(2026, 3, 9)  # five working days
    assert clock.limit.article in task.due_rule
    event = Event.objects.get(subject_type="coopinion", name="send_back")
    assert (event.data, event.reason) == ({"ground": "empty"}, "请写明处数")
    html = client(world.co.co_handler).get(reverse("opinion_detail", args=[opinion.pk])).content.decode()
    assert str(SendingBack.EMPTY.label) in html
    assert "3月9日" in html
    history = lead.get(reverse("case_detail", args=[opinion.case.pk])).content.decode()
    assert f"的会办意见（{SendingBack.EMPTY.label}）" in history


def test_no_other_ground_is_known(world: World) -> None:
    opinion = due(world)
    co_handling.submit_opinion(opinion, FULL, by=world.co.co_handler)
    with pytest.raises(InvalidInput):
        co_handling.send_back_opinion(opinion, by=world.lead.drafter, reason="请改", ground="whim")
