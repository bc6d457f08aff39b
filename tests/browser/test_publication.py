"""A reply is checked and published, corrected and withdrawn; the public reads along without signing in, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from replies.actions import publishing
from replies.actions.publishing import NewText
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PHONE
from tests.browser.published import dispatched

pytestmark = pytest.mark.browser
BODY = "经研究，现答复如下：\n一、关于托位底数\n全市托位由市民拨打13812345678预约，居民王秀兰反映的河湾街道已增设。\n来源：云澜市教育局"


def test_a_reply_is_checked_and_published(desk: OpenDesk) -> None:
    publication = dispatched("0061")
    reply = publication.reply
    newest = publication.newest
    given = NewText(newest.mode, newest.title, newest.addressee, BODY, reason=newest.reason or "篇幅较长")
    publishing.save_text(publication, given, base=1, by=yunlan.person("wenshu"))
    at = desk("wenshu")
    at.go("/")
    at.reads("公开审查", reply.case.title)
    at.look("work-publication")
    at.follow("审查文本")
    at.reads("手机号码", "个人姓名", "网页残留", "审查完毕", "还有 3 处未处理。")
    at.look("publication-check")
    selects = at.page.locator("main select")
    selects.nth(0).select_option("mask")
    selects.nth(1).select_option("keep")
    with at.refused(422):
        at.press("处理")
    at.reads("请写明“王秀兰”为什么可以保留。")
    at.look("publication-check-reason")
    selects.nth(1).select_option("mask")
    selects.nth(2).select_option("remove")
    at.press("处理")
    at.reads("138****5678", "居民王某某", "没有未处理的问题")
    expect(at.page.locator(".public-text")).not_to_contain_text("来源：")
    at.press("审查完毕")
    at.told("审查完毕")
    at.follow("公开")
    at.look("publication-publish")
    at.press("公开")
    at.told("已公开。")
    at.look("publication-published")
    at.go(f"/replies/{reply.pk}/")
    at.reads("已公开")
    at.look("reply-published")
    other = dispatched("0088", category="残疾人事业")
    more = NewText(other.newest.mode, other.newest.title, other.newest.addressee, "现答复如下：\n康复师已按标准配备。", reason="篇幅较长")
    publishing.save_text(other, more, base=1, by=yunlan.person("wenshu"))
    publishing.finish_check(other, by=yunlan.person("wenshu"))
    publishing.publish(other, by=yunlan.person("wenshu"))
    wide = desk()
    wide.go("/public/?q=河湾")
    wide.reads("1 件")
    wide.follow("全部显示")
    wide.reads("2 件", reply.case.title, other.case.title)
    wide.look("public-list")
    wide.page.get_by_role("checkbox", name=re.compile(f"^{reply.case.category}")).check()
    wide.press("显示")
    expect(wide.page.get_by_role("link", name=other.case.title)).to_have_count(0)
    wide.look("public-list-narrowed")
    wide.page.get_by_label("查找答复").fill("无此词")
    wide.page.get_by_label("查找答复").press("Enter")
    wide.reads("没有同时符合这些条件的答复。", "去掉“无此词”有 1 件")
    wide.look("public-list-none")
    reader = desk(**PHONE)
    reader.go("/public/")
    reader.look("public-list-phone")
    reader.page.get_by_label("查找答复").fill("河湾")
    reader.press("查找")
    expect(reader.page.locator("mark").first).to_have_text("河湾")
    reader.follow(reply.case.title)
    reader.reads("138****5678")
    reader.look("public-page-phone")
    assert reader.page.context.cookies() == []


def test_a_page_is_corrected_and_withdrawn_and_says_so(desk: OpenDesk) -> None:
    publication = dispatched("0061")
    reply = publication.reply
    clerk = yunlan.person("wenshu")
    newest = publication.newest
    body = "经研究，现答复如下：\n一、关于托位底数\n全市每千人口有托位4.1个。"
    given = NewText(newest.mode, newest.title, newest.addressee, body, reason=newest.reason or "篇幅较长")
    publishing.save_text(publication, given, base=1, by=clerk)
    publishing.finish_check(publication, by=clerk)
    publishing.publish(publication, by=clerk)
    at = desk("wenshu")
    at.go("/publications/")
    at.look("publications")
    at.follow(reply.case.title)
    at.follow("修改文本")
    at.look("publication-text")
    at.fill("正文", body.replace("4.1", "4.2"))
    at.press("保存")
    at.reads("这里的较新，尚未公开")
    at.follow("公开更正")
    at.fill("理由", "数字笔误，4.1个应为4.2个")
    at.look("publication-correct")
    at.press("公开更正")
    at.told("公开页已换成更正后的文本。")
    reader = desk(**PHONE)
    reader.go(f"/public/{publication.pk}/")
    reader.reads("更正说明", "数字笔误，4.1个应为4.2个", "全市每千人口有托位4.2个。")
    reader.look("public-corrected-phone")
    reader.page.emulate_media(media="print")
    reader.look("public-corrected-print", latin={"public", "http"})
    at.follow("撤回公开")
    at.fill("理由", "涉及未公开的规划")
    at.press("撤回公开")
    at.told("已撤回，公开页上已注明。")
    at.look("publication-withdrawn")
    reader = desk(**PHONE)  # the first one may show for five minutes what it has
    with reader.refused(410):
        reader.go(f"/public/{publication.pk}/")
    reader.reads("本页已撤回", "涉及未公开的规划")
    reader.look("public-withdrawn-phone")
    wide = desk()
    wide.go("/public/")
    wide.reads("还没有公开的答复。")
    wide.look("public-list-empty")
