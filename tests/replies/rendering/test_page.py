"""The page as it comes out: measured on the PDF."""

from pathlib import Path

import pytest
from django.conf import settings

from replies.rendering import Letter, render
from replies.structure import parse_body
from tests.replies.rendering.faults import faults
from tests.replies.rendering.measure import read
from tests.replies.rendering.samples import body, letter, letters_on, plain_text

SEEDS = sorted((Path(settings.BASE_DIR).parent / "shared" / "seeds").glob("00[013]_*.txt"))


@pytest.mark.parametrize("paragraphs", [0, 1, 2, 3, 5, 8, 11, 14, 17, 23, 30, 41])
def test_letters_of_many_lengths_have_no_fault(paragraphs: int) -> None:
    one = letter(body=tuple(parse_body(body(paragraphs, seed=paragraphs))))
    assert faults(one, render(one)) == []


@pytest.mark.parametrize("form", ["file", "letter"])
@pytest.mark.parametrize("paragraphs", [1, 4, 9])
def test_headed_paper_has_no_fault(form: str, paragraphs: int) -> None:
    one = letters_on(form, body=tuple(parse_body(body(paragraphs, seed=paragraphs))))
    assert faults(one, render(one)) == []


@pytest.mark.parametrize("rows", range(11, 24))
def test_a_signature_never_stands_without_body(rows: int) -> None:
    one = letter(body=tuple(parse_body("\n".join([plain_text(20)] * rows))))
    assert faults(one, render(one)) == []


@pytest.mark.parametrize("rows", range(13, 20))
def test_a_heading_never_stands_at_the_foot_of_a_page(rows: int) -> None:
    one = letter(body=tuple(parse_body("\n".join([plain_text(20)] * rows + ["一、关于托位底数", "（一）基本情况", plain_text(400)]))))
    assert faults(one, render(one)) == []


@pytest.mark.skipif(not SEEDS, reason="the published replies are not on this machine")
@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
def test_published_replies_have_no_fault(path: Path) -> None:
    lines = [line.strip(" \u3000\xa0") for line in path.read_text("utf-8").splitlines()]
    title, rest, addressee, *text = [line for line in lines if line]
    one = letter(title=f"{title}\n{rest}", addressee=addressee, body=tuple(parse_body("\n".join(text))))
    assert faults(one, render(one)) == []


def test_a_full_line_has_28_characters_and_a_full_page_22_lines() -> None:
    printed = render(letter(body=tuple(parse_body(plain_text(28 * 60)))))
    first, second, *_rest = read(printed.pdf)
    assert {len(line.text) for line in second.body} == {28}
    assert len(second.body) == 22
    assert len(first.body[-1].text) == 28
    assert second.body[0].y - 37 == pytest.approx(7.26, abs=0.02)
    pitches = {round(after.y - before.y, 2) for before, after in zip(second.body, second.body[1:], strict=False)}
    assert pitches == {10.23}
    gaps = [after.x - before.x for line in second.body for before, after in zip(line.glyphs, line.glyphs[1:], strict=False)]
    assert max(gaps) - min(gaps) < 0.05


def test_the_first_line_of_a_paragraph_has_26_characters() -> None:
    page = read(render(letter(body=tuple(parse_body(plain_text(200))))).pdf)[0]
    start = next(line for line in page.body if line.text == plain_text(26))
    assert start.left == pytest.approx(28 + 2 * 156 / 28, abs=0.05)
    assert start.right == pytest.approx(184, abs=0.2)


def test_levels_have_their_faces() -> None:
    text = "一、关于底数\n（一）存量用房。已查清。\n1.摸底\n（1）排查。已完成。\n正文。"
    page = read(render(letter(body=tuple(parse_body(text)))).pdf)[0]
    fonts = {line.text: [glyph.font for glyph in line.glyphs] for line in page.body}
    assert set(fonts["一、关于底数"]) == {"FandolHei-Regular"}
    assert fonts["（一）存量用房。已查清。"] == ["FandolKai-Regular"] * 8 + ["FandolFang-Regular"] * 4
    assert set(fonts["1.摸底"]) == set(fonts["（1）排查。已完成。"]) == set(fonts["正文。"]) == {"FandolFang-Regular"}


