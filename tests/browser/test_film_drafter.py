"""Pictures of the drafter's main job: from a case that has just come to a draft that is checked by the office."""

import re

import pytest
from playwright.sync_api import expect

from proposals.actions import cases, co_handling
from proposals.models import CoOpinion
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.film import WIDE, Film, panel

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("morning")]

TITLE = yunlan.TITLES["0027"]
ASKED = [{"department": "市住房城乡建设局", "scope": "社区闲置用房情况"}]
OPINION = "经核查，三个街道有社区闲置用房37处，其中19处符合日照、消防条件，可改作托育点。"
MORE = "关于师资来源\n由云澜职业学院定向培养，每年60人。\n感谢你们对托育工作的关心和支持。"


def test_the_drafter(desk: OpenDesk) -> None:
    for number, until in (("0093", "returned"), ("0121", "opened")):
        yunlan.walk(number, until)
    case = yunlan.walk("0027", "assigned", co=ASKED, assigned_days_ago=1)
    at = desk("nigao", **WIDE)
    with Film("drafter") as film:
        at.go("/")
        film.take(at, "my-work")
        at.press("签收", within=at.row(TITLE))
        at.told("下一步：起草答复。")
        film.take(at, "signed-for", height=660)
        at.go(f"/cases/{case.pk}/")
        film.take(at, "case", height=500)
        film.take(at, "deadline", at.page.locator("#limit"))
        at.follow("记录联系")
        at.field("方式").select_option("走访")
        at.field("阶段").select_option("办前")
        at.fill("对方", "顾晚舟代表")
        at.fill("内容", "走访代表。代表希望看到分年度的时间表，并说明师资从哪里来。")
        expect(at.page.get_by_role("button", name="记下联系")).to_be_in_viewport()
        film.take(at, "contact", at.page.locator(".page-head"), at.page.locator("main form"))
        at.press("记下联系")
        at.told("联系已记下。")
        co_handler, opinion = yunlan.person("huiban"), CoOpinion.objects.get(assignment__proposal=case)
        cases.accept_assignment(opinion.assignment, by=co_handler)
        co_handling.submit_opinion(opinion, OPINION, by=co_handler)
        at.go("/")
        at.follow("看会办意见", within=at.row(TITLE))
        film.take(at, "opinion")
        at.press("采纳意见")
        at.press("起草答复")
        body = at.editor()
        drawn = at.page.locator("[data-canvas][data-page]")
        expect(drawn).to_be_visible()
        film.take(at, "editor")
        body.fill(f"{body.input_value()}\n关于场地来源")
        at.surface().get_by_text("关于场地来源").click()
        at.press("一、")
        at.surface().press("Control+End")
        at.press("采入稿中")
        at.told("这一段已采入稿中")
        body = at.editor()
        film.take(at, "opinion-taken", at.page.locator(".sources"), height=420)
        body.fill(f"{body.input_value()}\n{MORE}")
        at.surface().get_by_text("关于师资来源").click()
        with at.page.expect_response(
            lambda answer: answer.url.endswith("/preview/") and "二、关于师资" in (answer.request.post_data or "")
        ):
            at.press("一、")
        expect(at.page.locator("[data-canvas]")).to_have_attribute("data-page", re.compile("[12]"))
        expect(panel(at, "印出来的样子")).not_to_contain_text("正在画")
        film.take(at, "page-beside", at.page.locator(".ed-text"), panel(at, "印出来的样子"), height=760)
        film.take(at, "checks", at.page.get_by_role("region", name="检查"))
        at.page.get_by_label(re.compile("^A　")).check()
        at.field("全文公开").check()
        film.take(at, "result", panel(at, "随文登记"))
        at.page.get_by_role("button", name="保存并送核稿").first.click()
        at.told("已送出。")
        film.take(at, "sent", height=560)
        at.go(f"/replies/{yunlan.reply('0093').pk}/edit/")
        expect(at.page.get_by_role("toolbar")).to_be_visible()
        expect(drawn).to_be_visible()
        film.take(at, "sent-back", at.page.locator(".notice-warn:visible"), at.page.locator(".ed-text"), height=760)
