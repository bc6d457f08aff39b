"""Pictures of the coordinator's main job: from a case that comes in to the ratings of its answer."""

import re

import pytest
from playwright.sync_api import expect

from proposals.actions import requests
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.film import WIDE, Film, panel
from tests.browser.published import dispatched

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("morning")]


def test_the_coordinator(desk: OpenDesk) -> None:
    for number, until in (("0027", "registered"), ("0142", "registered"), ("0093", "returned"), ("0035", "lead_accepted")):
        yunlan.walk(number, until)
    yunlan.walk("0121", "registered")
    yunlan.walk("0103", "registered")
    yunlan.walk("0117", "assigned", assigned_days_ago=2)
    requests.raise_objection(yunlan.lead("0117"), by=yunlan.person("nigao"), reason="本件所提事项由市文化和旅游部门负责。")
    answered = dispatched("0061").reply.case
    at = desk("jiaoban", **WIDE)
    with Film("coordinator") as film:
        at.go("/")
        film.take(at, "my-work", height=720)
        at.go("/cases/new/")
        at.field("会议").select_option("云澜市九届人大三次会议")
        at.fill("编号", "0201")
        at.fill("案由", "关于在青石街道增设口袋公园的建议")
        at.fill("提出人", "顾晚舟、沈望舒")
        at.fill("正文", "青石街道人均公园绿地不足。\n建议利用边角地建口袋公园。")
        film.take(at, "register")
        at.go("/cases/filing/")
        at.page.get_by_role("checkbox").last.check()
        film.take(at, "filing", height=700)
        at.go(f"/assign/{yunlan.case('0027').pk}/")
        at.fill("主办", "sjyj")
        expect(at.page.locator("#lead-list").get_by_role("option", name="市教育局")).to_be_visible()
        film.take(at, "find-department")
        at.page.locator("#lead-list").get_by_role("option", name="市教育局").click()
        at.fill("找会办单位", "住房")
        at.page.locator("#co-list").get_by_role("option", name="市住房城乡建设局").click()
        at.page.locator("li.task:visible").get_by_label("要说明的").fill("社区闲置用房情况")
        expect(at.page.locator("#dues")).to_contain_text("会办意见")
        film.take(at, "assign")
        at.page.get_by_role("button", name=re.compile("^交办，看下一件")).click()
        at.told("第0027号已交办")
        expect(at.page.locator("#dues")).to_contain_text("答复")
        film.take(at, "assigned", height=420)
        at.go("/")
        at.follow("答复申请")
        film.take(at, "objection")
        at.go("/board/")
        film.take(at, "board", height=720)
        for number, ago in (("0054", 80), ("0072", 72), ("0110", 58)):
            yunlan.walk(number, "lead_accepted", assigned_days_ago=ago)
        at.go("/statistics/")
        film.take(at, "overview", at.page.locator(".figures"), *(panel(at, one) for one in ("走到哪一步", "谁手里多，谁逾期", "每周到期")))
        at.go(f"/cases/{answered.pk}/ratings/")
        film.take(at, "ratings", height=640)
        at.go(f"/cases/{yunlan.case('0093').pk}/")
        film.take(at, "case", height=640)
        at.go("/statistics/report/")
        film.take(at, "report", height=640)
