"""The heads of the three forms, measured on the PDF (GB/T 9704-2012, 7.2 and 10.1)."""

import datetime
from itertools import combinations

import pytest

from replies.rendering import RenderError, render
from replies.structure import parse_body
from tests.replies.rendering.eye import RED, ink
from tests.replies.rendering.measure import Box, Line, Page, read
from tests.replies.rendering.samples import body, letter, letters_on, plain_text

ROW, CELL, EM = 225 / 22, 156 / 28, 16 * 25.4 / 72


def pages(form: str, **changes: object) -> list[Page]:
    return read(render(letters_on(form, **changes)).pdf)


def line(page: Page, text: str) -> Line:
    return next(line for line in page.lines if line.text == text)


def red_boxes(boxes: list[Box]) -> list[Box]:
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
    (rule,) = red_boxes(page.boxes)
    assert rule.left == pytest.approx(28, abs=0.01)
    assert rule.width == pytest.approx(156, abs=0.01)
    assert rule.top - (number.y + 0.12 * 16 * 25.4 / 72) == pytest.approx(4, abs=0.05)
    title = next(line for line in page.lines if round(line.size) == 22)
    assert title.y - rule.top == pytest.approx(2 * ROW + ROW / 2 + 2, abs=2)  # two blank rows
    assert any(line.text.startswith("您提出的") for line in page.body)  # 首页必须显示正文


@pytest.mark.parametrize(("form", "top"), [("file", 37 + 35), ("letter", 30)])
@pytest.mark.parametrize("masthead", ["云澜市教育局", "云澜市推进普惠托育服务体系建设领导小组", "云澜市教育局\n云澜市财政局", "局"])
def test_the_upper_edge_of_the_mastheads_ink_is_exact(form: str, top: float, masthead: str) -> None:
    seen = ink(render(letters_on(form, masthead=masthead)).pdf, 0, RED, (21, 25, 191, 140))
    assert seen[1] == pytest.approx(top, abs=0.15)


@pytest.mark.parametrize(("name", "stretch"), [("云澜市住房和城乡建设委员会", True), ("云澜市教育局", False)])
def test_a_masthead_that_is_too_wide_is_narrowed(name: str, stretch: bool) -> None:
    printed = line(pages("file", masthead=name)[0], f"{name}文件")
    assert printed.left == pytest.approx(28, abs=0.3)
    assert printed.right == pytest.approx(184, abs=0.3)
    glyph = printed.glyphs[0]
    assert (glyph.width < glyph.size * 25.4 / 72 - 0.1) is stretch
    assert glyph.size == pytest.approx(48, abs=0.01)


def test_a_masthead_that_would_be_too_narrow_is_set_smaller() -> None:
    name = "云澜市推进普惠托育服务体系建设工作领导小组办公室"
    printed = line(pages("file", masthead=name)[0], f"{name}文件")
    assert (printed.left, printed.right) == pytest.approx((28, 184), abs=0.3)
    assert 22 < printed.glyphs[0].size < 40


def test_a_department_may_choose_the_size_and_the_word_of_its_masthead() -> None:
    printed = line(pages("file", masthead_size=40, says_document=False)[0], "云澜市教育局")
    assert printed.glyphs[0].size == pytest.approx(40)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_organs_that_issue_together_share_the_head(count: int) -> None:
    names = ["云澜市教育局", "云澜市住房和城乡建设局", "云澜市财政局", "云澜市民政局", "云澜市推进普惠托育服务工作领导小组办公室"][:count]
    page = pages("file", masthead="\n".join(names))[0]
    rows = [[glyph for glyph in row.glyphs if glyph.color[0] > 0.8] for row in page.lines]
    text = ["".join(glyph.char for glyph in row) for row in rows if row]
    found = [name for name in names if any(name in row for row in text)]
    assert found == names
    red_glyphs = [glyph for row in rows for glyph in row]
    word = [glyph for glyph in red_glyphs if glyph.char in "文件"]
    organs = [glyph for glyph in red_glyphs if glyph.char not in "文件"]
    # One block, all names as wide as the widest, 文件 at their right in the middle of their height.
    assert len({round(min(glyph.x for glyph in row if glyph.char != "文" and glyph.char != "件"), 1) for row in rows if len(row) > 2}) == 1
    assert min(glyph.x for glyph in word) > max(glyph.right for glyph in organs)
    assert min(glyph.x for glyph in organs) + max(glyph.right for glyph in word) == pytest.approx(28 + 184, abs=0.5)
    assert min(glyph.y for glyph in organs) < word[0].y < max(glyph.y for glyph in organs)
    assert any(line.text.startswith("您提出的") for line in page.body)


def test_a_letter_of_several_organs_has_the_head_of_the_first() -> None:
    page = pages("letter", masthead="云澜市教育局\n云澜市财政局")[0]
    assert "".join(glyph.char for glyph in page.glyphs if glyph.color[0] > 0.8) == "云澜市教育局"


MARKS = {"copy_number": "12", "secrecy": "秘密★1年", "urgency": "特急"}
SHOWN = {"copy_number": "000012", "secrecy": "秘密★1年", "urgency": "特急"}


