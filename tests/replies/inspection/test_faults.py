"""A page laid by hand after the standard passes; with one measure put wrong, exactly that is found."""

import io
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pikepdf
import pytest

from replies.inspection import Inspection, inspect
from replies.inspection.standard import RULES
from tests.replies.inspection.drawing import MM, NOTDEF, RED, Drawing
from tests.replies.inspection.sheets import CELL, EM, LEFT, ROW, SMALL, pdf, sheet

FORMS = ("plain", "file", "letter")
# 小标宋 is in no free font; every sheet is told so.
ALWAYS = {"title-face"}


def codes(made: Inspection) -> set[str]:
    return {finding.code for finding in (*made.faults, *made.remarks)} - ALWAYS


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("stroked", [False, True])
def test_a_sheet_after_the_standard_passes(form: str, stroked: bool) -> None:
    made = inspect(pdf(form=form, stroked=stroked))
    assert made.form == form
    assert codes(made) == set()
    margins = {"top": 37, "left": 28, "right": 26, "bottom": 35}
    assert made.measured["margins"] == pytest.approx({side: margins[side] for side in made.measured["margins"]}, abs=0.05)
    assert made.measured["pitch"] == pytest.approx(ROW, abs=0.01)
    assert made.measured["characters_per_line"]["mode"] == 28


SPOILT: list[tuple[str, dict[str, Any], set[str]]] = [
    # the sheet
    ("plain", {"dx": 2}, {"margin-left", "margin-right", "title-centred", "folio-inset"}),
    ("plain", {"dx": -2}, {"margin-left", "margin-right", "title-centred", "folio-inset"}),
    ("plain", {"dy": 3}, {"margin-top", "folio-distance"}),
    ("plain", {"dy": -3}, {"margin-top", "folio-distance"}),
    # the grid
    ("plain", {"row": 9.3}, {"pitch"}),
    ("plain", {"wobble": 0.8}, {"grid"}),
    ("plain", {"ragged": 1.5}, {"edge-right"}),
    ("plain", {"columns": 27}, {"characters"}),
    ("plain", {"columns": 29}, {"characters"}),
    ("plain", {"columns": 31}, {"characters"}),
    ("plain", {"columns": 33}, {"characters"}),
    ("plain", {"rows": 20, "paragraphs": 12}, {"rows"}),
    ("plain", {"indent": 1}, {"indent"}),
    ("plain", {"indent": 0}, {"indent", "characters-line"}),
    ("plain", {"indent": 3}, {"indent"}),
    # type
    ("plain", {"size": 14}, {"body-size"}),
    ("plain", {"size": 15}, {"body-size"}),
    ("plain", {"face": "song"}, {"body-face"}),
    ("plain", {"text_color": (0, 0, 0.8)}, {"color"}),
    # the text
    ("plain", {"title_size": 20}, {"title-size"}),
    ("plain", {"title_dx": 3}, {"title-centred"}),
    ("plain", {"title": ()}, {"title"}),
    ("plain", {"title": ("对云澜市人大建议的答", "复")}, {"title-orphan"}),
    ("plain", {"title": ("对云澜市九届人大三次会议", "第二十七号", "建议办理情况的答复函件")}, {"title-shape"}),
    ("plain", {"first_of_line": "，"}, {"kinsoku-start"}),
    ("plain", {"last_of_line": "（"}, {"kinsoku-end"}),
    ("plain", {"last_of_line": "—", "first_of_line": "—"}, {"kinsoku-pair"}),
    ("plain", {"date": "2026年04月20日"}, {"date-form"}),
    ("plain", {"date": "二〇二六年四月二十日"}, {"date-form"}),
    ("plain", {"date_inset": 6}, {"date-place"}),
    ("plain", {"break_before_signature": True}, {"signature-alone"}),
    ("plain", {"break_after_heading": True, "paragraphs": 4}, {"heading-stranded"}),
    # page numbers
    ("plain", {"folio": ""}, {"folio-missing"}),
    ("plain", {"folio": "{}"}, {"folio-dash"}),
    ("plain", {"folio": "- {} -"}, {"folio-dash"}),
    ("plain", {"folio": "— 9{} —"}, {"folio-value"}),
    ("plain", {"folio_swapped": True}, {"folio-side"}),
    ("plain", {"folio_below": 10}, {"folio-distance"}),
    ("plain", {"folio_inset": 0}, {"folio-inset"}),
    ("plain", {"folio_size": 12}, {"folio-size"}),
    # 文件格式
    ("file", {"masthead_top": 62}, {"file-masthead-top"}),
    ("file", {"red_length": 120}, {"red-line-length", "red-line-left"}),
    ("file", {"red_below": 7}, {"red-line-below"}),
    ("file", {"number_dx": 4}, {"number-centred"}),
    ("file", {"number": "云教建[2026]14号"}, {"number-form"}),
    ("file", {"number": "云教建〔2026〕014号"}, {"number-form"}),
    ("file", {"blank_rows": 5}, {"title-below"}),
    ("file", {"imprint_up": 12}, {"imprint-bottom"}),
    ("file", {"imprint_size": 12}, {"imprint-size"}),
    ("file", {"imprint_size": 0}, {"imprint-missing"}),
    ("file", {"imprint_length": 140}, {"imprint-length"}),
    ("file", {"imprint_rules": (0.8, 0.25, 0.35)}, {"imprint-outer"}),
    ("file", {"imprint_rules": (0.35, 0.6, 0.35)}, {"imprint-inner"}),
    ("file", {"imprint_rules": (0.35,)}, {"imprint-rules"}),
    ("file", {"imprint_dx": 3}, {"imprint-inset"}),
    # 信函格式
    ("letter", {"masthead_top": 25}, {"letter-masthead-top"}),
    ("letter", {"masthead": "云澜市教育局文件"}, {"letter-masthead-word"}),
    ("letter", {"red_length": 156}, {"letter-line-length"}),
    ("letter", {"red_below": 7}, {"letter-line-below"}),
    ("letter", {"red_order": (0.35, 1.0, 0.35, 1.0)}, {"letter-line-order"}),
    ("letter", {"red_end": 15}, {"letter-line-last"}),
    ("letter", {"number_dx": -6}, {"letter-number"}),
    ("letter", {"folio_first": 0}, {"folio-unwanted"}),
]


