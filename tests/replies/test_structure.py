"""The body of a reply: what is typed is what is kept, and headings are known by their numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.structure import Block, body_text, level_of, outline, parse_body, split_run_in


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
