"""The form of a rule set: what goes in comes out, rows move without a script, and everything wrong is said where it stands."""

import json
from typing import Any

import pytest
from django.utils import translation

from proposals import policies, rule_words, rules
from proposals.actions.rule_sets import SHIPPED, shipped_fields
from proposals.models import RuleSet
from proposals.rule_set_editor import MOST, RuleSetEditor, with_codes, with_rows_changed
from tests.proposals.other_places import PLACES
from tests.proposals.rule_forms import posted

CODES = sorted(path.stem for path in SHIPPED.glob("*.json"))


def shipped(code: str = "national-suggestion") -> dict[str, Any]:
    found = shipped_fields(code)
    assert found
    return found


def read(value: dict[str, Any], **changes: Any) -> RuleSetEditor:
    return RuleSetEditor(value, posted(RuleSetEditor(value), **changes))


@pytest.mark.parametrize("code", CODES)
def test_what_is_shipped_comes_back_unchanged(code: str) -> None:
    value = shipped(code)
    editor = read(value)
    assert editor.wrong == []
    assert editor.fields == value
    given = json.loads((SHIPPED / f"{code}.json").read_text(encoding="utf-8"))
    assert {name: editor.fields[name] for name in given if name not in ("code", "kind")} == {
        name: given[name] for name in given if name not in ("code", "kind")
    }


@pytest.mark.parametrize("code", PLACES)
def test_and_so_does_what_other_places_have(code: str) -> None:
    value = shipped() | {name: PLACES[code][name] for name in shipped() if name in PLACES[code]}
    assert read(value).fields == value


def test_a_field_of_sources_that_nobody_knows_is_kept() -> None:
    value = shipped() | {"sources": {"limits": "第五条", "note": "assumed"}}
    assert read(value).fields == value


def test_everything_has_a_word() -> None:
    assert set(rule_words.LIMITS) == set(rules.LIMITS)
    assert tuple(rule_words.UNITS) == rules.UNITS
    assert tuple(rule_words.ANCHORS) == rules.ANCHORS
    assert tuple(rule_words.ON_DAY_OFF) == rules.ON_DAY_OFF
    assert tuple(rule_words.STEPS) == rules.REVIEW_STEPS
    assert tuple(rule_words.RATED) == policies.RATED
    assert tuple(rule_words.REMINDED) == policies.RECIPIENTS
    assert tuple(rule_words.RECIPIENTS) == tuple(RuleSet.Recipients.values)
    assert tuple(rule_words.POLICY) == tuple(policies.POLICIES)
    assert {name: tuple(words) for name, words in rule_words.CHOICES.items()} == {
        name: values for name, values in policies.POLICIES.items() if name not in policies.DAYS
    }


