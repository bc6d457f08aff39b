"""The search in the list of cases: which words find a case, by which of its texts, for whom; and that the index stays in step."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory

from proposals import case_index
from proposals.actions import cases, requests
from proposals.filters import CaseFilter, with_open_due
from proposals.models import Assignment, Department, Listing, Person, Proposal, User
from proposals.states import CASE_ENDED, IN_HAND
from replies.actions import drafts, rounds
from tests import factories
from tests.factories import BODY, World, group

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LETTER = "您提出的建议，经研究，现答复如下：\n一、关于银杏大道\n已列入计划。"


@pytest.fixture
def world() -> World:
    return World()


def search(query: str, reader: User) -> CaseFilter:
    request = RequestFactory().get("/cases/")
    request.user = reader
    data = QueryDict(mutable=True)
    data["q"] = query
    return CaseFilter(data, queryset=with_open_due(Proposal.objects.visible_to(reader), reader), request=request)


def found(query: str, reader: User) -> set[Proposal]:
    return set(search(query, reader).qs)


@pytest.fixture
def answered(world: World, monkeypatch: pytest.MonkeyPatch) -> Proposal:
    """A case with words of every kind, answered; beside it stands one of the same words torn apart."""
    monkeypatch.setattr(factories, "BODY", LETTER)
    Department.objects.filter(pk=world.lead.department.pk).update(full_name="云澜市园林绿化局", short_name="市园林局")
    world.lead.department.refresh_from_db()
    Person.objects.filter(pk=world.person.pk).update(name="闻人溪")
    parties = [world.person, group(name="民丁云澜市委会")]
    fields: dict[str, Any] = {"title": "关于老旧小区A区加装电梯的建议", "body": "沿线6个小区没有公交站。\n钢琴", "proposers": parties}
    world.case(title="关于老区旧小事的建议", body="公站交", case_no="7281", proposers=[group(name="工会")])
    reply = world.reply("dispatched", case_no="0027", **fields)
    return reply.case


BY_FIELD = {
    "老旧小区": True,  # title
    "老旧": True,
    "梯": True,
    "a区加装": True,
    "公交站": True,  # text
    "琴": True,
    "银杏大道": True,  # letter
    "杏": True,
    "闻人溪": True,  # proposers
    "民丁": True,
    "园林绿化": True,  # departments
    "市园林局": True,
    "第0027号": True,  # number
    "建议第0027号": True,
    "0027": True,
    "27": True,
    "第0027": True,
    "老旧小区 公交站 银杏 闻人溪 园林 0027": True,
    "老旧小区 没有的词": False,
    "建议钢": False,  # the end of one text and the beginning of another
    "旧小区老": False,  # every pair of it may stand somewhere, but not the word
    "%": False,
    "老_小": False,
    '"': False,
    "AND": False,
    "第0028号": False,
}


def test_words_by_field(world: World, answered: Proposal) -> None:
    assert {words: answered in found(words, world.auditor) for words in BY_FIELD} == BY_FIELD


def test_a_hit_where_nothing_may_be_seen_is_none(world: World, answered: Proposal) -> None:
    inside = [world.auditor, world.coordinator, world.lead.drafter, world.co.co_handler, world.proposer]
    for words in ("老旧小区", "公交站", "银杏大道", "闻人溪", "园林", "0027", "琴"):
        for reader in inside:
            assert found(words, reader) == {answered}, (words, reader)
        assert found(words, world.stranger.drafter) == set()


def test_a_letter_is_found_from_its_dispatch_on_and_what_is_inside_never(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factories, "BODY", LETTER)
    reply = world.reply("printed")
    for reader in (world.auditor, world.lead.drafter, world.proposer):
        assert found("银杏", reader) == set()
        assert found("场地已经查清", reader) == set()  # the co-handler's opinion
    world.steps(reply)[-1]()
    for reader in (world.auditor, world.lead.drafter, world.proposer):
        assert found("银杏", reader) == {reply.case}
        assert found("场地已经查清", reader) == set()
    assert found("银杏", world.stranger.drafter) == set()


def test_a_second_letter_is_not_found_by_the_first_one_s_dispatch(world: World) -> None:
    first = world.reply("dispatched", co=False)
    case = first.case
    case.refresh_from_db()
    case.body = "路上灯光不足，宜设光带。"  # both pairs of the word that only the second letter holds
    case.save()
    rounds.order_rework(first, by=world.coordinator, reason="请写明时间")
    begun = drafts.open_reply(Assignment.objects.get(pk=first.assignment_id), by=world.lead.drafter)
    assert begun.latest is not None
    text = begun.latest.text | {"body": f"{BODY}\n已设灯光带。"}
    drafts.save_draft(begun, text, base=begun.latest.number, by=world.lead.drafter, outcome="A", publication="full")
    *to_print, dispatch = world.steps(begun)
    for step in to_print:
        step()
    for reader in (world.auditor, world.lead.drafter, world.proposer):
        assert found("灯光带", reader) == set()
    dispatch()
    assert found("灯光带", world.proposer) == {case}


def test_in_step_with_registering_changing_and_withdrawing(world: World) -> None:
    case = world.case(title="关于河岸步道的建议", body="河岸夜里无灯。")
    assert found("河岸步道", world.auditor) == {case} == found("无灯", world.auditor)
    case.title = "关于湖岸步道的建议"
    case.save()
    assert found("河岸步道", world.auditor) == set()
    assert found("湖岸步道", world.auditor) == {case}
    Proposal.objects.filter(pk=case.pk).update(body="雨天积水。")
    assert found("无灯", world.auditor) == set()
    assert found("积水", world.auditor) == {case}
    case.refresh_from_db()
    case.title = "关于山间步道的建议"
    Proposal.objects.bulk_update([case], ["title"])
    assert found("湖岸", world.auditor) == set()
    assert found("山间", world.auditor) == {case}
    cases.withdraw_case(case, by=world.coordinator, reason="撤回")
    assert found("山间", world.auditor) == {case}


def test_in_step_with_a_bulk_of_cases(world: World) -> None:
    rules = world.session.suggestion_rules
    common = {"session": world.session, "rule_set": rules, "kind": "suggestion", "assigning_body": world.body}
    made = Proposal.objects.bulk_create([Proposal(case_no=f"{n}", title=f"关于第{n}座桥的建议", **common) for n in (901, 902)])
    assert found("座桥", world.auditor) == set(made)
    assert found("第902座", world.auditor) == {made[1]}


def test_in_step_with_names_that_change(world: World, answered: Proposal) -> None:
    Person.objects.filter(name="闻人溪").update(name="闻人江")
    Department.objects.filter(short_name="市园林局").update(short_name="市花木局")
    assert found("闻人江", world.auditor) == {answered} == found("花木", world.auditor)
    assert found("闻人溪", world.auditor) == set()


def test_made_anew_by_the_command(world: World, answered: Proposal) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO proposals_case_pairs (proposals_case_pairs) VALUES ('delete-all')")
            cursor.execute("DELETE FROM proposals_case_entry")
        else:
            cursor.execute("DELETE FROM proposals_case_pairs")
        cursor.execute("DELETE FROM proposals_listing")
    assert found("老旧小区", world.auditor) == set()
    assert case_index.is_empty()
    out = StringIO()
    call_command("reindex_cases", stdout=out)
    assert found("银杏大道", world.auditor) == {answered}
    assert Listing.objects.count() == Proposal.objects.count()
    assert Listing.objects.get(pk=answered.pk).outcome == answered.assignments.get(mode="lead").replies.get().outcome
    assert str(Proposal.objects.count()) in out.getvalue()


def test_a_snippet_shows_the_hit_that_the_title_does_not(world: World, answered: Proposal) -> None:
    def snippet(words: str) -> str:
        return search(words, world.auditor).snippets([answered]).get(answered.pk, "")

    assert snippet("老旧小区") == ""
    assert "公交站" in snippet("公交站")
    assert "公交站" in snippet("老旧小区 公交站")
    assert snippet("银杏").startswith("……")
    assert "银杏大道" in snippet("银杏")
    assert snippet("闻人溪") == ""


def test_the_rows_of_the_list_stay_in_step(world: World) -> None:
    world.case()
    world.handled()
    world.reply("dispatched")
    returned = world.assigned(co=False)
    objection = requests.raise_objection(world.lead_of(returned), by=world.lead.drafter, reason="不属本局职责")
    to = cases.Task(world.stranger.department, "sole")
    requests.accept_objection(objection, by=world.coordinator, tasks=[to])
    Assignment.objects.filter(department=world.stranger.department).update(due_on=date(2030, 1, 1))
    cases.withdraw_case(world.assigned(), by=world.coordinator, reason="撤回")
    world.session.term += 1
    world.session.save()
    for case in Proposal.objects.select_related("session", "listing"):
        row = case.listing
        open_ = [task.due_on for task in case.assignments.all() if task.state in IN_HAND and task.answers and task.due_on]
        due = None if case.state in CASE_ENDED else min(open_, default=None)
        sent = [reply.outcome for task in case.assignments.all() for reply in task.replies.filter(state="dispatched")]
        assert (row.session_id, row.term, row.meeting) == (case.session_id, case.session.term, case.session.meeting or 0)
        assert (row.kind, row.case_no, row.state, row.assigning_body_id) == (case.kind, case.case_no, case.state, case.assigning_body_id)
        assert (row.open_due, row.outcome) == (due, "".join(sent))
