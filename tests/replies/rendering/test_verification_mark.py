"""The QR code and the number on the last page: read back as they are seen, and clear of all else."""

from typing import Any

import pytest
import segno

from replies.rendering import render
from replies.rendering.letter import Verification
from replies.structure import parse_body
from tests.replies.rendering.eye import DARK, ink, picture_of
from tests.replies.rendering.measure import Box, Page, read
from tests.replies.rendering.samples import letters_on, plain_text

CODE = "MZXW6-YTBOI-2DAMR-QGEZA"
# Last pages with odd and even numbers, and a letter's page 1, which ends in the red line.
PAGES = [("plain", 60), ("file", 30), ("file", 300), ("letter", 30), ("letter", 300), ("letter", 900)]
URLS = ["https://a.example/v/1", "https://jianyi.yunlan.example/verify/MZXW6YTBOI2DAMRQGEZA", "https://jianyi.yunlan.example/" + "x" * 90]


def printed(form: str, characters: int, url: str = URLS[1], **changes: Any) -> bytes:
    body = tuple(parse_body(plain_text(characters)))
    return render(letters_on(form, body=body, verification=Verification(url, CODE), **changes)).pdf


def modules(page: Page) -> list[Box]:
    """The boxes of the code: black, and narrower than any rule."""
    return [box for box in page.boxes if sum(box.color) == 0 and box.width < 20]


def extent(page: Page) -> tuple[float, float, float, float]:
    boxes = modules(page)
    return (
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.left + box.width for box in boxes),
        max(box.top + box.height for box in boxes),
    )


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(("form", "characters"), PAGES)
def test_the_code_that_is_seen_is_the_code_of_the_address(form: str, characters: int, url: str) -> None:
    pdf = printed(form, characters, url)
    *others, last = read(pdf)
    left, top, right, bottom = extent(last)
    scale = 600 / 25.4  # a usual printer's
    image = picture_of(pdf, len(others), scale, (left, top, right, bottom)).convert("L")
    matrices = [segno.make_qr(url, error="m", boost_error=False, mask=mask).matrix for mask in range(8)]
    size = len(matrices[0])
    module = (right - left) / size
    places = [(place + 0.5) * module for place in range(size)]
    seen = tuple(bytearray(image.getpixel((int(x * scale), int(y * scale))) < 128 for x in places) for y in places)
    assert seen in [tuple(matrix) for matrix in matrices]
    assert module == pytest.approx((bottom - top) / size, abs=1e-3)
    assert module > 0.25


@pytest.mark.parametrize(("form", "characters"), PAGES)
def test_the_code_is_clear_of_all_else(form: str, characters: int) -> None:
    pdf = printed(form, characters)
    *others, last = read(pdf)
    assert all(not modules(page) for page in others)
    left, top, right, bottom = extent(last)
    white = 4 * (right - left) / 33
    for line in last.lines:
        for glyph in line.glyphs:
            em = glyph.size * 25.4 / 72
            beside = glyph.right < left - white + 0.1 or glyph.x > right + white - 0.1
            above_or_below = glyph.y + 0.12 * em < top - white + 0.1 or glyph.y - 0.88 * em > bottom
            assert beside or above_or_below, f"{glyph.char} stands in the white of the code"
    for box in last.boxes:
        if box.width > 20:
            assert box.top + box.height < top - white + 0.6 or box.top > bottom + white - 0.6
    number = [glyph for glyph in last.glyphs if glyph.y > 265 and glyph.size > 13]
    if number:
        said = [glyph for glyph in last.glyphs if glyph.y > 262 and glyph.size < 8]
        odd = (len(others) + 1) % 2 == 1
        assert (max(glyph.right for glyph in said) < number[0].x) if odd else (min(glyph.x for glyph in said) > number[-1].right)
    assert (left == pytest.approx(28, abs=0.01)) or (right == pytest.approx(184, abs=0.01))


@pytest.mark.parametrize(("form", "characters"), [("file", 30), ("letter", 30), ("letter", 300)])
def test_the_number_is_said_beside_the_code(form: str, characters: int) -> None:
    last = read(printed(form, characters))[-1]
    said = [line.text for line in last.lines if line.size < 8]
    assert said[0].startswith("扫描二维码")
    assert said[1:] == [f"核验码：{CODE}", URLS[1]]


def test_the_page_is_otherwise_as_without_the_code() -> None:
    with_code, without = read(printed("file", 300)), read(render(letters_on("file", body=tuple(parse_body(plain_text(300))))).pdf)
    for one, other in zip(with_code, without, strict=True):
        assert [(line.text, line.y) for line in one.lines if line.size > 8] == [(line.text, line.y) for line in other.lines]


def test_the_white_around_the_code_is_white() -> None:
    pdf = printed("file", 300)
    *others, last = read(pdf)
    left, top, right, bottom = extent(last)
    seen = ink(pdf, len(others), DARK, (left - 1.7, top - 1.4, right + 1.7, bottom + 1.7))
    assert seen == pytest.approx((left, top, right, bottom), abs=0.2)
