"""Comments on paragraphs: who makes them when, how they come along with the text, how they are settled; and who looked at what."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proposals.errors import CaseError, InvalidInput, NotAllowed, NotReady, WrongState
from proposals.models import Event, User
from replies import transitions
from replies.actions import comments, drafts, looks
from replies.actions.comments import Settled
from replies.forms import as_posted
from replies.models import Comment, Look, Reply
from replies.states import REPLY
from replies.views.remarks import remarks_on
from tests.factories import BODY, World

pytestmark = pytest.mark.django_db

# Where a draft stands → who comments on it then.
REVIEWERS = {
    "co_signing": "co.co_handler",
    "office_review": "lead.office_reviewer",
    "deputy_approval": "lead.deputy_head",
    "head_approval": "lead.head",
}
PARAGRAPHS = BODY.splitlines()


@pytest.fixture
def world() -> World:
    return World()


def comment(reply: Reply, by: User, paragraph: int = 3, text: str = "请注明截止日期。", seen: int | None = None) -> Comment:
    assert reply.latest
    return comments.add_comment(reply, paragraph=paragraph, text=text, seen=seen or reply.latest.number, by=by)


def error(call: Any) -> type[CaseError] | None:
    try:
        call()
    except CaseError as refusal:
        return type(refusal)
    return None


def save(world: World, reply: Reply, body: str) -> None:
    assert reply.latest
    drafts.save_draft(reply, reply.latest.text | {"body": body}, base=reply.latest.number, by=world.lead.drafter)


def sent_back(world: World, **fields: Any) -> tuple[Reply, Comment]:
    """A draft that the office commented on and sent back."""
    reply = world.reply("office_review", co=False)
    made = comment(reply, world.lead.office_reviewer, **fields)
    transitions.send_back(reply, by=world.lead.office_reviewer, reason="见批注")
    return reply, made


@pytest.mark.parametrize("state", REPLY.states)
def test_who_comments_and_who_settles(world: World, state: str) -> None:
    """Every state × everyone: comments come from whoever has the draft to review, settlements from the drafter who has it back."""
    reply = world.reply(state)
    open_comment = Comment.objects.create(
        reply=reply, version=reply.latest, paragraph=1, quote=PARAGRAPHS[0], text="改", author=world.lead.office_reviewer
    )
    for name, actor in world.actors().items():
        before = Event.objects.count()
        found = error(lambda actor=actor: comment(reply, actor))
        if state in REVIEWERS:
            assert found == (None if name == REVIEWERS[state] else NotAllowed), name
        else:
            assert found == WrongState, name
        assert Event.objects.count() - before == (found is None)
        found = error(lambda actor=actor: comments.settle(reply, {open_comment.pk: Settled("changed")}, by=actor))
        assert found == (NotAllowed if name != "lead.drafter" else None if state == "drafting" else WrongState), name


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"text": " \n\t"}, InvalidInput),
        ({"text": "长" * 2001}, InvalidInput),
        ({"paragraph": 0}, InvalidInput),
        ({"paragraph": len(PARAGRAPHS) + 1}, InvalidInput),
        ({"seen": 1}, WrongState),
    ],
)
def test_what_is_no_comment(world: World, fields: dict[str, Any], refusal: type[CaseError]) -> None:
    reply = world.reply("office_review", co=False)
    with pytest.raises(refusal):
        comment(reply, world.lead.office_reviewer, **fields)
    assert not Comment.objects.exists()


def test_a_comment_keeps_the_words_that_it_is_about(world: World) -> None:
    reply, made = sent_back(world)
    assert (made.paragraph, made.quote, made.version, made.author) == (3, PARAGRAPHS[2], reply.latest, world.lead.office_reviewer)
    event = Event.objects.get(name="comment")
    assert (event.subject_type, event.subject_id, event.data["paragraph"]) == ("comment", made.pk, 3)
    assert str(made) == f"{reply.pk} v{made.version_id} ¶3"


@pytest.mark.parametrize(
    ("body", "fate", "number"),
    [
        (BODY, "same", 3),
        ("首先，感谢您。\n" + BODY, "same", 4),
        (BODY.replace("4.1个", "4.3个"), "changed", 3),
        ("\n".join([*PARAGRAPHS[:2], *PARAGRAPHS[3:], PARAGRAPHS[2]]), "moved", 6),
        ("\n".join([*PARAGRAPHS[:2], *PARAGRAPHS[3:]]), "gone", 0),
    ],
)
def test_a_comment_goes_along_with_its_paragraph(world: World, body: str, fate: str, number: int) -> None:
    reply, made = sent_back(world)
    save(world, reply, body)
    (remark,) = remarks_on(reply, body.splitlines(), world.lead.drafter).all
    assert (remark.comment, remark.anchor.fate, remark.anchor.number) == (made, fate, number)
    found = remarks_on(reply, body.splitlines(), world.lead.drafter)
    assert (found.by_paragraph[number], found.gone) == ([remark], [remark] if fate == "gone" else [])
    page = edit(world, reply)
    assert "请注明截止日期。" in page
    assert PARAGRAPHS[2][:20] in page, "the words are never lost"


def test_every_comment_is_settled_before_the_draft_goes_out_again(world: World) -> None:
    reply, first = sent_back(world)
    second = Comment.objects.create(
        reply=reply, version=reply.latest, paragraph=5, quote=PARAGRAPHS[4], text="另请核实", author=world.lead.office_reviewer
    )
    with pytest.raises(NotReady, match="2"):
        transitions.submit(reply, by=world.lead.drafter)
    comments.settle(reply, {first.pk: Settled("changed"), second.pk: Settled("not_taken", "数字已经核实")}, by=world.lead.drafter)
    transitions.submit(reply, by=world.lead.drafter)
    names = list(Event.objects.filter(subject_type="comment").order_by("sequence").values_list("name", flat=True))
    assert names == ["comment", "take_up", "set_aside"]


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        (Settled("not_taken", " "), InvalidInput),
        (Settled("perhaps", "也许"), InvalidInput),
        (Settled("", "没有选"), InvalidInput),
        (Settled("changed", "长" * 2001), InvalidInput),
    ],
)
def test_all_are_settled_or_none(world: World, how: Settled, refusal: type[CaseError]) -> None:
    reply, first = sent_back(world)
    second = Comment.objects.create(
        reply=reply, version=reply.latest, paragraph=1, quote="甲", text="乙", author=world.lead.office_reviewer
    )
    with pytest.raises(refusal):
        comments.settle(reply, {first.pk: Settled("changed"), second.pk: how}, by=world.lead.drafter)
    assert not Comment.objects.exclude(settled_at=None).exists()


def test_a_comment_is_settled_once_and_by_its_own_reply(world: World) -> None:
    reply, made = sent_back(world)
    other, foreign = sent_back(world)
    comments.settle(reply, {made.pk: Settled("changed")}, by=world.lead.drafter)
    for pk in (made.pk, foreign.pk, 10**9):
        with pytest.raises(WrongState):
            comments.settle(reply, {pk: Settled("changed")}, by=world.lead.drafter)
    foreign.refresh_from_db()
    assert foreign.settled_at is None
    assert other.comments.count() == 1


# By its pages


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def edit(world: World, reply: Reply) -> str:
    return str(client(world.lead.drafter).get(reverse("reply_edit", args=[reply.pk])).content.decode())


def review(person: User, reply: Reply) -> str:
    return str(client(person).get(reverse("reply_review", args=[reply.pk])).content.decode())


def post_comment(person: User, reply: Reply, **fields: Any) -> Any:
    given = {"version": reply.latest.number if reply.latest else 1, "paragraph": 3, "text": "请注明截止日期。"} | fields
    return client(person).post(reverse("reply_comment", args=[reply.pk]), given)


def test_a_comment_by_its_page_comes_back_to_its_paragraph(world: World) -> None:
    reply = world.reply("office_review", co=False)
    office = world.lead.office_reviewer
    assert post_comment(office, reply).url == f"{reverse('reply_review', args=[reply.pk])}#p3"
    page = review(office, reply)
    assert "请注明截止日期。" in page
    assert page.count(f'action="{reverse("reply_comment", args=[reply.pk])}"') == len(PARAGRAPHS), "a form for each paragraph"
    for wrong in ({"text": " "}, {"text": "长" * 2001}, {"paragraph": 99, "text": "写了一半"}, {"paragraph": "x"}):
        refused = post_comment(office, reply, **wrong)
        assert refused.status_code == 422, wrong
    assert "长" * 2001 in post_comment(office, reply, text="长" * 2001).content.decode(), "what was typed is still there"
    assert Comment.objects.count() == 1


def settled_form(world: World, reply: Reply, **fields: Any) -> Any:
    assert reply.latest
    given = {**as_posted(reply.latest.text), "base": reply.latest.number, "outcome": "A", "publication": "full", "step": "save", **fields}
    return client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given)


def test_comments_are_settled_with_the_text_that_was_changed_for_them(world: World) -> None:
    reply, made = sent_back(world)
    how, answer = f"settle-{made.pk}", f"answer-{made.pk}"
    body = BODY.replace("4.1个", "4.3个")
    refused = settled_form(world, reply, body=body, **{how: "not_taken", answer: ""})
    assert refused.status_code == 422
    assert settled_form(world, reply, body=body, **{how: "", answer: "已核"}).status_code == 422
    made.refresh_from_db()
    assert (made.settled_at, reply.versions.count()) == (None, 2), "neither the text nor the answer alone"
    assert settled_form(world, reply, body=body, **{how: "changed", answer: "已改为4.3个", "step": "submit"}).status_code == 302
    made.refresh_from_db()
    reply.refresh_from_db()
    assert (made.settlement, made.answer, made.settled_by, reply.state) == ("changed", "已改为4.3个", world.lead.drafter, "office_review")
    page = review(world.lead.office_reviewer, reply)
    assert "已改为4.3个" in page
    assert "<del>4.1个</del><ins>4.3个</ins>" in page


def test_what_was_chosen_survives_a_save_of_another_window(world: World) -> None:
    reply, made = sent_back(world)
    base = reply.latest.number if reply.latest else 0
    save(world, reply, BODY + "\n又一段。")
    page = settled_form(world, reply, base=base, body=BODY + "\n另一段。", **{f"settle-{made.pk}": "changed", f"answer-{made.pk}": "改了"})
    assert page.status_code == 409
    assert f'name="settle-{made.pk}" value="changed"' in page.content.decode()
    assert f'name="answer-{made.pk}" value="改了"' in page.content.decode()


# Looks


def test_opening_the_page_is_a_look_and_twice_is_one(world: World) -> None:
    reply = world.reply("office_review", co=False)
    office = world.lead.office_reviewer
    for _twice in range(2):
        review(office, reply)
        client(office).head(reverse("reply_review", args=[reply.pk]))
    look = Look.objects.get()
    assert (look.person, look.version, look.reply) == (office, reply.latest, reply)
    assert str(look).startswith(office.display_name)


def test_others_leave_no_look(world: World) -> None:
    reply = world.reply("office_review", co=False)
    for person in (world.lead.drafter, world.lead.head, world.auditor):
        client(person).get(reverse("reply_review", args=[reply.pk]))
        client(person).get(reverse("reply_detail", args=[reply.pk]))
    client(world.lead.office_reviewer).head(reverse("reply_review", args=[reply.pk]))
    assert not Look.objects.exists()


def test_the_changes_are_those_since_the_own_last_look(world: World) -> None:
    """Version by version; who looked at the second and at none after it reads of both changes at once, however often the page is opened."""
    office, head = world.lead.office_reviewer, world.lead.deputy_head
    reply = world.reply("office_review", co=False)
    assert "<ins>" not in review(office, reply), "the first look: the whole text"
    for old, new in (("4.1个", "4.2个"), ("2026年9月", "2026年10月")):
        transitions.send_back(reply, by=office, reason="请改")
        assert reply.latest
        save(world, reply, reply.latest.body.replace(old, new))
        transitions.submit(reply, by=world.lead.drafter)
    seen = looks.seen_before(reply.latest, by=office) if reply.latest else None
    assert seen
    assert seen.version.number == 2
    for _again in range(2):
        page = review(office, reply)
        assert "<del>4.1个</del><ins>4.2个</ins>" in page
        assert "<ins>10月</ins>" in page
    transitions.agree(reply, "pass_on", by=office)
    assert "<ins>" not in review(head, reply)
    assert Look.objects.filter(person=head).count() == 1


def test_a_version_that_comes_back_unchanged_says_so(world: World) -> None:
    reply = world.reply("office_review", co=False)
    review(world.lead.office_reviewer, reply)
    transitions.send_back(reply, by=world.lead.office_reviewer, reason="请核实")
    transitions.submit(reply, by=world.lead.drafter)
    page = review(world.lead.office_reviewer, reply)
    assert "<ins>" not in page
    assert timezone.localtime(reply.review_steps.get().decided_at).strftime("%H:%M") in page