def test_the_title_is_set_in_two_lines_in_the_middle() -> None:
    page = read(render(letter()).pdf)[0]
    lines = [line for line in page.lines if line.size > 20]
    assert [line.text for line in lines] == ["对云澜市九届人大三次会议", "第0027号建议的答复"]
    assert all(line.left + line.right == pytest.approx(28 + 184, abs=0.3) for line in lines)
    assert {round(line.size) for line in lines} == {22}
    addressee = next(line for line in page.body if line.text == "顾晚舟代表：")
    assert addressee.y - lines[-1].y == pytest.approx(2 * 225 / 22, abs=0.1)  # one blank row between


def test_the_class_mark_is_at_the_right_of_the_first_row() -> None:
    mark = read(render(letter()).pdf)[0].lines[0]
    assert (mark.text, mark.fonts) == ("B", {"FandolHei-Regular"})
    assert mark.right == pytest.approx(184, abs=0.1)


def test_the_signature_block() -> None:
    lines = {line.text: line for page in read(render(letter()).pdf) for line in page.body}
    date, name = lines["2026年4月20日"], lines["云澜市教育局"]
    assert date.right == pytest.approx(184 - 4 * 156 / 28, abs=0.2)
    assert name.left + name.right == pytest.approx(date.left + date.right, abs=0.2)
    assert date.y - name.y == pytest.approx(225 / 22, abs=0.05)
    contact = lines["（联系单位及电话：学前教育科，0000-5550127）"]
    assert contact.left == lines["（此件公开发布）"].left == pytest.approx(28 + 2 * 156 / 28, abs=0.05)


def test_a_long_unit_stays_inside_the_type_area() -> None:
    name = "云澜市推进普惠托育服务体系建设工作领导小组办公室"
    line = next(line for page in read(render(letter(signature=name)).pdf) for line in page.body if line.text == name)
    assert line.right == pytest.approx(184, abs=0.2)


def test_units_that_sign_together_stand_one_above_another() -> None:
    pages = read(render(letter(signature="云澜市教育局\n云澜市住房和城乡建设局")).pdf)
    lines = {line.text: line for page in pages for line in page.body}
    one, other = lines["云澜市教育局"], lines["云澜市住房和城乡建设局"]
    assert one.left + one.right == pytest.approx(other.left + other.right, abs=0.2)
    assert one.y < other.y < lines["2026年4月20日"].y


def test_copies_of_a_plain_letter_are_at_the_foot_of_the_last_page() -> None:
    pages = read(render(letter()).pdf)
    line = next(line for line in pages[-1].lines if line.text.startswith("抄送："))
    assert line.text == "抄送：市人大常委会代表工作室，市政府督查室。"
    assert round(line.size) == 14
    assert line.left == pytest.approx(28 + 4.94, abs=0.1)
    assert 262 - 225 / 22 < line.y < 262


def test_many_addressees_are_wrapped_in_order() -> None:
    names = "、".join(f"顾晚舟{'甲乙丙丁'[number % 4]}代表" for number in range(50)) + "："
    printed = render(letter(addressee=names))
    text = "".join(line.text for line in read(printed.pdf)[0].body)
    assert f"B{names}您提出的" in text
    assert not printed.report.warnings
    assert not printed.report.remarks


def test_the_text_can_be_taken_out_in_order() -> None:
    one = letter(body=tuple(parse_body(body(20, seed=3))))
    drawn = "".join(page.drawn for page in read(render(one).pdf))
    place = 0
    for block in one.body:
        for part in _pieces(block.text):
            place = drawn.index(part, place)


def _pieces(text: str) -> list[str]:
    """A page's end may stand inside a paragraph, so it is looked for in short pieces."""
    return [text[start : start + 10] for start in range(0, len(text), 10)] if len(text) < 10 else [text[:8], text[-8:]]


def test_a_bare_letter_needs_no_more_than_title_and_body() -> None:
    one = Letter(title="关于普惠托位建议的答复", addressee="", body=tuple(parse_body("现答复如下。")))
    page = read(render(one).pdf)[0]
    assert [line.text for line in page.lines] == ["关于普惠托位建议的答复", "现答复如下。", "— 1 —"]
