"""Reading a reply and writing its draft: what each reader finds, what is refused, and that no typed word is lost."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from proposals.actions import cases
from proposals.models import Proposal, User
from proposals.states import OpinionState
from replies import transitions
from replies.actions import drafts
from replies.forms import as_posted
from replies.models import Reply, ReplyVersion
from replies.states import ReplyState
from tests.factories import BODY, World, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def get(person: User, name: str, *args: int, status: int = 200) -> str:
    response = client(person).get(reverse(name, args=args))
    assert response.status_code == status
    return str(response.content.decode())


def typed(reply: Reply, **changes: Any) -> dict[str, Any]:
    latest = reply.latest
    assert latest
    return {**as_posted(latest.text), "base": latest.number, "outcome": "A", "publication": "full", "step": "save", **changes}


def texts(html: str, name: str) -> str:
    """The value of a text field of a page."""
    found = re.search(rf'<textarea name="{name}"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL)
    found = found or re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


def test_beginning_a_reply_leads_into_the_editor(world: World) -> None:
    case = world.handled()
    task = world.lead_of(case)
    response = client(world.lead.drafter).post(reverse("reply_start", args=[task.pk]))
    reply = Reply.objects.get()
    assert response["Location"] == reverse("reply_edit", args=[reply.pk])
    html = get(world.lead.drafter, "reply_edit", reply.pk)
    assert "经会同" in texts(html, "body")
    assert "场地已经查清，可以改作托育点。" in html, "the co-handler's opinion is at the side"
    assert "建议增加社区托位。" in html, "and so is the proposal"
    again = client(world.lead.drafter).post(reverse("reply_start", args=[task.pk]))
    assert again["Location"] == response["Location"]


@pytest.mark.parametrize("role", ["office_reviewer", "deputy_head", "head", "document_administrator", "co_handler"])
def test_only_a_drafter_writes(world: World, role: str) -> None:
    reply = world.reply()
    person = getattr(world.lead, role)
    task = reply.assignment
    assert client(person).post(reverse("reply_start", args=[task.pk])).status_code == 403
    get(person, "reply_edit", reply.pk, status=403)
    assert client(person).post(reverse("reply_edit", args=[reply.pk]), typed(reply)).status_code == 403
    assert client(person).post(reverse("reply_edit", args=[reply.pk]), {}).status_code == 403
    assert client(person).post(reverse("reply_submit", args=[reply.pk])).status_code == 403
    assert reply.versions.count() == 2
    under_review = world.reply(ReplyState.OFFICE_REVIEW)
    get(person, "reply_take_back", under_review.pk, status=403)
    assert client(person).post(reverse("reply_take_back", args=[under_review.pk]), {"reason": "改"}).status_code == 403


@pytest.mark.parametrize(
    "name", ["reply_detail", "reply_edit", "reply_take_back", "reply_review", "reply_versions", "reply_dispatch", "reply_compare"]
)
def test_strangers_find_nothing(world: World, name: str) -> None:
    reply = world.reply(ReplyState.OFFICE_REVIEW)
    args = (reply.pk, 1, 2) if name == "reply_compare" else (reply.pk,)
    for person in (world.stranger.drafter, world.stranger.head, world.coordinator, world.proposer, user()):
        get(person, name, *args, status=404)
    response = Client().get(reverse(name, args=args))
    assert response["Location"].startswith("/login/")


def test_a_save_is_a_new_version(world: World) -> None:
    reply = world.reply()
    response = client(world.lead.drafter).post(
        reverse("reply_edit", args=[reply.pk]), typed(reply, body=BODY + "\n补充一段。", notes="附注一句", outcome="B", publication="none")
    )
    assert response["Location"] == reverse("reply_edit", args=[reply.pk])
    reply.refresh_from_db()
    assert reply.latest
    assert reply.latest.number == 3
    assert reply.latest.body.endswith("补充一段。")
    assert (reply.latest.notes, reply.outcome, reply.publication) == ("附注一句", "B", "none")
    assert reply.latest.author == world.lead.drafter


def test_counts_and_outline_stand_without_scripts(world: World) -> None:
    reply = world.reply()
    response = client(world.lead.drafter).get(reverse("reply_edit", args=[reply.pk]))
    assert response.context["paragraphs"] == 6
    assert response.context["characters"] == len(BODY.replace("\n", ""))
    assert [block.heading for block in response.context["headings"]] == ["一、关于托位底数", "二、下一步工作", "（一）盘活存量用房。"]


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"addressee": " "}, {"body": "\n\n"}, {"title": "长" * 201}, {"outcome": "Z"}, {"publication": "x"}, {"base": "x"}],
)
def test_what_cannot_be_saved_comes_back_as_it_was_typed(world: World, wrong: dict[str, str]) -> None:
    reply = world.reply()
    given = typed(reply, **{"body": BODY + "\n刚写的一段。", "notes": "刚写的附注"} | wrong)
    response = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given)
    assert response.status_code == 422
    html = response.content.decode()
    for name in ("title", "body", "notes"):
        assert not given[name] or texts(html, name).strip() == escape(given[name]).replace("\r", "").strip()
    assert reply.versions.count() == 2


def test_save_and_send_for_review(world: World) -> None:
    reply = world.reply(co=False)
    response = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), typed(reply, body=BODY + "\n末段。", step="submit"))
    assert response["Location"] == reverse("reply_detail", args=[reply.pk])
    reply.refresh_from_db()
    assert reply.state == ReplyState.OFFICE_REVIEW
    assert reply.versions.count() == 3


def test_what_cannot_be_sent_is_saved_all_the_same(world: World) -> None:
    case = world.assigned()
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    reply = drafts.open_reply(world.lead_of(case), by=world.lead.drafter)
    given = typed(reply, body=BODY, step="submit")
    response = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given)
    assert response.status_code == 409
    html = response.content.decode()
    assert escape(_("Opinions not yet adopted: %s.") % f"{world.co.department.short_name}（{OpinionState.ASKED.label}）") in html
    assert reply.versions.count() == 2
    assert 'name="base" value="2"' in html
    assert texts(html, "body") == escape(BODY)


def test_text_typed_while_the_draft_was_sent_off_is_not_lost(world: World) -> None:
    reply = world.reply(co=False)
    given = typed(reply, body=BODY + "\n还没来得及存的一段。")
    transitions.submit(reply, by=world.lead.drafter)
    response = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given)
    assert response.status_code == 409
    assert "还没来得及存的一段。" in texts(response.content.decode(), "body")
    assert reply.versions.count() == 2


class TestTwoTexts:
    """Two people save one draft."""

    @pytest.fixture
    def reply(self, world: World) -> Reply:
        return world.reply()

    @pytest.fixture
    def colleague(self, world: World) -> User:
        return user("drafter", department=world.lead.department)

    def stale(self, world: World, reply: Reply, colleague: User, mine: str, theirs: str, **mine_too: Any) -> tuple[str, dict[str, Any]]:
        """The page of two texts, and what I had sent."""
        given = typed(reply, body=mine, **mine_too)
        latest = reply.latest
        assert latest
        drafts.save_draft(reply, latest.text | {"body": theirs, "notes": "对方的附注"}, base=latest.number, by=colleague)
        response = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given)
        assert response.status_code == 409
        return response.content.decode(), given

    def test_both_texts_are_there_and_none_is_saved_over(self, world: World, reply: Reply, colleague: User) -> None:
        mine = BODY.replace("感谢您", "再次感谢您") + "\n我补的一段。"
        theirs = BODY.replace("4.1个", "4.3个")
        html, _given = self.stale(world, reply, colleague, mine, theirs, title="我的标题")
        plain = re.sub(r"</?(ins|del)>", "", html)
        assert "我补的一段。" in plain
        assert "<ins>4.1个</ins>" in html
        assert "<del>4.3个</del>" in html
        assert "我的标题" in html
        assert "对方的附注" in html
        assert escape(colleague.display_name) in html
        assert texts(html, "body") == escape(mine)
        assert reply.versions.count() == 3

    def test_mine_can_be_saved_over_theirs_which_stays_a_version(self, world: World, reply: Reply, colleague: User) -> None:
        html, given = self.stale(world, reply, colleague, BODY + "\n我的。", BODY + "\n对方的。")
        base = re.search(r'name="base" value="(\d+)"', html)
        assert base
        assert base[1] == "3"
        response = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given | {"base": base[1]})
        assert response.status_code == 302
        assert reply.latest
        assert reply.latest.body == BODY + "\n我的。"
        assert ReplyVersion.objects.get(reply=reply, number=3).body == BODY + "\n对方的。"

    def test_changes_of_both_go_together_by_default(self, world: World, reply: Reply, colleague: User) -> None:
        mine, theirs = BODY.replace("感谢您", "再次感谢您"), BODY.replace("4.1个", "4.3个")
        _html, given = self.stale(world, reply, colleague, mine, theirs)
        sent = given | {"base": "3", "origin": "2", "step": "merge", "pick-notes": "theirs"}
        response = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), sent)
        assert response.status_code == 200
        html = response.content.decode()
        assert texts(html, "body") == escape(BODY.replace("感谢您", "再次感谢您").replace("4.1个", "4.3个"))
        assert texts(html, "notes") == "对方的附注"
        assert texts(html, "base") == "3"
        assert reply.versions.count() == 3, "nothing is saved before it was read through"

    def test_each_paragraph_is_chosen_by_itself(self, world: World, reply: Reply, colleague: User) -> None:
        mine, theirs = BODY.replace("4.1个", "4.2个"), BODY.replace("4.1个", "4.3个").replace("感谢您", "谢谢您")
        html, given = self.stale(world, reply, colleague, mine, theirs)
        numbers = sorted({int(n) for n in re.findall(r'name="pick-(\d+)"', html)})
        assert len(numbers) == 2
        picks = {f"pick-{numbers[0]}": "theirs", f"pick-{numbers[1]}": "mine", "pick-99": "theirs", f"pick-{numbers[0] + 50}": "?"}
        sent = given | {"base": "3", "origin": "2", "step": "merge"} | picks
        html = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), sent).content.decode()
        assert texts(html, "body") == escape(BODY.replace("4.1个", "4.3个"))

    def test_a_third_save_meets_the_page_again(self, world: World, reply: Reply, colleague: User) -> None:
        _html, given = self.stale(world, reply, colleague, BODY + "\n我的。", BODY + "\n对方的。")
        third = reply.latest
        assert third
        drafts.save_draft(reply, third.text | {"body": BODY + "\n又改了。"}, base=3, by=colleague)
        response = client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), given | {"base": "3"})
        assert response.status_code == 409
        assert "又改了" in response.content.decode()

    def test_merging_over_a_version_that_is_not_there_is_a_404(self, world: World, reply: Reply) -> None:
        sent = typed(reply, base="77", step="merge", origin="x")
        assert client(world.lead.drafter).post(reverse("reply_edit", args=[reply.pk]), sent).status_code == 404


def test_taking_back_needs_a_reason(world: World) -> None:
    reply = world.reply(ReplyState.OFFICE_REVIEW)
    get(world.lead.drafter, "reply_take_back", reply.pk)
    address = reverse("reply_take_back", args=[reply.pk])
    assert client(world.lead.drafter).post(address, {"reason": " "}).status_code == 422
    response = client(world.lead.drafter).post(address, {"reason": "数字要更新"})
    assert response["Location"] == reverse("reply_edit", args=[reply.pk])
    reply.refresh_from_db()
    assert reply.state == ReplyState.DRAFTING
    get(world.lead.drafter, "reply_take_back", reply.pk, status=409)


def test_the_page_of_a_reply_gives_the_reason_of_every_closed_step(world: World) -> None:
    reply = world.reply(ReplyState.OFFICE_REVIEW)
    html = get(world.lead.drafter, "reply_detail", reply.pk)
    assert escape(_("The text cannot be changed now: it stands at “%s”.") % reply.get_state_display()) in html
    assert reverse("reply_take_back", args=[reply.pk]) in html
    assert "盘活存量用房" in html
    html = get(world.lead.office_reviewer, "reply_detail", reply.pk)
    assert f'href="{reverse("reply_review", args=[reply.pk])}"' in html
    html = get(world.lead.document_administrator, "reply_detail", reply.pk)
    assert escape(_("It cannot be printed now: it stands at “%s”.") % reply.get_state_display()) in html
    html = get(world.auditor, "reply_detail", reply.pk)
    assert "aria-disabled" not in html


def test_the_sending_of_a_draft_from_its_page(world: World) -> None:
    reply = world.reply(co=False)
    response = client(world.lead.drafter).post(reverse("reply_submit", args=[reply.pk]))
    assert response["Location"] == reverse("reply_detail", args=[reply.pk])
    assert client(world.lead.drafter).post(reverse("reply_submit", args=[reply.pk])).status_code == 409


def test_proposers_and_coordinators_read_what_was_sent_and_no_more(world: World) -> None:
    reply = world.reply(ReplyState.DISPATCHED)
    for person in (world.proposer, world.coordinator):
        html = get(person, "reply_detail", reply.pk)
        assert "盘活存量用房" in html
        assert reply.number_text in html
        assert world.lead.office_reviewer.display_name not in html
        assert reverse("reply_versions", args=[reply.pk]) not in html
    inside = get(world.lead.drafter, "reply_detail", reply.pk)
    assert world.lead.office_reviewer.display_name in inside
    assert "当面送达" in inside


def test_the_case_page_shows_the_reply_and_begins_one(world: World) -> None:
    case = world.assigned(co=False)
    html = get(world.lead.drafter, "case_detail", case.pk)
    assert escape(_("Please sign for the case first.")) in html
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    html = get(world.lead.drafter, "case_detail", case.pk)
    assert f'action="{reverse("reply_start", args=[world.lead_of(case).pk])}"' in html
    assert reverse("reply_start", args=[world.lead_of(case).pk]) not in get(world.lead.head, "case_detail", case.pk)
    reply = drafts.open_reply(world.lead_of(case), by=world.lead.drafter)
    html = get(world.lead.drafter, "case_detail", case.pk)
    assert reverse("reply_edit", args=[reply.pk]) in html
    assert f"/replies/{reply.pk}/" not in get(world.proposer, "case_detail", case.pk)
    sent = world.reply(ReplyState.DISPATCHED)
    html = get(world.proposer, "case_detail", Proposal.objects.get(pk=sent.case.pk).pk)
    assert reverse("document_download", args=[sent.documents.get().pk]) in html
