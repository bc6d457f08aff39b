"""The whole job, from the register to the post, in browsers that run no scripts."""

import re
from functools import partial

import pytest
from playwright.sync_api import expect

from proposals.models import Proposal
from replies.states import ReplyState
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import text_of

pytestmark = pytest.mark.browser

TITLE = "关于在青石街道增设口袋公园的建议"


def test_the_whole_job_needs_no_script(desk: OpenDesk) -> None:
    plain = partial(desk, java_script_enabled=False)
    coordinator, lead, co = plain("jiaoban"), plain("nigao"), plain("huiban")

    coordinator.go("/cases/new/")
    coordinator.field("会议").select_option("云澜市九届人大三次会议")
    for label, text in {"编号": "0201", "案由": TITLE, "提出人": "顾晚舟、沈望舒", "正文": "建议利用边角地建口袋公园。"}.items():
        coordinator.fill(label, text)
    coordinator.press("登记")
    coordinator.follow("交办", within=coordinator.page.locator("main"))
    coordinator.fill("主办", "市教育局")
    coordinator.page.locator("li.task").nth(0).get_by_label("单位").fill("市住房城乡建设局")
    coordinator.page.get_by_role("button", name="看期限").last.click()
    coordinator.reads("会办意见", "怎么算")
    coordinator.press("交办")
    coordinator.told("已交办")

    for at in (lead, co):
        at.go("/")
        at.press("签收", within=at.row(TITLE))
        at.told("已签收")
    lead.go(f"/cases/{Proposal.objects.get(title=TITLE).pk}/contacts/new/")
    lead.field("方式").select_option("face")
    lead.fill("内容", "代表希望先建两处。")
    lead.press("记下联系")
    lead.told("联系已记下。")
    co.follow("写会办意见", within=co.row(TITLE))
    co.fill("会办意见", "青石街道有边角地七处。")
    co.press("提会办意见")
    lead.go("/")
    lead.follow("看会办意见", within=lead.row(TITLE))
    lead.press("采纳意见")

    lead.press("起草答复")
    lead.fill("正文", "现答复如下：\n一、关于选址\n青石街道有边角地七处，2027年建成口袋公园两处。")
    lead.page.get_by_label(re.compile("^B　")).check()
    lead.page.get_by_label("全文公开").check()
    lead.page.get_by_role("button", name="保存并送核稿").first.click()
    lead.told("已送出。")
    co.go("/")
    co.follow("看稿会签", within=co.row(TITLE))
    co.decide("会签")

    for username, step in (("hegao", "核稿"), ("fenguan", "审阅")):
        at = plain(username)
        at.go("/")
        at.follow(step, within=at.row(TITLE))
        at.decide("同意，送审阅" if step == "核稿" else "同意，送签发")
        at.told("已同意")
    head = plain("qianfa")
    head.go("/")
    head.follow("看稿签发", within=head.row(TITLE))
    head.follow("签发")
    head.press("签发")

    clerk = plain("wenshu")
    clerk.go("/")
    clerk.follow("编号用印", within=clerk.row(TITLE))
    clerk.press("检查选中的")
    clerk.press("给可以印的 1 件编号并打印")
    clerk.reads("0 / 1 件")
    assert yunlan.press() == ["done"]
    clerk.follow("刷新")
    clerk.reads("全部印好")
    assert "口袋公园两处" in text_of(clerk.download(clerk.page.get_by_role("link", name="PDF", exact=True)))
    clerk.follow("登记送达")
    for row in clerk.page.locator("fieldset", has=clerk.page.locator("[name^=way-]")).all():
        row.locator("[name^=way-]").select_option("registered_mail")
    clerk.press("登记送达")
    assert yunlan.reply("0201").state == ReplyState.DISPATCHED

    coordinator.go("/")
    coordinator.follow("办结", within=coordinator.row(TITLE))
    coordinator.reads("提出人还没有评价")
    coordinator.press("办结")
    coordinator.told("已办结。")
    proposer = plain("daibiao")
    proposer.go("/")
    proposer.follow("看答复", within=proposer.row(TITLE))
    expect(proposer.page.get_by_text("青石街道有边角地七处", exact=False).first).to_be_visible()
