"""What the report says, and what becomes of characters that cannot be printed."""

import json
from dataclasses import fields

import pytest

from replies.demo.seals import seal
from replies.rendering import Letter, RenderError, render
from replies.rendering.letter import Attachment, Verification, cleaned
from replies.structure import Block, parse_body
from tests.replies.rendering.measure import read
from tests.replies.rendering.samples import letter


def of(text: str, **changes: object) -> Letter:
    return letter(body=tuple(parse_body(text)), **changes)


def test_a_role_that_fell_back_is_reported() -> None:
    report = render(of("一、概况\n（一）底数\n正文。")).report
    assert {"仿宋", "黑体", "楷体", "小标宋"} <= set(report.fonts)
    assert report.fonts["仿宋"].startswith("FandolFang")
    (title,) = report.substitutions
    assert (title.role, title.wanted) == ("小标宋", "方正小标宋简体")
    assert title.used.startswith("Noto Serif CJK SC 700")
    assert not report.clean


def test_a_role_that_is_not_used_is_not_reported() -> None:
    assert "楷体" not in render(of("正文。")).report.fonts


def test_a_rare_character_is_taken_from_another_face_and_reported() -> None:
    printed = render(of("亿昇磁悬浮，喆堃。"))
    assert set(printed.report.fallbacks) == {"昇", "喆", "堃"} & set(printed.report.fallbacks)
    assert printed.report.fallbacks["昇"].startswith("Noto Serif CJK SC")
    page = read(printed.pdf)[0]
    glyph = next(glyph for glyph in page.glyphs if glyph.char == "昇")
    assert glyph.font.startswith("NotoSerifCJKsc")
    assert printed.report.missing == ()


def test_a_character_that_no_face_has_is_printed_as_a_mark_and_named() -> None:
    printed = render(of("感谢您😀的关心\ue000，🀄。"))
    assert set(printed.report.missing) >= {"😀", "\ue000"}
    drawn = read(printed.pdf)[0].drawn
    assert "感谢您〓的关心〓，" in drawn
    assert all(glyph.char for glyph in read(printed.pdf)[0].glyphs)


def test_accents_stay_with_their_letter() -> None:
    printed = render(of("单位e\u0301cole，甲\u0489。"))
    assert "单位école，甲〓。" in read(printed.pdf)[0].drawn
    assert printed.report.missing == ("\u0489",)


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\u202e", "\u200b", "\ufeff", "\xad", "\ud800", "\ufe0f"])
def test_what_cannot_be_printed_is_left_out_and_named(bad: str) -> None:
    printed = render(letter(body=(Block(0, f"正文{bad}如下。"),), addressee=f"顾晚舟{bad}代表："))
    assert any(f"U+{ord(bad):04X}" in warning for warning in printed.report.warnings)
    drawn = read(printed.pdf)[0].drawn
    assert "正文如下。" in drawn
    assert "顾晚舟代表：" in drawn


def test_blanks_and_breaks_inside_a_line_are_one_blank() -> None:
    clean, warnings = cleaned(letter(addressee=" 顾晚舟\t代表\r\n：\u3000", body=(Block(0, "甲\u2028乙\xa0丙"), Block(0, "\u3000"))))
    assert clean.addressee == "顾晚舟 代表 ："
    assert [block.text for block in clean.body] == ["甲 乙 丙"]
    assert warnings == []


@pytest.mark.parametrize("body", [(), (Block(0, ""),), (Block(0, " \u3000\n"),), (Block(1, "\x00"),)])
def test_a_reply_without_body_is_refused(body: tuple[Block, ...]) -> None:
    with pytest.raises(RenderError):
        render(letter(body=body))


def test_a_reply_without_title_is_refused() -> None:
    with pytest.raises(RenderError):
        render(letter(title=" \n"))


def test_the_report_is_plain_data() -> None:
    given = render(of("亿昇😀\x00。", seal_picture=seal("云澜市教育局"), approvers=("陆知行",))).report.as_dict()
    assert given["seals"]
    assert json.loads(json.dumps(given)) == given | {
        "substitutions": [dict(one) for one in given["substitutions"]],
        "missing": list(given["missing"]),
        "warnings": list(given["warnings"]),
        "remarks": list(given["remarks"]),
        "seals": [dict(one) for one in given["seals"]],
    }


TEXTS = [
    "title", "addressee", "signature", "class_mark", "contact", "notes", "masthead", "document_number", "printed_by",
    "copy_number", "secrecy", "urgency", "signer_office",
]  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_is_cleaned(name: str) -> None:
    clean, warnings = cleaned(letter(**{name: "甲\u202e乙\x00"}))
    assert getattr(clean, name) == "甲乙"
    assert len(warnings) == 1


def test_texts_in_lists_are_cleaned_and_empty_ones_left_out() -> None:
    bad, good = "甲\u202e乙", "甲乙"
    given = letter(
        copies=(bad, " "),
        approvers=(bad, "\x00"),
        attachments=(Attachment(bad, (Block(1, bad),)), Attachment("\u202e", (Block(0, "\x00"),))),
        verification=Verification(bad, bad),
    )
    clean, _warnings = cleaned(given)
    assert clean.copies == clean.approvers == (good,)
    assert clean.attachments == (Attachment(good, (Block(1, good),)),)
    assert clean.verification == Verification(good, good)


def test_every_text_of_a_letter_is_in_the_table() -> None:
    assert {field.name for field in fields(Letter) if field.type is str} == set(TEXTS)