@pytest.mark.parametrize(
    ("form", "changes", "expected"), SPOILT, ids=[f"{form}-{next(iter(changes))}-{n}" for n, (form, changes, _) in enumerate(SPOILT)]
)
def test_what_is_wrong_is_found_and_nothing_else(form: str, changes: dict[str, Any], expected: set[str]) -> None:
    made = inspect(pdf(form=form, **changes))
    assert codes(made) == expected
    assert made.passed == all(RULES[code].severity == "remark" for code in expected)


# What a hand-laid sheet with one wrong measure cannot have; each has a test of its own.
ELSEWHERE = {
    "page-size", "landscape", "landscape-first", "turned", "blank-page",
    "edge-left", "characters-line", "face-unknown", "title-face", "heading-face",
    "other-size", "font-embedded", "tofu", "no-body", "number-parted", "folio-face", "masthead-missing", "masthead-centred",
    "red-line-missing", "imprint-alone", "imprint-page", "imprint-left", "letter-lines", "letter-line-middle", "letter-imprint",
}  # fmt: skip


def test_every_rule_is_tested() -> None:
    assert set().union(*(expected for _form, _changes, expected in SPOILT)) | ELSEWHERE == set(RULES)


def found(drawing: Drawing, form: str | None = None, **options: Any) -> set[str]:
    return codes(inspect(drawing.pdf(**options), form=form))


def with_pages(content: bytes, *, across: Sequence[int] = (), turned: Mapping[int, int] = MappingProxyType({})) -> Inspection:
    """With some pages on paper that lies across, and some turned by so many degrees."""
    document, out = pikepdf.open(io.BytesIO(content)), io.BytesIO()
    for number in across:
        document.pages[number].mediabox = pikepdf.Array([0, 0, 297 * MM, 210 * MM])
    for number, degrees in turned.items():
        document.pages[number].rotate(degrees, relative=False)
    document.save(out)
    return inspect(out.getvalue())


