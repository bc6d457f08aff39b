"""Pictures of the system administrator's main job: setting a bureau up, and keeping its people, rules and calendars."""

import pytest
from playwright.sync_api import expect

from proposals.models import Clock, RuleSet
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.film import WIDE, Film

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("morning")]

DEPARTMENTS = """单位全称\t规范简称\t类别\t联系电话
云澜市文化和旅游局\t市文化和旅游局\t政府部门\t0999-5550163
云澜市公安局\t市公安局\t政府部门\t0999-5550110
云澜市教育局\t市教育局\t政府部门\t0999-5550128
云澜市青石街道\t青石街道\t街道\t"""


def test_the_system_administrator(desk: OpenDesk) -> None:
    yunlan.walk("0117", "assigned", assigned_days_ago=2)
    # A limit that a holiday moves.
    clock = Clock.objects.get(name="answer")
    clock.rule |= {"unit": "working_days", "count": 60}
    clock.save()
    at = desk("guanli", **WIDE)
    with Film("system-administrator") as film:
        at.go("/master/")
        film.take(at, "master")
        at.go("/setup/place/")
        at.reads("地方和交办机关")
        film.take(at, "set-up")
        at.go("/master/import/departments/")
        at.fill("或者把各行粘贴到这里", DEPARTMENTS)
        film.take(at, "spreadsheet", height=720)
        at.press("先看看会导入什么")
        at.reads("市文化和旅游局")
        film.take(at, "rows", height=560)
        at.go("/master/users/")
        film.take(at, "people", height=640)
        at.go("/master/users/new/")
        film.take(at, "account")
        at.go("/master/sessions/")
        film.take(at, "sessions", height=480)
        at.go("/rule-sets/")
        film.take(at, "rule-sets", height=560)
        at.go(f"/rule-sets/{RuleSet.objects.get(name='全国（代表建议）').pk}/")
        expect(at.page.locator("#sample")).to_contain_text("答复")
        film.take(at, "rule-set")
        at.go("/calendars/2027/")
        at.fill("放假", "1月1日—1月3日 元旦\n2月5日—2月11日 春节")
        at.fill("依据", "国办发明电〔2026〕9号")
        at.press("看看改变哪些期限")
        at.reads("因此改变的期限")
        film.take(at, "calendar")
        at.go("/departments/")
        film.take(at, "departments", height=480)
        at.go("/")
        film.take(at, "my-work", height=420)
