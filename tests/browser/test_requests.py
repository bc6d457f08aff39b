"""退办 and 延期: a department asks, the assigning body decides, and everybody sees what came of it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from proposals.models import Clock, Objection
from proposals.templatetags.desk import short_date
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk

pytestmark = pytest.mark.browser


def test_a_department_objects_and_another_takes_the_case_over(desk: OpenDesk) -> None:
    case = yunlan.walk("0117", "assigned", assigned_days_ago=2)
    at = desk("nigao")
    at.go(f"/cases/{case.pk}/")
    at.look("case-can-be-objected-to")
    at.follow("申请退办")
    at.look("objection-form")
    at.fill("退办理由", "建设用地审批不属我单位职责。")
    at.fill("建议改交的单位", "没有这个局")
    with at.refused(422):
        at.press("申请退办")
    at.reads("建设用地审批不属我单位职责。")
    at.fill("建议改交的单位", "市交通运输局")
    at.press("申请退办")
    at.told("退办申请已报交办机关")
    at.reads("待答复", "建议改交市交通运输局")
    at.look("case-objected-to")

    coordinator = desk("jiaoban")
    coordinator.go("/")
    coordinator.reads("退办待审", "建设用地审批不属我单位职责。")
    coordinator.look("work-objection")
    coordinator.follow("答复申请")
    coordinator.look("objection-to-decide")
    expect(coordinator.field("单位").first).to_have_value("市交通运输局")
    coordinator.press("同意退办")
    coordinator.told("已同意退办")
    coordinator.reads("已退办", "市交通运输局", "同意")
    coordinator.look("case-handed-on")
    at.go(f"/cases/{case.pk}/")
    expect(at.page.get_by_role("link", name="申请退办")).to_have_count(0)
    at.look("case-given-back")


def test_a_refused_objection_is_told_with_its_reason(desk: OpenDesk) -> None:
    case = yunlan.walk("0117", "assigned", assigned_days_ago=2)
    at = desk("nigao", java_script_enabled=False)
    at.go(f"/cases/{case.pk}/")
    at.follow("申请退办")
    at.fill("退办理由", "不属我单位职责。")
    at.press("申请退办")
    coordinator = desk("jiaoban", java_script_enabled=False)
    coordinator.go(f"/objections/{Objection.objects.get().pk}/")
    coordinator.fill("理由", "三定方案中明确由你单位负责。")
    coordinator.press("不同意")
    coordinator.told("不同意退办")
    at.go(f"/cases/{case.pk}/")
    at.reads("三定方案中明确由你单位负责。", "退办申请未获同意，请继续办理。")
    # The look at a page needs scripts.
    for username, name in (("nigao", "case-objection-refused"), ("jiaoban", "case-objection-refused-coordinator")):
        shown = desk(username)
        shown.go(f"/cases/{case.pk}/")
        shown.look(name)
    assert case.assignments.exclude(mode="co").get().state == "to_sign"


def test_more_time_is_asked_for_and_allowed(desk: OpenDesk) -> None:
    case = yunlan.signed_for("0027")
    task = yunlan.lead("0027")
    assert task.due_on
    until = task.due_on + timedelta(days=20)
    at = desk("nigao")
    at.go(f"/cases/{case.pk}/")
    at.follow("申请延期")
    at.reads(short_date(task.due_on), "最迟可延至")
    at.look("extension-form")
    at.fill("延期至", until.isoformat())
    at.fill("延期理由", "需逐处现场勘察。")
    at.press("申请延期")
    at.told("延期申请已报交办机关")
    coordinator = desk("jiaoban")
    coordinator.go("/")
    coordinator.reads("延期待审")
    coordinator.follow("答复申请")
    coordinator.look("extension-to-decide")
    coordinator.press("同意延期")
    coordinator.told("延期")
    at.go(f"/cases/{case.pk}/")
    at.reads(short_date(until), "同意延期至")
    at.look("case-with-more-time")


def test_a_calendar_is_looked_at_before_it_is_entered(desk: OpenDesk) -> None:
    yunlan.signed_for("0027")
    clock = Clock.objects.filter(name="answer").get()
    clock.rule |= {"unit": "working_days", "count": 60}
    clock.save()
    at = desk("guanli")
    at.go("/")
    at.follow("放假安排")
    at.look("calendars")
    at.go("/calendars/2028/")
    at.fill("放假", "1月1日—1月3日 元旦\n看不懂的一行")
    at.fill("依据", "国办发明电〔2027〕1号")
    with at.refused(422):
        at.press("看看改变哪些期限")
    at.reads("看不懂的一行")
    at.look("calendar-faults", latin={"CSV"})
    at.field("或者从文件录入").set_input_files(
        {"name": "2028.csv", "mimeType": "text/csv", "buffer": "日期,类别,名称\n2028-01-01,休,元旦\n2028-01-08,班,元旦\n".encode()}
    )
    at.press("看看改变哪些期限")
    at.reads("因此改变的期限")
    expect(at.field("调休上班")).to_have_value("1月8日 元旦")
    at.look("calendar-changes", latin={"CSV"})
    at.press("录入放假安排")
    at.told("2028年的放假安排已录入")
