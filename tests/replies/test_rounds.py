"""再次答复: who has a case handled again and when, by rule or by decision, and that the second answer walks the whole way."""

from itertools import product
from typing import Any

import pytest

from proposals import permissions
from proposals.actions import cases
from proposals.errors import CaseError, InvalidInput, NotAllowed, NotReady, ReasonMissing, WrongState
from proposals.models import Assignment, Clock, Event
from replies import work
from replies.actions import drafts, rounds
from replies.models import DocumentNumber, Reply, Settlement
from replies.ratings import undecided
from replies.work_rows import rows_of
from tests.factories import Office, World, contacted, deputy
from tests.replies.rating_rows import BAD, BASIC, GOOD, again, by_link, sent
from tests.steps import CASE
from tests.tables import check_reasons

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("closed", [False, True])
def test_only_a_coordinator_of_the_assigning_body_orders_it(world: World, closed: bool) -> None:
    reply = sent(world)
    if closed:
        cases.close_case(reply.case, by=world.coordinator)
    for name, actor in world.actors().items():
        if name == "coordinator":
            continue
        with pytest.raises(NotAllowed):
            rounds.order_rework(reply, by=actor, reason="请再研究")
    check_reasons(reply.case, CASE, "rework", world.coordinator)
    begun = rounds.order_rework(reply, by=world.coordinator, reason="请再研究")
    assert (begun.round, begun.state, begun.latest) == (2, "drafting", None)
    case, task = begun.case, begun.assignment
    case.refresh_from_db()
    task.refresh_from_db()
    assert (case.state, task.state) == ("handling", "accepted")
    event = Event.objects.get(proposal=case, name="rework")
    assert (event.actor, event.acting_as, event.reason) == (world.coordinator, "coordinator", "请再研究")
    with pytest.raises(WrongState):
        rounds.order_rework(reply, by=world.coordinator, reason="再一次")


def test_the_second_answer_walks_the_whole_way_with_its_own_number_and_clock(world: World) -> None:
    reply = sent(world)
    rounds.order_rework(reply, by=world.coordinator, reason="请写明时间")
    task = Assignment.objects.get(pk=reply.assignment_id)
    clock = Clock.objects.get(assignment=task, name="rework")
    assert (clock.state, task.due_on, task.due_rule) == ("running", clock.due_on, clock.limit.article)
    assert [row.round for row in work.waiting(world.lead.drafter)["draft"]] == [2]
    second = again(world, reply)
    titles = [one.signed_version.title for one in (reply, second) if one.signed_version]
    assert ["再次答复" in title for title in titles] == [False, True]
    assert DocumentNumber.objects.filter(reply__assignment=task).count() == 2
    assert second.number_text != reply.number_text
    clock.refresh_from_db()
    second.case.refresh_from_db()
    assert (clock.state, second.case.state) == ("met", "answered")
    assert second.documents.get().download_name != reply.documents.get().download_name
    assert drafts.open_reply(second.assignment, by=world.lead.drafter) == second
    rounds.order_rework(second, by=world.coordinator, reason="仍不够")
    assert again(world, second).round == 3


def test_a_promise_that_was_kept_gives_no_time_and_needs_no_coordinator(world: World) -> None:
    reply = sent(world)
    cases.close_case(reply.case, by=world.coordinator)
    begun = rounds.begin_round(Assignment.objects.get(pk=reply.assignment_id), "fulfilled", by=None, reason="")
    task = Assignment.objects.get(pk=reply.assignment_id)
    assert begun.round == 2
    assert (task.state, task.due_on, task.due_rule) == ("accepted", None, "")
    assert not Clock.objects.filter(assignment=task, name="rework").exists()
    assert Event.objects.get(proposal=reply.case, name="reopen", subject_type="proposal").data["because"] == "fulfilled"
    assert again(world, reply).case.state == "answered"


def test_of_several_departments_one_answers_again_while_the_other_is_still_at_its_part(world: World) -> None:
    other = Office()
    case = world.case()
    parts = [cases.Task(office.department, Assignment.Mode.SPLIT, "一部分") for office in (world.lead, other)]
    first, second = cases.assign_case(case, parts, by=world.coordinator)
    for task, office in ((first, world.lead), (second, other)):
        cases.accept_assignment(task, by=office.drafter)
    with pytest.raises(NotReady):
        CASE["rework"](case, world.coordinator, "还没有答复")
    contacted(case, by=world.lead.drafter)
    begun = drafts.open_reply(first, by=world.lead.drafter)
    assert begun.latest
    drafts.save_draft(begun, begun.latest.text, base=1, by=world.lead.drafter, outcome="A", publication="full")
    for step in world.steps(begun):
        step()
    begun = Reply.objects.get(pk=begun.pk)
    foreign = sent(World())
    with pytest.raises(InvalidInput):
        rounds.order_rework(begun, by=world.coordinator, reason="请再研究", assignment=foreign.assignment)
    with pytest.raises(WrongState):
        rounds.order_rework(begun, by=world.coordinator, reason="请再研究", assignment=Assignment.objects.get(pk=second.pk))
    rounds.order_rework(begun, by=world.coordinator, reason="请再研究", assignment=Assignment.objects.get(pk=first.pk))
    case.refresh_from_db()
    assert case.state == "handling"
    assert set(case.assignments.values_list("pk", "state")) == {(first.pk, "accepted"), (second.pk, "accepted")}


