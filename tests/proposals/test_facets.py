"""The facets of the list: what each counts, against a plain count of the cases themselves."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proposals import filters
from proposals.actions import cases
from proposals.facets import Facets
from proposals.filters import BY_DUE, BY_NUMBER, CaseFilter, with_open_due
from proposals.models import Assignment, Proposal, User
from tests.factories import World, session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class Town(World):
    """Cases of every state and due date, some of them with the department's part in them."""

    def __init__(self) -> None:
        super().__init__()
        self.other = session(organ="cppcc")
        today = timezone.localdate()
        self.case()
        self.case(session=self.other, kind="cppcc_proposal", title="关于河道的提案")
        for days in (-400, -3, 0, 5, 20, 200):
            case = self.assigned(co=days % 2 == 0)
            Assignment.objects.filter(proposal=case).update(due_on=today + timedelta(days=days))
        self.handled()
        self.reply("dispatched")
        cases.withdraw_case(self.assigned(), by=self.coordinator, reason="撤回")
        self.readers = [self.auditor, self.coordinator, self.lead.drafter, self.co.co_handler, self.proposer, self.stranger.drafter]


@pytest.fixture
def town() -> Town:
    return Town()


def chosen(query: str, reader: User) -> CaseFilter:
    request = RequestFactory().get("/cases/")
    request.user = reader
    seen = with_open_due(Proposal.objects.visible_to(reader), reader)
    return CaseFilter(QueryDict(query), queryset=seen, request=request)


def count(query: QueryDict, reader: User) -> int:
    return len(set(chosen(query.urlencode(), reader).qs))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_each_value_counts_the_cases_that_it_would_give(town: Town, data: Any) -> None:
    values = {
        "kind": ["suggestion", "cppcc_proposal"],
        "state": ["registered", "assigned", "handling", "answered", "withdrawn"],
        "due": ["late", "week", "month", "later"],
        "mode": ["sole", "lead", "co"],
        "outcome": ["A", "B"],
        "session": [str(town.session.pk), str(town.other.pk)],
        "department": [str(town.lead.department.pk), str(town.co.department.pk)],
        "q": ["托位", "河道", "市"],
        "due_from": [timezone.localdate().isoformat()],
    }
    query = QueryDict(mutable=True)
    for name in data.draw(st.sets(st.sampled_from(sorted(values)), max_size=3)):
        query.setlist(name, sorted(data.draw(st.sets(st.sampled_from(values[name]), min_size=1, max_size=1 if name == "q" else 2))))
    reader = data.draw(st.sampled_from(town.readers))
    facets = Facets(chosen(query.urlencode(), reader), departments=True)
    assert facets.matches == count(query, reader)
    for facet in facets:
        for choice in facet.choices:
            alone = query.copy()
            alone.setlist(facet.name, [choice.value])
            assert choice.count == count(alone, reader), (query, reader, facet.name, choice.value)
            assert choice.chosen == (choice.value in query.getlist(facet.name))


def test_values_that_give_nothing_say_zero_and_departments_are_shown_when_asked_for(town: Town) -> None:
    facets = {facet.name: facet for facet in Facets(chosen("state=closed", town.auditor))}
    assert {choice.count for choice in facets["kind"].choices} == {0}
    assert set(facets) == {"kind", "state", "due", "outcome", "session"}
    assert {facet.name for facet in Facets(chosen("", town.auditor), departments=True)} - set(facets) == {"mode", "department"}
    assert "mode" in {facet.name for facet in Facets(chosen("", town.lead.drafter))}


@pytest.mark.parametrize("query", ["", "state=handling&kind=suggestion", "q=托位", "department=1&mode=lead"])
def test_number_of_queries_is_bounded(town: Town, query: str, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(9):
        assert [len(facet.choices) for facet in Facets(chosen(query, town.auditor), departments=True)]


def test_the_page_asks_as_much_for_thirty_cases_as_for_one(client: Client) -> None:
    world = World()

    def asked(user: User, query: str) -> int:
        client.force_login(user)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/cases/?view=all&{query}").status_code == 200
        return len(queries)

    visits = [
        (user, query) for user in (world.auditor, world.coordinator, world.lead.drafter) for query in ("", "q=托位", "state=assigned")
    ]
    world.assigned()
    few = [asked(*visit) for visit in visits]
    for _n in range(12):
        world.assigned()
    for _n in range(18):
        world.case()
    assert [asked(*visit) for visit in visits] == few
    assert max(few) <= 15


@pytest.mark.parametrize(
    "query", ["q=托位", "q=托位+第", "q=托位&state=handling", "q=托位&mode=lead", "q=托位&department={}", "q=托位&due=late"]
)
def test_few_hits_are_counted_and_put_in_order_as_many_are(town: Town, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def seen(reader: User, few: int) -> tuple[Any, ...]:
        monkeypatch.setattr(filters, "FEW", few)
        found = chosen(query.format(town.lead.department.pk), reader)
        assert (found.few is None) is (few == 0)
        counted = {(facet.name, choice.value): choice.count for facet in Facets(found) for choice in facet.choices}
        return list(found.keys(BY_DUE)), list(found.keys(BY_NUMBER)), counted, Facets(found).matches

    for reader in town.readers:
        assert seen(reader, 2000) == seen(reader, 0)
    assert seen(town.auditor, 2000)[0]
