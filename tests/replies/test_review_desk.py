"""The desk of those who judge drafts: several in a row, reasons picked, comments settled and opened again, the printed pages."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from proposals.errors import CaseError, NotAllowed, WrongState
from proposals.models import Assignment, Event, User
from replies import rendering, transitions
from replies.actions import comments, drafts
from replies.actions.comments import Settled
from replies.models import Comment, Reply, ReturnReason, ReviewStep
from replies.models.review_desk import STANDARD
from replies.rendering import Letter, Rendered, render
from replies.states import IN_REVIEW, REPLY
from replies.views.printed import printed
from replies.views.reading import Queue, queue
from tests.factories import BODY, World

pytestmark = pytest.mark.django_db

# Where a draft stands → who judges it, and the words at the top of the page.
JUDGES = {
    "co_signing": ("co.co_handler", "待我会签"),
    "office_review": ("lead.office_reviewer", "待我核稿"),
    "deputy_approval": ("lead.deputy_head", "待我审阅"),
    "head_approval": ("lead.head", "待我签发"),
}


@pytest.fixture
def world() -> World:
    return World()


def person(world: World, name: str) -> User:
    return world.actors()[name]


def client(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def page(user: User, reply: Reply, query: str = "") -> str:
    response = client(user).get(reverse("reply_review", args=[reply.pk]) + query)
    assert response.status_code == 200
    return str(response.content.decode())


def decide(user: User, reply: Reply, decision: str = "agree", **more: object) -> str:
    """Where the decision leads to."""
    assert reply.latest
    data = {"version": reply.latest.number, "decision": decision, **more}
    response = client(user).post(reverse("reply_review", args=[reply.pk]), data)
    assert response.status_code == 302, response.content.decode()[:2000]
    return str(response["Location"])


def due_in(reply: Reply, days: int) -> None:
    task = reply.assignment
    Assignment.objects.filter(pk=task.pk).update(due_on=task.due_on + timedelta(days=days))


@pytest.mark.parametrize("state", JUDGES)
def test_the_page_of_each_look(world: World, state: str) -> None:
    """State × what stands there: whose turn it is, the step, the question, what a machine found, the ways to look at the text."""
    reply = world.reply(state)
    name, words = JUDGES[state]
    html = page(person(world, name), reply)
    assert f"{words}第 1 件，共 1 件" in html
    assert 'href="?show=pages"' in html
    assert 'href="?show=changes"' not in html, "nothing was looked at before"
    assert "机器检查" in html
    assert html.count("<dialog") == 3, "both questions, and the keys"
    assert not re.search('<dialog class="ask"[^>]* open>', html), "no question stands open unasked"
    for query, open_one in (("?return=1", "ask-return"), ("?confirm=1", "ask-agree")):
        if (state, query) == ("head_approval", "?confirm=1"):
            continue  # a signature is asked for on a page of its own where there are no scripts
        asked = page(person(world, name), reply, query)
        assert f'id="{open_one}" aria-labelledby="{open_one}-title" open>' in asked


def test_the_draft_due_first_comes_next(world: World) -> None:
    replies = [world.reply("office_review") for _n in range(3)]
    office = world.lead.office_reviewer
    for reply, days in zip(replies, (5, -5, 0), strict=True):
        due_in(reply, days)
    first, second, third = replies[1], replies[2], replies[0]
    assert [queue(office, "office_review", one).at for one in (first, second, third)] == [1, 2, 3]
    assert "待我核稿第 2 件，共 3 件" in page(office, second)
    assert decide(office, second) == reverse("reply_review", args=[first.pk])
    assert decide(office, first, "send_back", reason="请核数") == reverse("reply_review", args=[third.pk])
    assert decide(office, third) == reverse("work")


@pytest.mark.parametrize(("at", "following"), [(1, 8), (2, 9), (3, 7), (0, 7)])
def test_what_comes_after_one_in_the_middle(at: int, following: int) -> None:
    assert Queue([7, 8, 9], at).following == following


def test_after_the_last_there_is_nothing() -> None:
    assert Queue([7], 1).following is None
    assert Queue([], 0).following is None


def test_whoever_judges_nothing_has_no_queue(world: World) -> None:
    reply = world.reply("office_review")
    assert queue(world.lead.drafter, "office_review", reply) == Queue([], 0)
    assert queue(world.lead.office_reviewer, "drafting", reply) == Queue([], 0)


def test_reasons_are_picked_and_written(world: World) -> None:
    reply, office = world.reply("office_review"), world.lead.office_reviewer
    html = page(office, reply, "?return=1")
    assert all(text in html for text in STANDARD)
    decide(office, reply, "send_back", reasons=list(STANDARD[:2]), reason="第三条没有回答。")
    step = ReviewStep.objects.get(reply=reply, decision="sent_back")
    assert step.reason == f"{STANDARD[0]}；{STANDARD[1]}\n第三条没有回答。"


def test_a_reason_picked_is_reason_enough_and_none_of_another_place_is(world: World) -> None:
    reply, office = world.reply("office_review"), world.lead.office_reviewer
    ReturnReason.objects.create(rule_set=reply.case.rule_set, text="没有按新的格式写", order=2)
    ReturnReason.objects.create(rule_set=reply.case.rule_set, text="没有附会办意见", order=1)
    assert ReturnReason.texts(reply.case.rule_set) == ["没有附会办意见", "没有按新的格式写"]
    foreign = client(office).post(
        reverse("reply_review", args=[reply.pk]), {"version": 2, "decision": "send_back", "reasons": [STANDARD[0]]}
    )
    assert foreign.status_code == 422
    decide(office, reply, "send_back", reasons=["没有按新的格式写"])
    assert ReviewStep.objects.get(reply=reply, decision="sent_back").reason == "没有按新的格式写"


@pytest.mark.parametrize("state", REPLY.states)
def test_who_counts_a_comment_as_settled_and_opens_it_again(world: World, state: str) -> None:
    reply = world.reply(state)
    made = Comment.objects.create(reply=reply, version=reply.latest, paragraph=1, quote="一", text="改", author=world.lead.office_reviewer)
    for name, actor in world.actors().items():
        for act in (comments.close, comments.reopen):
            before = Event.objects.count()
            try:
                act(made, by=actor)
                found: type[CaseError] | None = None
            except CaseError as refusal:
                found = type(refusal)
            if state in JUDGES:
                assert found == (None if name == JUDGES[state][0] else NotAllowed), (name, act)
            else:
                assert found == WrongState, (name, act)
            assert Event.objects.count() - before == (found is None)
        made.refresh_from_db()
        assert made.settled_at is None


def test_twice_is_refused_and_the_drafter_s_words_are_kept(world: World) -> None:
    reply, office = world.reply("office_review", co=False), world.lead.office_reviewer
    made = comments.add_comment(reply, paragraph=3, text="请核数", seen=2, by=office)
    with pytest.raises(WrongState):
        comments.reopen(made, by=office)
    transitions.send_back(reply, by=office, reason="见意见")
    comments.settle(reply, {made.pk: Settled("not_taken", "数字无误")}, by=world.lead.drafter)
    transitions.submit(reply, by=world.lead.drafter)
    made.refresh_from_db()
    with pytest.raises(WrongState):
        comments.close(made, by=office)
    comments.reopen(made, by=office)
    assert Event.objects.get(name="reopen", subject_type="comment").data["answer"] == "数字无误"


def test_settled_by_a_click_and_taken_back(world: World) -> None:
    reply, office = world.reply("office_review"), world.lead.office_reviewer
    made = comments.add_comment(reply, paragraph=3, text="请核数", seen=2, by=office)
    at = client(office)
    told = at.post(reverse("comment_close", args=[made.pk]), follow=True)
    assert told.redirect_chain[-1][0].endswith(f"#remark-{made.pk}")
    assert reverse("comment_reopen", args=[made.pk]) in told.content.decode()
    at.post(reverse("comment_reopen", args=[made.pk]))
    made.refresh_from_db()
    assert made.settled_at is None


def test_one_sentence_says_what_became_of_text_and_comments(world: World) -> None:
    reply, office = world.reply("office_review", co=False), world.lead.office_reviewer
    made = [comments.add_comment(reply, paragraph=n, text="请核", seen=2, by=office) for n in (3, 5, 6)]
    transitions.send_back(reply, by=office, reason="见意见")
    ways = (Settled("changed"), Settled("changed", "已核"), Settled("not_taken", "无误"))
    comments.settle(reply, {one.pk: how for one, how in zip(made, ways, strict=True)}, by=world.lead.drafter)
    assert reply.latest
    body = BODY.replace("4.1个", "4.3个") + "\n我们将继续努力办好每一件实事。"
    drafts.save_draft(reply, reply.latest.text | {"body": body}, base=2, by=world.lead.drafter)
    transitions.submit(reply, by=world.lead.drafter)
    html = page(office, reply)
    assert "之后交来第 3 稿：改了 1 段，新增 1 段。" in html
    assert "您的 3 条意见，改好 2 条，未采纳 1 条。" in html
    # What was commented on stands there although it did not change.
    folds = re.findall("<details><summary class=.fold.>(.*?)</details>\n", html, re.DOTALL)
    assert folds
    assert not any(f'id="remark-{one.pk}"' in fold for one in made for fold in folds)


def test_the_printed_pages(world: World) -> None:
    reply, office = world.reply("office_review"), world.lead.office_reviewer
    html = page(office, reply, "?show=pages")
    address = reverse("reply_page", args=[reply.pk, 2, 1])
    assert f'src="{address}"' in html
    answer = client(office).get(address)
    assert answer["Content-Type"] == "image/png"
    assert "private" in answer["Cache-Control"]
    width, height = Image.open(BytesIO(answer.content)).size
    assert (width, round(height / width, 2)) == (1240, 1.41)
    for wrong in ((2, 9), (7, 1)):
        assert client(office).get(reverse("reply_page", args=[reply.pk, *wrong])).status_code == 404


def test_the_pages_say_where_the_number_will_stand(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = world.reply("office_review")
    letters: list[Letter] = []

    def kept(letter: Letter) -> Rendered:
        letters.append(letter)
        return render(letter)

    monkeypatch.setattr(rendering, "render", kept)
    assert reply.latest
    made = printed(reply, reply.latest)
    assert made["pages"]
    assert [letter.document_number.endswith("待编号") for letter in letters] == [True]
    assert reply.issued_on is None


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    """One version, no comment, one draft waiting, against thirty of each."""
    reply, office = world.reply("office_review", co=False), world.lead.office_reviewer

    def queries(query: str = "") -> int:
        reader = client(office)
        page(office, reply, query)
        with CaptureQueriesContext(connection) as seen:
            assert reader.get(reverse("reply_review", args=[reply.pk]) + query).status_code == 200
        return len(seen)

    before = [queries(query) for query in ("", "?show=full")]
    for n in range(30):
        assert reply.latest
        transitions.take_back(reply, by=world.lead.drafter, reason="补充")
        text = reply.latest.text | {"body": f"{BODY}\n第{n}次补充说明有关情况。"}
        drafts.save_draft(reply, text, base=reply.latest.number, by=world.lead.drafter)
        transitions.submit(reply, by=world.lead.drafter)
        comments.add_comment(reply, paragraph=1 + n % 6, text=f"第{n}条", seen=reply.latest.number, by=office)
        for open_one in reply.comments.filter(settled_at=None):
            comments.close(open_one, by=office)
    world.reply("office_review")
    assert [queries(query) for query in ("", "?show=full")] == pytest.approx(before, abs=1), "one more where there are looks"
    assert max(before) <= 19
    assert reply.state in IN_REVIEW
