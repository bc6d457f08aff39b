"""What shuts people out of a page: what axe-core finds, and what it does not look at."""

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

LAYOUT = Path(__file__).with_name("layout.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_PART = ("color-contrast", "target-size")
# Nothing but what is wrong, and no addresses of nodes: their markup tells where they are.
LEAN = {"resultTypes": ["violations"], "selectors": False, "iframes": False, "preload": False}
FOUND = """(options) => axe.run(document, options).then(({ violations }) => violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${impact} ${id}: ${help}: ${html.slice(0, 200)} ${failureSummary.slice(0, 300)}`)))"""
# As a reader sets it who needs wider spaces (WCAG 1.4.12).
SPACED = """() => { const wide = new CSSStyleSheet();
    wide.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
        + " p { margin-bottom: 2em !important }");
    document.adoptedStyleSheets = [wide]; }"""
UNSPACED = "() => { document.adoptedStyleSheets = []; }"
# WCAG 1.4.10: what 1280 pixels are at 400 %, and a phone; at 200 % they are twice that.
PHONE_WIDTH: ViewportSize = {"width": 360, "height": 780}
AT_200_PERCENT: ViewportSize = {"width": 640, "height": 400}


def barriers(page: Page, *rules: str, parts: bool = True) -> list[str]:
    """What axe-core finds on the page, of whatever weight, by the rules of WCAG 2.2 AA and by those of good practice; or by these rules.

    Without `parts`, the rules that look at each part by itself, and take most of the time, stay out.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    only: dict[str, Any] = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    found: list[str] = page.evaluate(FOUND, LEAN | {"runOnly": only, "rules": {name: {"enabled": parts} for name in BY_PART}})
    return found


def lost(page: Page, *kinds: str) -> list[str]:
    """What `layout.js` finds of these kinds: wider, cut, overlapping, covered."""
    found: list[str] = page.evaluate(LAYOUT, list(kinds))
    return found


def narrow(page: Page) -> list[str]:
    """What is lost at 360 pixels, there with wider spaces, and at 200 % of a window of 1280."""
    found = []
    page.set_viewport_size(PHONE_WIDTH)
    found += [f"360 px: {one}" for one in lost(page, "wider", "cut", "overlapping")]
    page.evaluate(SPACED)
    found += [f"wider spaces: {one}" for one in lost(page, "wider", "cut", "overlapping")]
    page.evaluate(UNSPACED)
    page.set_viewport_size(AT_200_PERCENT)
    found += [f"200 %: {one}" for one in lost(page, "wider", "cut", "overlapping", "covered")]
    return found


def contrast(page: Page) -> list[str]:
    """What cannot be told from its ground where a person has chosen high contrast, in the light and in the dark."""
    found = []
    for scheme in ("light", "dark"):
        page.evaluate("(scheme) => Object.assign(document.documentElement.dataset, { contrast: 'more', bsTheme: scheme })", scheme)
        found += [f"high contrast, {scheme}: {one}" for one in barriers(page, "color-contrast")]
    page.evaluate("() => { delete document.documentElement.dataset.contrast; delete document.documentElement.dataset.bsTheme; }")
    return found
