"""并案: who joins, until when, who leads, and that all are assigned in one act."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proposals import audit
from proposals.actions import assigning, cases, intake, merging
from proposals.actions.cases import Task
from proposals.errors import CaseError, InvalidInput, NotAllowed, NotReady, WrongState
from proposals.models import Assignment, MergeGroup, MergeMember, Proposal, ProposalKind
from tests.factories import World, session
from tests.proposals.test_intake import page, proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def three(world: World) -> list[Proposal]:
    made = [world.case() for _n in range(3)]
    merging.merge(made[0], made[1:], by=world.coordinator)
    return made


def together(case: Proposal) -> list[Proposal]:
    return merging.together_with(Proposal.objects.get(pk=case.pk))


def sole(world: World) -> list[Task]:
    return [Task(world.lead.department, Assignment.Mode.SOLE)]


def test_cases_are_put_together_and_each_says_so(world: World) -> None:
    first, second, third = three(world)
    assert [together(one) for one in (first, second, third)] == [[first, second, third]] * 3
    assert MergeMember.objects.get(leads=True).proposal == first
    assert [len(one.events.filter(name="merge")) for one in (first, second, third)] == [2, 1, 1]
    for one in (first, second, third):
        shown = page(world.coordinator, "case_detail", one.pk)
        assert all(other.number_label in shown for other in (first, second, third))
    assert list(audit.verify_events()) == []


def test_putting_together_again_changes_nothing(world: World) -> None:
    first, second, third = three(world)
    before = MergeMember.objects.count()
    merging.merge(first, [second, third], by=world.coordinator)
    assert MergeMember.objects.count() == before
    fourth = world.case()
    merging.merge(second, [fourth], by=world.coordinator)
    assert together(fourth) == [first, second, third, fourth], "a case joins through any of them"


@pytest.mark.parametrize(
    ("other", "error"),
    [
        (lambda world, case: case, InvalidInput),
        (lambda world, case: world.case(session=session()), InvalidInput),
        (lambda world, case: world.case(kind=ProposalKind.CPPCC_PROPOSAL), InvalidInput),
        (lambda world, case: world.assigned(), WrongState),
        (lambda world, case: three(world)[1], NotReady),
    ],
)
def test_who_does_not_join(world: World, other: Any, error: type[CaseError]) -> None:
    case, welcome = world.case(), world.case()
    unwelcome = other(world, case)
    groups = MergeGroup.objects.count()
    with pytest.raises(error):
        merging.merge(case, [welcome, unwelcome], by=world.coordinator)
    assert (together(case), MergeGroup.objects.count()) == ([case], groups), "all of them, or none"


def test_others_put_nothing_together(world: World) -> None:
    case, other = world.case(), world.case()
    for name in ("stranger.coordinator", "lead.drafter", "auditor", "proposer"):
        with pytest.raises(NotAllowed):
            merging.merge(case, [other], by=world.actors()[name])
    with pytest.raises(InvalidInput):
        merging.merge(case, [], by=world.coordinator)


def test_another_leads_when_the_leading_case_leaves_and_one_alone_is_no_group(world: World) -> None:
    first, second, third = three(world)
    merging.take_out(first, by=world.coordinator)
    assert (together(first), together(second)) == ([first], [second, third])
    assert MergeMember.objects.get(leads=True).proposal == second
    merging.lead(third, by=world.coordinator)
    assert together(second) == [third, second]
    merging.take_out(third, by=world.coordinator)
    assert together(second) == [second]
    assert not MergeGroup.objects.exists()
    for alone in (merging.take_out, merging.lead):
        with pytest.raises(NotReady):
            alone(second, by=world.coordinator)
    assert list(audit.verify_events()) == []


def test_a_case_that_ends_leaves_the_others(world: World) -> None:
    first, second, third = three(world)
    cases.withdraw_case(second, by=world.coordinator, reason="来函撤回")
    assert together(first) == [first, third]
    council = session(organ="cppcc")
    filed, refused = (proposal(world, session=council) for _n in range(2))
    merging.merge(filed, [refused], by=world.coordinator)
    intake.decide_filing(filed, intake.Filing("filed"), by=world.coordinator)
    assert together(filed) == [filed, refused]
    intake.decide_filing(refused, intake.Filing("not_filed", "personal"), by=world.coordinator)
    assert together(filed) == [filed]


def test_all_are_assigned_in_one_act(world: World) -> None:
    made = three(world)
    assigning.assign_together(made[1], sole(world), by=world.coordinator)
    for one in made:
        one.refresh_from_db()
        task = one.assignments.get()
        assert (one.state, task.department) == ("assigned", world.lead.department)
    assert len({one.assignments.get().due_on for one in made}) == 1


def test_where_one_cannot_be_assigned_none_is(world: World) -> None:
    council = session(organ="cppcc")
    filed, waiting = (proposal(world, session=council) for _n in range(2))
    merging.merge(filed, [waiting], by=world.coordinator)
    intake.decide_filing(filed, intake.Filing("filed"), by=world.coordinator)
    with pytest.raises(NotReady):
        assigning.assign_together(filed, sole(world), by=world.coordinator)
    assert not Assignment.objects.exists()
    assert Proposal.objects.get(pk=filed.pk).state == "filed"


def test_until_the_first_receipt_a_case_leaves_and_after_it_none(world: World) -> None:
    first, second, third = three(world)
    assigning.assign_together(first, sole(world), by=world.coordinator)
    first, second, third = (Proposal.objects.get(pk=one.pk) for one in (first, second, third))
    with pytest.raises(WrongState):
        merging.merge(first, [world.case()], by=world.coordinator)
    merging.take_out(third, by=world.coordinator)
    cases.accept_assignment(world.lead_of(first), by=world.lead.drafter)
    with pytest.raises(NotReady):
        merging.take_out(Proposal.objects.get(pk=first.pk), by=world.coordinator)
    assert together(second) == [first, second]


def test_the_page_suggests_titles_alike_and_takes_a_number(world: World) -> None:
    case = world.case(title="关于在老旧小区加装电梯的建议")
    alike = world.case(title="关于老旧小区加装电梯的建议")
    other = world.case(title="关于保护古树名木的建议")
    shown = page(world.coordinator, "case_merge", case.pk)
    assert alike.title in shown
    assert other.title not in shown
    page(world.coordinator, "case_merge", case.pk, data={"case": [alike.pk], "number": f"第{other.case_no}号"})
    assert together(case) == [case, alike, other]
    page(world.coordinator, "case_merge", case.pk, data={"lead": other.pk})
    assert together(case)[0] == other
    page(world.coordinator, "case_merge", case.pk, data={"out": other.pk})
    assert together(case) == [case, alike]
    for data in ({}, {"number": "9999"}, {"number": "9" * 30}, {"case": [case.pk]}):
        page(world.coordinator, "case_merge", case.pk, data=data, status=422)


def test_a_proposer_sees_no_case_of_another(world: World) -> None:
    from tests.factories import deputy

    mine, other = world.case(), world.case(proposers=[deputy()], title="关于别人的建议")
    merging.merge(mine, [other], by=world.coordinator)
    assert other.title not in page(world.proposer, "case_detail", mine.pk)


@given(
    st.lists(st.tuples(st.sampled_from(["merge", "out", "lead", "withdraw", "assign"]), st.integers(0, 3), st.integers(0, 3)), max_size=15)
)
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_whatever_is_tried_every_group_has_one_that_leads_and_one_beside_it(walk: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        world = World()
        made = [world.case().pk for _n in range(4)]
        steps: dict[str, Any] = {
            "merge": lambda one, other: merging.merge(one, [other], by=world.coordinator),
            "out": lambda one, other: merging.take_out(one, by=world.coordinator),
            "lead": lambda one, other: merging.lead(one, by=world.coordinator),
            "withdraw": lambda one, other: cases.withdraw_case(one, by=world.coordinator, reason="来函撤回"),
            "assign": lambda one, other: assigning.assign_together(one, sole(world), by=world.coordinator),
        }
        for name, n, m in walk:
            with suppress(CaseError), transaction.atomic():
                steps[name](Proposal.objects.get(pk=made[n]), Proposal.objects.get(pk=made[m]))
        for group in MergeGroup.objects.all():
            members = list(group.members.all())
            assert len(members) > 1
            assert sum(member.leads for member in members) == 1
            states = {member.proposal.state for member in members}
            assert states in ({"registered"}, {"assigned"}), "all are assigned, or none"
        assert list(audit.verify_events()) == []
        transaction.set_rollback(True)
