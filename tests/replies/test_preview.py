"""The page beside the text, and what is found in it: one answer to one question, the same that a print and a send would give."""

import base64
import io
import threading
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from proposals.errors import CaseError
from proposals.models import User
from replies import transitions
from replies.checks import Draft, Found, Weight, check
from replies.models import Comment, Reply, ReplyVersion
from replies.structure import parse_body, parse_lines
from replies.views import preview
from replies.views.limiting import Turns
from tests.factories import World
from tests.replies.test_views_drafts import client, get, typed

pytestmark = pytest.mark.django_db
LONG = "\n\n".join(f"{number}、关于场地来源\n{'已查清社区闲置用房37处，其中19处可改作托育点。' * 12}" for number in "一二三四五六七")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def reply(world: World) -> Reply:
    return world.reply("drafting")


def ask(person: User, reply: Reply, **changes: Any) -> dict[str, Any]:
    response = client(person).post(reverse("reply_preview", args=[reply.pk]), typed(reply, window="window-one", **changes))
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def test_the_page_is_the_one_on_which_the_line_stands(world: World, reply: Reply) -> None:
    lines = LONG.split("\n")
    seen = []
    for line in (1, len(lines) // 2, len(lines)):
        answer = ask(world.lead.drafter, reply, body=LONG, line=line)
        picture = Image.open(io.BytesIO(base64.b64decode(answer["picture"])))
        assert picture.width == preview.WIDTH
        # The page has the very line, and the edges of the element are on it.
        at = [(first, top, bottom) for first, top, bottom in answer["lines"] if first <= line][-1]
        assert answer["top"] == pytest.approx(at[1], abs=1)
        assert 0 <= at[1] < at[2] <= 1
        assert all(lines[first - 1] for first, _top, _bottom in answer["lines"])
        seen.append(answer["page"])
    assert seen == sorted(seen)
    assert seen[0] == 1
    assert seen[-1] > 1


def test_a_picture_that_is_there_is_not_sent_again_and_any_page_can_be_turned_to(world: World, reply: Reply) -> None:
    first = ask(world.lead.drafter, reply, body=LONG)
    again = ask(world.lead.drafter, reply, body=LONG, have=[first["digest"], "0" * 32])
    assert (again["picture"], again["digest"]) == ("", first["digest"])
    # What is changed on a later page leaves this one as it is.
    changed = ask(world.lead.drafter, reply, body=f"{LONG}\n还有一段。", have=first["digest"])
    assert changed["picture"] == ""
    last = ask(world.lead.drafter, reply, body=LONG, page=99)
    assert last["page"] == first["pages"] == last["pages"] > 1
    assert last["digest"] != first["digest"]


@pytest.mark.parametrize(("changes", "says"), [
    ({"title": ""}, "请填写"), ({"body": "\n \n"}, "空"), ({"body": "长" * (preview.MOST_CHARACTERS + 1)}, str(preview.MOST_CHARACTERS)),
    ({"body": "|" + "列|" * 60 + "\n|" + "很长的格子|" * 60}, "表"),
])  # fmt: skip
def test_what_hinders_the_page_is_said_in_words_beside_the_findings(world: World, reply: Reply, changes: dict[str, str], says: str) -> None:
    answer = ask(world.lead.drafter, reply, **changes)
    assert says in answer["refusal"]
    assert "digest" not in answer
    assert answer["count"] >= 1


def test_nothing_of_it_is_stored(world: World, reply: Reply) -> None:
    before = Reply.objects.filter(pk=reply.pk).values().get()
    ask(world.lead.drafter, reply, body=LONG, outcome="B", publication="none", publication_reason="涉密")
    assert Reply.objects.filter(pk=reply.pk).values().get() == before
    assert not ReplyVersion.objects.filter(body=LONG).exists()


def test_the_pdf_of_what_is_on_the_screen_has_the_place_of_its_number(world: World, reply: Reply) -> None:
    response = client(world.lead.drafter).post(reverse("reply_proof", args=[reply.pk]), typed(reply, body="只有屏幕上的一段。"))
    assert response["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    assert "只有屏幕上的一段" in text
    assert "待编号" in text
    saved = client(world.lead.office_reviewer).get(reverse("reply_proof", args=[reply.pk]))
    assert "只有屏幕上" not in PdfReader(io.BytesIO(saved.content)).pages[0].extract_text()


def test_whoever_asks_too_often_is_told(world: World, reply: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "MOST_IN_TEN_MINUTES", 0)
    asking = client(world.lead.drafter)
    assert asking.post(reverse("reply_preview", args=[reply.pk]), typed(reply)).status_code == 429


def test_few_queries(world: World, reply: Reply, django_assert_max_num_queries: Any) -> None:
    asking = client(world.lead.drafter)
    data = typed(reply, window="window-one")
    with django_assert_max_num_queries(25):
        asking.post(reverse("reply_preview", args=[reply.pk]), data)


def test_comments_that_are_settled_on_the_screen_do_not_count_any_more(world: World, reply: Reply) -> None:
    judge = world.lead.office_reviewer
    made = [Comment.objects.create(reply=reply, version=reply.latest, paragraph=n, quote="甲", text="改", author=judge) for n in (1, 2, 3)]
    for settled in range(3):
        findings = ask(world.lead.drafter, reply, **{f"settle-{one.pk}": "changed" for one in made[:settled]})["findings"]
        assert f"还有 {3 - settled} 条批注没有处理" in findings
    assert "条批注没有处理" not in ask(world.lead.drafter, reply, **{f"settle-{one.pk}": "changed" for one in made})["findings"]


def test_of_those_who_wait_the_newest_of_each_is_answered() -> None:
    turns, answered = Turns(), {}

    def wait(number: int, who: str) -> None:
        with turns.of(who) as newest:
            answered[number] = newest

    with turns.of("holder"):
        waiting = []
        for number, who in enumerate(("a", "a", "b", "a")):
            before = turns._newest.get(who)
            waiting.append(threading.Thread(target=wait, args=(number, who)))
            waiting[-1].start()
            while turns._newest.get(who) is before:
                time.sleep(0.001)
    for thread in waiting:
        thread.join()
    assert answered == {0: False, 1: False, 2: True, 3: True}
    with turns.of("a") as newest:
        assert newest


# What is found


def found(reply: Reply, by: User, body: str, **decided: str) -> list[Found]:
    for name, value in ({"outcome": "A", "publication": "full"} | decided).items():
        setattr(reply, name, value)
    version = ReplyVersion(reply=reply, number=9, title="题目", addressee="顾晚舟代表：", body=body, contact="陆知行，12345678")
    return check(Draft(reply, version, body), by=by)


def codes(found: list[Found], weight: Weight) -> list[tuple[str, int]]:
    return [(one.code, one.line) for one in found if one.weight == weight]


@pytest.mark.parametrize(("body", "lines"), [
    ("一、甲\n二、乙\n三、丙", []),
    ("一、甲\n三、丙", [2]),
    ("二、乙", [1]),
    ("一、甲\n（一）甲\n（二）乙\n二、乙\n（一）甲", []),
    ("一、甲\n（一）甲\n二、乙\n（二）乙", [4]),
    ("一、甲\n1.甲\n2.乙\n二、乙\n1.甲\n3.丙", [6]),
    ("\n\n一、甲\n|列|列|\n|1|2|\n\n三、丙", [7]),
    ("文字，没有标题。", []),
])  # fmt: skip
def test_headings_count_on(world: World, reply: Reply, body: str, lines: list[int]) -> None:
    order = [one.line for one in found(reply, world.lead.drafter, body) if one.code == "order"]
    assert order == lines


@pytest.mark.parametrize("decided", [{}, {"outcome": ""}, {"publication": ""}, {"publication": "none"}, {"outcome": "", "publication": ""}])
@pytest.mark.parametrize("body", ["一段。", "一段。\n【图：没有的图】"])
def test_what_must_be_mended_is_what_the_server_refuses(world: World, reply: Reply, decided: dict[str, str], body: str) -> None:
    """No finding where it would be sent, one where it would not, with the same words first."""
    musts = [one for one in found(reply, world.lead.drafter, body, **decided) if one.weight == Weight.MUST]
    assert len(musts) == len({one.code for one in musts}) == len(decided) + ("图" in body)
    latest = reply.latest
    assert latest
    ReplyVersion.objects.create(reply=reply, number=latest.number + 1, author=latest.author, **(latest.text | {"body": body}))
    reply.save()
    if not musts:
        transitions.submit(reply, by=world.lead.drafter)
        return
    with pytest.raises(CaseError) as refusal:
        transitions.submit(reply, by=world.lead.drafter)
    assert str(refusal.value) in [one.text for one in musts]


@pytest.mark.parametrize("changes", [
    {}, {"body": "长" * (preview.MOST_CHARACTERS + 1)}, {"title": ""}, {"title": "长" * 999}, {"body": "\n \n"},
    {"body": "一段。\n【图：没有的图】"}, {"outcome": "Z"}, {"base": "x"}, {"level": "秘密", "term": ""},
    {"publication": "none"}, {"publication": "none", "publication_reason": " \n"}, {"publication": "full", "publication_reason": ""},
    {"publication": "none", "publication_reason": "涉密"}, {"publication": "none", "publication_reason": "长" * 9999},
])  # fmt: skip
def test_the_button_waits_for_nothing_but_what_sending_the_screen_would_meet(world: World, reply: Reply, changes: dict[str, str]) -> None:
    reply.publication, reply.publication_reason = "none", "从前的理由"
    reply.save()
    chosen = {"outcome": "A", "publication": "full"} | changes
    musts = ask(world.lead.drafter, reply, **chosen)["musts"]
    sent = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), typed(reply, step="submit", **chosen))
    assert bool(musts) == (sent.status_code != 302)


