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


def test_nothing_moves_where_the_reader_wants_no_motion(desk: OpenDesk) -> None:
    case = yunlan.walk("0093", "returned")
    at = desk("nigao", reduced_motion="reduce")
    for page in ("/", "/cases/", f"/cases/{case.pk}/", f"/replies/{yunlan.reply('0093').pk}/edit/", "/components/"):
        at.go(page)
        assert at.page.evaluate(MOVING) == [], page
