"""The pictures of the handbook: each is taken on the way through a role's main job, with a note of what the page said.

A plain run only compares the notes, so that a picture cannot grow stale unseen; `make handbook` takes pictures and notes anew.
"""

import difflib
import json
import os
import re
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Locator

from tests.browser.desk import PHONE, Desk

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "handbook" / "images"
TAKING = "HANDBOOK" in os.environ
# Without smooth scrolling, which would go on while a picture is taken.
WIDE: dict[str, Any] = {"viewport": {"width": 1200, "height": 800}, "device_scale_factor": 1.25, "reduced_motion": "reduce"}
HAND: dict[str, Any] = PHONE | {"device_scale_factor": 1.25, "reduced_motion": "reduce"}
# A Wednesday of a week without holidays: what is late, and what this week and next week hold, is the same in every run.
MORNING = datetime(2026, 10, 21, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
# Colours of a picture, and px left free around what it shows.
COLOURS, MARGIN = 96, 12
# What a picture of these elements says: their text, and what stands in their fields.
SAID = """one => [one.innerText, ...[...one.querySelectorAll("input:not([type=hidden]), select, textarea")].map(field =>
    ["checkbox", "radio"].includes(field.type) ? "" : field.selectedOptions ? field.selectedOptions[0]?.text : field.value)]"""
# Nothing of the page is on its way any more.
SETTLED = """() => !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling")"""
# A field that has the focus would draw the window to itself; in a list that is open, and in a question, it shows where one is.
LEAVE = """() => document.activeElement.matches("input:not([aria-expanded=true]), textarea") && !document.activeElement.closest("dialog")
    && document.activeElement.blur()"""
# What a browser draws in its own language, as one that speaks Chinese draws it; the browser of the tests has English alone.
DRESS = """() => document.querySelectorAll("input[type=date], input[type=file]").forEach(field => {
    const [kind, value] = [field.type, field.value];
    field.type = "text";
    field.value = kind === "file" ? "选择文件　未选择文件" : value ? value.replaceAll("-", "/") : "年 / 月 / 日";
    field.dataset.undressed = JSON.stringify([kind, value]);
})"""
UNDRESS = """() => document.querySelectorAll("[data-undressed]").forEach(field => {
    const [kind, value] = JSON.parse(field.dataset.undressed);
    field.type = kind;
    field.value = value;
    delete field.dataset.undressed;
})"""
# Where a picture that may go down to `lowest` px ends: below the last line, or between two of them.
END = """([lowest, margin]) => {
    const bar = document.querySelector(".decide, .keybar")?.getBoundingClientRect();
    if (bar && bar.bottom > lowest - 100 && bar.bottom <= lowest + 1) return bar.bottom;
    const lines = [...document.querySelectorAll("main, dialog")].flatMap(part => {
        const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT), rects = [];
        while (texts.nextNode()) {
            const range = document.createRange();
            range.selectNodeContents(texts.currentNode);
            if (texts.currentNode.data.trim() && texts.currentNode.parentElement.checkVisibility()) rects.push(...range.getClientRects());
        }
        const boxes = [...part.querySelectorAll(".btn, input, select, .tag, kbd, .notice, .rate-choice, td")]
            .filter(one => one.checkVisibility());
        // Of a line of text, what is inked.
        const inked = rects.map(({ top, bottom, height, width }) =>
            ({ top: top + height / 6, bottom: bottom - height / 6, height, width }));
        return [...inked, ...boxes.map(one => one.getBoundingClientRect())];
    }).filter(one => one.width > 1 && one.height > 1 && one.height < 120);
    const pieces = [...document.querySelectorAll(".panel, textarea, canvas, .thumbs, .pageview, .decide, .keybar")];
    const last = Math.max(...[...lines, ...pieces.map(one => one.getBoundingClientRect())].map(one => one.bottom));
    const start = Math.min(lowest, last + 2 * margin);
    for (let end = start; end > start - 160; end--)
        if (!lines.some(one => one.top < end + 2 && one.bottom > end - 2)) return end;
    return start;
}"""
# Figures, dates, codes and how long ago something was drawn differ from one run to the next, or after a change that no reader of a
# picture minds.
FIGURES = re.compile(r"刚刚|\d+ 秒前|这是先前的样子|[A-Z0-9]{4}(-[A-Z0-9]{4})+|\d+([.:,/\-]\d+)*")


class Clock(type):
    def __instancecheck__(cls, one: object) -> bool:
        return isinstance(one, datetime)


def clock_from(start: datetime) -> type[datetime]:
    """What Django takes for `datetime`: its clock goes on from `start`, and any moment is still an instance of it."""
    shift = start - datetime.now(UTC)

    class Shifted(datetime, metaclass=Clock):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + shift

    return Shifted


class Film:
    """The pictures of one role, in order. On leaving they are written down, or held against what was written down."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.notes = IMAGES / f"{role}.json"
        self.said: dict[str, list[str]] = {}

    def take(self, at: Desk, name: str, *parts: Locator, height: int = 800) -> None:
        """A picture of these parts of the page, or of all of it, from the top down to `height` px."""
        shown = parts or (at.page.locator("main"),)
        # What scripts add to a page is there once it is loaded.
        at.page.wait_for_load_state()
        for part in shown:
            part.first.wait_for()
        at.page.wait_for_function(SETTLED)
        at.page.evaluate(LEAVE)
        self.said[f"{self.role}-{name}"] = [line for part in shown for line in said(part.first)]
        if TAKING:
            at.page.mouse.move(0, 0)
            at.page.evaluate(DRESS)
            picture = at.page.screenshot(clip=frame(at, shown, whole=not parts, height=height), animations="disabled")
            at.page.evaluate(UNDRESS)
            drawn = Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
            drawn.save(IMAGES / f"{self.role}-{name}.png", optimize=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            return
        if TAKING:
            for picture in IMAGES.glob(f"{self.role}-*.png"):
                if picture.stem not in self.said:
                    picture.unlink()
            self.notes.write_text(json.dumps(self.said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        kept = json.loads(self.notes.read_text(encoding="utf-8")) if self.notes.exists() else {}
        stale = [
            f"{name}:\n{changed(kept.get(name, []), self.said.get(name, []))}"
            for name in self.said | kept
            if kept.get(name) != self.said.get(name)
        ]
        assert not stale, "docs/handbook is stale: run `make handbook`, and look at the pictures.\n" + "\n".join(stale)


def said(part: Locator) -> list[str]:
    """The lines of this part of a page, without what differs between runs."""
    text = "\n".join(filter(None, part.evaluate(SAID)))
    lines = (" ".join(FIGURES.sub("#", line).split()) for line in text.splitlines())
    return [line for line in lines if line]


def changed(kept: list[str], now: list[str]) -> str:
    return "\n".join(line for line in list(difflib.unified_diff(kept, now, lineterm="", n=0))[2:] if not line.startswith("@@"))


def panel(at: Desk, heading: str) -> Locator:
    """The panel of the page that has this heading."""
    return at.page.locator(".panel").filter(has=at.page.get_by_role("heading", name=heading, exact=True))


def frame(at: Desk, parts: tuple[Locator, ...], *, whole: bool, height: int) -> Any:
    """What of the window holds the parts, after scrolling to where they begin."""
    window = at.page.viewport_size
    assert window is not None
    top = min(box(part)["y"] for part in parts)
    at.page.evaluate("by => window.scrollBy({top: by, behavior: 'instant'})", -10_000 if whole else top - MARGIN)
    boxes = [box(part) for part in parts]
    # Around a dialog there is but the page behind, darkened.
    margin = 0 if parts[0].first.evaluate("one => Boolean(one.closest('dialog'))") else MARGIN
    left, right = (0, window["width"]) if whole else (min(b["x"] for b in boxes) - margin, max(b["x"] + b["width"] for b in boxes) + margin)
    upper = 0 if whole else max(0, min(b["y"] for b in boxes) - margin)
    lowest = window["height"] if whole else max(b["y"] + b["height"] for b in boxes) + margin
    lower = min(window["height"], upper + height, lowest)
    if whole or lower < lowest:
        lower = at.page.evaluate(END, [lower, MARGIN])
    left, right = max(0, left), min(window["width"], right)
    return {"x": left, "y": upper, "width": right - left, "height": lower - upper}


def box(part: Locator) -> Any:
    found = part.first.bounding_box()
    assert found is not None
    return found
