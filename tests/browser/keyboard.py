"""A person who has no mouse: what he or she can do on a page, and what must hold at every stop on the way."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import Desk

# More stops than this on the way to the next thing, and the page is mended: a heading, a key or a shorter way.
MOST_TABS = 25
# More than any list or group of choices of the walks has.
MOST_ARROWS = 40
# Whatever a pointer does in the window is noted down; Enter and Space make clicks, but press no pointer.
POINTER = """() => { window.pointed = []; for (const kind of ["pointerdown", "mousedown", "wheel", "touchstart"])
    addEventListener(kind, (event) => event.isTrusted && window.pointed.push(kind), { capture: true, passive: true }); }"""
# What is wrong with the element that has the focus: it does not show that it has, or other things lie over all of it (WCAG 2.4.7, 2.4.11).
STOP = """(wanted) => {
    const one = document.activeElement;
    const style = getComputedStyle(one);
    const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none";
    const box = one.getBoundingClientRect();
    const points = [0.05, 0.5, 0.95].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.left + box.width * x, box.top + box.height * y]));
    const met = points.map(([x, y]) => document.elementFromPoint(x, y)).filter(Boolean);
    // The label of a box, and the table or list that a choice belongs to, are parts of it.
    const own = (other) => one.contains(other) || other.contains(one) || [...one.labels ?? []].some((label) => label.contains(other));
    return {
        reached: one === wanted,
        name: one.outerHTML.slice(0, 160),
        at: one === document.body ? "" : !shown ? "shows no focus" : !met.some(own) ? "is covered" : "",
    }; }"""


def tab_to(page: Page, wanted: Locator, *, most: int = MOST_TABS) -> None:
    """Presses Tab until this has the focus; every stop on the way must show that it has it, and must not be covered."""
    expect(wanted).to_be_attached()
    handle = wanted.element_handle()
    if page.evaluate(STOP, handle)["reached"]:
        return
    stops = []
    for _stop in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(STOP, handle)
        stops.append(found["name"])
        assert not found["at"], f"{found['name']} {found['at']} after {stops}"
        if found["reached"]:
            return
    raise AssertionError(f"{most} times Tab do not lead to {wanted}:\n" + "\n".join(stops))


class Keyboard:
    """Keys, typing into what has the focus, and looking. `Desk` with its clicks is out of reach; a pointer that moves fails the test."""

    def __init__(self, desk: Desk, path: str = "/") -> None:
        self._desk = desk
        self._page = desk.page
        self._page.add_init_script(f"({POINTER})()")
        # A page that glides to where the focus is would be looked at on its way.
        self._page.emulate_media(reduced_motion="reduce")
        desk.go(path)

    def keys(self, *names: str) -> None:
        """Presses these keys, one after the other."""
        self._no_pointer()
        for name in names:
            self._page.keyboard.press(name)

    def type(self, text: str) -> None:
        """Types into what has the focus; letters that stand on no key come as from an input method."""
        self._page.keyboard.type(text)

    def skip(self) -> None:
        """From the top of a page straight to its text."""
        self.tab_to("link", "跳到正文")
        self.keys("Enter")
        expect(self._page.get_by_role("main")).to_be_focused()

    def tab_to(self, role: Any, name: str | re.Pattern[str], *, within: str = "") -> None:
        """Presses Tab until the first of these has the focus; every stop on the way must show that it has it, and must not be covered."""
        self._tab(self._named(role, name, within))

    def tab_to_field(self, label: str) -> None:
        self._tab(self._desk.field(label).first)

    def enter(self, role: Any, name: str | re.Pattern[str], *, within: str = "") -> None:
        """Goes there and presses Enter."""
        self.tab_to(role, name, within=within)
        self.keys("Enter")

    def fill(self, label: str, text: str) -> None:
        """Goes to the field and writes over what is in it."""
        self.tab_to_field(label)
        self.keys("Control+a")
        self.type(text)

    def choose(self, label: str, option: str) -> None:
        """Goes to the list of this name and moves to the option."""
        self.tab_to_field(label)
        self.keys("Home")
        self._arrows("ArrowDown", lambda: self._page.evaluate("document.activeElement.selectedOptions[0]?.textContent.trim()") == option)

    def pick(self, name: str | re.Pattern[str], *, within: str = "") -> None:
        """Goes to a group of choices of which one can be had, and moves to this one."""
        wanted = self._named("radio", name, within)
        group = wanted.evaluate("one => one.name")
        radios = self._page.locator(f"input[type=radio][name='{group}']")
        chosen = radios.and_(self._page.locator(":checked"))
        self._tab(chosen if chosen.count() else radios.first)
        self.keys("Space")
        self._arrows("ArrowDown", lambda: wanted.is_checked())

    def focus_is_on(self, label: str) -> None:
        expect(self._desk.field(label).first).to_be_focused()

    def focus_is_within(self, selector: str) -> None:
        """What has the focus lies in this part of the page."""
        expect(self._page.locator(f"{selector}:focus, {selector} :focus").first).to_be_attached()

    def sees(self, *texts: str) -> None:
        self._desk.reads(*texts)
        self._arrived()

    def told(self, text: str) -> None:
        self._desk.told(text)
        self._arrived()

    def heading(self, text: str | re.Pattern[str]) -> None:
        expect(self._page.get_by_role("heading", name=text).first).to_be_visible()
        self._arrived()

    def dialog(self, name: str | re.Pattern[str]) -> None:
        """A question is open, and has the focus."""
        expect(self._page.get_by_role("dialog", name=name)).to_be_visible()
        self.focus_is_within("dialog[open]")

    def download(self, key: str) -> str:
        """Presses the key and takes the file that comes; its name."""
        with self._page.expect_download() as begun:
            self.keys(key)
        return begun.value.suggested_filename

    def look(self, name: str) -> None:
        self._desk.look(name)

    def _named(self, role: Any, name: str | re.Pattern[str], within: str) -> Locator:
        place = self._page.locator(within) if within else self._page
        return place.get_by_role(role, name=name, exact=True if isinstance(name, str) else None).first

    def _tab(self, wanted: Locator) -> None:
        tab_to(self._page, wanted)

    def _arrows(self, key: str, done: Callable[[], bool]) -> None:
        for _step in range(MOST_ARROWS):
            if done():
                return
            self.keys(key)
        raise AssertionError("The arrows do not lead to what is to be chosen.")

    def _arrived(self) -> None:
        """The scripts of the page are there, and its keys with them; and no pointer has brought us here."""
        self._page.wait_for_load_state("load")
        self._no_pointer()

    def _no_pointer(self) -> None:
        assert not (pointed := self._page.evaluate("window.pointed")), f"a pointer was used: {pointed}"
