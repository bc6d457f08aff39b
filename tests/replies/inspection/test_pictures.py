"""Pictures of pages."""

import io
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
from PIL import Image, ImageChops

from replies.inspection import Unreadable, inspect
from replies.inspection.pictures import page_picture
from tests.replies.inspection.drawing import RED, Drawing
from tests.replies.inspection.sheets import pdf


@cache
def letter() -> bytes:
    return pdf(form="file")


def picture(number: int = 1, width: int = 210) -> Image.Image:
    return Image.open(io.BytesIO(page_picture(letter(), number, width)))


@pytest.mark.parametrize("width", [1, 60, 210, 1240])
def test_it_is_as_wide_as_asked(width: int) -> None:
    made = picture(width=width)
    assert made.format == "PNG"
    assert made.width == width
    assert made.height == pytest.approx(width * 297 / 210, abs=1)


def reddest(page: Image.Image) -> int:
    """By how much the reddest point is redder than green."""
    red, green, _blue = page.convert("RGB").split()
    extrema = ImageChops.subtract(red, green).getextrema()
    return int(extrema[1])  # type: ignore[arg-type]


def test_it_shows_the_page_that_is_asked() -> None:
    assert reddest(picture(1)) > 150
    assert reddest(picture(2)) == 0


def test_it_is_the_same_each_time() -> None:
    assert page_picture(letter(), 1, 300) == page_picture(letter(), 1, 300)


@pytest.mark.parametrize("number", [0, -1, 99])
def test_a_page_that_is_not_there(number: int) -> None:
    with pytest.raises(IndexError):
        page_picture(letter(), number, 100)


def test_a_width_of_nothing() -> None:
    with pytest.raises(ValueError, match="0 pixels"):
        page_picture(letter(), 1, 0)


@pytest.mark.parametrize("content", [b"", b"nothing", b"%PDF-1.7"])
def test_what_is_no_pdf(content: bytes) -> None:
    with pytest.raises(Unreadable):
        page_picture(content, 1, 100)


def test_a_strip_does_not_fill_the_memory() -> None:
    strip = Drawing().page().bar(10, 10, 50, 1, RED).pdf(size=(20, 4000))
    made = Image.open(io.BytesIO(page_picture(strip, 1, 500)))
    assert made.height <= 2001


def test_threads_take_turns() -> None:
    with ThreadPoolExecutor(4) as threads:
        pictures = list(threads.map(lambda number: page_picture(letter(), number % 2 + 1, 120), range(16)))
        judged = list(threads.map(lambda _number: inspect(letter()).passed, range(8)))
    assert len(set(pictures)) == 2
    assert all(judged)
