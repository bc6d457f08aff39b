"""The drafter and the co-handler without a mouse: signing for a case, the talk with the proposer, the opinion, the letter."""

import re

import pytest

from proposals.actions import cases
from proposals.models import CoOpinion
from proposals.states import OpinionState
from replies.states import ReplyState
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.keyboard import Keyboard

pytestmark = pytest.mark.browser

ASKED = [{"department": "市住房城乡建设局", "scope": "社区闲置用房情况"}]
OPINION = "社区闲置用房37处，其中19处可改作托育点。"


def test_the_drafter_signs_for_a_case_and_writes_the_letter(desk: OpenDesk) -> None:
    case = yunlan.walk("0061", "assigned")
    at = Keyboard(desk("nigao"))
    at.keys("j", "Enter")
    at.told("下一步：起草答复。")
    at.keys("j", "o")
    at.heading(case.title)
    at.keys("c")
    at.heading("记录联系")
    at.choose("方式", "走访")
    at.fill("内容", "代表希望早晚各两班。")
    at.enter("button", "记下联系")
    at.told("联系已记下。")
    at.keys("e")
    at.heading("第0061号答复稿")
    at.skip()
    at.tab_to("textbox", "答复正文")
    at.keys("Control+a")
    at.type("您提出的建议收悉，现答复如下：")
    at.keys("Enter")
    at.type("关于线路安排")
    at.keys("Control+1", "Enter")
    at.type("接驳线自2026年10月12日起试运行，设站6处。")
    at.pick(re.compile(r"^A\s"))
    at.pick("全文公开")
    at.keys("Control+Enter")
    at.told("已送出。")
    reply = yunlan.reply("0061")
    assert reply.latest is not None
    assert reply.state == ReplyState.OFFICE_REVIEW
    assert reply.latest.body.splitlines()[1] == "一、关于线路安排"


def test_the_co_handler_signs_for_a_case_and_gives_an_opinion(desk: OpenDesk) -> None:
    case = yunlan.walk("0027", "assigned", co=ASKED)
    cases.accept_assignment(yunlan.lead("0027"), by=yunlan.person("nigao"))
    at = Keyboard(desk("huiban"))
    at.keys("j", "Enter")
    at.told("已签收建议 第0027号。下一步：提会办意见。")
    at.keys("j", "Enter")
    at.heading("市住房城乡建设局的会办意见")
    at.sees(case.title)
    at.fill("会办意见", OPINION)
    at.enter("button", "提会办意见")
    at.told("会办意见已提交，主办单位可以看到了。")
    assert CoOpinion.objects.get().state == OpinionState.SUBMITTED

    lead = Keyboard(desk("nigao"))
    lead.keys("j", "Enter")
    lead.heading("市住房城乡建设局的会办意见")
    lead.sees(OPINION)
    lead.enter("button", "采纳意见")
    lead.told("已采纳")
