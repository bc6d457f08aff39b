"""The drafter signs for a case, speaks with the proposer, and writes the reply."""

import re

import pytest
from playwright.sync_api import expect

from proposals.actions import cases, co_handling
from proposals.models import CoOpinion
from replies.actions import drafts
from replies.models import Reply
from replies.states import ReplyState
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk

pytestmark = pytest.mark.browser

ASKED = [{"department": "市住房城乡建设局", "scope": "社区闲置用房情况"}]
OPINION = "社区闲置用房37处，其中19处可改作托育点。"
TITLE = yunlan.TITLES["0027"]
BODY = "您提出的建议收悉，现答复如下：\n一、关于场地来源\n（一）盘活存量用房。已查清37处。\n感谢您的关心和支持。"


def test_signs_for_a_case_hears_the_proposer_and_sends_a_draft(desk: OpenDesk) -> None:
    yunlan.walk("0027", "assigned", co=ASKED)
    at = desk("nigao")
    at.go("/")
    at.press("签收", within=at.row(TITLE))
    at.told("下一步：起草答复。")
    at.go(f"/cases/{yunlan.lead('0027').proposal_id}/")
    at.look("case-signed-for")

    at.follow("记录联系")
    at.field("方式").select_option("走访")
    at.field("阶段").select_option("办前")
    at.fill("对方", "顾晚舟代表")
    at.fill("内容", "代表希望看到分年度的时间表。")
    at.look("contact")
    at.press("记下联系")
    at.told("联系已记下。")
    at.reads("代表希望看到分年度的时间表。")

    co_handler, opinion = yunlan.person("huiban"), CoOpinion.objects.get()
    cases.accept_assignment(opinion.assignment, by=co_handler)
    co_handling.submit_opinion(opinion, OPINION, by=co_handler)
    at.go("/")
    at.follow("看会办意见", within=at.row(TITLE))
    at.press("采纳意见")
    at.told("已采纳")
    at.press("起草答复")
    expect(at.page).to_have_url(re.compile(r"/replies/\d+/edit/$"))
    at.look("editor-opened")

    body = at.editor()
    body.fill("您提出的建议收悉，现答复如下：\n关于场地来源\n")
    expect(at.page.locator("[data-saved]")).to_have_text(re.compile(r"^已存 \d"))
    at.surface().get_by_text("关于场地来源").click()
    at.press("一、")
    expect(body).to_have_value("您提出的建议收悉，现答复如下：\n一、关于场地来源\n")
    at.surface().press("Control+End")
    at.press("采入稿中")
    at.told("这一段已采入稿中，存为第 2 稿。")
    at.reads("已采入第 3 段")
    at.look("editor-paragraph-taken")
    expect(body).to_have_value(f"您提出的建议收悉，现答复如下：\n一、关于场地来源\n{OPINION}")
    expect(at.page.get_by_role("navigation", name="提纲")).to_contain_text("一、关于场地来源")
    body.fill(BODY)
    at.page.get_by_label(re.compile("^A　")).check()
    at.field("全文公开").check()
    at.page.get_by_role("button", name="保存", exact=True).first.click()
    at.told("已存为第 3 稿。")
    at.look("editor-saved")
    at.page.get_by_role("button", name="保存并送核稿").first.click()
    at.told("第 3 稿已送出。")
    at.look("reply-sent-for-review")
    assert yunlan.reply("0027").state == ReplyState.CO_SIGNING


def begun() -> Reply:
    yunlan.signed_for("0061")
    return drafts.open_reply(yunlan.lead("0061"), by=yunlan.person("nigao"))


def test_a_draft_that_lacks_something_stays_saved_and_says_what(desk: OpenDesk) -> None:
    reply = begun()
    at = desk("nigao")
    at.go(f"/replies/{reply.pk}/edit/")
    at.fill("正文", BODY)
    send = at.page.get_by_role("button", name="保存并送核稿").first
    expect(send).to_have_attribute("aria-disabled", "true")
    at.reads("还不能送核稿：", "请先选办理结果。")
    at.look("editor-cannot-go-yet")
    at.page.get_by_role("button", name="保存", exact=True).first.click()
    at.told("已存为第 2 稿。")
    reply.refresh_from_db()
    assert (reply.state, reply.latest and reply.latest.body) == (ReplyState.DRAFTING, BODY)


def test_two_people_write_one_draft_and_no_word_is_lost(desk: OpenDesk) -> None:
    reply = begun()
    assert reply.latest is not None
    drafts.save_draft(reply, reply.latest.text | {"body": BODY}, base=1, by=yunlan.person("nigao"))
    mine, theirs = desk("nigao"), desk("nigao")
    for at in (mine, theirs):
        at.go(f"/replies/{reply.pk}/edit/")
    theirs.fill("正文", BODY.replace("已查清37处。", "已查清38处。"))
    theirs.page.get_by_role("button", name="保存", exact=True).first.click()
    theirs.told("已存为第 3 稿。")
    mine.fill("正文", BODY.replace("您的关心和支持", "您对教育工作的关心和支持"))
    with mine.refused(409):
        mine.page.get_by_role("button", name="保存", exact=True).first.click()
    mine.reads("同一稿有两份文字", "您的字一个没丢")
    mine.look("two-texts")
    mine.press("照所选合成一份")
    body = mine.field("正文")
    expect(body).to_have_value(BODY.replace("37处", "38处").replace("您的关心和支持", "您对教育工作的关心和支持"))
    mine.reads("还没有保存")
    mine.look("editor-merged")
    mine.page.get_by_role("button", name="保存", exact=True).first.click()
    mine.told("已存为第 4 稿。")
    mine.page.get_by_role("link", name="各稿").first.click()
    mine.look("versions")
    mine.follow("与第 3 稿比")
    mine.reads("改了 1 段")
    mine.look("compare")


def test_takes_a_draft_back(desk: OpenDesk) -> None:
    yunlan.walk("0061", "office_review")
    at = desk("nigao")
    at.go(f"/replies/{yunlan.reply('0061').pk}/")
    at.follow("收回修改")
    at.look("take-back")
    at.fill("理由", "还要补一个数字。")
    at.press("收回修改")
    at.told("答复稿回到您手里了")
    at.editor().fill("改动还没有保存")
    # Whoever leaves is not asked: what was typed is kept, and offered again.
    at.page.get_by_role("link", name=re.compile("^我的工作")).click()
    expect(at.page).to_have_url(f"{at.base}/")
    at.go(f"/replies/{yunlan.reply('0061').pk}/edit/")
    at.told("您上次没存成稿的改动")
    at.follow("接着写")
    expect(at.editor()).to_have_value("改动还没有保存")
