"""Departments found by typing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals import pinyin
from proposals.finding import find, rank
from proposals.forms import DepartmentField
from proposals.models import Department
from tests import factories

NAMES = ["市教育局", "市机关事务管理局", "市住房城乡建设局", "市自然资源和规划局", "市交通运输局", "市气象局", "云河区人民政府"]


def hanzi() -> list[str]:
    """The 6,763 hanzi of GB 2312."""
    codes = [bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    return [text for code in codes if (text := code.decode("gb2312", errors="ignore"))]


def test_every_hanzi_of_the_standard_has_a_reading() -> None:
    assert len(hanzi()) == 6763
    assert [one for one in hanzi() if not pinyin.full(one)] == []


@pytest.mark.parametrize(
    ("name", "initials", "full"),
    [
        ("市教育局", "sjyj", "shijiaoyuju"),
        ("市住房城乡建设局", "szfcxjsj", "shizhufangchengxiangjiansheju"),
        ("市自然资源和规划局", "szrzyhghj", "shiziranziyuanheguihuaju"),
        ("市农业农村局", "snyncj", "shinongyenongcunju"),
        ("绿化办", "lhb", "lvhuaban"),
        ("市12345热线办", "s12345rxb", "shi12345rexianban"),
        ("濮阳市", "pys", "puyangshi"),
        ("重庆市分行", "cqsfh", "chongqingshifenhang"),
        ("王婷", "wt", "wangting"),
        ("", "", ""),
        ("（）", "", ""),
    ],
)
def test_readings(name: str, initials: str, full: str) -> None:
    assert (pinyin.initials(name), pinyin.full(name)) == (initials, full)


@pytest.mark.parametrize(
    ("name", "typed"), [("曾国强", "zgq"), ("曾国强", "cengguoqiang"), ("单田芳", "shantianfang"), ("Ann王", "annwang")]
)
def test_a_surname_is_found_by_each_of_its_readings(name: str, typed: str) -> None:
    assert typed in pinyin.spellings_of_person(name)


@given(st.text(max_size=20))
def test_any_text_has_keys(text: str) -> None:
    assert pinyin.full(text).isascii()
    assert len(pinyin.initials(text)) <= len(text)
    assert set(pinyin.spellings(text)) <= set(pinyin.spellings_of_person(text))


def departments(*names: str, **fields: str) -> list[Department]:
    return [Department(short_name=name, full_name=name.replace("市", "云澜市"), **fields) for name in names]


@pytest.mark.parametrize(
    ("typed", "first", "others"),
    [
        ("jy", "市教育局", []),
        ("jiaoyu", "市教育局", []),
        ("SJYJ", "市教育局", []),
        ("教育", "市教育局", []),
        (" 市教育局 ", "市教育局", []),
        ("szr", "市自然资源和规划局", []),
        # At the beginning comes before in the middle.
        ("sj", "市教育局", ["市机关事务管理局", "市交通运输局", "市住房城乡建设局"]),
        ("yunhe", "云河区人民政府", []),
        ("财政", "", []),
        ("", "", []),
    ],
)
def test_what_is_found(typed: str, first: str, others: list[str]) -> None:
    found = [one.short_name for one in find(departments(*NAMES), typed)]
    assert found[:1] == ([first] if first else [])
    assert set(found[1:]) >= set(others)


def test_a_key_of_its_own_is_found_too() -> None:
    (bank,) = departments("人民银行", search_keys="yh 央行")
    assert [rank(bank, typed) for typed in ("rmyh", "yh", "央行", "央", "yinhang", "jyj")] == [0, 0, 0, 1, 2, None]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "meant"),
    [("市教育局", "市教育局"), ("云澜市教育局", "市教育局"), ("sjyj", "市教育局"), ("jyj", None), ("sjj", None), ("财政", None)],
)
def test_a_key_in_the_place_of_a_name_must_mean_one_alone(typed: str, meant: str | None) -> None:
    for name in ("市教育局", "市监察局", "市机械局"):
        factories.department(short_name=name, full_name=f"云澜{name}")
    field = DepartmentField()
    if meant:
        assert str(field.clean(typed)) == meant
    else:
        with pytest.raises(Exception, match=typed):
            field.clean(typed)
