"""The body of a reply: what is typed is what is kept, and headings are known by their numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.structure import (
    Block,
    Element,
    Figure,
    Table,
    body_text,
    level_of,
    outline,
    parse_body,
    parse_paragraphs,
    rewritten,
    split_run_in,
)


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("一、关于托位底数", 1),
        ("十二、其他", 1),
        ("（一）盘活存量用房。可改作托育点。", 2),
        ("(三)半角括号", 2),
        ("1.登记用房", 3),
        ("12．全角点", 3),
        ("（1）到2026年", 4),
        ("(2) 半角", 4),
        ("3.5万个托位已经建成", 0),
        ("2026年3月31日", 0),
        ("一是加强领导", 0),
        ("您提出的建议收悉", 0),
        ("1、不是规定的写法", 0),
        ("（省人大）", 0),
        ("", 0),
    ],
)
def test_the_level_of_a_line(line: str, level: int) -> None:
    assert level_of(line) == level


def test_blanks_around_lines_do_not_count() -> None:
    text = "\u3000\u3000您提出的建议收悉。\r\n\r\n 一、现状 \n\xa0\n\t正文\u3000"
    assert parse_body(text) == [Block(0, "您提出的建议收悉。"), Block(1, "一、现状"), Block(0, "正文")]


@given(st.text())
def test_reading_twice_changes_nothing(text: str) -> None:
    blocks = parse_body(text)
    assert parse_body(body_text(blocks)) == blocks
    assert all(block.text for block in blocks)


BARRED = st.lists(st.text("|\\-甲1 \n图：【】\u3000", max_size=12), max_size=8).map("\n".join)


@given(BARRED)
def test_bars_and_brackets_come_back_as_they_were(text: str) -> None:
    elements = parse_body(text)
    assert parse_body(body_text(elements)) == elements
    assert all(element.level in range(5) and isinstance(element.heading, str) for element in elements)
    for table in (element for element in elements if isinstance(element, Table)):
        assert len({len(row) for row in table.rows}) == 1
        assert len(table.rows) >= 2
        assert len(table.rows[0]) >= 2


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("|街道|托位|\n|青石|412|", [Table((("街道", "托位"), ("青石", "412")))]),
        (
            "正文\n | 街道 | 托位 |\n|---|:-:|\n|青石|412|\n正文",
            [Block(0, "正文"), Table((("街道", "托位"), ("青石", "412"))), Block(0, "正文")],
        ),
        (r"|甲\|乙|丙|" "\n" r"|丁|\||", [Table((("甲|乙", "丙"), ("丁", "|")))]),
        ("|a|b|\n|c|\n||", [Table((("a", "b"), ("c", "")))]),  # short rows are filled, empty ones left out
        ("|a|b|\n|c|d|\n\n|e|f|\n|g|h|", [Table((("a", "b"), ("c", "d"))), Table((("e", "f"), ("g", "h")))]),
        ("|甲|乙|", [Block(0, "|甲|乙|")]),  # one row is no table
        ("|甲|\n|乙|", [Block(0, "|甲|"), Block(0, "|乙|")]),  # nor is one column
        ("| 甲\n乙 |", [Block(0, "| 甲"), Block(0, "乙 |")]),
        ("首页 | 新闻 | 公开\n首页 | 新闻", [Block(0, "首页 | 新闻 | 公开"), Block(0, "首页 | 新闻")]),
        ("|\n|", [Block(0, "|"), Block(0, "|")]),
        ("【图：分布】", [Figure("分布")]),
        ("\u3000\u3000【图：分布\u3000图1　托位分布】", [Figure("分布", "图1　托位分布")]),
        ("见【图：分布】。", [Block(0, "见【图：分布】。")]),
        ("【图：】\n【图】", [Block(0, "【图：】"), Block(0, "【图】")]),
    ],
)
def test_tables_and_figures(text: str, elements: list[Element]) -> None:
    assert parse_body(text) == elements
    assert parse_body(body_text(elements)) == elements


def test_a_published_text_has_paragraphs_only() -> None:
    text = "一、现状\n|街道|托位|\n|青石|412|\n【图：分布】"
    assert parse_paragraphs(text) == [Block(1, "一、现状"), Block(0, "|街道|托位|"), Block(0, "|青石|412|"), Block(0, "【图：分布】")]


def test_every_text_of_an_element_is_rewritten() -> None:
    elements = [Block(1, "a"), Block(0, "-"), Table((("a", "-"), ("b", "c"))), Figure("a", "b")]
    assert rewritten(elements, lambda text: text.strip("-").upper()) == (
        Block(1, "A"),
        Table((("A", ""), ("B", "C"))),
        Figure("A", "B"),
    )


def test_tables_and_figures_are_no_headings() -> None:
    elements = parse_body("一、现状\n|一、甲|乙|\n|丙|丁|\n【图：一、分布】")
    assert outline(elements) == ["一、现状"]
    assert [split_run_in(element)[0] for element in elements] == ["一、现状", "", ""]


NUMBERS = ["一、", "（二）", "3.", "（4）", ""]
WORDS = st.text("托位建设与管理，。；abc", min_size=1, max_size=80)
LINES = st.builds(lambda number, words: f"{number}{words}", st.sampled_from(NUMBERS), WORDS)


@given(st.lists(LINES, min_size=1))
def test_a_body_of_headings_and_paragraphs_comes_back_whole(lines: list[str]) -> None:
    assert body_text(parse_body("\n\n".join(lines))) == "\n".join(lines)


@given(LINES)
def test_nothing_is_lost_between_a_heading_and_what_runs_in_after_it(line: str) -> None:
    (block,) = parse_body(line)
    heading, rest = split_run_in(block)
    assert heading + rest == block.text
    assert block.heading == heading


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("一、关于托位底数", "一、关于托位底数"),
        ("（一）盘活存量用房。可改作托育点。", "（一）盘活存量用房。"),
        ("（一）" + "很长的句子" * 12 + "。后文", ""),
        ("1.登记用房；2.改造用房", ""),
        ("没有编号的一段。", ""),
    ],
)
def test_what_is_set_as_the_heading(line: str, heading: str) -> None:
    assert parse_body(line)[0].heading == heading


def test_the_outline_shows_the_highest_level_there_is() -> None:
    body = parse_body("开头\n一、现状\n（一）底数\n二、打算\n1.细目")
    assert outline(body) == ["一、现状", "二、打算"]
    assert outline(parse_body("开头\n（一）底数。有若干。\n（二）打算")) == ["（一）底数。", "（二）打算"]
    assert outline(parse_body("只有正文\n1.细目")) == []
