"""Titles over lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.rendering.title import NARROWEST, WIDEST, balance


def width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于普惠托位建议的答复", ["关于普惠托位建议的答复"]),
        ("对市十七届人大五次会议第0027号建议的答复", ["对市十七届人大五次会议", "第0027号建议的答复"]),
        ("对市政协十四届四次会议第0230号提案的答复", ["对市政协十四届四次会议", "第0230号提案的答复"]),
        ("对云澜市九届人大三次会议第0027号建议的答复", ["对云澜市九届人大三次会议", "第0027号建议的答复"]),
        ("对云澜市九届人大三次会议第0027号\n建议的答复", ["对云澜市九届人大三次会议第0027号", "建议的答复"]),
    ],
)
def test_titles_that_occur(title: str, lines: list[str]) -> None:
    assert balance(title, width) == lines


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("云澜市教育局关于对云澜市九届人大三次会议第0027号建议的答复", ["教育局", "人大", "三次会议", "第0027号", "建议", "答复"]),
        ("关于增加老旧小区周边普惠托位进一步完善托育服务体系的建议的答复", ["老旧", "小区", "普惠", "托位", "进一步", "服务", "体系"]),
        ("云澜市教育局关于云澜市政协十一届四次会议第116号提案《关于加强AI应用的提案》的答复", ["第116号", "四次会议", "AI", "加强"]),
    ],
)
def test_words_stay_whole(title: str, words: list[str]) -> None:
    lines = balance(title, width)
    assert "".join(lines) == title
    assert all(any(word in line for line in lines) for word in words)
    assert not any(line[0] in "的了和与及》”" or line[-1] in "《“对关" for line in lines)


def test_the_lines_are_never_narrow_in_the_middle() -> None:
    lines = balance("云澜市教育局关于对云澜市九届人大三次会议第0027号关于增加老旧小区周边普惠托位的建议的答复", width)
    widths = [width(line) for line in lines]
    assert len(lines) == 3
    assert widths[1] >= min(widths[0], widths[2])


@given(st.text(alphabet="托育服务建议的答复关于第0027号会议，“”《》AIx ", min_size=1, max_size=400))
def test_no_text_is_lost_and_no_line_is_too_wide(text: str) -> None:
    lines = balance(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= WIDEST for line in lines)


def test_a_line_of_one_character_does_not_occur() -> None:
    for length in range(10, 70):
        lines = balance(("托育普惠社区" * 12)[:length], width)
        assert min(width(line) for line in lines) >= NARROWEST
