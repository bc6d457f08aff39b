"""Figures on the page: measured on the PDF."""

import io

import pikepdf
import pytest
from PIL import Image

from replies.rendering import Rendered, RenderError, render
from replies.structure import parse_body
from tests.replies.rendering.measure import read
from tests.replies.rendering.samples import letter, plain_text

ROW = 225 / 22
LINE = "【图：分布\u3000图1　各街道托位分布】"


def picture(width: int = 600, height: int = 300, kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), (40, 90, 160)).save(made, kind)
    return made.getvalue()


def printed(text: str, data: bytes) -> Rendered:
    return render(letter(body=tuple(parse_body(text)), figures=(("分布", data),)))


def boxes(pdf: bytes) -> list[tuple[int, float, float, float, float]]:
    """(page, left, top, width, height) of each picture, mm from the upper left corner."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for number, page in enumerate(document.pages):
            matrix: list[float] = []
            stack: list[list[float]] = []
            for step in pikepdf.parse_content_stream(page):
                name = str(step.operator)
                if name == "q":
                    stack.append(matrix)
                elif name == "Q":
                    matrix = stack.pop()
                elif name == "cm":
                    one = [float(value) for value in step.operands]
                    scale, up = (matrix[0], matrix[3]) if matrix else (1.0, 1.0)
                    right, down = (matrix[4], matrix[5]) if matrix else (0.0, 0.0)
                    matrix = [one[0] * scale, 0, 0, one[3] * up, one[4] * scale + right, one[5] * up + down]
                elif name == "Do":
                    mm = 25.4 / 72
                    top = float(page.mediabox[3]) - max(matrix[5], matrix[5] + matrix[3])
                    found.append((number, matrix[4] * mm, top * mm, abs(matrix[0]) * mm, abs(matrix[3]) * mm))
    return found


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize(("width", "height"), [(300, 150), (600, 300), (4000, 500), (500, 4000), (1, 1)])
def test_a_figure_stands_in_the_middle_and_inside_the_type_area(width: int, height: int, kind: str) -> None:
    made = printed("正文。\n" + LINE + "\n后文。", picture(width, height, kind))
    ((page, left, top, wide, high),) = boxes(made.pdf)
    assert wide / high == pytest.approx(width / height, rel=0.01)
    assert 2 * left + wide == pytest.approx(28 + 184, abs=0.05)
    assert wide <= 156.01
    assert high <= 12 * ROW
    assert wide <= width / 150 * 25.4 + 0.01  # never coarser than 150 points to the inch
    lines = {line.text: line for line in read(made.pdf)[page].lines}
    caption = lines["图1　各街道托位分布"]
    assert caption.left + caption.right == pytest.approx(28 + 184, abs=0.3)
    assert 37 <= top < top + high < caption.y < 262
    if "正文。" in lines:
        assert lines["正文。"].y < top
    if "后文。" in lines:
        assert caption.y < lines["后文。"].y
        assert (lines["后文。"].y - 37) / ROW % 1 == pytest.approx(0.71, abs=0.02)


@pytest.mark.parametrize("before", range(0, 24, 3))
def test_a_figure_and_its_caption_are_on_one_page(before: int) -> None:
    made = printed("\n".join([plain_text(20)] * before + [LINE]), picture(900, 600))
    ((page, *_box),) = boxes(made.pdf)
    pages = read(made.pdf)
    assert "图1　各街道托位分布" in pages[page].drawn
    signed = next(number for number, one in enumerate(pages) if "2026年4月20日" in one.drawn)
    assert signed == page  # the last of the body goes with the signature


def test_the_structure_says_what_the_figure_shows() -> None:
    made = printed("正文。\n" + LINE + "\n【图：分布】", picture())
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        (top,) = document.Root.StructTreeRoot.K
        figures = [element for element in top.K if element.S == "/Figure"]
        assert [str(element.Alt) for element in figures] == ["图1　各街道托位分布", "分布"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture()[:200],
        b"%PDF-1.7",
        picture(kind="BMP"),
        b"\x89PNG\r\n\x1a\n" * 9,
    ],
)
def test_what_is_no_picture_is_refused_by_its_name(data: bytes) -> None:
    with pytest.raises(RenderError, match="分布"):
        printed(LINE, data)


def test_a_figure_that_is_not_there_is_refused_by_its_name() -> None:
    with pytest.raises(RenderError, match="总图"):
        printed("【图：总图】", picture())


def test_a_figure_that_is_not_shown_is_not_embedded() -> None:
    assert boxes(printed("正文。", picture()).pdf) == []
