"""Who owes what: every kind of debt, who sees it, urging from the board, and the number of queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from proposals.actions import cases, co_handling, disagreements, reminders, requests
from proposals.errors import WrongState
from proposals.models import Assignment, Notice, Proposal, User
from proposals.views.urging import to_urge
from replies import transitions
from replies.board import KINDS, by_case, debts, may_see
from tests.factories import World

pytestmark = pytest.mark.django_db


def accepted(world: World) -> Proposal:
    case = world.assigned()
    for task, by in ((world.lead_of(case), world.lead.drafter), (world.opinion_of(case).assignment, world.co.co_handler)):
        cases.accept_assignment(task, by=by)
    return case


def sent_back(world: World) -> Proposal:
    case = accepted(world)
    co_handling.submit_opinion(world.opinion_of(case), "无意见", by=world.co.co_handler)
    co_handling.send_back_opinion(world.opinion_of(case), by=world.lead.drafter, reason="请写明")
    return case


def objected(world: World) -> Proposal:
    case = world.assigned()
    requests.raise_objection(world.lead_of(case), by=world.lead.drafter, reason="不属我局职责")
    return case


def more_time(world: World) -> Proposal:
    case = accepted(world)
    task = world.lead_of(case)
    requests.ask_extension(task, by=world.lead.drafter, until=task.due_on + timedelta(days=20), reason="需勘察")
    return case


def differing(world: World) -> Proposal:
    case = accepted(world)
    task = world.opinion_of(case).assignment
    disagreements.raise_disagreement(task, by=world.co.co_handler, against=world.lead_of(case), reason="不同意", wanted="改")
    return case


def withdrawn(world: World) -> Proposal:
    case = accepted(world)
    cases.withdraw_case(case, by=world.coordinator, reason="撤回")
    return case


# How a case stands → the debts in it: (what, who).
OWED: dict[str, tuple[Any, set[tuple[str, str]]]] = {
    "registered": (lambda world: world.case(), set()),
    "assigned": (lambda world: world.assigned(), {("receipt", "lead"), ("receipt", "co")}),
    "accepted": (accepted, {("answer", "lead"), ("opinion", "co")}),
    "sent back": (sent_back, {("answer", "lead"), ("opinion_again", "co")}),
    "adopted": (lambda world: world.handled(), {("answer", "lead")}),
    "being co-signed": (lambda world: world.reply("co_signing").case, {("answer", "lead"), ("co_sign", "co")}),
    "with the office": (lambda world: world.reply("office_review").case, {("answer", "lead")}),
    "dispatched": (lambda world: world.reply("dispatched").case, set()),
    "objected to": (objected, {("receipt", "lead"), ("receipt", "co"), ("objection", "body")}),
    "more time": (more_time, {("answer", "lead"), ("opinion", "co"), ("extension", "body")}),
    "differing": (differing, {("answer", "lead"), ("opinion", "co"), ("disagreement", "body")}),
    "withdrawn": (withdrawn, set()),
}
# Who is shown which debts of the table: those of these debtors.
SEES = {
    "coordinator": {"lead", "co", "body"},
    "lead.head": {"lead", "co", "body"},
    "co.co_handler": {"co"},
    "auditor": {"lead", "co", "body"},
    "stranger.head": set(),
    "stranger.coordinator": set(),
}


@pytest.mark.parametrize("name", OWED)
def test_what_is_owed_and_who_sees_it(name: str) -> None:
    world = World()
    make, expected = OWED[name]
    make(world)
    names = {world.lead.department.pk: "lead", world.co.department.pk: "co", world.body.pk: "body"}
    actors = world.actors()
    for who, whose in SEES.items():
        found = {(debt.kind, names[debt.department]) for debt in debts(actors[who])}
        seen = {(kind, debtor) for kind, debtor in expected if debtor in whose}
        if who == "co.co_handler":
            # The two sides of a disagreement know that it is with the coordinator.
            seen |= {one for one in expected if one[0] == "disagreement"}
        assert found == seen, who


def test_every_kind_is_in_the_table() -> None:
    assert {kind for _make, owed in OWED.values() for kind, _who in owed} == KINDS.keys()


def test_the_latest_comes_first_and_what_has_no_date_last() -> None:
    world = World()
    fresh, late = differing(world), world.assigned(assigned_on=timezone.localdate() - timedelta(days=200))
    found = debts(world.coordinator)
    dates = [debt.due_on for debt in found]
    assert dates[-1] is None
    assert dates[:-1] == sorted(day for day in dates if day)
    assert list(by_case(found)) == [late.pk, fresh.pk]


def test_the_filters() -> None:
    world = World()
    case = accepted(world)
    other = accepted(world)
    assert {debt.department for debt in debts(world.coordinator, department=world.co.department.pk)} == {world.co.department.pk}
    assert {debt.case for debt in debts(world.coordinator, session=case.session_id)} == {case.pk, other.pk}
    assert debts(world.coordinator, session=-1) == []
    assert debts(world.coordinator, kind="cppcc_proposal") == []
    assert len(debts(world.coordinator, kind="suggestion")) == 4


def test_who_has_a_board() -> None:
    world = World()
    allowed = {name for name, actor in world.actors().items() if actor.is_active and may_see(actor)}
    assert allowed == {name for name, actor in world.actors().items() if actor.is_active} - {"proposer", "without role"}


def client(person: User) -> Client:
    made = Client()
    made.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return made


def test_departments_are_urged_from_the_board() -> None:
    world = World()
    case = accepted(world)
    url = reverse("board")
    at = client(world.coordinator)
    task = world.lead_of(case)
    assert f'value="{task.pk}"' in at.get(url).content.decode()
    assert at.post(url, {"note": "请加快"}).status_code == 422
    assert at.post(url, {"task": task.pk, "note": ""}).status_code == 422
    answer = at.post(f"{url}?what=answer", {"task": task.pk, "note": "请加快"})
    assert (answer.status_code, answer["Location"]) == (302, f"{url}?what=answer")
    assert Notice.objects.filter(assignment=task, urged_by=world.coordinator, note="请加快").exists()
    assert "今天已催" in at.get(url).content.decode()
    # A head reads the board and urges nobody; a co-handler is urged by the lead's drafter.
    assert 'name="task"' not in client(world.lead.head).get(url).content.decode()
    assert 'name="task"' in client(world.lead.drafter).get(url).content.decode()


def test_an_owed_co_signature_is_urged_though_the_opinion_is_adopted() -> None:
    world = World()
    reply = world.reply("co_signing")
    task = world.opinion_of(reply.case).assignment
    assert task.state == "done"
    url = reverse("board")
    answer = client(world.lead.drafter).post(f"{url}?what=co_sign", {"task": task.pk, "note": "请会签"})
    assert answer.status_code == 302
    (notice,) = Notice.objects.visible_to(world.co.co_handler).unread().filter(urged_by=world.lead.drafter)
    assert (notice.assignment, notice.due_on) == (task, None)
    assert "会签" in client(world.co.co_handler).get(reverse("notice_list")).content.decode()
    transitions.co_sign(reply, by=world.co.co_handler)
    assert not Notice.objects.visible_to(world.co.co_handler).unread().exists()
    with pytest.raises(WrongState):
        reminders.urge(task, by=world.coordinator, note="请会签", again=True)
    assert task not in to_urge(world.coordinator)


def test_the_page_narrows_to_what_was_chosen() -> None:
    world = World()
    accepted(world)
    at = client(world.coordinator)
    url = reverse("board")
    page = at.get(url, {"what": "opinion", "department": world.co.department.pk, "kind": "suggestion"})
    assert [[debt.kind for debt, *_more in found] for _case, found in page.context["rows"]] == [["opinion"]]
    assert at.get(url, {"what": "nonsense", "department": "x", "page": "99"}).status_code == 200


def test_a_thousand_cases_cost_as_many_queries_as_one() -> None:
    world = World()
    accepted(world)
    at = client(world.coordinator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert at.get(reverse("board")).status_code == 200
        return len(found)

    one = queries()
    template = world.case()
    many = [
        Proposal(
            session=world.session, rule_set=template.rule_set, kind="suggestion", case_no=f"9{n:04}", title="甲", assigning_body=world.body
        )
        for n in range(1000)
    ]
    Proposal.objects.bulk_create(many)
    due = timezone.localdate() - timedelta(days=1)
    Assignment.objects.bulk_create(
        Assignment(proposal=case, department=world.lead.department, mode="sole", assigned_on=due, due_on=due) for case in many
    )
    assert may_see(world.coordinator)  # for whom a person stands in is asked for once
    with CaptureQueriesContext(connection) as found:
        assert len(debts(world.coordinator)) == 1002
    assert len(found) == 1
    assert queries() == one


def test_those_who_may_urge_come_from_the_board_to_all_open_tasks() -> None:
    world = World()
    link = f'href="{reverse("urging")}"'
    led = {world.coordinator: True, world.lead.drafter: True, world.lead.head: False, world.co.co_handler: False, world.auditor: False}
    assert {person: link in client(person).get(reverse("board")).content.decode() for person in led} == led
