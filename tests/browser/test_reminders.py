"""The bell, the list of notices, and urging one and many, on a desk and on a phone, with scripts and without."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from proposals import notifying
from proposals.models import CalendarYear, Clock
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PHONE
from tests.proposals.reminders import clock

pytestmark = pytest.mark.browser

ASKED = [{"department": "市住房城乡建设局", "scope": "社区闲置用房情况"}]
NOTE = "请于本周五前报送会办意见。"


def remind_of(number: str, days: int) -> None:
    """The answer of this case is due in so many days, and whoever is to know is told today, be it a Sunday."""
    today = timezone.localdate()
    day = today.isoformat()
    if not CalendarYear.objects.exists():
        worked = {day: "示例"} if today.weekday() >= 5 else {}
        CalendarYear.objects.create(year=today.year, off={}, worked=worked, source="示例", entered_by=yunlan.person("jiaoban"))
    case = yunlan.case(number)
    for running in Clock.objects.filter(proposal=case, state=Clock.State.RUNNING):
        clock(case, running.assignment, today + timedelta(days=days), name=running.name, started_on=date(2025, 1, 2))
    task = yunlan.lead(number)
    task.due_on = today + timedelta(days=days)
    task.save()
    notifying.remind()


def test_the_bell_and_the_notices(desk: OpenDesk) -> None:
    for number, days in (("0027", -4), ("0088", 2), ("0103", 0)):
        yunlan.signed_for(number)
        remind_of(number, days)
    at = desk("nigao")
    at.go("/")
    bell = at.page.get_by_role("link", name="提醒")
    expect(bell).to_contain_text("条未读")
    at.look("work-with-bell")
    bell.focus()
    at.page.keyboard.press("Enter")
    at.reads("逾期 4 天", "还有 2 天", "今天")
    at.look("notices")
    at.row(yunlan.TITLES["0027"]).first.get_by_role("button", name="标为已读").click()
    at.told("已把 1 条标为已读")
    at.press("全部标为已读")
    at.reads("没有新的提醒")
    at.look("notices-none")
    expect(at.page.get_by_role("link", name="提醒")).not_to_contain_text("条未读")
    at.page.get_by_role("link", name="全部").click()
    at.reads(yunlan.TITLES["0027"])
    at.page.get_by_label("每个工作日发一封邮件").uncheck()
    at.press("保存选择")
    at.told("今后不再发邮件")
    phone = desk("nigao", **PHONE, color_scheme="dark")
    phone.go("/notices/?show=all")
    phone.look("notices-phone")


@pytest.mark.parametrize("scripts", [True, False])
def test_urging_many_at_once(desk: OpenDesk, scripts: bool) -> None:
    yunlan.walk("0027", "assigned", co=ASKED)
    yunlan.walk("0117", "assigned", co=[])
    at = desk("jiaoban", java_script_enabled=scripts)
    at.go("/urging/")
    if scripts:
        at.look("urging")
    for box in at.page.get_by_role("checkbox", name="第").all():
        if "0027" in (box.get_attribute("aria-label") or "") or "0117" in (box.get_attribute("aria-label") or ""):
            box.check()
    at.fill("催办什么", NOTE)
    at.press("催办所选单位")
    at.told("已催办 3 个单位。")
    at.page.get_by_role("checkbox", name="0117").check()
    at.fill("催办什么", NOTE)
    at.press("催办所选单位")
    at.told("今天已经催办过")
    co = desk("huiban", java_script_enabled=scripts)
    co.go("/")
    co.told(NOTE)
    if scripts:
        co.look("work-urged")
        at.go(f"/cases/{yunlan.case('0027').pk}/")
        at.reads("催办市住房城乡建设局", NOTE)
        at.look("case-urged")
        phone = desk("jiaoban", **PHONE, color_scheme="dark")
        phone.go("/urging/")
        phone.look("urging-phone")
