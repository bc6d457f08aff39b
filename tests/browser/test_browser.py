"""The browser itself: that it draws Chinese, and what its own print of a letter is worth."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from replies.inspection import inspect
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