# Name of a field → what is typed, section, the place in words, and a piece of what is said.
WRONG: list[tuple[dict[str, Any], str, str, str]] = [
    ({"name": ""}, "", "办理规则的名称", "请填写"),
    ({"limits__answer__count": "三"}, "limits", "期限·答复·数量", "大于 0 的整数"),
    ({"limits__answer__count": "0"}, "limits", "期限·答复·数量", "大于 0 的整数"),
    ({"limits__answer__count": ""}, "limits", "期限·答复·数量", "大于 0 的整数"),
    ({"limits__answer__count": "25"}, "limits", "期限·答复·数量", "24"),
    ({"limits__answer__unit": ""}, "limits", "期限", "答复期限"),
    ({"limits__answer__unit": "x"}, "limits", "期限·答复·单位", "x"),
    ({"limits__answer__unit": "date"}, "limits", "期限·答复·数量", "5-31"),
    ({"limits__first_contact__count": "20"}, "limits", "期限·首次联系·单位", "请选单位"),
    ({"limits__answer__anchor": "x"}, "limits", "期限·答复·起算", "x"),
    ({"limits__answer__article": "长" * 201}, "limits", "期限·答复·依据", "200"),
    ({"extensions__0__count": "99"}, "extensions", "可以延期的·第 1 行·数量", "24"),
    ({"extensions__0__count": ""}, "extensions", "可以延期的·第 1 行·数量", "请填写"),
    ({"extensions__0__count": "半"}, "extensions", "可以延期的·第 1 行·数量", "整数"),
    ({"extensions__rows": "2", "extensions__1__clock": "answer", "extensions__1__count": "1", "extensions__1__unit": "months"},
     "extensions", "可以延期的·第 2 行·期限", "另一行已经写了“答复”"),
    ({"outcomes__0__code": ""}, "outcomes", "办理结果类别·第 1 行·代码", "代码"),
    ({"outcomes__0__code": "很" * 21}, "outcomes", "办理结果类别·第 1 行·代码", "代码"),
    ({"outcomes__0__label_": ""}, "outcomes", "办理结果类别·第 1 行·名称", "名称"),
    ({"outcomes__1__code": "A"}, "outcomes", "办理结果类别", "同一个代"),
    ({"outcomes__rows": "0"}, "outcomes", "办理结果类别", "至少"),
    ({"review_chain": ["office"]}, "", "发出之前要经过的环节", "领导"),
    ({"review_chain": ["deputy_head", "head"]}, "", "发出之前要经过的环节", "办公室"),
    ({"person": "{name}您好"}, "", "写给代表、委员", "{称呼}"),
    ({"person": "{"}, "", "写给代表、委员", "{称呼}"),
    ({"group": " "}, "", "写给集体提出者", "请写开头用语"),
    ({"recipients": "all"}, "", "联名提出的，答复给", "all"),
    ({"copies__rows": "1", "copies__0__organ": "{who}人大", "copies__0__count": "1"}, "copies", "抄送·第 1 行·抄送单位", "{选举地}"),
    ({"copies__rows": "1", "copies__0__organ": "市政府", "copies__0__count": "10"}, "copies", "抄送·第 1 行·份数", "九"),
    ({"copies__rows": "1", "copies__0__organ": "市政府", "copies__0__count": "0"}, "copies", "抄送·第 1 行·份数", "九"),
    ({"copies__rows": "1", "copies__0__organ": ""}, "copies", "抄送·第 1 行·抄送单位", "名称"),
    ({"scales__result__rows": "1"}, "scales", "评价等次", "办理结果：等次至少两个"),
    ({"scales__result__0__label_": "非常非常满意的"}, "scales", "评价等次·办理结果·第 1 行·等次", "6"),
    ({"scales__attitude__rows": "0", "scales__result__rows": "0"}, "scales", "评价等次", ""),
    ({"policies__withdrawal__article": "", "policies__withdrawal__assumed": None}, "policies", "本地规定·撤回·依据", "推定"),
    ({"policies__look_back__value": "2-30", "policies__look_back__assumed": "on"}, "policies",
     "本地规定·每年回头看，从（月-日）起·怎么定", "5-31"),
    ({"reminders__0__days": "0"}, "reminders", "到期提醒·第 1 行·天数", "请写天数"),
    ({"reminders__0__days": ""}, "reminders", "到期提醒·第 1 行·天数", "请写天数"),
    ({"reminders__0__days": "400"}, "reminders", "到期提醒·第 1 行·天数", "一年"),
    ({"reminders__0__days": "十"}, "reminders", "到期提醒·第 1 行·天数", "整数"),
    ({"reminders__0__days": "3"}, "reminders", "到期提醒", "重复"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "section", "place", "says"), WRONG, ids=lambda value: "" if isinstance(value, str) else str(value)[:60]
)
def test_what_is_wrong_is_said_in_words_where_it_stands(changes: dict[str, Any], section: str, place: str, says: str) -> None:
    with translation.override("zh-hans"):
        wrong = read(shipped(), **changes).wrong
        assert [(one.section, one.place) for one in wrong] == [(section, place)]
        assert says in wrong[0].message
        assert wrong[0].target


def test_a_row_left_blank_is_none_and_a_limit_without_a_unit_is_taken_out() -> None:
    value = shipped()
    editor = read(
        value, copies__rows="1", copies__0__organ="", copies__0__region="", limits__objection__unit="", policies__contact__value=""
    )
    assert editor.wrong == []
    assert editor.fields["copies"] == []
    assert "objection" not in editor.fields["limits"]
    assert "contact" not in editor.fields["policies"]


