"""Columns, order and export of the list of cases: a file is what the list shows."""

import csv
import io
import re
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from proposals.models import Proposal, User
from proposals.states import CaseState
from proposals.views import exporting
from proposals.views.columns import COLUMNS, USUAL
from tests.factories import World, group
from tests.proposals.pages import get, post, text

pytestmark = pytest.mark.django_db

TITLES = ("=1+1", "+86", "-x", "@a", "\t制表", "关于道路的建议\x0b", "“引号”,逗号", "＝全角")


@pytest.fixture
def world() -> World:
    made = World()
    for title in TITLES:
        made.case(title=title, category="城建" if len(title) > 3 else "")
    made.assigned(title="关于托位的建议", proposers=[made.person, group()])
    made.handled(title="关于公园的建议")
    return made


def table(response: Any) -> list[list[str]]:
    """The file, its head first, without what guards a text that looks like a formula."""
    raw = b"".join(response.streaming_content)
    if raw.startswith(b"PK"):
        sheet = load_workbook(io.BytesIO(raw)).active
        assert all(cell.data_type in ("s", "n", "inlineStr") for row in sheet.iter_rows() for cell in row)
        return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert raw.startswith(b"\xef\xbb\xbf")
    return [[cell.removeprefix("'") for cell in row] for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))]


def shown(person: User, query: str) -> list[int]:
    """The cases of all pages of a list, in its order."""
    found: list[int] = []
    for page in range(1, 10):
        html = text(get(person, f"/cases/?{query}&page={page}"))
        found += [int(pk) for pk in re.findall(r'name="case" value="(\d+)"', html)]
        if 'rel="next"' not in html:
            return found
    raise AssertionError("more pages than there can be")


SORTS = [f"{sign}{key}" for key, column in COLUMNS.items() if column.order for sign in ("", "-")] + ["", "nonsense", "-"]
QUERIES = [
    "view=all",
    "state=registered",
    "state=handling&state=assigned",
    "kind=suggestion",
    "due=late",
    "q=的建议",
    "mode=lead",
    "state=x",
]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.sampled_from(QUERIES),
    sort=st.sampled_from(SORTS),
    keys=st.lists(st.sampled_from(list(COLUMNS)), unique=True),
    who=st.sampled_from(["coordinator", "auditor", "proposer", "lead.drafter"]),
)
def test_a_file_is_what_the_list_shows(world: World, query: str, sort: str, keys: list[str], who: str) -> None:
    person = world.actors()[who]
    query = f"{query}&sort={sort}&columns={','.join(keys)}"
    heads = re.findall(r"<th[^>]*>(.*?)</th>", text(get(person, f"/cases/?{query}")))[1:]
    listed = [Proposal.objects.get(pk=pk) for pk in shown(person, query)]
    for kind in ("csv", "xlsx"):
        head, *rows = table(get(person, f"/cases/export/{kind}/?{query}"))
        with translation.override("zh-hans"):
            usual = [key for key in USUAL if key != "own" or who == "lead.drafter"]
            assert head == [str(COLUMNS[key].label) for key in keys or usual]
        assert len(rows) == len(listed)
        if listed:
            assert [re.sub(r"<[^>]*>|[▲▼]", "", one).strip() for one in heads] == head
        if "number" in (keys or USUAL):
            at = (keys or list(USUAL)).index("number")
            assert [row[at] for row in rows] == [case.number_label for case in listed]


def test_no_cell_is_a_formula_and_control_characters_cost_no_file(world: World) -> None:
    raw = b"".join(get(world.coordinator, "/cases/export/csv/?columns=title&view=all").streaming_content).decode("utf-8-sig")
    cells = {row[0] for row in csv.reader(io.StringIO(raw, newline=""))}
    assert {"'=1+1", "'+86", "'-x", "'@a", "'＝全角"} <= cells
    assert not any(cell.startswith(exporting.FORMULA) for cell in cells)
    titles = {row[0] for row in table(get(world.coordinator, "/cases/export/xlsx/?columns=title&view=all"))}
    assert {"=1+1", "关于道路的建议", "“引号”,逗号"} <= titles


