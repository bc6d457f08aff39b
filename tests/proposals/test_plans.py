"""How SQLite goes about the questions of the list: what it begins with decides between milliseconds and seconds at 100,000 cases.

The plans are those of a database without statistics, as every new site has it.
"""

from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory

from proposals import filters
from proposals.facets import Facets
from proposals.filters import BY_DUE, BY_NUMBER, CaseFilter, with_open_due
from proposals.models import Proposal, User
from tests.factories import World

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by its statistics")]


def chosen(reader: User, query: str = "") -> CaseFilter:
    request = RequestFactory().get("/cases/")
    request.user = reader
    return CaseFilter(QueryDict(query), queryset=with_open_due(Proposal.objects.visible_to(reader), reader), request=request)


def plan(rows: Any) -> list[str]:
    return str(rows.explain()).splitlines()


def about(lines: list[str], table: str) -> str:
    return next(line for line in lines if f" {table} " in f"{line} ")


@pytest.mark.parametrize("query", ["", "due=late", "state=handling&mode=lead"])
def test_the_own_task_of_a_case_is_found_by_the_case(query: str) -> None:
    """Among all tasks of the department in each of some states, for every case, it took 12 seconds."""
    reader = World().lead.drafter
    reader.grant("auditor")  # else the list of the department has it all
    for rows in (chosen(reader, query).keys(BY_DUE)[:25], Facets(chosen(reader, query))._rows):
        assert "tasks_of_department (department_id=? AND proposal_id=?)" in about(plan(rows), "own_task")


def test_a_page_of_the_list_is_read_off_an_index() -> None:
    world = World()
    for reader, index in ((world.auditor, "listing_by_due"), (world.coordinator, "listing_body_by_due")):
        assert index in about(plan(chosen(reader).keys(BY_DUE)[:25]), "proposals_listing")
    assert "listing_by_number" in about(plan(chosen(world.auditor).keys(BY_NUMBER)[:25]), "proposals_listing")
    assert "COVERING INDEX departments_by_due" in about(plan(chosen(world.lead.drafter).keys(BY_DUE)[:25]), "proposals_departmentlisting")


def test_facets_are_counted_off_an_index_without_being_sorted() -> None:
    world = World()
    table, own = ("listing_counted", "proposals_listing"), ("departments_counted", "proposals_departmentlisting")
    for reader, (index, rows) in ((world.auditor, table), (world.coordinator, table), (world.lead.drafter, own)):
        lines = plan(Facets(chosen(reader))._listed)
        assert f"COVERING INDEX {index}" in about(lines, rows)
        assert not any("TEMP B-TREE" in line for line in lines), lines


def test_cases_with_a_word_are_found_by_the_word(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.case(title="关于湿地养老的建议")
    monkeypatch.setattr(filters, "FEW", -1)
    for reader in (world.auditor, world.coordinator, world.lead.drafter):
        lines = plan(chosen(reader, "q=湿地养老")._hits.order_by().values("proposal"))
        # Whether the reader sees a hit is asked of the hit; nothing begins with all cases of a body.
        first = about(lines, "proposals_listing")
        assert "proposal_id=?" in first, lines
