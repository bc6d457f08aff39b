"""The desk of a coordinator: the queue, the advice, the dates that it shows before, and what several at it do to one another."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.actions import assigning, cases, desk, intake
from proposals.actions.cases import Task
from proposals.actions.rule_sets import load_shipped
from proposals.advising import advise, marked, shared
from proposals.errors import InvalidInput, NotAllowed
from proposals.models import Assignment, Clock, Department, OpenOnDesk, Proposal, RuleSet, SkippedCase, User
from proposals.models.assigning import OPEN_FOR
from proposals.views import assign_desk
from tests import factories
from tests.factories import Office, World
from tests.proposals.pages import get, post, text
from tests.proposals.test_suggesting import past

pytestmark = pytest.mark.django_db


def ids(user: User) -> list[int]:
    return [one.pk for one in assign_desk.to_assign(user)]


def test_what_is_skipped_comes_last_for_that_person_alone() -> None:
    world = World()
    colleague = factories.user("coordinator", department=world.body)
    first, second, third = (world.case().pk for _n in range(3))
    length = Proposal.objects.get(pk=first).chain_length
    for pk, order in ((first, [second, third, first]), (second, [third, first, second]), (first, [third, second, first])):
        following = assign_desk.following(world.coordinator, Proposal.objects.get(pk=pk))[0]
        assert post(world.coordinator, f"/assign/{pk}/skip/").url == f"/assign/{following}/"
        assert ids(world.coordinator) == order
    assert ids(colleague) == [first, second, third]
    assert Proposal.objects.get(pk=first).chain_length == length, "no step of the case"
    assert post(world.coordinator, f"/assign/{first}/take-up/").url == f"/assign/{first}/"
    assert ids(world.coordinator) == [first, third, second]


def test_a_case_open_elsewhere_is_shown_and_comes_last() -> None:
    world = World()
    colleague = factories.user("coordinator", department=world.body)
    first, second, third = (world.case() for _n in range(3))
    assert get(world.coordinator, "/assign/").url == f"/assign/{first.pk}/"
    assert post(colleague, f"/assign/{first.pk}/here/").status_code == 204
    assert get(world.coordinator, "/assign/").url == f"/assign/{second.pk}/"
    assert assign_desk.following(world.coordinator, third) == [second.pk, first.pk]
    assert colleague.display_name in text(get(world.coordinator, f"/assign/{first.pk}/"))
    post(colleague, f"/assign/{second.pk}/here/")
    assert OpenOnDesk.objects.count() == 1, "one for each person"
    OpenOnDesk.objects.update(seen_at=timezone.now() - OPEN_FOR)
    assert colleague.display_name not in text(get(world.coordinator, f"/assign/{second.pk}/"))
    assert get(world.lead.drafter, "/assign/").status_code == 403


def test_the_second_to_assign_a_case_is_told_who_was_first() -> None:
    world = World()
    colleague = factories.user("coordinator", department=world.body)
    case = world.case()
    cases.assign_case(case, [Task(world.lead.department, "sole")], by=colleague)
    row = {"task-TOTAL_FORMS": "1", "task-INITIAL_FORMS": "0", "task-0-mode": "sole", "task-0-department": world.co.department.short_name}
    late = post(world.coordinator, f"/assign/{case.pk}/", row)
    assert late.status_code == 409
    assert f"{colleague.display_name} " in text(late)
    assert f"{world.lead.department.short_name} 独办" in text(late)
    assert case.assignments.count() == 1


@pytest.mark.parametrize(("people", "shares"), [(0, []), (1, [7]), (2, [4, 3]), (3, [3, 2, 2])])
def test_the_queue_is_dealt_out(people: int, shares: list[int]) -> None:
    world = World()
    staff = [world.coordinator, *(factories.user("coordinator", department=world.body) for _n in range(2))]
    every = [world.case().pk for _n in range(7)]
    desk.deal(staff[:1], by=world.coordinator)  # dealt anew, whatever was before
    dealt = desk.deal(staff[:people], by=world.coordinator)
    assert [n for _one, n in dealt] == shares
    queues = [ids(one) for one in staff[:people]] or [ids(world.coordinator)]
    assert sorted(pk for queue in queues for pk in queue) == every
    later = world.case().pk
    assert all(later in ids(one) for one in staff), "what comes in later is everybody's"


def test_dealing_out_is_among_those_who_assign() -> None:
    world = World()
    with pytest.raises(NotAllowed):
        desk.deal([], by=world.lead.drafter)
    with pytest.raises(InvalidInput):
        desk.deal([world.lead.drafter], by=world.coordinator)
    page = get(world.coordinator, "/assign/deal/")
    assert world.coordinator.display_name in text(page)
    world.case()
    assert post(world.coordinator, "/assign/deal/", {"person": [world.coordinator.pk]}).url == "/assign/"
    assert text(get(world.coordinator, "/assign/deal/")).count("checked") == 1


def test_the_pace_is_told_from_a_few_on() -> None:
    world = World()
    case = world.case()
    for _n in range(assign_desk.PACED_FROM - 1):
        cases.assign_case(world.case(), [Task(world.lead.department, "sole")], by=world.coordinator)
    assert assign_desk.queue_of(world.coordinator, case).days_left == 0
    cases.assign_case(world.case(), [Task(world.lead.department, "lead"), Task(world.co.department, "co")], by=world.coordinator)
    queue = assign_desk.queue_of(world.coordinator, case)
    assert (queue.done, queue.waiting, queue.days_left) == (assign_desk.PACED_FROM, 1, 1)


# Advice


def test_the_advice_of_like_cases_and_of_the_text() -> None:
    world = World()
    transport = Office(short_name="市交通运输局", full_name="云澜市交通运输局")
    for n in range(3):
        done = world.case(title=f"关于老旧小区加装电梯{n}的建议")
        parts = [Task(world.lead.department, "lead"), Task(world.co.department, "co")]
        cases.assign_case(done, parts, by=world.coordinator)
    past(world, "关于老旧小区加装电梯补贴的建议", world.stranger)
    case = world.case(title="关于老旧小区加装电梯的提案", body="一、加装电梯要有补贴。\n二、交通运输部门改线。")
    advised = advise(case, world.coordinator, list(Department.objects.handling()))
    assert [(one.department, one.count, one.total) for one in advised.lead] == [
        (world.lead.department, 3, 4),
        (world.stranger.department, 1, 4),
    ]
    assert [one.department for one in advised.co] == [world.co.department, transport.department]
    assert "老旧小区加装电梯" in advised.lead[0].words
    assert advised.co[1].words == ("交通运输",)
    assert [one.lead for one in advised.past[:3]] == [world.lead.department.short_name] * 3
    shown = text(get(world.coordinator, f"/assign/{case.pk}/"))
    assert "<mark>交通运输</mark>部门" in shown
    assert not case.assignments.exists()


def test_without_like_cases_the_department_that_the_text_names_is_advised() -> None:
    world = World()
    named = Office(short_name="市气象局", full_name="云澜市气象局")
    advised = advise(world.case(title="关于气象预警的建议"), world.coordinator, list(Department.objects.handling()))
    assert [one.department for one in advised.lead] == [named.department]
    assert not advised.co


@pytest.mark.parametrize(
    ("title", "body", "found"),
    [
        ("老旧小区加装电梯", "老旧小区没有电梯", ["老旧小区"]),
        ("初中学位", "初中学位不足，初中学位", ["初中学位"]),
        ("公交", "公交", []),
        ("", "公交", []),
        ("河湾初中学位", "", []),
    ],
)
def test_the_words_in_common(title: str, body: str, found: list[str]) -> None:
    assert shared(title, body) == found
    pieces = [piece for line in marked(body, found) for piece in line]
    assert "".join(piece for piece, _hit in pieces) == body
    assert {piece for piece, hit in pieces if hit} == set(found)


# The dates


@pytest.mark.parametrize("difficult", [False, True])
def test_the_dates_shown_before_are_those_that_the_assignment_gets(difficult: bool) -> None:
    load_shipped()
    world = World()
    day = timezone.localdate()
    compared = 0
    for rules in RuleSet.objects.all():
        cppcc = rules.code.endswith("proposal")
        field = "proposal_rules" if cppcc else "suggestion_rules"
        sitting = factories.session(organ="cppcc" if cppcc else "congress", **{field: rules})
        case = world.case(session=sitting, kind="cppcc_proposal" if cppcc else "suggestion", is_priority=False)
        Proposal.objects.filter(pk=case.pk).update(is_difficult=difficult)
        case.refresh_from_db()
        if rules.policy("filing").value == "needed":
            intake.decide_filing(case, intake.Filing("filed"), by=world.coordinator)
        expected = {answers: dict(assigning.preview_limits(case, answers=answers, day=day)) for answers in (True, False)}
        for made in cases.assign_case(case, [Task(world.lead.department, "lead"), Task(world.co.department, "co")], by=world.coordinator):
            clocks = Clock._base_manager.filter(assignment=made)
            got = {clock.name: (clock.due_on, clock.provisional, clock.limit) for clock in clocks}
            assert got == {name: (one.due_on, one.provisional, one.limit) for name, one in expected[made.answers].items()}, rules.code
            compared += len(got)
    assert compared > RuleSet.objects.count()


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([], {"receipt", "objection", "first_contact", "answer"}),
        ([("LEAD", "lead")], {"receipt", "objection", "first_contact", "answer"}),
        ([("LEAD", "lead"), ("CO", "co")], {"receipt", "objection", "first_contact", "answer", "opinion"}),
        ([("CO", "co")], {"receipt", "objection", "opinion"}),
    ],
)
def test_the_dates_follow_what_is_chosen(rows: list[tuple[str, str]], names: set[str]) -> None:
    world = World()
    case = world.case()
    data: dict[str, Any] = {"task-TOTAL_FORMS": str(len(rows)), "task-INITIAL_FORMS": "0"}
    offices = {"LEAD": world.lead, "CO": world.co}
    for n, (office, mode) in enumerate(rows):
        data |= {f"task-{n}-department": offices[office].department.short_name, f"task-{n}-mode": mode}
    known = {name for part in (True, False) for name, _due in assigning.preview_limits(case, answers=part, day=timezone.localdate())}
    part = get(world.coordinator, f"/assign/{case.pk}/dues/?{urlencode(data)}")
    assert {one.name for one in part.context["dues"]} == names & known
    looked = post(world.coordinator, f"/assign/{case.pk}/", data | {"look": "1"})
    assert looked.status_code == 200
    assert {one.name for one in looked.context["dues"]} == names & known
    assert not case.assignments.exists()


def test_a_button_of_the_advice_fills_a_row() -> None:
    world = World()
    case = world.case()
    data = {"task-TOTAL_FORMS": "1", "task-INITIAL_FORMS": "0", "task-0-department": "", "task-0-mode": "lead"}
    lead, co = world.lead.department.short_name, world.co.department.short_name
    form = post(world.coordinator, f"/assign/{case.pk}/", data | {"add": f"lead:{lead}"}).context["formset"]
    assert (form[0]["department"].value(), form[0]["mode"].value()) == (lead, "lead")
    form = post(world.coordinator, f"/assign/{case.pk}/", data | {"add": f"co:{co}", "task-0-department": lead}).context["formset"]
    assert [(row["department"].value(), row["mode"].value()) for row in form][:2] == [(lead, "lead"), (co, "co")]
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("waiting", [1, 30])
def test_the_desk_asks_the_same_whatever_waits(waiting: int) -> None:
    world = World()
    for _n in range(waiting):
        past(world, "关于老旧小区加装电梯的建议", world.lead)
    (case, *_rest) = [world.case(title="关于老旧小区加装电梯的提案") for _n in range(waiting)]
    client = Client()
    client.force_login(world.coordinator)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/assign/{case.pk}/").status_code == 200
    assert len(queries) <= 15, "\n".join(one["sql"][:90] for one in queries)


def test_the_rows_of_the_desk_are_seen_by_its_coordinators() -> None:
    world = World()
    case = world.case()
    desk.sit_down(case, by=world.coordinator)
    desk.skip(case, by=world.coordinator)
    desk.deal([world.coordinator], by=world.coordinator)
    for rows in (OpenOnDesk.objects, SkippedCase.objects):
        assert rows.visible_to(world.coordinator).count() == 1
        assert not rows.visible_to(world.lead.drafter).exists()
    assert not OpenOnDesk.objects.now().filter(seen_at__lt=timezone.now() - timedelta(minutes=10)).exists()
    with pytest.raises(NotAllowed):
        desk.skip(case, by=world.lead.drafter)
