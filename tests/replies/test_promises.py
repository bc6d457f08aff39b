"""Sentences that may be promises, and the days that they name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.promises import candidates, due_date

SIGNED = date(2026, 5, 10)
DUE = {
    "将于2027年底前完成改造。": date(2027, 12, 31),
    "计划在2026年9月前改作托育点。": date(2026, 9, 30),
    "力争年内出台办法。": date(2026, 12, 31),
    "年底前全部完成。": date(2026, 12, 31),
    "今年年底前完成。": date(2026, 12, 31),
    "明年一季度启动。": date(2027, 3, 31),
    "2027年第三季度建成。": date(2027, 9, 30),
    "到2027年上半年建成3处。": date(2027, 6, 30),
    "预计2026年12月15日前投用。": date(2026, 12, 15),
    "二〇二七年二月底前完成。": date(2027, 2, 28),
    "2028年2月前完成。": date(2028, 2, 29),
    "２０２７年十一月建成。": date(2027, 11, 30),
    "“十五五”期间实现全覆盖。": date(2030, 12, 31),
    "于2026年底和2027年6月分两批完成。": date(2027, 6, 30),
    "后年建成。": date(2028, 12, 31),
    "11月底前完成排查。": date(2026, 11, 30),
    "十一月底前完成排查。": date(2026, 11, 30),
    "将于12月前出台办法。": date(2026, 12, 31),
    "力争6月15日前投用。": date(2026, 6, 15),
    "9月底建成，2027年3月投用。": date(2027, 3, 31),
    "二〇二七年十一月底前建成。": date(2027, 11, 30),
    "3月底前已完成。": None,
    "截至11月底，累计完成4处。": None,
    "将于13月底前完成。": None,
    "6月31日前完成。": None,
    "9月召开了座谈会。": None,
    "每年11月底前报送。": None,
    "本年度内完成。": date(2026, 12, 31),
    "截至2026年3月31日，已完成4处。": None,
    "2025年底前已完成。": None,
    "于2027年13月完成。": None,
    "于2027年2月30日完成。": None,
    "将加大投入。": None,
    "“十四五”期间建成20处。": None,
}
TEXT = """您提出的建议收悉，经研究，现答复如下：
一、关于托位底数
截至2026年3月31日，全市每千人口拥有托位4.1个。我市已建成托育点60处，将军路等3处投用。
我局将会同市住房城乡建设局开展排查。2026年9月前公布名单。
|街道|托位|
|将完成|2027年底|
二、下一步工作
（一）盘活存量用房。与街道共同选址；2027年6月底前建成5处。
（二）加强培训。组织保育人员培训。
三、有关说明
托育服务由多部门负责。
感谢您的关心，我们将继续努力。"""


@pytest.mark.parametrize("sentence", DUE)
def test_the_day_that_a_sentence_names(sentence: str) -> None:
    assert due_date(sentence, SIGNED) == DUE[sentence]


def test_what_may_promise_something() -> None:
    found = [(one.sentence, one.due_on) for one in candidates(TEXT, SIGNED)]
    assert found == [
        ("我局将会同市住房城乡建设局开展排查。", None),
        ("2026年9月前公布名单。", date(2026, 9, 30)),
        ("与街道共同选址；", None),
        ("2027年6月底前建成5处。", date(2027, 6, 30)),
        ("组织保育人员培训。", None),
    ]


def test_a_sentence_that_stands_twice_is_found_once() -> None:
    assert len(candidates("将于2027年底前完成改造。\n将于2027年底前完成改造。", SIGNED)) == 1


@given(st.text(alphabet="一二（）年月日底前将0123456789。；\n|今明“十四五”", max_size=200))
def test_any_text_is_read(text: str) -> None:
    for one in candidates(text, SIGNED):
        assert one.sentence in text
        assert one.due_on is None or one.due_on >= SIGNED
