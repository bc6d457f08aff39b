"""Names of sessions: the standard form, and the forms that published replies use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.session_labels import SessionLabel, format_label, from_chinese, parse_label, to_chinese


@pytest.mark.parametrize(
    ("text", "organ", "region", "term", "meeting"),
    [
        ("市十七届人大五次会议", "congress", "市", 17, 5),
        ("市十七届人大第五次会议", "congress", "市", 17, 5),
        ("市第十七届人民代表大会第五次会议", "congress", "市", 17, 5),
        ("市人大十七届五次会议", "congress", "市", 17, 5),
        ("十三届全国人大四次会议", "congress", "全国", 13, 4),
        ("第十四届全国人大第三次会议", "congress", "全国", 14, 3),
        ("全国人大十四届三次会议", "congress", "全国", 14, 3),
        ("省十三届人大", "congress", "省", 13, None),
        ("云澜县 十八届 人大 二次会议", "congress", "云澜县", 18, 2),
        ("市17届人大5次会议", "congress", "市", 17, 5),
        ("市１７届人大第５次会议", "congress", "市", 17, 5),
        ("市政协十四届四次会议", "cppcc", "市", 14, 4),
        ("政协云澜市第十四届委员会第四次会议", "cppcc", "云澜市", 14, 4),
        ("中国人民政治协商会议云澜市第十四届委员会第四次全体会议", "cppcc", "云澜市", 14, 4),
        ("市政协二十届一次全会", "cppcc", "市", 20, 1),
        ("全国政协十四届三次会议", "cppcc", "全国", 14, 3),
        ("五常市政协九届二次会议", "cppcc", "五常市", 9, 2),
        ("市政协十四届", "cppcc", "市", 14, None),
    ],
)
def test_the_forms_in_use(text: str, organ: str, region: str, term: int, meeting: int | None) -> None:
    assert parse_label(text) == SessionLabel(organ, region, term, meeting)


NO_SESSIONS = ["", "会议", "市十七届五次会议", "市人大和政协十七届会议", "市人大", "人大第届会议", "关于教育的建议", "市1七届人大"]


@pytest.mark.parametrize("text", NO_SESSIONS)
def test_what_is_no_session_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 市十七届人大五次会议"):
        parse_label(text)


def test_the_standard_forms() -> None:
    assert format_label(SessionLabel("congress", "市", 17, 5)) == "市十七届人大五次会议"
    assert format_label(SessionLabel("congress", "全国", 14, 3)) == "十四届全国人大三次会议"
    assert format_label(SessionLabel("cppcc", "市", 14, 4)) == "市政协十四届四次会议"
    assert format_label(SessionLabel("cppcc", "市", 14, None)) == "市政协十四届"


REGIONS = st.sampled_from(["市", "省", "全国", "云澜市", "五常市", "九江市", "三门县", "十堰市", "内蒙古自治区", "宁陕县"])
LABELS = st.builds(SessionLabel, st.sampled_from(["congress", "cppcc"]), REGIONS, st.integers(1, 99), st.none() | st.integers(1, 99))


@given(LABELS)
def test_what_is_written_can_be_read_back(label: SessionLabel) -> None:
    assert parse_label(format_label(label)) == label


@given(st.integers(0, 99))
def test_numerals_there_and_back(number: int) -> None:
    assert from_chinese(to_chinese(number)) == number == from_chinese(str(number))


@pytest.mark.parametrize(
    ("number", "text"), [(0, "零"), (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (29, "二十九"), (99, "九十九"), (100, "100")]
)
def test_numerals_by_hand(number: int, text: str) -> None:
    assert to_chinese(number) == text


@pytest.mark.parametrize(("text", "number"), [("〇", 0), ("二〇", 20), ("一七", 17), ("２０", 20), ("017", 17)])
def test_other_ways_to_write_a_number(text: str, number: int) -> None:
    assert from_chinese(text) == number


@pytest.mark.parametrize("text", ["", "百", "1七", "十十", "x"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_chinese(text)
