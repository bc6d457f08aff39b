"""One way through the work by the keyboard alone, and the single keys of the lists."""

import pytest
from playwright.sync_api import Locator, expect

from replies.states import ReplyState
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

# More stops than any page of the walk has.
STOPS = 80


def tab_to(at: Desk, wanted: Locator) -> None:
    """Presses Tab until the focus is on what is wanted, and sees that the focus shows."""
    expect(wanted).to_be_visible()
    for _stop in range(STOPS):
        at.page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            assert wanted.evaluate(
                "one => getComputedStyle(one).outlineStyle !== 'none' && parseFloat(getComputedStyle(one).outlineWidth) >= 2"
            )
            return
    raise AssertionError(f"Tab does not reach {wanted}")


def test_a_draft_is_judged_with_tab_and_enter_alone(desk: OpenDesk) -> None:
    yunlan.walk("0061", "office_review")
    at = desk("hegao")
    at.go("/")
    at.page.keyboard.press("Tab")
    skip = at.page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    at.page.keyboard.press("Enter")
    expect(at.page.get_by_role("main")).to_be_focused()
    tab_to(at, at.page.get_by_role("link", name="核稿", exact=True))
    at.page.keyboard.press("Enter")
    expect(at.page.get_by_role("heading", level=1)).to_have_text("第0061号答复稿")
    at.page.wait_for_load_state("load")  # with it the page's keys are there
    at.page.keyboard.press("r")
    expect(at.page.get_by_role("dialog", name="退回第0061号的答复稿")).to_be_visible()
    tab_to(at, at.field("理由"))
    at.page.keyboard.type("请注明截止日期。")
    tab_to(at, at.page.get_by_role("dialog").get_by_role("button", name="退回修改"))
    at.page.keyboard.press("Enter")
    at.told("已退回")
    assert yunlan.reply("0061").state == ReplyState.DRAFTING


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