def test_a_file_is_written_in_chunks_with_as_many_queries_for_each(world: World, django_assert_num_queries: Any) -> None:
    response = get(world.coordinator, "/cases/export/csv/?view=all")
    with django_assert_num_queries(3):  # the cases, their proposers, their departments
        parts = list(response.streaming_content)
    assert len(parts) == 2
    exporting_chunk, exporting.CHUNK = exporting.CHUNK, 4
    try:
        assert len(list(get(world.coordinator, "/cases/export/csv/?view=all").streaming_content)) == 1 + 3
    finally:
        exporting.CHUNK = exporting_chunk


def test_a_file_speaks_the_language_of_its_reader_and_unknown_kinds_are_none(world: World) -> None:
    world.coordinator.language = "en"
    world.coordinator.save()
    assert table(get(world.coordinator, "/cases/export/csv/?columns=title,due"))[0] == ["Title", "Due"]
    assert get(world.coordinator, "/cases/export/pdf/").status_code == 404


def test_the_chosen_are_exported_in_the_order_of_the_list(world: World) -> None:
    chosen = list(Proposal.objects.order_by("-pk")[:3])
    sent = {"deed": "export-csv", "case": [case.pk for case in chosen], "query": "sort=-title&columns=title"}
    rows = table(post(world.coordinator, "/cases/bulk/", sent))
    assert rows == [["案由"], *([title] for title in sorted((case.title for case in chosen), reverse=True))]


def test_a_click_on_the_head_of_a_column_sorts_and_a_second_turns_round(world: World) -> None:
    by = world.coordinator

    def head(query: str, label: str) -> tuple[str, str]:
        found = re.search(rf'<th scope="col"(?: aria-sort="(\w+)")?[^>]*><a href="([^"]*)">{label}', text(get(by, f"/cases/{query}")))
        assert found
        return found[1] or "", found[2].replace("&amp;", "&")

    assert head("", "期限") == ("ascending", "?sort=-due")
    assert head("?sort=-due&page=1&state=registered", "期限") == ("descending", "?sort=due&state=registered")
    assert head("?sort=title", "案由") == ("ascending", "?sort=-title")
    assert head("?sort=title", "期限") == ("", "?sort=due")


def test_the_order_by_state_is_that_of_the_way_of_a_case(world: World) -> None:
    states = [Proposal.objects.get(pk=pk).state for pk in shown(world.coordinator, "sort=state&view=all")]
    assert states == sorted(states, key=CaseState.values.index)
    assert shown(world.coordinator, "sort=number&view=all") == shown(world.coordinator, "sort=-number&view=all")[::-1]


def test_columns_are_moved_shown_once_kept_and_given_back(world: World) -> None:
    by, keys = world.coordinator, list(COLUMNS)

    def order(html: str) -> list[str]:
        return re.findall(r'name="order" value="(\w+)"', html)

    moved = post(by, "/cases/columns/", {"order": keys, "shown": ["title"], "down": keys[0]})
    assert order(text(moved))[:2] == [keys[1], keys[0]]
    assert post(by, "/cases/columns/", {"order": keys, "up": keys[0]}).status_code == 200
    assert post(by, "/cases/columns/", {"order": keys, "show": "1"}).status_code == 422
    once = post(by, "/cases/columns/?state=handling&page=2", {"order": ["due", "title"], "shown": ["title", "due", "x"], "show": "1"})
    assert once["Location"].startswith("/cases/?state=handling&page=2&columns=due%2Ctitle")
    post(by, "/cases/columns/", {"order": ["due", "title"], "shown": ["title", "due"], "keep": "1"})
    by.refresh_from_db()
    assert by.case_columns == "due,title"
    assert order(text(get(by, "/cases/columns/")))[:2] == ["due", "title"]
    post(by, "/cases/columns/", {"order": keys, "usual": "1"})
    by.refresh_from_db()
    assert by.case_columns == ""


def test_the_filter_and_the_chips_keep_how_the_list_is_shown(world: World) -> None:
    html = text(get(world.coordinator, "/cases/?state=registered&kind=suggestion&sort=-title&columns=title"))
    chips = [address.replace("&amp;", "&") for address in re.findall(r'class="chip" href="([^"]+)"', html)]
    assert sorted(chips) == ["?kind=suggestion&sort=-title&columns=title", "?state=registered&sort=-title&columns=title"]
    assert '<input type="hidden" name="sort" value="-title">' in html
    assert 'href="/cases/?view=all&amp;sort=-title&amp;columns=title"' in html