def test_every_kind_of_value_is_read() -> None:
    editor = read(
        shipped(),
        limits__opinion__unit="date", limits__opinion__count="5-31", limits__rework__on_day_off="next",
        extensions__0__tell="on", extensions__0__total="", copies__rows="2", copies__0__organ="市政府", copies__0__count="2",
        copies__0__government="on", copies__0__region="云澜市", copies__1__organ="{选举地}人大常委会",
        copies__1__region="", copies__1__government=None,
        scales__reply__rows="2", scales__reply__0__label_="好", scales__reply__0__stands="satisfied", scales__reply__1__label_="差",
        scales__reply__1__stands="dissatisfied", reminders__0__when="after", reminders__0__days="7", sources__copies__text="第九条",
        sources__copies__assumed=None, review_chain=["office", "head"], person="{salutation}提出的{title}，\n{consulted}：",
    )  # fmt: skip
    fields = editor.fields
    assert editor.wrong == []
    assert fields["limits"]["opinion"]["count"] == "5-31"
    assert fields["limits"]["rework"]["on_day_off"] == "next"
    assert fields["extensions"]["answer"]["tell"]
    assert "total" not in fields["extensions"]["answer"]
    assert fields["copies"] == [{"organ": "市政府", "government": True, "region": "云澜市", "count": 2}, "{elected_by}人大常委会"]
    assert fields["scales"]["reply"] == [
        {"code": "grade1", "label": "好", "satisfied": True},
        {"code": "grade2", "label": "差", "dissatisfied": True},
    ]
    assert fields["reminders"][0]["days"] == -7
    assert fields["sources"]["copies"] == "第九条"
    assert fields["review_chain"] == ["office", "head"]
    assert fields["openings"]["person"] == "{salutation}提出的{title}，{consulted}："
    RuleSet(code="x", kind="suggestion", **fields).clean()


def test_new_grades_have_codes_of_their_own() -> None:
    given = [{"code": "grade1", "label": "好"}, {"label": "中"}, {"label": "差"}]
    assert [one["code"] for one in with_codes(given)] == ["grade1", "grade2", "grade3"]


def codes(editor: RuleSetEditor) -> list[Any]:
    return [form["code"].value() for form in editor.sections["outcomes"].groups[0].forms]


@pytest.mark.parametrize(
    ("step", "left", "focus"),
    [
        ("outcomes:0:down", ["B", "A", "C", "D"], "outcomes-1"),
        ("outcomes:3:up", ["A", "B", "D", "C"], "outcomes-2"),
        ("outcomes:0:up", ["A", "B", "C", "D"], "outcomes-0"),
        ("outcomes:3:down", ["A", "B", "C", "D"], "outcomes-3"),
        ("outcomes:1:remove", ["A", "C", "D"], "outcomes-1"),
        ("outcomes:3:remove", ["A", "B", "C"], "outcomes-2"),
        ("outcomes:0:add", ["A", "B", "C", "D", None], "outcomes-4"),
        ("outcomes:9:remove", ["A", "B", "C", "D"], "outcomes-9"),
        ("outcomes", ["A", "B", "C", "D"], "outcomes-0"),
        ("", ["A", "B", "C", "D"], "-0"),
    ],
)
def test_rows_are_moved_without_losing_a_word(step: str, left: list[Any], focus: str) -> None:
    value = shipped()
    data = posted(RuleSetEditor(value), limits__answer__count="三", outcomes__1__meaning="没有存的字")
    moved, at = with_rows_changed(data, step)
    editor = RuleSetEditor(value, moved, quiet=True)
    assert (codes(editor), at) == (left, focus)
    assert editor.is_valid, "what is wrong is told when it is asked for"
    assert editor.sections["limits"].groups[0].forms[6]["count"].value() == "三"
    if "B" in left and left[1:2] != ["C"]:
        assert editor.sections["outcomes"].groups[0].forms[left.index("B")]["meaning"].value() == "没有存的字"


def test_nobody_makes_more_rows_than_a_request_may_carry() -> None:
    value = shipped()
    editor = RuleSetEditor(value, posted(RuleSetEditor(value), reminders__rows="999"), quiet=True)
    rows = editor.sections["reminders"].groups[0]
    assert (len(rows.forms), rows.is_full) == (MOST["reminders"], True)
    bad = RuleSetEditor(value, posted(RuleSetEditor(value), reminders__rows="x"), quiet=True)
    assert len(bad.sections["reminders"].groups[0].forms) == 0
