"""The cells of the list, and the boxes of its facets, which are put together without a template."""

import re
from typing import Any

import pytest
from django.utils.html import escape

from proposals.facets import Choice, Facet
from proposals.models import Proposal
from proposals.templatetags.lists import cells, choices
from proposals.views.columns import COLUMNS
from proposals.views.standing import PREFETCH, Standing
from tests.factories import World

pytestmark = pytest.mark.django_db

TITLE = "关于<script>托位</script> & “社区”的建议"


def drawn(world: World, case: Proposal, keys: str, words: tuple[str, ...] = (), place: str = "") -> str:
    rows: Any = Proposal.objects.visible_to(world.auditor).filter(pk=case.pk).with_later_term()
    row = Standing(
        rows.select_related("session", "assigning_body", "rule_set").prefetch_related(*PREFETCH).get(), world.auditor, inside=True
    )
    columns = [COLUMNS[key] for key in keys.split(",")]
    return str(cells(row, columns, list(words), {case.pk: place} if place else {}))


def test_every_column_has_its_cell() -> None:
    world = World()
    case = world.assigned(category="<b>城建</b>")
    html = drawn(world, case, ",".join(COLUMNS))
    assert html.count("<td") == html.count("</td>") == len(COLUMNS)
    assert html.count('class="only-wide"') == sum(column.wide for column in COLUMNS.values())
    assert escape("<b>城建</b>") in html
    assert "<b>城建" not in html
    assert html.count(f'href="/cases/{case.pk}/"') == 2
    assert "—" in html, "what a case has not is a dash"


def test_texts_are_escaped_and_hits_marked() -> None:
    world = World()
    case = world.case(title=TITLE, is_priority=True)
    html = drawn(world, case, "title", ("托位", "社区"), place="……<i>托位</i>……")
    assert html.count("<mark>托位</mark>") == 2
    assert "<script" not in html
    assert "<i>" not in html
    assert "&amp;" in html
    assert "重点" in html
    plain = drawn(world, case, "title,number,state,due")
    assert "<mark>" not in plain
    assert re.search(r'<td><span class="state', plain)


def test_a_box_is_ticked_where_its_value_is_chosen() -> None:
    facet = Facet("state", "状态", [Choice("closed", "<办结>", 12, chosen=True), Choice("filed", "立案", 0, chosen=False)])
    boxes = str(choices(facet, facet.choices)).split("\n")
    assert [" checked" in box for box in boxes] == [True, False]
    assert 'id="f-state-closed" name="state" value="closed"' in boxes[0]
    assert escape("<办结>") in boxes[0]
    assert '<span class="n">12</span>' in boxes[0]
