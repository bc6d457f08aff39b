"""Where lines end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.rendering.linebreak import Cost, break_lines, costs

TEXT = "普惠托育服务体系逐步健全居民满意程度稳步提升社区资源统筹利用"


def lines(text: str, room: float = 28) -> list[str]:
    widths = [0.5 if char.isascii() else 1.0 for char in text]
    return [text[start:end] for start, end in break_lines(widths, costs(text), [room], 1.0, [char == " " for char in text])]


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


@given(st.text(alphabet='托育服务，。、“”（）《》—…2026年.%AIab /:-"', max_size=300), st.integers(2, 40))
def test_no_character_is_lost_and_no_line_is_overfull(text: str, room: int) -> None:
    made = lines(text, room)
    assert "".join(made).replace(" ", "") == text.replace(" ", "")
    assert all(sum(0.5 if char.isascii() else 1.0 for char in line) <= room for line in made)


def test_a_long_text_takes_linear_work() -> None:
    assert sum(len(line) for line in lines(TEXT * 5000)) == len(TEXT) * 5000
