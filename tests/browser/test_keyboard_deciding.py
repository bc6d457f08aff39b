"""The coordinator, the office and the leader without a mouse: a case comes in and is handed on, a draft is judged and signed."""

import re

import pytest

from replies.states import ReplyState
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.keyboard import Keyboard

pytestmark = pytest.mark.browser

TITLE = "关于在青石街道增设口袋公园的建议"
ISSUE = "请注明截止日期。"


def test_the_coordinator_registers_files_assigns_and_takes_back(desk: OpenDesk) -> None:
    to_file = yunlan.walk("0117", "registered")
    at = Keyboard(desk("jiaoban"))
    at.enter("link", "登记")
    at.choose("会议", "云澜市九届人大三次会议")
    at.choose("类别", "建议")
    for label, text in {"编号": "0201", "案由": TITLE, "提出人": "顾晚舟、沈望舒", "正文": "建议利用边角地建口袋公园。"}.items():
        at.fill(label, text)
    at.enter("button", "登记")
    at.told("第0201号已登记。下一步：交办。")

    at.enter("link", re.compile("^立案"))
    at.enter("link", to_file.title)
    at.heading("立案")
    at.keys("1", "Control+Enter")
    at.told("立案")

    at.keys("g", "a")
    at.heading(TITLE)
    at.focus_is_on("主办")
    at.type("sjyj")
    at.keys("Enter")
    at.focus_is_on("找会办单位")
    at.type("zfcx")
    at.keys("Space", "Control+Enter")
    at.told("第0201号已交办：市教育局，另 1 家会办。")
    at.keys("Escape", "u")
    at.told("的交办已撤销")
    assert not yunlan.case("0201").assignments.exists()
    at.focus_is_on("主办")
    at.type("住房")
    at.keys("Enter", "Control+Enter")
    at.told("第0201号已交办：市住房城乡建设局。")
    assert [str(task.department) for task in yunlan.case("0201").assignments.all()] == ["市住房城乡建设局"]


def test_the_office_comments_returns_and_agrees_and_the_leader_signs(desk: OpenDesk) -> None:
    yunlan.walk("0061", "office_review")
    yunlan.walk("0088", "office_review")
    at = Keyboard(desk("hegao"))
    at.keys("j", "Enter")
    at.heading("第0061号答复稿")
    at.keys("n", "c")
    at.type(ISSUE)
    at.enter("button", "提交批注")
    at.sees(ISSUE, "有 1 条意见未改")
    at.keys("r")
    at.dialog("退回第0061号的答复稿")
    at.fill("理由", "见批注。")
    at.enter("button", "退回修改", within="dialog[open]")
    at.told("已退回")
    assert yunlan.reply("0061").state == ReplyState.DRAFTING
    at.keys("j", "Enter")
    at.heading("第0088号答复稿")
    at.keys("a")
    at.dialog(re.compile("同意，送审阅"))
    at.enter("button", "同意，送审阅", within="dialog[open]")
    at.told("已同意，现在待审阅。")

    yunlan.walk("0061", "head_approval", case_no="0301")
    head = Keyboard(desk("qianfa"))
    head.keys("j", "Enter")
    head.heading("第0301号答复稿")
    head.keys("a")
    head.dialog("签发第0301号的答复？")
    head.enter("button", "签发", within="dialog[open]")
    head.told("已签发，文字定稿")
    assert yunlan.reply("0301").state == ReplyState.SIGNED
