"""What is said by colour is said still where the reader's system lays the colours down, and nothing moves where it must not."""

import pytest

from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

# In forced colours a ground and a shadow are gone: what is left of an element is lines, ink and weight.
LEFT = """one => { const drawn = getComputedStyle(one), side = ["Top", "Right", "Bottom", "Left"];
    return JSON.stringify([drawn.outlineStyle === "none" ? "" : drawn.outline, drawn.textDecorationLine, drawn.fontWeight, drawn.color,
        side.map(name => [drawn[`border${name}Width`], drawn[`border${name}Style`], drawn[`border${name}Color`]])]); }"""
# Elements that would move, with what they would do.
MOVING = """() => [...document.querySelectorAll("*")].filter(one => { const drawn = getComputedStyle(one);
    return [drawn.transitionDuration, drawn.animationDuration].some(times => times.split(", ").some(time => parseFloat(time) > 0))
        || drawn.scrollBehavior === "smooth"; }).map(one => one.outerHTML.slice(0, 120))"""
# Numbers of cases, such as 建议 第0027号, that stand on two lines.
DIVIDED = """() => { const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
    while (texts.nextNode()) for (const hit of texts.currentNode.data.matchAll(/(建议|提案) 第\\S+?号/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, hit.index);
        range.setEnd(texts.currentNode, hit.index + hit[0].length);
        const lines = new Set([...range.getClientRects()].map(one => Math.round(one.top)));
        found.push([hit[0], lines.size]);
    }
    return found.filter(([_number, lines]) => lines); }"""
ALIKE = [  # on the page of all components: what is told apart, from what
    ("ins", "p:has(ins)"),
    ("del", "p:has(del)"),
    (".work > .is-at", ".work > li:not(.is-at)"),
    (".grid tr.is-on", ".grid tbody tr:not(.is-on)"),
    (".btn[aria-pressed=true]", ".btn-plain:not([aria-pressed], [aria-disabled])"),
    (".btn[aria-disabled=true]", ".btn-plain:not([aria-pressed], [aria-disabled])"),
    (".views [aria-current]", ".views a:not([aria-current])"),
    (".weekline .is-today", ".weekline li:not(.is-today)"),
    (".block.has-note", ".block:not(.has-note, .is-at)"),
    (".para-cut", ".para-new"),
    (".count-late", ".count:not(.count-late)"),
]


def left(at: Desk, selector: str) -> str:
    return str(at.page.locator("main").locator(selector).first.evaluate(LEFT))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_take_no_meaning_away(desk: OpenDesk, scheme: str) -> None:
    at = desk("nigao", forced_colors="active", color_scheme=scheme)
    at.go("/components/")
    same = [marked for marked, plain in ALIKE if left(at, marked) == left(at, plain)]
    assert not same
    bar = at.page.locator(".bar")
    assert bar.evaluate("one => getComputedStyle(one).forcedColorAdjust") == "none"
    at.page.keyboard.press("Tab")
    focus = at.page.evaluate(
        "() => { const drawn = getComputedStyle(document.activeElement); return [drawn.outlineStyle, drawn.outlineWidth] }"
    )
    assert focus == ["solid", "3px"]
    # A list that opens has its arrow from the browser: the theme's is a background.
    assert at.page.locator(".form-select").first.evaluate("one => getComputedStyle(one).appearance") == "auto"


@pytest.mark.parametrize("width", [360, 1200])
def test_the_number_of_a_case_stands_on_one_line(desk: OpenDesk, width: int) -> None:
    case = yunlan.signed_for("0027")
    at = desk("nigao", viewport={"width": width, "height": 740})
    at.go(f"/cases/{case.pk}/contacts/new/")
    at.fill("内容", "走访代表。")
    at.press("记下联系")
    for page in ("/", "/cases/?words=托位", f"/cases/{case.pk}/", f"/cases/{case.pk}/contacts/new/", "/board/"):
        at.go(page)
        found = at.page.evaluate(DIVIDED)
        assert found, page
        assert {lines for _number, lines in found} == {1}, page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whoever_wants_more_contrast_reads_no_grey(desk: OpenDesk, scheme: str) -> None:
    at = desk(contrast="more", color_scheme=scheme)
    at.go("/login/")
    inks = at.page.evaluate("() => ['', '-2', '-3'].map(n => getComputedStyle(document.documentElement).getPropertyValue(`--ink${n}`))")
    assert len(set(inks)) == 1


def test_nothing_moves_where_the_reader_wants_no_motion(desk: OpenDesk) -> None:
    case = yunlan.walk("0093", "returned")
    at = desk("nigao", reduced_motion="reduce")
    for page in ("/", "/cases/", f"/cases/{case.pk}/", f"/replies/{yunlan.reply('0093').pk}/edit/", "/components/"):
        at.go(page)
        assert at.page.evaluate(MOVING) == [], page
