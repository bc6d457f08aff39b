"""Titles over lines."""

import json
import random
from itertools import accumulate
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from replies.rendering.title import NARROWEST, WIDEST, balance

# Invented titles, one to a line, a bar wherever a line may end.
TITLES = Path(__file__).with_name("titles.txt").read_text("utf-8").split()
PUBLISHED = Path(settings.BASE_DIR).parent / "shared" / "replies" / "index.json"


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


@pytest.mark.parametrize("marked", TITLES)
def test_a_title_ends_its_lines_between_words(marked: str) -> None:
    words = marked.split("|")
    lines = balance("".join(words), width)
    allowed = set(accumulate(map(len, words)))
    assert set(accumulate(map(len, lines))) <= allowed, " / ".join(lines)
    _assert_well_shaped(lines)


def _assert_well_shaped(lines: list[str]) -> None:
    """梯形 or 菱形: no line far narrower than the others, and no waist."""
    widths = [width(line) for line in lines]
    assert max(widths) <= WIDEST
    assert len(lines) == 1 or min(widths) >= max(NARROWEST, 0.3 * max(widths))
    for before, middle, after in zip(widths, widths[1:], widths[2:], strict=False):
        assert middle >= min(before, after) - 2


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published replies are not on this machine")
def test_published_titles_have_a_good_shape() -> None:
    replies = json.loads(PUBLISHED.read_text("utf-8"))
    titles = {reply["title"] for reply in replies if reply["title"]}
    assert len(titles) > 20
    for title in titles:
        for whole in (f"{title}的答复", f"对市十七届人大五次会议第0027号建议《{title}》的答复"):
            lines = balance(whole, width)
            assert "".join(lines) == whole
            _assert_well_shaped(lines)
            assert not [line for line in lines if line[0] in "的了和与及》”、，" or line[-1] in "《“对在"]


@pytest.mark.parametrize("length", range(1, 301))
def test_titles_of_any_length(length: int) -> None:
    dice = random.Random(length)
    words = [
        "普惠",
        "托位",
        "云澜市",
        "“小饭桌”",
        "《条例》",
        "“《规划》”",
        "AI",
        "2026年",
        "第0027号",
        "的",
        "治理",
        "和",
        "青",
        "石",
        "（一）",
    ]
    text = ""
    while len(text) < length:
        text += dice.choice(words)
    lines = balance(text, width)
    assert "".join(lines) == text
    assert max(width(line) for line in lines) <= WIDEST
    assert len(lines) == 1 or min(len(line) for line in lines) > 1


@pytest.mark.parametrize("length", range(8, 30))
def test_an_accent_stays_with_its_letter(length: int) -> None:
    lines = balance("托育" * (length // 2) + "e\u0301" * length, width)
    assert not [line for line in lines if line[0] == "\u0301"]
