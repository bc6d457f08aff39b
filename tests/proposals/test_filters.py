"""The filters of the list: which cases each condition lets through."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from proposals.actions import cases
from proposals.filters import CaseFilter, due_condition, with_open_due
from proposals.models import Assignment, Proposal, User
from proposals.templatetags.desk import highlight
from tests.factories import World, group, session

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def found(query: str, reader: User) -> set[Proposal]:
    request = RequestFactory().get("/cases/")
    request.user = reader
    seen = with_open_due(Proposal.objects.visible_to(reader), reader)
    return set(CaseFilter(QueryDict(query), queryset=seen, request=request).qs)


def test_words_meet_title_number_and_proposer_all_of_them(world: World) -> None:
    garden = world.case(title="关于社区花园的建议", case_no="0900")
    party = world.case(title="关于道路的建议", case_no="0901", proposers=[group(name="民丙云澜市委会")])
    assert found("q=花园", world.auditor) == {garden}
    assert found("q=花园 建议", world.auditor) == {garden}
    assert found("q=第0901号", world.auditor) == {party}
    assert found("q=民丙", world.auditor) == {party}
    assert found("q=花园 民丙", world.auditor) == set()


def test_session_kind_and_state(world: World) -> None:
    other = session(organ="cppcc")
    suggestion = world.assigned()
    proposal = world.case(session=other, kind="cppcc_proposal")
    assert found(f"session={other.pk}", world.auditor) == {proposal}
    assert found("kind=suggestion", world.auditor) == {suggestion}
    assert found("state=assigned&state=registered", world.auditor) == {suggestion, proposal}
    assert found("state=assigned", world.auditor) == {suggestion}


def test_department_and_part_mean_the_same_task(world: World) -> None:
    case = world.assigned()
    lead, co = world.lead.department.pk, world.co.department.pk
    assert found(f"department={lead}", world.auditor) == {case}
    assert found(f"department={lead}&mode=lead", world.auditor) == {case}
    assert found(f"department={co}&mode=lead", world.auditor) == set()
    assert found(f"department={co}&mode=co", world.auditor) == {case}
    assert found(f"department={world.stranger.department.pk}", world.auditor) == set()


def test_part_alone_is_that_of_the_readers_own_department(world: World) -> None:
    case = world.assigned()
    assert found("mode=lead", world.lead.drafter) == {case}
    assert found("mode=co", world.lead.drafter) == set()
    assert found("mode=co", world.co.co_handler) == {case}
    assert found("mode=co", world.coordinator) == {case}
    assert found("mode=split", world.coordinator) == set()
    assert found("mode=co", world.auditor) == {case}


@pytest.mark.parametrize(
    ("today", "due", "conditions"),
    [
        (date(2026, 4, 15), date(2026, 4, 14), {"late"}),
        (date(2026, 4, 15), date(2026, 4, 15), {"week", "month"}),
        (date(2026, 4, 15), date(2026, 4, 19), {"week", "month"}),  # a Sunday
        (date(2026, 4, 15), date(2026, 4, 20), {"month"}),
        (date(2026, 4, 15), date(2026, 4, 30), {"month"}),
        (date(2026, 4, 15), date(2026, 5, 1), set()),
        (date(2026, 4, 30), date(2026, 5, 3), {"week"}),
        (date(2026, 12, 31), date(2027, 1, 1), {"week"}),
    ],
)
def test_due_week_and_month(world: World, monkeypatch: pytest.MonkeyPatch, today: date, due: date, conditions: set[str]) -> None:
    case = world.assigned(co=False)
    Assignment.objects.filter(proposal=case).update(due_on=due)
    monkeypatch.setattr(timezone, "localdate", lambda: today)
    assert {which for which in ("late", "week", "month") if found(f"due={which}", world.lead.drafter)} == conditions


def test_range_of_due_dates_is_inclusive_and_the_readers_own(world: World) -> None:
    case = world.assigned()
    Assignment.objects.filter(proposal=case, mode="co").update(due_on=date(2026, 5, 1))
    Assignment.objects.filter(proposal=case, mode="lead").update(due_on=date(2026, 6, 1))
    assert found("due_from=2026-05-01&due_to=2026-05-01", world.co.co_handler) == {case}
    assert found("due_from=2026-05-01&due_to=2026-05-01", world.lead.drafter) == set()
    assert found("due_from=2026-06-01", world.coordinator) == {case}
    assert found("due_to=2026-05-31", world.coordinator) == set()


def test_what_is_done_or_ended_is_never_overdue(world: World) -> None:
    past = timezone.localdate() - timedelta(days=400)
    case = world.handled(assigned_on=past)
    withdrawn = world.assigned(assigned_on=past)
    cases.withdraw_case(withdrawn, by=world.coordinator, reason="撤回")
    assert found("due=late", world.lead.drafter) == {case}
    assert found("due=late", world.co.co_handler) == set()  # its opinion is adopted
    ended = with_open_due(Proposal.objects.filter(pk=withdrawn.pk), world.lead.drafter)
    assert [vars(case)["open_due"] for case in ended] == [None]


def test_unknown_values_are_refused_by_the_form_and_change_nothing(world: World) -> None:
    case = world.assigned()
    request = RequestFactory().get("/cases/")
    request.user = world.lead.drafter
    seen = with_open_due(Proposal.objects.all(), world.lead.drafter)
    chosen = CaseFilter(QueryDict("state=nonsense&due_from=yesterday"), queryset=seen, request=request)
    assert set(chosen.form.errors) == {"state", "due_from"}
    assert set(chosen.qs) == {case}
    assert chosen.active == []
    assert chosen.words == []


def test_page_order_is_by_due_date_with_the_undated_last(world: World) -> None:
    undated, late = world.case(), world.assigned()
    Assignment.objects.filter(proposal=late).update(due_on=date(2020, 1, 1))
    soon = world.assigned()
    request = RequestFactory().get("/cases/")
    request.user = world.coordinator
    seen = with_open_due(Proposal.objects.visible_to(world.coordinator), world.coordinator)
    by_due = CaseFilter(QueryDict(), queryset=seen, request=request)
    assert list(by_due.qs.order_by(*by_due.page_order)) == [late, soon, undated]
    by_number = CaseFilter(QueryDict("sort=number"), queryset=seen, request=request)
    assert list(by_number.qs.order_by(*by_number.page_order)) == sorted([late, soon, undated], key=lambda case: case.case_no)
    assert due_condition("late") != due_condition("week")


def test_highlight_marks_hits_and_escapes_the_rest() -> None:
    assert highlight("关于<老旧小区>的建议", ["老旧", "的"]) == "关于&lt;<mark>老旧</mark>小区&gt;的建议"
    assert highlight("A&B", ["a&b"]) == "<mark>A&amp;B</mark>"
    assert highlight("关于", []) == "关于"
