"""The coordinator looks at the figures, at the cases behind one, at the scores and the report; a department at its own."""

import io

import pytest
from django.test import override_settings
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PHONE, text_of

pytestmark = pytest.mark.browser


@override_settings(LANGUAGE_CODE="zh-hans")
def test_from_the_overview_to_the_cases_the_scores_and_the_report(desk: OpenDesk) -> None:
    signed = yunlan.signed("0061")
    yunlan.walk("0117", "assigned", assigned_days_ago=200)
    yunlan.walk("0088", "office_review")
    at = desk("jiaoban")
    at.go("/")
    at.follow("总览")
    at.reads("走到哪一步", "谁手里多，谁逾期", "每周到期", "办理结果")
    at.press("催办市教育局：答复，2 件")
    at.told("已催办市教育局 2 件。")
    at.reads("今天已催")
    at.look("statistics", latin={"A", "B", "C", "D"})
    workbook = load_workbook(io.BytesIO(at.download(at.page.get_by_role("link", name="导出表格"))))
    assert workbook.sheetnames[-2:] == ["办理结果", "指标说明"]
    at.page.locator("dl.figures div.late a").click()
    at.reads("已过期限，答复还没有送达的", yunlan.TITLES["0117"])
    expect(at.page.locator("tbody[data-rows] tr")).to_have_count(1)
    at.look("statistics-measure")
    at.page.get_by_role("navigation", name="所计的案件").get_by_role("link", name="全部").click()
    expect(at.page.locator("tbody[data-rows] tr")).to_have_count(3)
    at.go("/statistics/scores/")
    at.follow("手工评分")
    at.field("单位").select_option(label=str(signed.department))
    at.field("项目").select_option(label="组织领导")
    at.fill("得分", "8")
    at.fill("理由", "专题部署，分管领导领办。")
    at.press("手工评分")
    at.told("记 8 分")
    at.reads("专题部署")
    at.look("scores")
    at.follow("考核表")
    at.press("加一行")
    rows = at.page.locator("tr.score-row")
    rows.last.get_by_label("项目").fill("复文规范")
    rows.last.get_by_label("得分").fill("0")
    with at.refused(422):
        at.press("保存考核表")
    at.reads("第 14 行")
    at.look("score-table")
    rows.last.get_by_label("得分").fill("5")
    at.press("保存考核表")
    at.reads("满分 125 分")
    at.go("/statistics/report/")
    at.fill("主送", "云澜市人大常委会")
    at.fill("自拟段落", "对在办案件逐件督办。")
    at.press("保存段落")
    at.reads("下一步工作", "对在办案件逐件督办。", "办复率")
    at.look("yearly-report", latin={"A", "B", "C", "D"})
    assert "对在办案件逐件督办。" in text_of(at.download(at.page.get_by_role("link", name="下载 PDF")))
    own = desk("jiaotong", color_scheme="dark", **PHONE)
    own.go("/statistics/")
    own.reads("总览")
    expect(own.page.get_by_role("link", name="年度报告")).to_have_count(0)
    own.look("statistics-phone")