@pytest.mark.parametrize("form", ["plain", "file", "letter"])
@pytest.mark.parametrize("given", [subset for size in range(4) for subset in combinations(MARKS, size)])
def test_the_marks_at_the_left_stand_one_under_the_other(form: str, given: tuple[str, ...]) -> None:
    page = pages(form, masthead="云澜市教育局", **{name: MARKS[name] for name in given})[0]
    edge = 37 if form != "letter" else red_boxes(page.boxes)[1].top + 0.35 + EM * 7 / 8 - (ROW - EM) / 2
    number = next(glyph for glyph in page.glyphs if glyph.char == "〔")
    for row, name in enumerate(given):
        glyphs = [glyph for glyph in page.glyphs if abs(glyph.y - (edge + row * ROW + (ROW - EM) / 2 + 0.88 * EM)) < 0.05 and glyph.x < 80]
        assert "".join(glyph.char for glyph in glyphs) == SHOWN[name]
        assert glyphs[0].x == pytest.approx(28, abs=0.05)
        assert {glyph.font for glyph in glyphs} == {"FandolFang-Regular" if name == "copy_number" else "FandolHei-Regular"}
    if form == "letter" and given:
        title = next(line for line in page.lines if round(line.size) == 22)
        last = edge + (len(given) - 1) * ROW + (ROW - EM) / 2 + EM
        assert title.y - 0.88 * 22 * 25.4 / 72 - last == pytest.approx(2 * ROW, abs=ROW / 2)
        assert number.y == pytest.approx(edge + (ROW - EM) / 2 + 0.88 * EM, abs=0.05)  # on the row of the first
    if form == "plain" and given:
        assert number.y > max(glyph.y for glyph in page.glyphs if glyph.x < 40 and glyph.y < number.y)


@pytest.mark.parametrize("names", [("陆知行",), ("陆知行", "顾晚舟"), ("陆知行", "顾晚舟", "白榆"), ("陆知行", "顾晚舟", "白榆", "江一苇")])
def test_who_approved_a_document_that_goes_upward(names: tuple[str, ...]) -> None:
    page = pages("file", approvers=names)[0]
    rows = [row for row in page.body if any(glyph.font == "FandolKai-Regular" for glyph in row.glyphs) and row.y < 140]
    first, last = rows[0], rows[-1]
    assert len(rows) == (len(names) + 1) // 2
    assert "".join(glyph.char for row in rows for glyph in row.glyphs if glyph.font == "FandolKai-Regular") == "".join(names)
    assert "签发人：" in first.text
    assert max(row.right for row in rows) == pytest.approx(184 - CELL, abs=0.1)
    starts = [next(glyph.x for glyph in row.glyphs if glyph.font == "FandolKai-Regular") for row in rows]
    assert {round(start, 1) for start in starts} == {round(starts[0], 1)}
    assert last.text.startswith("云教建〔2026〕14号")
    assert last.left == pytest.approx(28 + CELL, abs=0.1)
    (rule,) = red_boxes(page.boxes)
    assert rule.top - (last.y + 0.12 * EM) == pytest.approx(4, abs=0.05)


def test_long_names_stand_one_to_a_row_clear_of_the_number() -> None:
    names = ("阿不都热合曼·买买提艾力", "欧阳云澜之远山")
    page = pages("file", approvers=names)[0]
    rows = [row for row in page.body if any(glyph.font == "FandolKai-Regular" for glyph in row.glyphs) and row.y < 140]
    assert len(rows) == 2
    number = [glyph for glyph in rows[-1].glyphs if glyph.x < 100 and glyph.font == "FandolFang-Regular"]
    assert number[-1].right < min(glyph.x for glyph in rows[-1].glyphs if glyph.font == "FandolKai-Regular")


@pytest.mark.parametrize("form", ["plain", "letter"])
def test_names_of_approvers_that_are_not_printed_are_told_of(form: str) -> None:
    assert any("签发人" in warning for warning in render(letters_on(form, approvers=("陆知行",))).report.warnings)


@pytest.mark.parametrize("form", ["plain", "file", "letter"])
def test_the_class_mark_is_at_the_top_right_in_every_form(form: str) -> None:
    page = pages(form)[0]
    mark = next(glyph for glyph in page.glyphs if glyph.char == "B" and glyph.font == "FandolHei-Regular")
    assert mark.right == pytest.approx(184, abs=0.1)
    assert mark.y == min(glyph.y for glyph in page.glyphs)


@pytest.mark.parametrize(("paragraphs", "numbers"), [(0, ["", "2"]), (6, ["", "2", "3"])])
@pytest.mark.parametrize("asked", [True, False])
def test_page_numbers_of_a_letter(paragraphs: int, numbers: list[str], asked: bool) -> None:
    one = letters_on("letter", body=tuple(parse_body(plain_text(400) if not paragraphs else body(6))), two_page_numbers=asked)
    made = read(render(one).pdf)
    shown = ["".join(glyph.char for glyph in page.glyphs if glyph.y > 265).strip("— ") for page in made]
    assert shown == (["", ""] if len(numbers) == 2 and not asked else numbers)


def test_a_letter_head() -> None:
    first, *others = pages("letter", body=tuple(parse_body(plain_text(1500))))
    name = line(first, "云澜市教育局")
    assert 30 + 8 < name.y < 30 + 14
    thick, thin, lower_thin, lower_thick = red_boxes(first.boxes)
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
    assert all(not red_boxes(page.boxes) for page in others)


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