def test_paper_of_another_size() -> None:
    assert "page-size" in found(sheet(), size=(215.9, 279.4))


def test_a_page_across_is_told_and_not_measured() -> None:
    drawing = sheet(paragraphs=1)
    drawing.page().text("表一", 20, 20)
    made = with_pages(drawing.pdf(), across=[1])
    assert codes(made) == {"landscape"}
    assert made.passed


def test_a_document_that_begins_across_does_not_pass() -> None:
    made = inspect(Drawing().page().text("表一", 20, 20).pdf(size=(297, 210)))
    assert codes(made) == {"landscape-first"}
    assert not made.passed


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_whose_text_does_not_stand_upright(degrees: int) -> None:
    made = with_pages(pdf(paragraphs=10), turned={1: degrees})
    assert [(one.code, one.page, one.measured) for one in made.faults] == [("turned", 2, degrees)]


def test_a_paragraph_may_go_on_after_a_page_across() -> None:
    made = with_pages(pdf(paragraphs=14), across=[1])
    assert codes(made) == {"landscape"}


def test_an_empty_page() -> None:
    drawing = sheet(folio="", lines=2, paragraphs=2)
    drawing.page()
    drawing.page().text("（此页附后）", LEFT + 2 * CELL, 44.26)
    assert "blank-page" in found(drawing)


def test_more_rows_than_a_page_has() -> None:
    drawing = sheet(lines=2, paragraphs=2)
    drawing.page()
    for row in range(24):
        drawing.text("普惠托育服务。", LEFT + 2 * CELL, 30 + row * ROW)
    assert "rows" in found(drawing)


def test_a_line_that_begins_off_the_left_edge() -> None:
    drawing = Drawing().page()
    for row in range(6):
        left = LEFT + (2 * CELL if row == 0 else 1.0 if row == 3 else 0)
        count = 26 if row == 0 else 28
        drawing.text("普惠托育服务体系逐步健全居民满意程度稳步提升社区资源统筹利用"[:count], left, 44.26 + row * ROW, gap=CELL - EM)
    assert "edge-left" in found(drawing)


def test_one_line_of_27_among_others_is_a_remark() -> None:
    drawing = sheet(paragraphs=3, date="")
    text = "普惠托育服务体系逐步健全居民满意程度稳步提升社区资源统筹利用水平不断提高人才队伍建设"
    drawing.page()
    for place, count in enumerate((26, 28, 27, 28, 9)):
        indent = 2 * CELL if place == 0 else 0
        gap = CELL - EM if place == 4 else (156 - indent - count * EM) / (count - 1)
        drawing.text(text[place:][:count], LEFT + indent, 44.26 + place * ROW, gap=gap)
    assert "characters-line" in found(drawing)


def test_a_heading_in_the_face_of_the_body() -> None:
    drawing = sheet(paragraphs=1)
    drawing.page().text("一、关于托位底数", LEFT + 2 * CELL, 44.26)
    drawing.text("普惠托育服务。", LEFT + 2 * CELL, 44.26 + ROW)
    assert "heading-face" in found(drawing)


def test_a_paragraph_of_another_size() -> None:
    drawing = sheet(paragraphs=2, lines=2)
    drawing.text("这一段是从别处粘贴过来的文字", LEFT + 2 * CELL, 230, size=12)
    assert "other-size" in found(drawing)


@pytest.mark.parametrize("name", ["fang", "song"])
def test_a_font_that_is_not_embedded(name: str) -> None:
    made = inspect(sheet(Drawing(unembedded=(name,))).pdf())
    assert {finding.code for finding in made.faults} == {"font-embedded"}
    assert [font["embedded"] for font in made.measured["fonts"] if name in font["name"].lower()] == [False]


