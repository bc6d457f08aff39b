"""附件说明 and attachments measured on the PDF (GB/T 9704-2012, 7.3.4 and 7.3.7)."""

import io

import pikepdf
import pytest

from replies.rendering import Letter, RenderError, render
from replies.rendering.letter import Attachment
from replies.structure import parse_body
from tests.replies.rendering.measure import Line, Page, read
from tests.replies.rendering.samples import body, letters_on, plain_text

TOP, LEFT, RIGHT = 37.0, 28.0, 184.0
ROW, CELL = 225 / 22, 156 / 28
LONG = "云澜市老旧小区社区闲置用房改造为普惠托育服务点位名单及其日照消防条件查验情况"


def row(line: Line) -> int:
    return int((line.y - TOP) / ROW)


def letter_with(*titles: str, form: str = "file", characters: int = 60, paragraphs: int = 2) -> Letter:
    made = tuple(Attachment(title, tuple(parse_body(body(paragraphs, seed=place)))) for place, title in enumerate(titles))
    return letters_on(form, body=tuple(parse_body(plain_text(characters))), attachments=made)


def note(pages: list[Page]) -> tuple[Page, int]:
    """The page and the place of the line of 附件说明."""
    return next((page, place) for page in pages for place, line in enumerate(page.body) if line.text.startswith("附件："))


def test_a_single_attachment_has_no_number() -> None:
    page, place = note(read(render(letter_with("托位建设任务分解表。")).pdf))
    line, above = page.body[place], page.body[place - 1]
    assert line.text == "附件：托位建设任务分解表"  # no mark after the name
    assert line.left == pytest.approx(LEFT + 2 * CELL, abs=0.05)
    assert line.y - above.y == pytest.approx(2 * ROW, abs=0.01)


def test_several_attachments_are_numbered_and_aligned() -> None:
    titles = ("托位建设任务分解表", LONG, "工作人员名单")
    page, place = note(read(render(letter_with(*titles)).pdf))
    first, second, wrapped, third = page.body[place : place + 4]
    assert [first.text, third.text] == ["附件：1.托位建设任务分解表", "3.工作人员名单"]
    assert second.text + wrapped.text == f"2.{LONG}"
    starts = [first.glyphs[5].x, second.glyphs[2].x, wrapped.left, third.glyphs[2].x]
    assert {round(start, 2) for start in starts} == {round(starts[0], 2)}
    assert second.right == pytest.approx(RIGHT, abs=0.2)
    assert [round(line.y - first.y, 1) for line in (second, wrapped, third)] == [10.2, 20.5, 30.7]


def test_ten_attachments_are_aligned_too() -> None:
    pages = read(render(letter_with(*(f"名单{letter}" for letter in "甲乙丙丁戊己庚辛壬癸"), paragraphs=0)).pdf)
    lines = [line for page in pages for line in page.body if "名单" in line.text and "." in line.text]
    assert len(lines) == 10
    assert len({round(next(glyph.x for glyph in line.glyphs if glyph.char == "名"), 2) for line in lines}) == 1


@pytest.mark.parametrize("titles", [("托位建设任务分解表",), ("托位建设任务分解表", LONG)])
@pytest.mark.parametrize("form", ["plain", "file", "letter"])
def test_each_attachment_begins_a_page(form: str, titles: tuple[str, ...]) -> None:
    pages = read(render(letter_with(*titles, form=form, paragraphs=8)).pdf)
    names = ["附件"] if len(titles) == 1 else [f"附件{number}" for number in range(1, len(titles) + 1)]
    starts = [number for number, page in enumerate(pages) if page.body and page.body[0].text in names]
    assert [pages[number].body[0].text for number in starts] == names
    for number, title in zip(starts, titles, strict=True):
        mark, *_rest = pages[number].body
        large = [line for line in pages[number].lines if round(line.size) == 22]
        assert row(mark) == 0
        assert mark.left == pytest.approx(LEFT, abs=0.05)
        assert mark.fonts == {"FandolHei-Regular"}
        assert (row(large[0]), "".join(line.text for line in large)) == (2, title)
        assert all(line.left + line.right == pytest.approx(LEFT + RIGHT, abs=0.3) for line in large)
        text = next(line for line in pages[number].body if line.y > large[-1].y)
        assert row(text) == row(large[-1]) + 2
    if form != "letter":
        for number, page in enumerate(pages, 1):
            assert f"— {number} —" in page.drawn


@pytest.mark.parametrize("paragraphs", range(9))
def test_the_imprint_is_on_the_last_page_of_all(paragraphs: int) -> None:
    *others, last = read(render(letter_with("甲表", "乙表", paragraphs=paragraphs)).pdf)
    assert "印发" in last.drawn
    assert not any("印发" in page.drawn.replace("我局印发", "") for page in others)
    assert not any("附件2" in line.text for line in last.lines) or last.body


@pytest.mark.parametrize("characters", range(20, 500, 28))
def test_note_and_signature_stay_with_the_body(characters: int) -> None:
    pages = read(render(letter_with("托位建设任务分解表", "名单", characters=characters)).pdf)
    page, place = note(pages)
    assert page.body[place - 1].text in plain_text(characters)
    assert any("2026年4月20日" in line.text for line in page.body)


def test_attachments_are_in_the_outline() -> None:
    with pikepdf.open(io.BytesIO(render(letter_with("甲表", "乙表")).pdf)) as pdf, pdf.open_outline() as outline:
        assert [entry.title for entry in outline.root][1:] == ["附件1\u3000甲表", "附件2\u3000乙表"]


def test_an_attachment_may_be_a_title_alone() -> None:
    pages = read(render(letters_on("file", attachments=(Attachment("另附的光盘", ()),))).pdf)
    assert [line.text for line in pages[-1].body] == ["附件"]


def test_an_attachment_without_a_name_is_refused() -> None:
    with pytest.raises(RenderError, match="2"):
        render(letter_with("任务分解表", ""))
