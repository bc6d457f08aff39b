"""版记 measured on the PDF (GB/T 9704-2012, 7.4), and addressees that have to go there."""

from itertools import pairwise

import pytest

from replies.rendering import render
from replies.structure import parse_body
from tests.replies.rendering.measure import Box, Line, Page, read
from tests.replies.rendering.samples import letter, letters_on, plain_text

ROW, SMALL_EM = 225 / 22, 14 * 25.4 / 72


def pages(form: str, **changes: object) -> list[Page]:
    return read(render(letters_on(form, **changes)).pdf)


def rules(page: Page) -> list[Box]:
    return sorted((box for box in page.boxes if sum(box.color) == 0 and box.height < 2), key=lambda box: box.top)


def small(page: Page) -> list[Line]:
    """The lines of the 版记."""
    return [line for line in page.lines if round(line.size) == 14 and line.y < 262]


@pytest.mark.parametrize("body", ["现答复如下。", plain_text(700)])
def test_the_imprint_ends_the_type_area_of_the_last_page(body: str) -> None:
    *before, last = pages("file", body=tuple(parse_body(body)))
    outer, inner, lower = rules(last)
    assert lower.top + lower.height == pytest.approx(262, abs=0.02)
    assert [round(rule.height, 2) for rule in (outer, inner, lower)] == [0.35, 0.25, 0.35]
    assert {round(rule.width, 1) for rule in (outer, inner, lower)} == {156.0}
    assert all(not rules(page) for page in before)
    issued = next(line for line in last.lines if "印发" in line.text)
    assert issued.text == "云澜市教育局办公室2026年4月21日印发"
    assert issued.left == pytest.approx(28 + 4.94, abs=0.1)
    assert issued.right == pytest.approx(184 - 4.94, abs=0.2)
    assert last.body  # never a page of the 版记 alone


def test_copies_that_wrap_align_with_the_first_after_the_colon() -> None:
    copies = tuple(f"云澜市第{number}托育服务指导中心" for number in range(8))
    lines = small(pages("file", copies=copies)[-1])[:-1]
    assert len(lines) > 2
    first = lines[0].glyphs[len("抄送：")]
    assert lines[0].left == pytest.approx(28 + SMALL_EM, abs=0.05)
    assert {round(line.left, 2) for line in lines[1:]} == {round(first.x, 2)}
    assert all(line.right == pytest.approx(184 - SMALL_EM, abs=0.1) for line in lines[:-1])
    assert "".join(line.text for line in lines) == "抄送：" + "，".join(copies) + "。"


@pytest.mark.parametrize("missing", ["copies", "printed_by", "printed_on"])
def test_an_imprint_goes_without_what_is_not_given(missing: str) -> None:
    last = pages("file", **{missing: () if missing == "copies" else None if missing == "printed_on" else ""})[-1]
    assert len(rules(last)) == (2 if missing == "copies" else 3)


def test_a_file_without_any_imprint_has_no_rules() -> None:
    one = letter(form="file", masthead="云澜市教育局", copies=())
    assert not [box for page in read(render(one).pdf) for box in rules(page)]


def test_an_imprint_that_fills_a_page_has_one_of_its_own() -> None:
    copies = tuple(f"云澜市第{number}托育服务指导中心办公室" for number in range(40))
    made = pages("file", copies=copies, body=tuple(parse_body(plain_text(60))))
    assert "抄送" not in made[0].drawn
    assert "抄送" in made[1].drawn


def test_a_long_printing_office_stays_clear_of_the_date() -> None:
    office = "云澜市推进普惠托育服务体系建设与婴幼儿照护服务高质量发展工作联席会议办公室"
    issued = small(pages("file", printed_by=office)[-1])[-1]
    assert issued.text == f"{office}2026年4月21日印发"
    assert issued.glyphs[len(office)].x - issued.glyphs[len(office) - 1].right > SMALL_EM - 0.1


NAMES = [f"顾晚舟{'甲乙丙丁戊己庚'[number % 7]}代表" for number in range(700)]


@pytest.mark.parametrize("form", ["plain", "file", "letter"])
@pytest.mark.parametrize("count", [40, 70, 130, 200, 700])
def test_addressees_for_whom_page_1_has_no_room_go_to_the_foot(form: str, count: int) -> None:
    names = "、".join(NAMES[:count])
    printed = render(letters_on(form, addressee=f"{names}："))
    made = read(printed.pdf)
    text = "".join(line.text for page in made for line in small(page))
    moved = text.startswith("主送：")
    assert any(line.text.startswith("您提出的") for line in made[0].body)  # 首页必须显示正文
    assert moved == bool(printed.report.remarks)
    assert not printed.report.warnings
    if moved:
        assert text.startswith(f"主送：{names}。抄送：市人大常委会代表工作室，市政府督查室。")
    else:
        assert names in "".join(line.text for line in made[0].body)
    assert all(line.y > 37 for page in made for line in page.lines if line.size < 15)
    assert count < 100 or moved


def test_between_addressees_and_copies_there_is_no_rule() -> None:
    made = read(render(letters_on("file", addressee="、".join(NAMES[:60]) + "：")).pdf)
    outer, inner, lower = [rule for page in made for rule in rules(page)]
    lines = small(made[-1])
    copies = next(line for line in lines if line.text.startswith("抄送："))
    assert outer.top < lines[0].y < copies.y < inner.top < lower.top
    assert [round(rule.height, 2) for rule in (outer, inner, lower)] == [0.35, 0.25, 0.35]


def test_a_long_imprint_goes_on_over_pages_and_ends_the_last() -> None:
    made = pages("file", copies=tuple(NAMES[:400]))
    ruled = [page for page in made if rules(page)]
    assert len(ruled) == 2
    first, last = ruled
    assert [round(rule.height, 2) for rule in rules(first)] == [0.35]
    assert rules(first)[0].top < small(first)[0].y
    assert rules(last)[-1].top + 0.35 == pytest.approx(262, abs=0.02)
    assert all(len(small(page)) <= 22 for page in made)
    for page in made:
        assert all(after.y - before.y == pytest.approx(ROW, abs=0.05) for before, after in pairwise(small(page)[:-1]))


def test_a_title_without_end_is_told_of_and_not_laid_to_the_addressee() -> None:
    report = render(letters_on("file", title="关于" + plain_text(400) + "的答复")).report
    assert any("标题" in warning for warning in report.warnings)
    assert not report.remarks


def test_a_long_title_that_leaves_room_for_body_is_no_matter() -> None:
    printed = render(letter(title="关于" + plain_text(200) + "的答复"))
    assert not printed.report.warnings
    assert not printed.report.remarks
