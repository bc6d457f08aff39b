"""Pictures of those who judge a draft: the office at its desk, the leaders on their phones."""

import pytest
from playwright.sync_api import expect

from replies import transitions
from replies.actions import comments, drafts
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.film import HAND, WIDE, Film, panel

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("morning")]

TITLE = yunlan.TITLES["0061"]


def test_the_office_reviewer(desk: OpenDesk) -> None:
    for number in ("0061", "0088"):
        yunlan.walk(number, "office_review")
    reply, drafter = yunlan.reply("0061"), yunlan.person("nigao")
    at = desk("hegao", **WIDE)
    with Film("reviewer") as film:
        at.go("/")
        film.take(at, "my-work", height=560)
        at.follow("核稿", within=at.row(TITLE))
        film.take(at, "draft")
        film.take(at, "found", panel(at, "机器检查"), panel(at, "这份答复"))
        part = at.page.locator("#p3")
        part.get_by_text("批注第 3 段").click()
        part.get_by_label("批注", exact=True).fill("“315人”请注明截止日期。")
        film.take(at, "comment", part)
        at.press("提交批注", within=part)
        at.reads("还有 1 条意见未改。")
        at.follow("退回修改")
        at.page.get_by_label("数据没有出处，或者没有截止日期").check()
        at.fill("理由", "“315人”请注明截止日期。")
        film.take(at, "return", at.page.get_by_role("dialog"))
        at.press("退回修改")
        at.told("已退回，拟稿人会看到您的理由。")
        film.take(at, "returned", height=420)
        assert reply.latest is not None
        changed = reply.latest.body.replace(
            "现有学生1240人，其中步行超过20分钟的315人", "截至2026年9月30日有学生1240人，其中步行超过20分钟的315人"
        )
        comments.settle(reply, {reply.comments.get().pk: comments.Settled("changed", "已注明截至2026年9月30日")}, by=drafter)
        drafts.save_draft(reply, reply.latest.text | {"body": changed}, base=reply.latest.number, by=drafter)
        transitions.submit(reply, by=drafter)
        at.go("/")
        at.follow("核稿", within=at.row(TITLE))
        at.reads("改了 1 段。")
        film.take(at, "changes", height=720)
        at.follow("看印样")
        sheet = at.page.get_by_role("img", name="印样第 1 页")
        sheet.scroll_into_view_if_needed()
        expect(sheet).to_have_js_property("naturalWidth", 1240)
        film.take(at, "as-printed", at.page.locator("#text"), height=700)
        at.page.locator(".decide").get_by_role("link", name="同意，送审阅", exact=True).click()
        film.take(at, "agree", at.page.get_by_role("dialog"))
        at.press("同意，送审阅")
        at.told("已同意，现在待审阅。")
        film.take(at, "agreed", height=420)


def test_the_leaders(desk: OpenDesk) -> None:
    yunlan.walk("0061", "deputy_approval")
    yunlan.walk("0088", "head_approval")
    in_charge, main = desk("fenguan", **HAND), desk("qianfa", **HAND)
    with Film("leader") as film:
        in_charge.go("/")
        film.take(in_charge, "my-work")
        in_charge.follow("审阅", within=in_charge.row(TITLE))
        film.take(in_charge, "draft", height=844)
        in_charge.follow("退回修改")
        film.take(in_charge, "return", in_charge.page.get_by_role("dialog"))
        in_charge.page.keyboard.press("Escape")
        in_charge.page.locator(".decide").get_by_role("link", name="同意，送签发", exact=True).click()
        film.take(in_charge, "approve", in_charge.page.get_by_role("dialog"))
        in_charge.press("同意，送签发")
        in_charge.told("已同意，现在待签发。")
        main.go("/")
        film.take(main, "to-sign", height=700)
        main.follow("看稿签发", within=main.row(TITLE))
        main.page.locator(".decide").get_by_role("link", name="看印样").click()
        sheet = main.page.get_by_role("img", name="印样第 1 页")
        sheet.scroll_into_view_if_needed()
        expect(sheet).to_have_js_property("naturalWidth", 1240)
        film.take(main, "as-printed", main.page.locator("#text"), height=560)
        main.follow("签发")
        film.take(main, "sign", main.page.get_by_role("dialog"))
        main.press("签发")
        main.told("已签发，文字定稿")
        film.take(main, "signed", height=560)
        main.go("/delegations/")
        main.field("代办人").select_option(str(yunlan.person("fenguan").pk))
        main.fill("起始日", "2026-10-26")
        main.fill("截止日", "2026-10-30")
        main.fill("理由", "赴省里开会")
        film.take(main, "stand-in", panel(main, "委托他人代办"))
