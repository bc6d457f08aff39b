"""The red heads and the 版记, measured on the PDF."""

import datetime

import pytest

from replies.rendering import RenderError, render
from replies.structure import parse_body
from tests.replies.rendering.measure import Box, Line, Page, read
from tests.replies.rendering.samples import letter, letters_on, plain_text

ROW = 225 / 22


def pages(form: str, **changes: object) -> list[Page]:
    return read(render(letters_on(form, **changes)).pdf)


def line(page: Page, text: str) -> Line:
    return next(line for line in page.lines if line.text == text)


def red(boxes: list[Box]) -> list[Box]:
    return sorted((box for box in boxes if box.color[0] > 0.5 and box.height < 5), key=lambda box: box.top)


def black(boxes: list[Box]) -> list[Box]:
    return sorted((box for box in boxes if sum(box.color) == 0 and box.height < 5), key=lambda box: box.top)


def test_a_file_head() -> None:
    page = pages("file")[0]
    name = line(page, "云澜市教育局文件")
    assert name.glyphs[0].color[0] > 0.8
    assert name.left + name.right == pytest.approx(28 + 184, abs=0.3)
    assert 37 + 35 + 10 < name.y < 37 + 35 + 17  # its ink begins at 72 mm
    number = line(page, "云教建〔2026〕14号")
    assert number.left + number.right == pytest.approx(28 + 184, abs=0.3)
    (rule,) = red(page.boxes)
    assert rule.left == pytest.approx(28, abs=0.01)
    assert rule.width == pytest.approx(156, abs=0.01)
    assert rule.top - (number.y + 0.12 * 16 * 25.4 / 72) == pytest.approx(4, abs=0.05)
    title = next(line for line in page.lines if round(line.size) == 22)
    assert title.y - rule.top == pytest.approx(2 * ROW + ROW / 2 + 2, abs=2)  # two blank rows
    assert any(line.text.startswith("您提出的") for line in page.body)  # 首页必须显示正文


def test_a_masthead_of_many_characters_is_set_smaller() -> None:
    page = pages("file", masthead="云澜市推进普惠托育服务体系建设工作领导小组办公室")[0]
    name = line(page, "云澜市推进普惠托育服务体系建设工作领导小组办公室文件")
    assert name.left == pytest.approx(28, abs=0.3)
    assert name.right == pytest.approx(184, abs=0.3)


def test_a_letter_head() -> None:
    first, *others = pages("letter", body=tuple(parse_body(plain_text(1500))))
    name = line(first, "云澜市教育局")
    assert 30 + 8 < name.y < 30 + 14
    thick, thin, lower_thin, lower_thick = red(first.boxes)
    assert {round(rule.width, 1) for rule in (thick, thin, lower_thin, lower_thick)} == {170.0}
    assert thick.left + thick.width / 2 == pytest.approx(28 + 78, abs=0.05)
    assert thick.height > thin.height
    assert lower_thin.height < lower_thick.height
    assert lower_thick.top + lower_thick.height == pytest.approx(277, abs=0.05)
    number = line(first, "云教建〔2026〕14号")
    assert number.right == pytest.approx(184, abs=0.2)
    assert number.y > thin.top
    assert "— 1 —" not in first.drawn
    assert "— 2 —" in others[0].drawn
    assert all(not red(page.boxes) for page in others)


@pytest.mark.parametrize("body", ["现答复如下。", plain_text(700)])
def test_the_imprint_ends_the_type_area_of_the_last_page(body: str) -> None:
    *before, last = pages("file", body=tuple(parse_body(body)))
    outer, inner, lower = black(last.boxes)
    assert lower.top + lower.height == pytest.approx(262, abs=0.02)
    assert [round(rule.height, 2) for rule in (outer, inner, lower)] == [0.35, 0.25, 0.35]
    assert {round(rule.width, 1) for rule in (outer, inner, lower)} == {156.0}
    assert all(not black(page.boxes) for page in before)
    issued = next(line for line in last.lines if "印发" in line.text)
    assert issued.text == "云澜市教育局办公室2026年4月21日印发"
    assert issued.left == pytest.approx(28 + 4.94, abs=0.1)
    assert issued.right == pytest.approx(184 - 4.94, abs=0.2)
    assert last.body  # never a page of the 版记 alone


def test_copies_that_wrap_align_with_the_first_after_the_colon() -> None:
    copies = tuple(f"云澜市第{number}托育服务指导中心" for number in range(8))
    last = pages("file", copies=copies)[-1]
    lines = [line for line in last.lines if 12 < line.size < 15 and "印发" not in line.text and "—" not in line.text]
    assert len(lines) > 2
    assert {round(line.left, 1) for line in lines[1:]} == {round(28 + 4 * 14 * 25.4 / 72, 1)}
    assert "".join(line.text for line in lines) == "抄送：" + "，".join(copies) + "。"


@pytest.mark.parametrize("missing", ["copies", "printed_by", "printed_on"])
def test_an_imprint_goes_without_what_is_not_given(missing: str) -> None:
    last = pages("file", **{missing: () if missing == "copies" else None if missing == "printed_on" else ""})[-1]
    assert len(black(last.boxes)) == (2 if missing == "copies" else 3)


def test_a_file_without_any_imprint_has_no_rules() -> None:
    one = letter(form="file", masthead="云澜市教育局", copies=())
    assert not [box for page in read(render(one).pdf) for box in black(page.boxes)]


def test_an_imprint_that_fills_a_page_has_one_of_its_own() -> None:
    copies = tuple(f"云澜市第{number}托育服务指导中心办公室" for number in range(40))
    made = pages("file", copies=copies, body=tuple(parse_body(plain_text(60))))
    assert "抄送" not in made[0].drawn
    assert "抄送" in made[1].drawn


def test_a_plain_letter_may_have_a_number() -> None:
    page = read(render(letter(document_number="云教建〔2026〕14号")).pdf)[0]
    number = line(page, "云教建〔2026〕14号")
    assert number.left + number.right == pytest.approx(28 + 184, abs=0.3)
    assert number.y < min(line.y for line in page.lines if round(line.size) == 22)


@pytest.mark.parametrize("form", ["file", "letter"])
def test_headed_paper_needs_an_organ(form: str) -> None:
    with pytest.raises(RenderError, match=form):
        render(letter(form=form))


def test_a_form_that_does_not_exist_is_refused() -> None:
    with pytest.raises(RenderError, match="fax"):
        render(letter(form="fax"))


def test_dates_have_no_leading_zeros() -> None:
    drawn = "".join(page.drawn for page in read(render(letter(issued_on=datetime.date(2026, 1, 2))).pdf))
    assert "2026年1月2日" in drawn


def test_a_letter_may_have_no_number() -> None:
    page = pages("letter", document_number="")[0]
    title = next(line for line in page.lines if round(line.size) == 22)
    assert title.y < next(line for line in pages("letter")[0].lines if round(line.size) == 22).y


def test_a_telephone_number_begins_a_line_rather_than_being_parted() -> None:
    long = render(letter(contact="云澜市教育局学前教育科，0999-5550127"))
    short = render(letter(contact="市教育局，0999-5550127"))
    texts = [line.text for line in read(long.pdf)[-1].body]
    at = next(n for n, text in enumerate(texts) if text.startswith("（联系单位及电话"))
    assert texts[at].endswith("，")
    assert texts[at + 1] == "0999-5550127）"
    assert any(line.text == "（联系单位及电话：市教育局，0999-5550127）" for line in read(short.pdf)[-1].body)
