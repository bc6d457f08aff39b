"""Cases like one, the departments they went to, and many cases assigned at once."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from proposals import suggesting
from proposals.actions import assigning, cases, merging
from proposals.actions.cases import Task
from proposals.likeness import MOST, likeness, pairs, subject
from proposals.models import Assignment, Proposal, TitlePair, User
from tests.factories import Office, World
from tests.proposals.test_intake import page, proposal

TITLES = st.text(alphabet=st.sampled_from("关于的建议提案老旧小区加装电梯学校Ａa１ 、《》"), max_size=30)


@given(TITLES, TITLES)
def test_likeness_is_a_degree(one: str, other: str) -> None:
    mine, theirs = pairs(one), pairs(other)
    degree = likeness(mine, theirs)
    assert 0 <= degree <= 1
    assert degree == likeness(theirs, mine)
    assert (degree == 1) == (mine == theirs and bool(mine))
    assert (degree == 0) == (not mine & theirs)


@given(st.text(max_size=300))
def test_the_pairs_of_any_text_fit_the_index(title: str) -> None:
    found = pairs(title)
    assert len(found) <= MOST
    assert all(0 < len(pair) <= 2 for pair in found)
    assert bool(found) == bool(subject(title))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("关于老旧小区加装电梯的建议", "关于进一步加快老旧小区加装电梯的提案"),
        ("关于《城市养犬管理》的建议", "关于城市养犬管理的意见"),
        ("关于ＡＩ教育的建议", "关于ai教育的建议"),
    ],
)
def test_the_frame_of_a_title_counts_for_nothing(one: str, other: str) -> None:
    assert likeness(pairs(one), pairs(other)) == 1


def test_titles_that_share_the_frame_alone_are_not_alike() -> None:
    assert likeness(pairs("关于养老的建议"), pairs("关于公交的建议")) == 0


def past(world: World, title: str, office: Office, **fields: Any) -> Proposal:
    case = world.case(title=title, **fields)
    cases.assign_case(case, [Task(office.department, Assignment.Mode.SOLE)], by=world.coordinator)
    return case


def suggest(case: Proposal, by: User) -> list[suggesting.Suggestion]:
    return suggesting.suggest_for([case], by).get(case.pk, [])


@pytest.mark.django_db
def test_the_departments_of_like_cases_are_suggested_with_the_reason() -> None:
    world = World()
    for n in range(3):
        best = past(world, f"关于老旧小区加装电梯{n}的建议", world.lead)
    past(world, "关于老旧小区加装电梯补贴的建议", world.co)
    past(world, "关于保护古树名木的建议", world.stranger)
    world.case(title="关于老旧小区加装电梯的提案")  # not assigned: it went nowhere
    case = world.case(title="关于老旧小区加装电梯的建议")
    found = suggest(case, world.coordinator)
    assert [(one.department, one.count, one.total) for one in found] == [(world.lead.department, 3, 4), (world.co.department, 1, 4)]
    assert found[0].example == best
    shown = page(world.coordinator, "case_assign", case.pk)
    assert world.lead.department.short_name in shown
    assert best.number_label in shown
    case.refresh_from_db()
    assert not case.assignments.exists(), "nothing is chosen by itself"


@pytest.mark.django_db
def test_what_is_not_suggested() -> None:
    world = World()
    past(world, "关于老旧小区加装电梯的建议", world.lead)
    case = world.case(title="关于老旧小区加装电梯的建议")
    assert suggest(case, world.actors()["stranger.coordinator"]) == [], "nor what the person does not see"
    world.lead.department.active = False
    world.lead.department.save()
    assert suggest(case, world.coordinator) == []
    assert suggest(world.case(title="的建议"), world.coordinator) == []


@pytest.mark.django_db
def test_the_index_follows_the_title() -> None:
    world = World()
    case = world.case(title="关于养老的建议")
    case.title = "关于公交的建议"
    suggesting.index_title(case)
    assert list(TitlePair.objects.filter(proposal=case).values_list("pair", flat=True)) == ["公交"]


@pytest.mark.django_db
def test_the_search_asks_no_more_where_there_are_more_cases() -> None:
    world = World()
    case = past(world, "关于老旧小区加装电梯的建议", world.lead)
    new = world.case(title="关于老旧小区加装电梯的建议")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert suggest(Proposal.objects.get(pk=new.pk), world.coordinator)
        return len(queries)

    asked()  # what the person holds is read once
    before = asked()
    for n in range(30):
        past(world, case.title, world.lead if n % 2 else world.co)
    assert asked() == before


# Many at once


@pytest.mark.django_db
def test_for_many_cases_each_has_its_own_suggestions() -> None:
    world = World()
    for n in range(3):
        past(world, f"关于老旧小区加装电梯{n}的建议", world.lead)
    past(world, "关于老旧小区加装电梯补贴的建议", world.co)
    past(world, "关于保护古树名木的建议", world.stranger)
    titles = ("关于老旧小区加装电梯的建议", "关于保护古树名木的提案", "关于夜间经济的建议", "的建议")
    waiting = [world.case(title=title) for title in titles]
    found = suggesting.suggest_for(waiting, world.coordinator)
    for case in waiting:
        assert found.get(case.pk, []) == suggest(case, world.coordinator), "as if each were asked about alone"
    assert [len(found.get(case.pk, [])) for case in waiting] == [2, 1, 0, 0]
    assert suggesting.suggest_for(waiting, world.actors()["stranger.coordinator"]) == {}
    assert suggesting.suggest_for([], world.coordinator) == {}
    shown = page(world.coordinator, "case_assign_many")
    assert f"<b>{world.lead.department.short_name}</b>" in shown
    assert found[waiting[0].pk][0].example.number_label in shown


@pytest.mark.django_db
def test_many_cases_ask_no_more_of_the_database() -> None:
    world = World()
    for office in (world.lead, world.co):
        past(world, "关于老旧小区加装电梯的建议", office)
    world.case(title="关于老旧小区加装电梯的提案")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert suggesting.suggest_for(list(Proposal.objects.to_assign()), world.coordinator)
        return len(queries)

    asked()  # what the person holds is read once
    before = asked()
    for n in range(20):
        world.case(title=f"关于老旧小区加装电梯{n}的建议")
        past(world, f"关于老旧小区加装电梯补贴{n}的建议", world.lead)
    assert asked() == before == 5  # the cases themselves, and four


@pytest.mark.django_db
def test_many_are_assigned_each_for_itself_and_none_by_half() -> None:
    world = World()
    free, merged, with_it = (world.case() for _n in range(3))
    merging.merge(merged, [with_it], by=world.coordinator)
    unfiled, gone = proposal(world), world.assigned()
    tasks = [Task(world.lead.department, Assignment.Mode.LEAD), Task(world.co.department, Assignment.Mode.CO, "请说明场地")]
    chosen = [free, with_it, merged, unfiled, gone]
    shown = assigning.preview_many(chosen, tasks, by=world.coordinator)
    assert [(one.case, len(one.cases), bool(one.refusal)) for one in shown] == [
        (free, 1, False),
        (merged, 2, False),
        (unfiled, 1, True),
        (gone, 1, True),
    ]
    assert [due.department for due in shown[0].dues] == [world.lead.department, world.co.department]
    assert not Assignment.objects.filter(proposal__in=[free, merged, with_it]).exists(), "a preview writes nothing"
    done = assigning.assign_many(chosen, tasks, by=world.coordinator)
    assert [(one.cases, one.refusal) for one in done] == [(one.cases, one.refusal) for one in shown]
    for case in (free, merged, with_it):
        dues = [task.due_on for task in case.assignments.order_by("pk")]
        assert dues == [due.deadline.due_on for due in shown[0].dues]
    assert not unfiled.assignments.exists()
    assert gone.assignments.count() == 2


def rows(*tasks: tuple[str, str, str]) -> dict[str, str]:
    data = {"task-TOTAL_FORMS": str(len(tasks)), "task-INITIAL_FORMS": "0"}
    for n, (department, mode, scope) in enumerate(tasks):
        data |= {f"task-{n}-department": department, f"task-{n}-mode": mode, f"task-{n}-scope": scope}
    return data


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["joint_lead", "split"])
def test_the_page_assigns_many_with_shares(mode: str) -> None:
    world = World()
    first, second = world.case(), world.case()
    names = [office.department.short_name for office in (world.lead, world.co)]
    data: dict[str, Any] = {"case": [first.pk, second.pk]} | rows((names[0], mode, "托位建设"), (names[1], mode, "托位补贴"))
    assert first.title in page(world.coordinator, "case_assign_many")
    preview = page(world.coordinator, "case_assign_many", data=data)
    assert "托位补贴" in preview
    assert not Assignment.objects.exists()
    page(world.coordinator, "case_assign_many", data=data | {"sure": "1"})
    for case in (first, second):
        assert [(task.mode, task.scope) for task in case.assignments.order_by("pk")] == [(mode, "托位建设"), (mode, "托位补贴")]
        assert "托位补贴" in page(world.coordinator, "case_detail", case.pk)
    again = page(world.coordinator, "case_assign_many", data=data | {"sure": "1"})
    assert Assignment.objects.count() == 4
    assert first.number_label in again
    for wrong in (rows((names[0], mode, "")), rows(("不存在的局", mode, ""))):
        page(world.coordinator, "case_assign_many", data={"case": [first.pk]} | wrong, status=422)
    page(world.coordinator, "case_assign_many", data=rows((names[0], "sole", "")), status=422)