@pytest.mark.parametrize("char", [NOTDEF, "〓"])
def test_a_character_that_is_not_there(char: str) -> None:
    drawing = sheet(paragraphs=2, lines=2)
    drawing.text(f"顾晚{char}代表说。", LEFT + 2 * CELL, 44.26 + 18 * ROW)
    (tofu,) = [finding for finding in inspect(drawing.pdf()).faults if finding.code == "tofu"]
    assert tofu.measured == 1
    assert tofu.place == pytest.approx((LEFT + 4 * CELL + 0.15, 44.26 + 18 * ROW), abs=0.2)


def test_a_face_without_a_name_is_told() -> None:
    assert "face-unknown" in found(sheet(Drawing(face_names={"fang": ""})))


def test_a_page_number_in_another_face() -> None:
    assert found(sheet(Drawing(face_names={"song": "SomeKai"}))) == {"folio-face"}


def test_a_title_in_its_proper_face() -> None:
    made = inspect(sheet(Drawing(face_names={"song": "FZXiaoBiaoSong-B05S"})).pdf())
    assert made.remarks == ()


def test_a_first_page_without_body() -> None:
    drawing = Drawing().page()
    drawing.text("对云澜市九届人大建议的答复", 60, 60, size=22, font="song")
    drawing.page().text("您提出的建议收悉。", LEFT + 2 * CELL, 44.26)
    assert "no-body" in found(drawing)


@pytest.mark.parametrize(("before", "after"), [("2", "026年"), ("2026", "年的工作"), ("95", "％")])
def test_a_number_that_is_parted(before: str, after: str) -> None:
    drawing = sheet(paragraphs=1, date="")
    text = "普惠托育服务体系逐步健全居民满意程度稳步提升社区资源"
    width = drawing.width(text[:20] + before)
    drawing.page().text(text[:20] + before, LEFT + 2 * CELL, 44.26, gap=(156 - 2 * CELL - width) / (19 + len(before)))
    drawing.text(after + text[:8] + "。", LEFT, 44.26 + ROW)
    assert "number-parted" in found(drawing)


def test_a_red_line_without_a_name_and_a_name_without_a_line() -> None:
    drawing = sheet().bar(LEFT, 120, 156, 0.7, RED)
    drawing.pages[0].append(drawing.pages[-1].pop())
    assert "masthead-missing" in found(drawing)
    assert "red-line-missing" in found(sheet(), "file")
    assert "letter-lines" in found(sheet(form="file"), "letter")


def test_a_name_and_lines_that_are_off_the_middle() -> None:
    assert "masthead-centred" in found(sheet(form="file", dx=2))
    assert "letter-line-middle" in found(sheet(form="letter", dx=2))
    assert "imprint-left" in found(sheet(form="file", dx=2))


def test_an_imprint_where_there_is_to_be_none_and_one_alone_on_its_page() -> None:
    letter = sheet(form="letter").bar(LEFT, 240, 156, 0.35)
    assert "letter-imprint" in found(letter.bar(LEFT, 255, 156, 0.35))
    assert "imprint-alone" in found(sheet(form="file", paragraphs=2, lines=3, date=""))


def test_an_imprint_before_the_last_page() -> None:
    drawing = sheet(form="file", paragraphs=2)
    drawing.page().text("普惠托育服务。", LEFT + 2 * CELL, 44.26)
    assert "imprint-page" in found(drawing)


def test_findings_of_one_kind_on_a_page_are_one_with_their_number() -> None:
    made = inspect(pdf(ragged=1.5))
    assert [finding.code for finding in made.faults] == ["edge-right"] * len(made.faults)
    assert all(finding.count > 1 for finding in made.faults[:1])
    assert made.faults[0].measured == pytest.approx(-1.5, abs=0.05)
    assert made.faults[0].page == 1


def test_the_place_of_the_page_number_is_measured() -> None:
    (folio, *_rest) = inspect(pdf()).measured["page_numbers"]
    assert folio["text"].replace(" ", "") == "—1—"
    assert (folio["side"], folio["inset"], folio["below"]) == ("right", pytest.approx(SMALL, abs=0.05), pytest.approx(7, abs=0.1))
