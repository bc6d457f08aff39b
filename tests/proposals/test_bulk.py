"""One thing done with many cases: what is offered to whom, what the preview says, what is done, and what is refused row by row."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from proposals.actions import assigning, cases, many, merging, supervision
from proposals.actions.supervision import Sponsorship
from proposals.models import Assignment, Notice, Proposal, User
from proposals.states import CaseState
from proposals.views import bulk
from tests import factories
from tests.factories import World
from tests.proposals.pages import get, post, text

pytestmark = pytest.mark.django_db

EXPORTS = {"export-xlsx", "export-csv"}
URGE = {"note": "请抓紧答复。"}
SPONSOR = {"sponsor": "沈听澜", "office": "市人大常委会副主任", "chosen_by": "主任会议", "chosen_on": timezone.localdate().isoformat()}


@pytest.fixture
def world() -> World:
    return World()


def offered(person: User) -> set[str]:
    found = re.search(r'<select[^>]*name="deed".*?</select>', text(get(person, "/cases/?view=all")))
    return set(re.findall(r'value="([^"]+)"', found[0])) if found else set()


def send(person: User, deed: str, chosen: list[Proposal], **more: Any) -> Any:
    return post(person, "/cases/bulk/", {"deed": deed, "case": [case.pk for case in chosen], **more})


def rows(response: Any) -> dict[str, str]:
    """Number of the case → what its rows say."""
    assert response.status_code in (200, 422)
    said: dict[str, str] = {}
    for number, words in re.findall(r'<tr><td class="num">(.*?)</td>.*?<td>(.*?)</td></tr>', text(response), re.DOTALL):
        said[number] = said.get(number, "") + re.sub(r"<[^>]*>", "", words).strip()
    return said


def test_only_what_the_roles_can_do_is_offered(world: World) -> None:
    world.assigned()
    assert offered(world.coordinator) == {"urge", "file", "assign", "choose", "unchoose", "close"} | EXPORTS
    assert offered(world.lead.drafter) == {"accept", "urge"} | EXPORTS
    assert offered(world.co.co_handler) == {"accept"} | EXPORTS
    for person in (world.lead.head, world.auditor, world.proposer):
        assert offered(person) == EXPORTS


@pytest.mark.parametrize("deed", many.DEEDS)
def test_whoever_may_not_is_refused_whatever_the_page_offers(world: World, deed: str) -> None:
    case = world.assigned()
    for person in (world.auditor, world.proposer, world.lead.head):
        assert send(person, deed, [case], sure="1", **URGE, **SPONSOR).status_code == 403
    assert send(world.stranger.drafter, deed, [case]).status_code == 404


def filed_world(world: World) -> dict[str, Any]:
    return {"session": factories.session(organ="cppcc"), "kind": "cppcc_proposal"}


# Deed → (who, a case in which it can be done, one in which it cannot, what is entered, whether it was done)
Made = Callable[[World], Proposal]
DEEDS: dict[str, tuple[Callable[[World], User], Made, Made, dict[str, str], Callable[[Proposal], bool]]] = {
    "accept": (
        lambda world: world.lead.drafter,
        lambda world: world.assigned(),
        lambda world: world.handled(),
        {},
        lambda case: case.state == CaseState.HANDLING,
    ),
    "urge": (
        lambda world: world.coordinator,
        lambda world: world.assigned(co=False),
        lambda world: world.case(),
        URGE,
        lambda case: Notice.objects.filter(proposal=case, urged_by__isnull=False, note=URGE["note"]).exists(),
    ),
    "file": (
        lambda world: world.coordinator,
        lambda world: world.case(**filed_world(world)),
        lambda world: world.case(),
        {},
        lambda case: case.state == CaseState.FILED,
    ),
    "choose": (
        lambda world: world.coordinator,
        lambda world: world.assigned(),
        lambda world: withdrawn(world),
        SPONSOR,
        lambda case: case.is_priority and case.sponsor == "沈听澜",
    ),
    "unchoose": (
        lambda world: world.coordinator,
        lambda world: priority(world),
        lambda world: supervised(world),
        {},
        lambda case: not case.is_priority and not case.sponsor and case.chosen_on is None,
    ),
    "close": (
        lambda world: world.coordinator,
        lambda world: world.reply("dispatched").case,
        lambda world: world.handled(),
        {},
        lambda case: case.state == CaseState.CLOSED,
    ),
}


def withdrawn(world: World) -> Proposal:
    case = world.assigned()
    cases.withdraw_case(case, by=world.coordinator, reason="代表来函撤回")
    return case


def priority(world: World) -> Proposal:
    case = world.assigned()
    supervision.choose_priority(case, Sponsorship("沈听澜", "副主任", "主任会议", timezone.localdate()), by=world.coordinator)
    return case


def supervised(world: World) -> Proposal:
    case = priority(world)
    supervision.supervise(case, world.lead.department, by=world.coordinator, question="进展如何？", due_on=timezone.localdate())
    return case


@pytest.mark.parametrize("deed", DEEDS)
def test_the_preview_tells_what_the_doing_does_and_one_refusal_holds_up_no_other(world: World, deed: str) -> None:
    who, can, cannot, given, is_done = DEEDS[deed]
    by, other, good, worse = who(world), can(world), can(world), cannot(world)
    before = {case.pk: case.state for case in Proposal.objects.all()}
    chosen = [worse, good, other]
    looked = rows(send(by, deed, chosen))
    assert {number: words.startswith("可以") for number, words in looked.items()} == {
        worse.number_label: False,
        good.number_label: True,
        other.number_label: True,
    }
    assert {case.pk: case.state for case in Proposal.objects.all()} == before
    done = send(by, deed, [], cases=",".join(str(case.pk) for case in chosen), sure="1", **given)
    said = rows(done)
    for case in (good, other):
        case.refresh_from_db()
        assert said[case.number_label] == "办成"
        assert is_done(case)
    worse.refresh_from_db()
    # The very words of the refusal, before and after.
    assert said[worse.number_label].removeprefix("没有办成") == looked[worse.number_label].removeprefix("不能")
    assert not is_done(worse) or deed == "accept"
    assert "办成 2 项" in text(done)


def test_every_deed_is_in_the_table() -> None:
    assert many.DEEDS.keys() == DEEDS.keys() | {many.ASSIGN}


def test_a_case_with_several_tasks_has_a_row_for_each(world: World) -> None:
    case = world.assigned()
    page = text(send(world.coordinator, "urge", [case]))
    assert page.count(f">{case.title}<") == 2
    post(world.coordinator, "/cases/bulk/", {"deed": "urge", "cases": str(case.pk), "sure": "1", **URGE})
    again = rows(send(world.coordinator, "urge", [case]))
    assert "今天" in again[case.number_label]
    assert rows(send(world.coordinator, "urge", [case], again="on"))[case.number_label] == "可以可以"


def test_a_drafter_urges_co_handlers_alone(world: World) -> None:
    case = world.assigned()
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    send(world.lead.drafter, "urge", [case], sure="1", **URGE)
    assert {notice.assignment.mode for notice in Notice.objects.filter(urged_by=world.lead.drafter)} == {Assignment.Mode.CO}
    other = world.assigned(co=False)
    assert rows(send(world.lead.drafter, "urge", [other]))[other.number_label].startswith("不能")


def test_what_is_missing_in_the_form_is_said_and_nothing_done(world: World) -> None:
    case = world.assigned()
    refused = send(world.coordinator, "urge", [case], sure="1", note=" ")
    assert refused.status_code == 422
    assert rows(refused) == {case.number_label: "可以可以"}
    assert not Notice.objects.filter(urged_by__isnull=False).exists()


def test_signing_for_cases_handled_together_says_so_of_each(world: World) -> None:
    first, second = world.case(), world.case()
    merging.merge(first, [second], by=world.coordinator)
    assigning.assign_together(first, [cases.Task(world.lead.department, Assignment.Mode.SOLE)], by=world.coordinator)
    said = rows(send(world.lead.drafter, "accept", [first, second], sure="1"))
    assert said == {first.number_label: "办成", second.number_label: "办成"}


def test_all_that_meet_the_conditions_are_chosen_over_all_pages(world: World) -> None:
    for n in range(27):
        world.case(title=f"关于道路的建议{n}")
    world.case(title="关于公园的建议")
    looked = rows(post(world.coordinator, "/cases/bulk/", {"deed": "close", "all": "1", "query": "q=道路&sort=number"}))
    assert len(looked) == 27


def test_many_are_done_in_goes_that_leave_none_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    chosen = [world.assigned(co=False) for _n in range(5)]
    response = send(world.lead.drafter, "accept", chosen, sure="1")
    goes = 1
    while hidden := re.search(r'name="cases" value="([^"]+)"', text(response)):
        response = send(world.lead.drafter, "accept", [], cases=hidden[1], sure="1")
        goes += 1
    assert goes == 3
    assert set(Proposal.objects.values_list("state", flat=True)) == {CaseState.HANDLING}


def test_none_too_many_and_unknown_ones_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.assigned()
    assert send(world.coordinator, "urge", []).status_code == 422
    assert send(world.coordinator, "nonsense", [case]).status_code == 422
    assert post(world.coordinator, "/cases/bulk/", {"deed": "urge", "cases": f"{case.pk},{case.pk + 1}"}).status_code == 404
    monkeypatch.setattr(bulk, "MOST", 1)
    world.assigned()
    assert post(world.coordinator, "/cases/bulk/", {"deed": "urge", "all": "1"}).status_code == 422


def test_a_row_that_the_database_refuses_holds_up_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, whole = world.assigned(co=False), world.assigned(co=False)

    def accept(task: Assignment, *, by: User) -> None:
        if task.proposal_id == broken.pk:
            raise DatabaseError("locked")
        cases.accept_assignment(task, by=by)

    monkeypatch.setitem(many.DEEDS, "accept", replace(many.DEEDS["accept"], act=accept))
    said = rows(send(world.lead.drafter, "accept", [broken, whole], sure="1"))
    assert said[whole.number_label] == "办成"
    assert "可再试一次" in said[broken.number_label]


def test_assigning_goes_on_to_the_page_of_departments_with_those_that_can_be_assigned(world: World) -> None:
    ready, assigned, other = world.case(), world.assigned(), world.case()
    page = text(send(world.coordinator, "assign", [ready, assigned]))
    onward = re.search(r'href="(/cases/assign/\?case=[^"]+)"', page)
    assert onward
    listed = text(get(world.coordinator, onward[1]))
    assert ready.number_label in listed
    assert other.number_label not in listed
    assert re.search(rf'value="{ready.pk}"[^>]*checked', listed)


def test_the_bar_says_in_a_line_what_would_become_of_few(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    good, worse = world.assigned(co=False), world.handled()
    said = re.sub(r"<[^>]*>", "", text(send(world.lead.drafter, "accept", [good, worse], brief="1")))
    assert "1 项可以，1 项不能" in said
    assert worse.number_label in said
    assert text(send(world.lead.drafter, "export-csv", [good], brief="1")) == ""
    monkeypatch.setattr(bulk, "BRIEF", 1)
    assert text(send(world.lead.drafter, "accept", [good, worse], brief="1")) == ""


def test_a_priority_case_made_ordinary_tells_so_in_its_history(world: World) -> None:
    case = priority(world)
    supervision.make_ordinary(case, by=world.coordinator)
    assert "取消了重点督办" in text(get(world.coordinator, f"/cases/{case.pk}/"))