def test_what_is_good_to_know_leads_to_its_line(world: World, reply: Reply) -> None:
    body = "一段。\n联系人手机13900000000。\n将于2099年9月30日前完成改造工程。"
    notes = codes(found(reply, world.lead.drafter, body), Weight.NOTE)
    assert notes == [("personal", 2), ("promise", 3)]
    assert codes(found(reply, world.lead.drafter, body, publication="none", publication_reason="涉密"), Weight.NOTE) == [("promise", 3)]


def test_the_editor_shows_what_is_found_without_any_script(world: World, reply: Reply) -> None:
    reply.outcome = ""
    reply.save()
    page = get(world.lead.drafter, "reply_edit", reply.pk)
    assert 'data-weight="must"' in page
    assert 'id="send-reason" data-send-reason>' in page


@pytest.mark.parametrize("body", ["", "一\n\n二", "\n\n一\n|a|b|\n|-|-|\n|1|2|\n\n|x|\n二\r\n三", "一\n" * 5])
def test_each_element_begins_in_its_line(body: str) -> None:
    lines = body.replace("\r\n", "\n").split("\n")
    placed = parse_lines(body)
    assert [element for element, _line in placed] == parse_body(body)
    assert all(element.text.split("\n")[0] == lines[line - 1].strip() for element, line in placed)


def test_nobody_without_the_draft_gets_a_page(world: World, reply: Reply) -> None:
    assert Client().post(reverse("reply_preview", args=[reply.pk])).status_code == 302
    assert client(world.stranger.drafter).post(reverse("reply_preview", args=[reply.pk])).status_code == 404