# (rule, ratings in order) → whether a round begins by itself.
BY_ITSELF = [
    ("always", [BAD], True),
    ("always", [BASIC], False),
    ("always", [GOOD, BAD], True),
    ("by_decision", [BAD], False),
    ("by_decision", [GOOD, BAD], False),
]


@pytest.mark.parametrize(("rule", "given", "begins"), BY_ITSELF)
def test_what_the_rules_make_of_a_bad_rating(world: World, rule: str, given: list[object], begins: bool) -> None:
    reply = sent(world, deputy(), rework=rule)
    for proposer, one in zip(reply.case.proposers.all(), given, strict=False):
        by_link(world, reply, one, proposer)  # type: ignore[arg-type]
    assert Reply.objects.filter(assignment=reply.assignment, round=2).exists() == begins
    assert Settlement.objects.filter(reply=reply, kind="rework", settled_by=None).exists() == begins
    waits = rule == "by_decision"
    assert list(work.waiting(world.coordinator)["rework"]) == ([reply] if waits else [])


def test_a_second_bad_rating_while_the_next_round_runs_begins_no_other(world: World) -> None:
    reply = sent(world, deputy(), rework="always")
    for proposer in reply.case.proposers.all():
        by_link(world, reply, BAD, proposer)
    assert Reply.objects.filter(assignment=reply.assignment).count() == 2


# (rule for the still dissatisfied, round) → the kind of work that waits.
AFTERWARDS = [
    (rule, round_, "meet" if round_ == 2 and rule != "none" else "rework")
    for rule, round_ in product(("none", "meeting", "evaluation"), (1, 2))
]


@pytest.mark.parametrize(("rule", "round_", "kind"), AFTERWARDS)
def test_still_dissatisfied_is_a_matter_for_the_assigning_body(world: World, rule: str, round_: int, kind: str) -> None:
    reply = sent(world, rework="by_decision", still_dissatisfied=rule)
    if round_ == 2:
        by_link(world, reply, BAD)
        rounds.order_rework(reply, by=world.coordinator, reason="请再研究")
        reply = again(world, reply)
    by_link(world, reply, BAD)
    found = work.waiting(world.coordinator)
    assert {name: list(found[name]) for name in ("rework", "meet")} == {"rework": [], "meet": []} | {kind: [reply]}
    assert [row.dissatisfied for _one, row in rows_of(work.found(world.coordinator)) if _one.kind == kind] == [1]
    assert None in {one.due for one in work.found(world.coordinator)}
    for actor in (world.lead.drafter, world.lead.head, world.auditor):
        assert kind not in work.waiting(actor)


def test_by_the_rule_a_second_answer_is_never_worked_on_again_by_itself(world: World) -> None:
    reply = sent(world, rework="always", still_dissatisfied="meeting")
    by_link(world, reply, BAD)
    second = again(world, reply)
    by_link(world, second, BAD)
    assert Reply.objects.filter(assignment=reply.assignment).count() == 2
    assert list(undecided()) == [second]
    third = rounds.order_rework(second, by=world.coordinator, reason="再办一次")
    assert third.round == 3


MEETING: dict[str, Any] = {"kind": "meeting", "participants": "顾代表、市教育局", "result": "商定先试点"}


def test_a_meeting_settles_it_and_so_does_a_decision_to_let_it_stand(world: World) -> None:
    reply = sent(world)
    first_day = reply.case.registered_at.date()
    for step in (
        lambda: rounds.let_stand(reply, by=world.coordinator, reason="答复全面"),
        lambda: rounds.record_meeting(reply, by=world.coordinator, held_on=first_day, **MEETING),
    ):
        with pytest.raises(NotReady):
            step()
    by_link(world, reply, BAD)
    with pytest.raises(ReasonMissing):
        rounds.let_stand(reply, by=world.coordinator, reason=" ")
    wrong: list[dict[str, Any]] = [
        {"kind": "rework"},
        {"held_on": first_day.replace(year=2999)},
        {"participants": " "},
        {"result": ""},
        {"participants": "某" * 201},
    ]
    for one in wrong:
        with pytest.raises(InvalidInput):
            rounds.record_meeting(reply, by=world.coordinator, **{"held_on": first_day, **MEETING, **one})
    for name, actor in world.actors().items():
        if name != "coordinator":
            with pytest.raises(CaseError):
                rounds.record_meeting(reply, by=actor, held_on=first_day, **MEETING)
            with pytest.raises(CaseError):
                rounds.let_stand(reply, by=actor, reason="答复全面")
    made = rounds.record_meeting(reply, by=world.coordinator, held_on=first_day, **MEETING)
    assert not undecided().exists()
    assert Event.objects.get(subject_type="settlement", subject_id=made.pk).data["participants"] == MEETING["participants"]
    by_link(world, sent(world), BAD)
    other = undecided().get()
    rounds.let_stand(other, by=world.coordinator, reason="答复全面")
    assert not undecided().exists()


def test_the_permissions_are_the_coordinator_s_and_the_proposer_s() -> None:
    held = {
        key: {code for code, role in permissions.ROLES.items() if key in role.permissions}
        for key in ("case.rework", "feedback.keep", "rating.give")
    }
    assert held == {"case.rework": {"coordinator"}, "feedback.keep": {"coordinator"}, "rating.give": {"proposer"}}
