"""The single keys of the lists, and the eye on the pointer; the work by keyboard alone stands in the test_keyboard_*.py beside this."""

import pytest
from playwright.sync_api import expect

from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.keyboard import Keyboard

pytestmark = pytest.mark.browser


def test_a_pointer_is_noticed(desk: OpenDesk) -> None:
    """What the walks without a mouse rest on."""
    it = desk()
    at = Keyboard(it, "/login/")
    at.sees("登录")
    it.page.get_by_role("textbox").first.click()
    with pytest.raises(AssertionError, match="a pointer was used"):
        at.sees("登录")


def test_single_keys_walk_the_rows_and_can_be_switched_off(desk: OpenDesk) -> None:
    for number in ("0061", "0088"):
        yunlan.walk(number, "office_review")
    at = desk("hegao")
    at.go("/")
    # What has the focus is what Enter does: the next step of the row.
    first, second = (at.row(yunlan.TITLES[number]).get_by_role("link", name="核稿", exact=True) for number in ("0061", "0088"))
    for key, link in (("j", first), ("j", second), ("k", first)):
        at.page.keyboard.press(key)
        expect(link).to_be_focused()
    at.page.keyboard.press("?")
    listed = at.page.get_by_role("dialog", name="全部快捷键")
    expect(listed).to_contain_text("我的工作")
    at.look("keys")
    at.page.keyboard.press("Escape")
    expect(listed).not_to_be_visible()
    at.page.keyboard.press("/")
    find = at.page.get_by_role("searchbox")
    expect(find).to_be_focused()
    at.page.keyboard.type("康复师/j")
    expect(find).to_have_value("康复师/j")
    at.page.keyboard.press("Escape")
    at.follow("外观和快捷键")
    at.page.get_by_label("单键快捷键").uncheck()
    at.page.get_by_label("深色").check()
    at.press("保存")
    at.told("已按您的选择保存")
    at.look("preferences-dark")
    at.page.keyboard.press("/")
    expect(find).not_to_be_focused()


def test_finds_a_case_from_any_page(desk: OpenDesk) -> None:
    for number in ("0061", "0088"):
        yunlan.walk(number, "assigned")
    at = desk("nigao")
    at.go("/")
    at.page.keyboard.press("/")
    at.page.keyboard.type("康复师")
    at.page.keyboard.press("Enter")
    at.reads("符合条件 1 件", yunlan.TITLES["0088"])
    at.look("cases-found")
    at.page.get_by_role("searchbox").fill("没有这种案件")
    at.page.keyboard.press("Enter")
    at.reads("没有符合这个条件的案件。", "有 2 件")
    at.look("cases-not-found")
