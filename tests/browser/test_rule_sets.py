"""The system administrator changes the rules: the dates and the page follow what is typed, and a save first says what it means."""

import pytest
from playwright.sync_api import expect

from proposals.actions.rule_sets import fields_of
from proposals.models import RuleSet
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.keyboard import Keyboard

pytestmark = pytest.mark.browser

NARROW = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


def test_the_dates_and_the_page_follow_what_is_typed(desk: OpenDesk) -> None:
    case = yunlan.walk("0117", "assigned")
    rules = case.rule_set
    at = desk("guanli")
    at.go("/rule-sets/")
    at.follow(rules.name, within=at.page.locator("table"))
    at.page.wait_for_url(f"**/rule-sets/{rules.pk}/")  # with its scripts: what is chosen before they are there moves nothing
    at.page.locator("#sample-limit").select_option("answer")
    due = at.page.locator(".rule-dues tr.is-on td").first
    expect(at.page.locator("#sample .because")).to_contain_text("3 个月")
    told, page_1 = due.inner_text(), at.page.locator("#page-1 img")
    at.page.locator("#id_limits-answer-count").fill("2")
    expect(at.page.locator("#sample .because")).to_contain_text("2 个月")
    assert due.inner_text() != told
    before = page_1.get_attribute("src") or ""
    at.fill("写给代表、委员", "{称呼}提出的“{标题}”已经收到，{会同研究}，现答复如下：")
    expect(page_1).not_to_have_attribute("src", before)
    at.page.locator("#id_limits-opinion-count").fill("很快")
    expect(at.page.locator("#sample-wrong")).to_contain_text("期限·会办意见·数量")
    at.page.locator("#id_limits-opinion-count").fill("1")
    expect(at.page.locator("#sample-wrong")).to_be_empty()
    down = at.page.get_by_role("button", name="第 1 行：下移").first
    down.click()
    expect(at.page.locator("#id_outcomes-1-code")).to_have_value("A")
    expect(at.page.get_by_role("button", name="第 2 行：下移").first).to_be_focused()
    assert fields_of(RuleSet.objects.get(pk=rules.pk)) == fields_of(rules), "a look saves nothing"
    at.look("rule-set")
    at.press("存规则", within=at.page.get_by_role("navigation", name="规则的各部分"))
    at.reads("这次改动管到哪里", "3 个月，自交办之日起", "2 个月，自交办之日起", "已经收到", case.number_label)
    at.look("rule-set-meaning")
    at.page.get_by_label("同时重算").check()
    at.press("存规则")
    at.told("办理规则已存")
    rules.refresh_from_db()
    assert rules.limits["answer"]["count"] == 2
    assert [one["code"] for one in rules.outcomes] == ["B", "A", "C", "D"]
    at.follow("改动记录")
    at.reads("3 个月，自交办之日起")


def test_by_keyboard_alone_and_on_a_phone_without_scripts(desk: OpenDesk) -> None:
    rules = RuleSet.objects.get(code="national-suggestion")
    at = desk("guanli")
    page, keys = at.page, Keyboard(at, f"/rule-sets/{rules.pk}/")
    keys.skip()
    keys.enter("link", "抄送")
    keys.enter("button", "加一行", within="#s-copies")
    expect(page.locator(f"#id_copies-{len(rules.copies)}-organ")).to_be_focused()
    before = page.locator("#page-1 img").get_attribute("src") or ""
    keys.type("市人大常委会代表工委")
    expect(page.locator("#page-1 img")).not_to_have_attribute("src", before)
    keys.keys("Control+Enter")
    keys.sees("这次改动管到哪里")
    keys.enter("button", "存规则")
    keys.told("办理规则已存")
    rules.refresh_from_db()
    assert rules.copies[-1] == "市人大常委会代表工委"

    phone = desk("guanli", java_script_enabled=False, color_scheme="dark", **NARROW)
    phone.go(f"/rule-sets/{rules.pk}/")
    phone.page.locator("#id_limits-answer-count").fill("5")
    phone.page.locator("#s-copies").get_by_role("button", name=f"第 {len(rules.copies)} 行：去掉").click()
    expect(phone.page.locator("#id_limits-answer-count")).to_have_value("5")
    expect(phone.page.locator(f"#id_copies-{len(rules.copies) - 1}-organ")).to_have_count(0)
    phone.press("看样例")
    expect(phone.page.locator("#page-1 img")).to_be_visible()
