"""The list of cases: chosen, looked at and done by mouse; sorted, kept as a view and shown in other columns by the keyboard alone."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from proposals.models import Notice, SavedView
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.keyboard import tab_to

pytestmark = pytest.mark.browser


def test_a_coordinator_urges_and_exports_many_by_mouse(desk: OpenDesk) -> None:
    for number in ("0061", "0088"):
        yunlan.walk(number, "assigned")
    yunlan.walk("0142", "registered")
    at = desk("jiaoban")
    at.go("/cases/?columns=number,title,answering,state,due")
    tabs = at.page.get_by_role("navigation", name="列表的查看方式")
    expect(tabs.get_by_role("link", name="全部")).to_contain_text("3")
    bar = at.page.get_by_role("region", name="对所选案件")
    expect(bar).not_to_be_visible()
    at.page.get_by_role("checkbox", name="选择本页").check()
    expect(bar).to_contain_text("已选 3 件")
    bar.get_by_label("要做什么").select_option("催办")
    expect(bar).to_contain_text(re.compile("预览：[23] 项可以，1 项不能"))
    at.look("cases-chosen")
    at.press("先看每件能不能办")
    at.reads("项可以，1 项不能")
    at.fill("催办什么", "请按期答复。")
    at.look("bulk-preview")
    at.page.get_by_role("button", name=re.compile("^催办 [23] 项")).click()
    at.told("项。1 项没有办成，原因写在旁边。")
    at.look("bulk-done")
    assert {notice.note for notice in Notice.objects.filter(urged_by__username="jiaoban")} == {"请按期答复。"}
    at.page.get_by_role("link", name="回到列表").last.click()
    rows = list(csv.reader(io.StringIO(at.download(at.page.get_by_role("link", name="CSV")).decode("utf-8-sig"))))
    assert rows[0] == ["编号", "案由", "答复单位", "状态", "期限"]
    assert {row[1] for row in rows[1:]} == {yunlan.TITLES[number] for number in ("0061", "0088", "0142")}


def test_views_columns_and_rows_by_the_keyboard_alone(desk: OpenDesk) -> None:
    for number in ("0061", "0088", "0103"):
        yunlan.walk(number, "assigned")
    at = desk("hegao")
    at.go("/cases/?state=assigned&sort=number")
    keys = at.page.keyboard
    boxes = at.page.locator("[data-rows] input[type=checkbox]")
    for key, chosen in (("j", 0), ("x", 1), ("j", 1), ("j", 1), ("Shift+X", 3)):
        keys.press(key)
        expect(at.page.locator("[data-rows] input:checked")).to_have_count(chosen)
    expect(at.page.locator("[data-news]")).to_have_text("已选 3 件")
    keys.press("b")
    expect(at.page.get_by_label("要做什么")).to_be_focused()
    keys.press("Escape")
    keys.press("v")
    expect(at.field("名称")).to_be_visible()
    tab_to(at.page, at.field("名称"), most=80)
    keys.type("本局在办")
    tab_to(at.page, at.page.get_by_label("与本单位共享"), most=80)
    keys.press("Space")
    at.look("view-new")
    keys.press("Control+Enter")
    at.told("“本局在办”已排在列表上方。")
    expect(at.page.get_by_role("link", name="本局在办")).to_have_attribute("aria-current", "page")
    expect(at.page.get_by_role("link", name="本局在办")).to_contain_text(str(boxes.count()))
    at.look("cases-view")
    keys.press("c")
    # The arrows move a column; the focus stays on it.
    up = at.page.get_by_role("button", name="状态：上移一位")
    tab_to(at.page, up, most=80)
    keys.press("Enter")
    expect(at.page.locator(".columns li").nth(3)).to_contain_text("状态")
    expect(up).to_be_focused()
    at.look("columns")
    keys.press("Control+Enter")
    expect(at.page.locator("thead th").nth(4)).to_contain_text("状态")
    keys.press("j")
    keys.press("Enter")
    expect(at.page.get_by_role("heading", level=1)).to_be_visible()
    expect(at.page).to_have_url(re.compile(r"/cases/\d+/$"))
    assert SavedView.objects.get().shared_with == yunlan.person("hegao").department
