"""Saved views of the list: what they keep, who sees and who changes them, and what stands above the list."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from proposals.actions import saved_views
from proposals.actions.saved_views import Shown
from proposals.errors import CaseError, InvalidInput, NotAllowed
from proposals.models import SavedView, User
from tests.factories import World
from tests.proposals.pages import get, post, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def tabs(person: User, query: str = "") -> dict[str, tuple[str, int]]:
    """Name → (address, cases) of the views above the list, with its counts."""
    html = text(get(person, f"/cases/views/counts/{query}"))
    shared = r'(?: <span class="small muted">.*?</span>)?'
    found = re.findall(rf'<a id="view-[^"]+" href="([^"]+)"[^>]*>([^<]+?){shared} <span class="count[^>]*>(\d+)<', html)
    return {name.strip(): (address.replace("&amp;", "&"), int(n)) for address, name, n in found}


def current(person: User, query: str) -> str:
    found = re.search(r'aria-current="page">([^<]+)', text(get(person, f"/cases/views/counts/{query}")))
    return found[1].strip() if found else ""


def test_a_view_keeps_conditions_columns_and_order_and_opens_with_them(world: World) -> None:
    handled, waiting = world.handled(title="关于托位的建议"), world.case(title="关于道路的建议")
    made = post(world.coordinator, "/cases/views/new/?state=handling&columns=title,number&sort=-title&page=3", {"name": "在办"})
    view = SavedView.objects.get(owner=world.coordinator)
    assert (view.query, view.columns, view.sort) == ("state=handling", "title,number", "-title")
    assert made["Location"] == f"/cases/?view={view.pk}&state=handling&sort=-title&columns=title%2Cnumber"
    page = text(get(world.coordinator, made["Location"]))
    assert handled.title in page
    assert waiting.title not in page
    assert page.index(">案由") < page.index(">编号")
    assert tabs(world.coordinator)["在办"] == (made["Location"], 1)


def test_the_ready_made_views_count_what_they_list(world: World) -> None:
    for make in (world.case, world.assigned, world.handled):
        make()
    for person in (world.coordinator, world.lead.drafter, world.co.co_handler, world.auditor, world.proposer):
        shown = tabs(person)
        assert {"全部", "本周到期", "逾期"} <= shown.keys()
        assert len(shown) == (3 if person in (world.auditor, world.proposer) else 4)
        for name, (address, n) in shown.items():
            assert text(get(person, address)).count('name="case" value') == n, (person, name)


def test_the_view_that_one_is_at(world: World) -> None:
    by = world.coordinator
    view = saved_views.save_view("督办", Shown("due=late&kind=suggestion"), by=by)
    assert current(by, "") == "全部"
    assert current(by, "?due=late") == "逾期"
    assert current(by, "?view=late&due=late&state=handling") == ""
    assert current(by, f"?view={view.pk}&due=late&kind=suggestion&sort=number") == "督办"
    assert current(by, f"?view={view.pk}&due=late") == "督办"  # changed, and still the one that can take it in
    assert f"/cases/views/{view.pk}/?view={view.pk}&amp;due=late" in text(get(by, f"/cases/?view={view.pk}&due=late"))


def test_only_the_conditions_that_changed_are_taken_into_a_view(world: World) -> None:
    by = world.coordinator
    view = saved_views.save_view("督办", Shown("due=late"), by=by)
    post(by, f"/cases/views/{view.pk}/?due=week&sort=title", {"name": "督办", "take": "1"})
    view.refresh_from_db()
    assert (view.query, view.sort) == ("due=week", "title")
    post(by, f"/cases/views/{view.pk}/?due=month", {"name": "改名"})
    view.refresh_from_db()
    assert (view.name, view.query) == ("改名", "due=week")


def test_those_who_may_share_with_their_department_and_only_the_owner_changes(world: World) -> None:
    lead = world.lead
    view = saved_views.save_view("本月", Shown("due=month"), by=lead.head, shared=True)
    for person in (lead.drafter, lead.office_reviewer):
        assert "本月" in tabs(person)
        for act in (
            lambda by: saved_views.change_view(view, "x", by=by, shared=True, first=False),
            lambda by: saved_views.move_view(view, by=by, up=True),
            lambda by: saved_views.remove_view(view, by=by),
            lambda by: saved_views.restore_view(view, by=by),
        ):
            with pytest.raises(NotAllowed, match=str(lead.head)):
                act(person)
    assert "本月" not in tabs(world.co.head)
    with pytest.raises(NotAllowed):
        saved_views.save_view("我的", Shown(), by=lead.drafter, shared=True)
    assert 'name="shared"' not in text(get(lead.drafter, "/cases/views/new/"))
    assert 'name="shared"' in text(get(lead.head, "/cases/views/new/"))


def test_a_shared_view_lists_what_its_reader_may_see(world: World) -> None:
    world.assigned(co=False)
    ours = world.assigned(title="关于场地的建议")
    saved_views.save_view("全部在办", Shown("state=assigned"), by=world.co.head, shared=True)
    assert tabs(world.co.co_handler)["全部在办"][1] == 1
    assert ours.title in text(get(world.co.co_handler, tabs(world.co.co_handler)["全部在办"][0]))


def test_the_list_opens_with_the_view_chosen_once_it_is_there(world: World) -> None:
    by = world.lead.drafter
    view = saved_views.save_view("本月", Shown("due=month"), by=world.lead.head, shared=True)
    post(by, f"/cases/views/{view.pk}/first/", {"on": "1"})
    assert get(by, "/cases/")["Location"] == f"/cases/?view={view.pk}&due=month"
    assert get(by, "/cases/?view=all").status_code == 200
    post(by, f"/cases/views/{view.pk}/first/")
    assert get(by, "/cases/").status_code == 200
    post(by, f"/cases/views/{view.pk}/first/", {"on": "1"})
    saved_views.remove_view(view, by=world.lead.head)
    assert get(by, "/cases/").status_code == 200
    assert post(world.stranger.drafter, f"/cases/views/{view.pk}/first/", {"on": "1"}).status_code == 404


def test_a_removed_view_can_be_taken_back_until_the_next_is_removed(world: World) -> None:
    by = world.coordinator
    first, second = (saved_views.save_view(name, Shown(), by=by) for name in ("甲", "乙"))
    told = text(post(by, f"/cases/views/{first.pk}/remove/", follow=True))
    assert f'action="/cases/views/{first.pk}/restore/"' in told
    assert "甲" not in tabs(by)
    post(by, f"/cases/views/{first.pk}/restore/")
    assert "甲" in tabs(by)
    saved_views.remove_view(first, by=by)
    again = saved_views.save_view("甲", Shown(), by=by)
    with pytest.raises(InvalidInput, match="甲"):
        saved_views.restore_view(first, by=by)
    saved_views.remove_view(again, by=by)
    saved_views.remove_view(second, by=by)
    assert list(SavedView.objects.filter(owner=by)) == [second]
    assert post(world.lead.head, f"/cases/views/{second.pk}/restore/").status_code == 404


def test_own_views_are_put_in_order(world: World) -> None:
    by = world.coordinator
    views = {name: saved_views.save_view(name, Shown(), by=by) for name in "甲乙丙"}
    steps = [("丙", "up", "甲丙乙"), ("丙", "up", "丙甲乙"), ("丙", "up", "丙甲乙"), ("甲", "down", "丙乙甲"), ("甲", "down", "丙乙甲")]
    for name, step, order in steps:
        post(by, f"/cases/views/{views[name].pk}/move/", {step: "1"})
        assert "".join(one.name for one in SavedView.objects.for_tabs(by)) == order


@pytest.mark.parametrize(
    ("name", "query"),
    [("", ""), ("  ", ""), ("长" * 31, ""), ("本月", ""), ("新", "q=" + "长" * 1000)],
)
def test_what_cannot_be_kept_is_refused_in_the_form(world: World, name: str, query: str) -> None:
    saved_views.save_view("本月", Shown(), by=world.coordinator)
    assert post(world.coordinator, f"/cases/views/new/?{query}", {"name": name}).status_code == 422
    assert SavedView.objects.count() == 1


def test_twenty_views_are_kept_and_the_one_named_stands_above_the_list(world: World) -> None:
    by = world.coordinator
    views = [saved_views.save_view(f"第{n}", Shown(f"q={n}"), by=by) for n in range(saved_views.MOST)]
    with pytest.raises(CaseError):
        saved_views.save_view("多", Shown(), by=by)
    assert len(tabs(by)) == 8
    assert views[-1].name in tabs(by, f"?view={views[-1].pk}")
    assert text(get(by, "/cases/views/")).count("data-do data-open") == saved_views.MOST


def queries(person: User, address: str) -> int:
    client = Client()
    client.force_login(person)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_as_many_queries_for_many_cases_and_views_as_for_few(world: World) -> None:
    by = world.coordinator
    saved_views.save_view("甲", Shown("due=late"), by=by)
    world.assigned()
    addresses = ("/cases/", "/cases/views/", "/cases/?columns=number,title,session,kind,category,answering,helping,registered,sponsor")
    one = [queries(by, address) for address in addresses]
    counted = queries(by, "/cases/views/counts/")
    assert max(*one, counted) <= 15
    for n in range(12):
        saved_views.save_view(f"第{n}", Shown("state=handling"), by=by)
        world.assigned()
    assert [queries(by, address) for address in addresses] == one
    assert queries(by, "/cases/views/counts/") == counted


def test_names_are_escaped(world: World) -> None:
    saved_views.save_view("<b>督办", Shown("q=<i>"), by=world.coordinator)
    for address in ("/cases/", "/cases/views/", "/cases/views/counts/"):
        page = text(get(world.coordinator, address))
        assert "<b>督办" not in page
        assert escape("<b>督办") in page
