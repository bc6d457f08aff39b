"""One person's browser. Whatever goes wrong in it is noted down, and fails the test when the test is over."""

import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response, expect
from pypdf import PdfReader

from tests.browser.barriers import BY_PART, barriers, barriers_in, parts
from tests.browser.shapes import Seen, Shapes

SHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
# What Chromium writes into its console and `Desk` looks at itself: answers of 400 and above; and Bootstrap's pictures in data: addresses,
# which the theme takes away, but which a question of Playwright's calls up when it comes between the two style sheets.
LOOKED_AT = ("Failed to load resource", "Loading the image 'data:image/svg+xml")
# Latin that a Chinese reader expects: names of formats and units, and of keys.
EXPECTED_LATIN = {"PDF", "CSV", "PNG", "JPEG", "MB", "Ctrl", "Enter", "English", "WPS", "Excel", "xlsx", "Esc", "Shift", "Space", "Alt"}
# And, in the report of a printed page, the faces that stand in for those that are missing.
FACES = {"Noto", "Serif", "Sans", "CJK", "SC", "GB"}
# What a reader meets besides the text: names for assistive technology, hints in fields, the words of buttons.
WORDS = """() => [document.title, document.body.innerText, ...[...document.querySelectorAll("input[type=submit]")].map(one => one.value),
    ...["aria-label", "placeholder", "title"].flatMap(
        name => [...document.querySelectorAll(`[${name}]`)].map(one => one.getAttribute(name)))]"""
WIDER = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
    ? [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .slice(0, 5).map(one => one.outerHTML.slice(0, 120)) : []"""
# What of a page is there, and how it looks, hangs on the widths at which the theme changes it, and on what the reader has chosen.
MEDIA = """() => { const chosen = document.documentElement.dataset, wide = [48, 62].map(rem => innerWidth >= 16 * rem);
    return [wide.join(), [wide, matchMedia("(prefers-color-scheme: dark)").matches, chosen.bsTheme, chosen.contrast].join()]; }"""
CHECKED = Seen("desk")
BLOCKED_IMAGES = """() => [...document.querySelectorAll("*")].filter(one => getComputedStyle(one).backgroundImage.includes("data:"))
    .map(one => one.outerHTML.slice(0, 120))"""


class Desk:
    """A page of the site as one person sees it; `problems` is what went wrong on any of its pages."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.problems: list[str] = []
        self._expected: set[int] = set()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"error in a script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(LOOKED_AT):
            self.problems.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # A download ends the navigation that asked for it.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"not loaded: {request.url} {request.failure}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(f"{self.base}/"):
            self.problems.append(f"asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.problems.append(f"{response.status}: {response.url}")

    @contextmanager
    def refused(self, status: int) -> Iterator[None]:
        """The block is meant to meet this refusal of the server, and must."""
        self._expected.add(status)
        with self.page.expect_response(lambda response: response.status == status):
            yield
        self._expected.discard(status)

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Clicks the one button of this name."""
        (within or self.page).get_by_role("button", name=name, exact=True).click()
        self._comes()

    def follow(self, name: str, *, within: Locator | None = None) -> None:
        """Clicks the one link of this name."""
        (within or self.page).get_by_role("link", name=name, exact=True).click()
        self._comes()

    def decide(self, name: str) -> None:
        """Presses the button of a decision about a draft, then the one of the question that comes."""
        self.page.locator(".decide").get_by_role("link", name=name, exact=True).click()
        self._comes()
        self.press(name)

    def _comes(self) -> None:
        """The page that comes is read to its end, and its scripts have begun: a person does not type into half a page."""
        self.page.wait_for_load_state("domcontentloaded")

    def field(self, label: str) -> Locator:
        """The one field of this name. Its label goes on with “可不填” where it may stay empty."""
        named = self.page.get_by_label(re.compile(rf"^{re.escape(label)}( 可不填)?$"))
        return named.and_(self.page.locator("input, select, textarea"))

    def surface(self) -> Locator:
        """Where the letter's text is written; what is written there stands in its field."""
        return self.page.get_by_role("textbox", name="答复正文")

    def editor(self) -> Locator:
        """The field of the letter's text, once the editor's script is there. What is filled in there comes onto the surface."""
        expect(self.page.get_by_role("toolbar")).to_be_visible()
        return self.field("正文")

    def fill(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def row(self, title: str) -> Locator:
        """The row of a list or table that has this title."""
        return self.page.locator("li, tr").filter(has=self.page.get_by_role("link", name=title, exact=True))

    def reads(self, *texts: str) -> None:
        """Every text stands on the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def told(self, text: str) -> None:
        """The notice at the top says so."""
        expect(self.page.locator(".notice").filter(has_text=text)).to_be_visible()

    def download(self, link: Locator) -> bytes:
        with self.page.expect_download() as begun:
            link.click()
        return Path(begun.value.path()).read_bytes()

    def look(self, name: str, *, latin: Collection[str] = ()) -> None:
        """Checks what every page must hold to, and keeps a picture of it as `name` where somebody may look at it: not under CI."""
        self.page.wait_for_load_state()
        if "CI" not in os.environ:
            self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        assert not (found := self.wrong(latin=latin)), f"{name}: " + "\n".join(found)

    def wrong(self, *, latin: Collection[str] = ()) -> list[str]:
        """What does not hold of the page that must hold of every one."""
        found = [f"wider than the window: {one}" for one in self.page.evaluate(WIDER)]
        found += [f"an image that the policy forbids: {one}" for one in self.page.evaluate(BLOCKED_IMAGES)]
        found += [f"not Chinese: {one}" for one in sorted(untranslated(self.page.evaluate(WORDS)) - set(latin))]
        # Pages that are built alike have the same barriers, and parts that are built alike the same colours and sizes.
        shapes, (width, media) = Shapes(self.page.content()), self.page.evaluate(MEDIA)
        path = re.sub(r"\d+", "0", urlsplit(self.page.url).path)
        new = CHECKED.is_new(f"{path} {width}", shapes.page), CHECKED.is_new(f"masthead {width}", shapes.masthead)
        if any(new):
            found += barriers(self.page)
        if unseen := CHECKED.new(f"parts {media}", parts(self.page)):
            found += barriers_in(self.page, *BY_PART, within=unseen)
        return found


def untranslated(texts: list[str]) -> set[str]:
    """Latin words in the texts that no Chinese reader expects; the end of a file's name is none."""
    return {word for text in texts for word in re.findall(r"(?<![.A-Za-z])[A-Za-z]{2,}", text)} - EXPECTED_LATIN


def text_of(pdf: bytes) -> str:
    """The text of a PDF without the spaces and line ends that the layout puts in."""
    assert pdf.startswith(b"%PDF-1.7")
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))
