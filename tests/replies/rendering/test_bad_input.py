"""What nobody should type, and somebody will: a clear answer or a right page, and work that grows with the text and no faster."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from replies.rendering import Letter, RenderError, render
from replies.rendering.body import set_body
from replies.rendering.fonts import library
from replies.rendering.layout import lay_out
from replies.rendering.letter import cleaned
from replies.rendering.limits import MOST_CELLS, MOST_CHARACTERS, MOST_PAGES, MOST_TITLE
from replies.rendering.pagination import paginate
from replies.rendering.report import Ledger
from replies.structure import Block, Table, parse_body
from tests.replies.rendering.measure import read
from tests.replies.rendering.samples import letter, letters_on, plain_text


def of(text: str, **changes: Any) -> Letter:
    return letter(body=tuple(parse_body(text)), **changes)


def drawn(one: Letter) -> str:
    return "".join(page.drawn for page in read(render(one).pdf))


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (letter(body=()), "no body"),
        (of("\x00\x07\u202e"), "no body"),
        (letter(title="\u200b\n"), "no title"),
        (letter(title="题" * (MOST_TITLE + 1)), f"{MOST_TITLE}"),
        (of("甲" * 10 * 1024 * 1024), f"{MOST_CHARACTERS}"),
        (letter(copies=("市政府",) * MOST_CHARACTERS), f"{MOST_CHARACTERS}"),
        (of("甲\n" * (MOST_PAGES * 22 + 1)), f"{MOST_PAGES}"),
        (of(plain_text(56) + ("\n甲" * 43_900) + "\n" + plain_text(9000)), f"{MOST_PAGES}"),
        (letter(body=(Table((("甲", "乙"),) * (MOST_CELLS // 2 + 1)),)), f"{MOST_CELLS}"),
        (letter(body=(Table((("指标",) * 60,) * 2),)), "60"),
    ],
)
def test_what_cannot_be_printed_is_refused_in_words(one: Letter, words: str) -> None:
    with translation.override("en"), pytest.raises(RenderError, match=words):
        render(one)


@pytest.mark.parametrize("bad", [chr(code) for code in range(0x20) if chr(code) not in "\t\n\r\x0b\x0c\x1c\x1d\x1e"])
def test_control_characters_are_left_out_and_named(bad: str) -> None:
    one = letter(title=f"答{bad}复", body=(Block(0, f"正{bad}文"), Table((("甲", f"乙{bad}丙"), ("丁", "戊")))))
    made = render(one)
    text = "".join(page.drawn for page in read(made.pdf))
    assert "答复" in text
    assert "正文" in text
    assert "乙丙" in text
    assert any(f"U+{ord(bad):04X}" in warning for warning in made.report.warnings)


def test_marks_of_direction_are_left_out_and_letters_without_a_face_named() -> None:
    made = render(of("正文\u202e\u2066如下\u2069\u200f。\u05d0\u0628"))
    assert "正文如下。〓〓" in "".join(page.drawn for page in read(made.pdf))
    assert made.report.missing == ("\u05d0", "\u0628")


RARE = "昇喆堃玥祎赟·𠀀𪛖𫝀𫠠𬺰𮯰𰀀𱍐\ue000\U000f0000😀👩‍👧🏳️‍🌈é‱㎡"


@pytest.mark.parametrize("char", list(RARE))
@pytest.mark.parametrize("where", ["body", "title", "heading", "kai", "cell", "addressee"])
def test_a_rare_character_is_printed_or_named(char: str, where: str) -> None:
    text = f"甲{char}乙"
    made = render(
        {
            "body": of(text),
            "title": letter(title=text),
            "heading": of(f"一、{text}"),
            "kai": of(f"（一）{text}。"),
            "cell": of(f"|甲|乙|\n|丙|{text}|"),
            "addressee": letter(addressee=text),
        }[where]
    )
    page = read(made.pdf)[0]
    printed = page.drawn
    if char in made.report.missing:
        assert "甲〓乙" in printed
    elif any(f"U+{ord(char):04X}" in warning for warning in made.report.warnings):
        assert "甲乙" in printed
    else:
        assert text in printed
    assert all(glyph.char for glyph in page.glyphs)


@pytest.mark.parametrize(
    "text",
    [
        "“" * 500 + "甲" + "（《" * 500,
        "”" * 500 + "》）" * 500,
        "甲“乙‘丙《丁（戊",
        '"' * 999,
        "，" * 2000,
        "—" * 2000,
        "…" * 2001,
        "a" * 5000,
        "1" * 5000,
        "/" * 3000,
        "9年" * 2000,
        "〔2026〕" * 900,
        "@.-/" * 900,
    ],
)
def test_marks_and_words_without_end_are_printed_whole(text: str) -> None:
    printed = "".join(line.text for page in read(render(of(text)).pdf) for line in page.body)
    assert text in printed


@pytest.mark.parametrize("text", ["，。、；" * 40, "—" * 200, "“" * 200])
def test_a_line_that_ends_where_none_may_is_told(text: str) -> None:
    assert any("禁则" in warning for warning in render(of(plain_text(28) + text)).report.warnings)
    assert render(of(text[:9] + plain_text(99) + "。")).report.warnings == ()


LONG: list[tuple[dict[str, Any], str]] = [
    ({"masthead": "云澜市推进普惠托育" * 7}, "云澜市推进"),
    ({"masthead": "\n".join(f"云澜市第{number}局" for number in range(9))}, "云澜市第8局"),
    ({"document_number": f"{'云教建' * 20}〔2026〕1号"}, "云教建"),
    ({"class_mark": "B" * 60}, "BBB"),
    ({"secrecy": "机密★10年" * 9}, "机密"),
    ({"printed_by": "云澜市教育局办公室" * 6}, "办公室"),
    ({"approvers": tuple(f"陆知行{number}" for number in range(60))}, "陆知行59"),
]


@pytest.mark.parametrize(("changes", "told"), LONG, ids=[next(iter(changes)) for changes, _told in LONG])
def test_what_is_too_long_for_its_place_is_told(changes: dict[str, Any], told: str) -> None:
    warnings = render(letters_on("file", **changes)).report.warnings
    assert any("排不下" in warning and told in warning for warning in warnings)
    assert render(letters_on("file")).report.warnings == ()


def test_ten_thousand_headings_are_all_there() -> None:
    one, _warnings = cleaned(of("\n".join(f"一、标题{number}" for number in range(10_000))))
    pages = lay_out(one, Ledger(library()))
    marks = [mark for page in pages for piece in page.pieces for mark in piece.marks]
    found = [text for mark in marks if (text := "".join(run.text for run in mark.line.runs)).startswith("一、标题")]
    assert found == [f"一、标题{number}" for number in range(10_000)]
    assert sum(len(page.bookmarks) for page in pages) == 10_001  # and the title


def test_an_addressee_list_of_200_names_is_printed_in_order() -> None:
    names = "、".join(f"顾晚舟{number}代表" for number in range(200)) + "："
    for one in (letter(addressee=names), letters_on("file", addressee=names)):
        lines = [line.text for page in read(render(one).pdf) for line in page.lines if "—" not in line.text]
        assert names.rstrip("：") in "".join(lines)


def test_a_million_accents_are_three_and_a_warning() -> None:
    with translation.override("en"):
        made = render(of("e" + "\u0301\u0323" * 450_000 + "如下。"))
    assert any("accents" in warning for warning in made.report.warnings)
    assert "如下。" in read(made.pdf)[0].drawn
    assert made.report.pages <= 2


def calls(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls, those of C included."""
    count = 0

    def called(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        "一、标题\n",
        "甲\n",
        plain_text(300) + "\n",
        "“，”，",
        "a" * 40,
        "2026年3.5%，",
        "陆知行代表、",
        "e\u0301\u0323\u0301\u0323",
        "\u0301",
        "|甲|乙|\n",
        "/a.b?c=d",
        "—",
    ],
    ids=repr,
)
def test_the_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    """Counted, not timed: a machine may be busy."""

    def work(characters: int) -> int:
        body = parse_body("正文。\n" + unit * (characters // len(unit)))
        return calls(lambda: paginate(list(set_body(body, Ledger(library()))), head=3, foot=2))

    work(500)
    assert work(5_000) < 12 * work(500)
