"""What shuts people out of a page: what axe-core finds, and what it does not look at."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

from tests.browser.shapes import OWN

LAYOUT = Path(__file__).with_name("layout.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# These look at each part by itself, and take most of the time.
BY_PART = ["color-contrast", "target-size"]
# Nothing but what is wrong, and no addresses of nodes: their markup tells where they are.
LEAN = {"resultTypes": ["violations"], "selectors": False, "iframes": False, "preload": False}
FOUND = """([options, parts]) => axe.run(parts ? { include: parts.flatMap((part) => window.partsShown.get(part)) } : document, options)
    .then(({ violations }) => violations.flatMap(({ id, impact, help, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${impact} ${id}: ${help}: ${html.slice(0, 200)} ${failureSummary.slice(0, 300)}`)))"""
NEAR = 4
# What is read or pressed, each by what it is built of: itself and what it stands in, `NEAR` in all, with their classes, and the names of
# its own attributes. Colours and sizes hang on that. What cannot be seen yet counts when it can.
PARTS = """([own, near]) => { window.partsShown = new Map();
    const shape = (one) => [one.localName, ...[...one.classList].sort()].join(".");
    const said = (one) => [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    for (const one of document.body.querySelectorAll("*")) {
        if (!said(one) && !one.matches("a, button, input, select, textarea, summary, label, [tabindex='0'], [role=option]")) continue;
        if (!one.checkVisibility({ visibilityProperty: true })) continue;
        const path = [];
        for (let at = one; at && path.length < near; at = at.parentElement) path.push(shape(at));
        const names = one.getAttributeNames().filter((name) => !own.includes(name)).sort();
        const part = [...path, one.getAttribute("type"), one.getAttribute("role"), ...names].join(" ");
        window.partsShown.set(part, [...window.partsShown.get(part) ?? [], one]);
    }
    return [...window.partsShown.keys()]; }"""
# As a reader sets it who needs wider spaces (WCAG 1.4.12).
SPACED = """() => { const wide = new CSSStyleSheet();
    wide.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
        + " p { margin-bottom: 2em !important }");
    document.adoptedStyleSheets = [wide]; }"""
UNSPACED = "() => { document.adoptedStyleSheets = []; }"
# WCAG 1.4.10: what 1280 pixels are at 400 %, and a phone; at 200 % they are twice that.
PHONE_WIDTH: ViewportSize = {"width": 360, "height": 780}
AT_200_PERCENT: ViewportSize = {"width": 640, "height": 400}


def barriers(page: Page) -> list[str]:
    """What axe-core finds on the page, of whatever weight, by the rules of WCAG 2.2 AA and by those of good practice, without `BY_PART`."""
    return _axe(page, {"runOnly": {"type": "tag", "values": TAGS}, "rules": {name: {"enabled": False} for name in BY_PART}})


def parts(page: Page) -> list[str]:
    """What the parts of the page that can be seen are built of."""
    found: list[str] = page.evaluate(PARTS, [OWN, NEAR])
    return found


def barriers_in(page: Page, *rules: str, within: Collection[str] | None = None) -> list[str]:
    """What axe-core finds by these rules, on the whole page or within these of its `parts`, asked for just before."""
    return _axe(page, {"runOnly": {"type": "rule", "values": list(rules)}}, within)


def _axe(page: Page, options: dict[str, Any], within: Collection[str] | None = None) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(FOUND, [LEAN | options, None if within is None else list(within)])
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
        found += [f"high contrast, {scheme}: {one}" for one in barriers_in(page, "color-contrast")]
    page.evaluate("() => { delete document.documentElement.dataset.contrast; delete document.documentElement.dataset.bsTheme; }")
    return found
