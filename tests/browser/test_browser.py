"""The browser itself: that it draws Chinese, what its own print of a letter is worth, and that it finds what shuts people out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from replies.inspection import inspect
from tests.browser.barriers import BY_PART, barriers, barriers_in, parts
from tests.browser.shapes import Seen
from tests.replies.rendering.samples import plain_text

pytestmark = pytest.mark.browser

HTML = """<meta charset="utf-8"><title>答复</title><style>@page { size: A4; margin: 25.4mm 31.8mm }
body { margin: 0; font: 16pt/1.5 serif } h1 { font-size: 22pt; text-align: center } p { text-indent: 2em; margin: 0 }</style>
<h1>对云澜市九届人大三次会议第0027号建议的答复</h1><div>顾晚舟代表：</div>"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def test_the_browser_draws_chinese(page: Page) -> None:
    """A face without the character would give both the same box."""
    page.set_content("<canvas></canvas>")
    draw = """text => { const area = document.querySelector("canvas"), pen = area.getContext("2d");
        pen.clearRect(0, 0, area.width, area.height); pen.font = "40px sans-serif"; pen.fillText(text, 10, 60); return area.toDataURL() }"""
    assert page.evaluate(draw, "建") != page.evaluate(draw, "议")


def test_a_letter_that_a_browser_printed_is_measured_and_found_wanting(page: Page) -> None:
    page.set_content(HTML + "".join(f"<p>{plain_text(200)}。</p>" for _number in range(8)))
    made = inspect(page.pdf(prefer_css_page_size=True))
    found = {finding.code for finding in made.faults}
    assert made.form == "plain"
    assert {"margin-left", "margin-right", "pitch", "folio-missing", "characters"} <= found
    assert made.measured["margins"]["left"] == pytest.approx(31.8, abs=0.3)
    assert made.measured["body"]["size"] == 16
    assert made.measured["characters_per_line"]["mode"] < 28


SPOILT = "<!doctype html><html lang=zh><title>样页</title><main><h1>样页</h1>{}</main>"
PALE = '<p style="color: #ccc">太淡</p>'
SMALL = """<style>.tiny { display: inline-block; width: 9px; height: 9px; font-size: 5px }</style>
<p><a href="#a" class=tiny>一</a><a href="#b" class=tiny>二</a></p>"""
UNNAMED = "<img src=data:,>"


@pytest.mark.parametrize(("markup", "rule"), [(PALE, "color-contrast"), (SMALL, "target-size"), (UNNAMED, "image-alt")])
def test_what_shuts_people_out_is_found(page: Page, markup: str, rule: str) -> None:
    page.set_content(SPOILT.format(markup))
    found = [*barriers(page), *barriers_in(page, *BY_PART, within=parts(page))]
    assert any(f" {rule}: " in one for one in found), found


def test_a_part_is_looked_at_when_it_can_be_seen_and_once(page: Page) -> None:
    page.set_content(SPOILT.format(f"<p>好</p><div hidden>{PALE}</div>"))
    seen = Seen("test")
    assert [one for one in seen.new("", parts(page)) if one.startswith("p ")]
    page.evaluate("document.querySelector('[hidden]').hidden = false")
    (shown,) = seen.new("", parts(page))
    assert [one.split()[1] for one in barriers_in(page, *BY_PART, within=[shown])] == ["color-contrast:"]
    assert not seen.new("", parts(page))
