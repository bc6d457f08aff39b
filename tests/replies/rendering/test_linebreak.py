"""Where lines end."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.rendering.linebreak import Cost, break_lines, costs
from replies.rendering.squeeze import HALF, gathered, give, shares

TEXT = "普惠托育服务体系逐步健全居民满意程度稳步提升社区资源统筹利用"


def widths_of(text: str) -> list[float]:
    return [0.5 if char.isascii() else 1.0 for char in text]


def lines(text: str, room: float = 28, *, squeezed: bool = False) -> list[str]:
    given = give(text) if squeezed else [0.0] * len(text)
    spans = break_lines(widths_of(text), costs(text), [room], [char == " " for char in text], given)
    return [text[start:end] for start, end in spans]


def test_a_full_line_is_full() -> None:
    assert lines(TEXT[:30]) == [TEXT[:28], TEXT[28:30]]


@pytest.mark.parametrize("mark", "，。、；：？！）》〉」』”’％℃·")
def test_a_closing_mark_takes_a_character_along(mark: str) -> None:
    assert lines(TEXT[:28] + mark + "完") == [TEXT[:27], TEXT[27] + mark + "完"]


@pytest.mark.parametrize("mark", "（〔【《〈「“‘")
def test_an_opening_mark_goes_to_the_next_line(mark: str) -> None:
    assert lines(TEXT[:27] + mark + "甲乙") == [TEXT[:27], mark + "甲乙"]


def test_marks_in_a_row_go_together() -> None:
    assert lines(TEXT[:27] + "》”，甲") == [TEXT[:26], TEXT[26] + "》”，甲"]


@pytest.mark.parametrize("pair", ["——", "……"])
def test_dashes_and_dots_are_not_parted(pair: str) -> None:
    assert lines(TEXT[:27] + pair + "甲") == [TEXT[:27], pair + "甲"]


@pytest.mark.parametrize(
    "token", ["2026年", "第0027号", "3.28%", "1,250元", "Smart", "GB/T", "20多个", "12亿元", "9.5万人", "1,250.75万元", "0000-5550127"]
)
def test_numbers_units_and_words_stay_whole(token: str) -> None:
    for before in range(26, 29):
        made = lines(TEXT[:before] + token + TEXT[:10])
        assert any(token in line for line in made), made


def test_a_document_number_is_parted_after_its_year_at_most() -> None:
    assert lines(TEXT[:25] + "〔2026〕9号文") == [TEXT[:25], "〔2026〕9号文"]
    assert lines(TEXT[:24] + "〔2026〕9号文") == [TEXT[:24] + "〔2026〕", "9号文"]


def test_a_range_is_parted_after_its_dash_at_most() -> None:
    assert lines(TEXT[:24] + "2026—2030年") == [TEXT[:24] + "2026—", "2030年"]
    assert lines(TEXT[:25] + "2026—2030年") == [TEXT[:25] + "2026—", "2030年"]


def test_a_unit_is_left_behind_before_a_line_gets_too_loose() -> None:
    assert lines(TEXT[:24] + "12345678元甲") == [TEXT[:24] + "12345678", "元甲"]
    assert lines(TEXT[:26] + "1234元甲") == [TEXT[:26], "1234元甲"]


def test_names_stay_whole_unless_the_line_gets_too_loose() -> None:
    assert lines("顾晚舟代表、" * 4 + "甲、陆知行委员")[0] == "顾晚舟代表、" * 4 + "甲、"
    assert lines(TEXT[:26] + "、陆知行代表")[0] == TEXT[:26] + "、"


def test_an_address_is_broken_at_its_marks() -> None:
    address = "https://www.example.gov.cn/tuoyu/2026/reply?number=0027"
    first, *_rest = lines(TEXT[:20] + address)
    assert first == TEXT[:20] + "https://www."[: len(first) - 20]
    assert first[-1] in "/."


def test_a_word_wider_than_a_line_is_cut() -> None:
    assert [len(line) for line in lines("a" * 130)] == [56, 56, 18]


def test_marks_without_end_do_not_stop_the_work() -> None:
    assert [len(line) for line in lines("，" * 60)] == [28, 28, 4]
    assert [len(line) for line in lines("“" * 60)] == [28, 28, 4]


def test_a_line_does_not_end_or_begin_with_a_blank() -> None:
    assert lines("甲" * 28 + "  乙") == ["甲" * 28, "乙"]
    assert lines("甲" * 27 + " 乙丙") == ["甲" * 27, "乙丙"]
    assert lines("   ") == []


def test_straight_quotes_open_and_close_in_turn() -> None:
    assert lines(TEXT[:27] + '"甲乙"丙') == [TEXT[:27], '"甲乙"丙']
    assert costs('甲"乙"丙')[1:] == [Cost.FREE, Cost.FORBIDDEN, Cost.FORBIDDEN, Cost.FREE]


@pytest.mark.parametrize(
    ("before", "token", "line_end"),
    [
        (24, "2021年5月3日", "2021年"),  # the year stays whole; what follows it may go on
        (26, "5月3日", "5月"),
        (26, "3.6℃", ""),
        (25, "12.5公里", ""),
        (26, "380个", ""),
        (23, "“《甲》”", "“《甲》”"),
        (26, "“《甲》”", ""),
        (26, "“‘甲’乙”", ""),
        (27, "(甲)", ""),
        (27, "甲,乙", ""),  # a half-width comma goes with what it follows
        (27, "甲:乙", ""),
    ],
)
def test_where_mixed_text_is_parted(before: int, token: str, line_end: str) -> None:
    assert lines(TEXT[:before] + token + TEXT[:10])[0] == TEXT[:before] + line_end


ADDRESS = "https://www.yunlan.example/tuoyu/2026/list?street=qingshi&page=12#top"


@pytest.mark.parametrize("before", range(29))
def test_an_address_is_never_hyphenated(before: int) -> None:
    made = lines(TEXT[:before] + ADDRESS + TEXT[:10])
    assert "".join(made) == TEXT[:before] + ADDRESS + TEXT[:10]
    for line in made[:-1]:
        assert "\u2010" not in line
        inside = len("".join(made[: made.index(line) + 1])) - before
        assert not 0 < inside < len(ADDRESS) or ADDRESS[inside - 1] in "/.?&=#-", made


# What may not begin or end a line (GB/T 15834-2011, 5.1), where there is another place for the break.
CLOSERS, OPENERS = "，。、；：？！）〕】》〉」』”’％", "（〔【《〈「『“‘"


@given(st.text(alphabet='托育服务，。、“”（）《》—…2026年.%AIab /:-"', max_size=300), st.integers(2, 40), st.booleans())
def test_no_character_is_lost_and_no_line_is_overfull(text: str, room: int, squeezed: bool) -> None:
    made = lines(text, room, squeezed=squeezed)
    assert "".join(made).replace(" ", "") == text.replace(" ", "")
    for line in made:
        assert sum(widths_of(line)) <= room + (sum(give(line)) if squeezed else 0.0) + 1e-9


# Text as people write it: at most two marks meet, and no run of marks or letters is as long as a line.
CLAUSE = st.builds(
    lambda words, end: words + end,
    st.sampled_from(["托育服务体系", "（一）底数", "“小饭桌”", "《规划》", "2026年", "普惠", "AI+5G", "第0027号", "3.6亿元", "——占62%"]),
    st.sampled_from(["", "，", "。", "、", "；", "……", "。”", "”，"]),
)


@given(st.lists(CLAUSE, max_size=80).map("".join), st.integers(20, 28), st.booleans())
def test_no_mark_stands_where_it_may_not(text: str, room: int, squeezed: bool) -> None:
    made = lines(text, room, squeezed=squeezed)
    assert not [line for line in made[1:] if line[0] in CLOSERS]
    assert not [line for line in made[:-1] if line[-1] in OPENERS]
    assert not [one + other for one, other in pairwise(made) if one[-1] + other[0] in ("——", "……")]


class Counted(list[Cost]):
    """Costs that count how often they are asked for."""

    asked = 0

    def __getitem__(self, place: Any) -> Any:
        self.asked += 1
        return super().__getitem__(place)


@pytest.mark.parametrize("unit", [TEXT, "，" * 30, "“" * 30, "a" * 30, "2026年", "—", "/a" * 10, "陆知行代表、", "” ，“"])
def test_a_long_text_takes_linear_work(unit: str) -> None:
    def asked(times: int) -> int:
        text = unit * times
        cost = Counted(costs(text))
        spans = list(break_lines(widths_of(text), cost, [28], [char == " " for char in text], give(text)))
        assert len(spans) > len(text) // 90
        return cost.asked

    assert asked(4000) <= 11 * asked(400) + 1000


def test_a_loose_line_takes_in_what_follows_when_marks_give_way() -> None:
    text = "甲乙”，丙丁”，戊己”，" + TEXT[:14] + "1234亿" + TEXT[:20]
    assert lines(text)[0] == text[:26]
    assert lines(text, squeezed=True)[0] == text[:26] + "1234亿"


def test_a_line_that_is_nearly_full_is_not_squeezed() -> None:
    text = "甲乙”，丙丁”，" + TEXT[:19] + "，" + TEXT[:10]
    assert lines(text, squeezed=True) == lines(text)


@pytest.mark.parametrize(
    ("text", "given_"),
    [
        ("”，", [HALF, 0.0]),
        ("。”甲", [HALF, HALF, 0.0]),
        ("》（甲", [HALF, 0.0, 0.0]),
        ("“《甲", [HALF, 0.0, 0.0]),
        ("甲，乙", [0.0, HALF, 0.0]),
        ("甲（乙", [HALF, 0.0, 0.0]),
        ("甲。乙", [0.0, 0.0, 0.0]),  # a full stop keeps its blank
        ("甲？！", [0.0, 0.0, 0.0]),
        ("……，", [0.0, 0.0, 0.0]),
        ("", []),
    ],
)
def test_what_marks_can_give(text: str, given_: list[float]) -> None:
    assert give(text) == given_


@given(st.lists(st.sampled_from([0.0, HALF]), max_size=30), st.floats(0, 1))
def test_the_shares_make_up_what_is_needed(given_: list[float], part: float) -> None:
    need = part * gathered(given_)[-1]
    found = shares(given_, need)
    assert sum(found) == pytest.approx(need)
    assert all(-1e-9 <= share <= most + 1e-9 for share, most in zip(found, given_, strict=True))
