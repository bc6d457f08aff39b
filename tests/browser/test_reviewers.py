"""Those who judge a draft: the office at its desk, the leaders on their phones."""

import re

import pytest
from playwright.sync_api import expect

from replies import transitions
from replies.actions import drafts
from replies.states import ReplyState
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PHONE

pytestmark = pytest.mark.browser

TITLE = yunlan.TITLES["0061"]


def test_the_office_sends_back_sees_what_changed_and_passes_on(desk: OpenDesk) -> None:
    yunlan.walk("0061", "office_review")
    reply = yunlan.reply("0061")
    at = desk("hegao")
    at.go("/")
    at.look("reviewer-work")
    at.follow("核稿", within=at.row(TITLE))
    at.reads("315人")
    at.look("review")
    at.follow("退回修改")
    with at.refused(422):
        at.press("退回修改")
    at.reads("请写理由，对方会看到。")
    at.page.get_by_label("数据没有出处，或者没有截止日期").check()
    at.fill("理由", "“315人”请注明截止日期。")
    at.look("review-return")
    at.press("退回修改")
    at.told("建议 第0061号已退回，拟稿人会看到您的理由。")

    drafter = desk("nigao")
    drafter.go("/")
    drafter.follow("修改", within=drafter.row(TITLE))
    drafter.reads("“315人”请注明截止日期。")
    drafter.look("editor-sent-back")
    body = drafter.editor()
    body.fill(body.input_value().replace("的315人", "的，截至2026年9月30日有315人"))
    drafter.page.get_by_role("button", name="保存并送核稿").first.click()
    drafter.told("已送出。")

    at.go("/")
    at.follow("核稿", within=at.row(TITLE))
    at.reads("改了 1 段。")
    expect(at.page.locator("ins")).to_contain_text("截至2026年9月30日有")
    at.look("review-changes")
    at.follow("看印样")
    at.page.get_by_role("img", name="印样第 1 页").scroll_into_view_if_needed()
    expect(at.page.get_by_role("img", name="印样第 1 页")).to_have_js_property("naturalWidth", 1240)
    at.look("review-as-printed")
    at.follow("看全文")
    expect(at.page.locator("#p3")).to_be_visible()
    # By keyboard alone: the question, and its answer.
    at.page.keyboard.press("a")
    expect(at.page.get_by_role("dialog", name=re.compile("同意，送审阅"))).to_be_visible()
    at.page.keyboard.press("Enter")
    at.told("已同意，现在待审阅。")
    reply.refresh_from_db()
    assert reply.state == ReplyState.DEPUTY_APPROVAL


def test_the_leaders_decide_on_a_phone(desk: OpenDesk) -> None:
    yunlan.walk("0061", "deputy_approval")
    reply = yunlan.reply("0061")
    in_charge = desk("fenguan", **PHONE)
    in_charge.go("/")
    in_charge.look("phone-approve-work")
    in_charge.follow("审阅", within=in_charge.row(TITLE))
    in_charge.look("phone-approve")
    in_charge.decide("同意，送签发")
    in_charge.told("已同意，现在待签发。")

    main = desk("qianfa", **PHONE)
    main.go("/")
    main.follow("看稿签发", within=main.row(TITLE))
    main.look("phone-sign")
    main.follow("签发")
    main.reads("签发第0061号的答复？", "签发后不能撤回。")
    main.look("phone-sign-asked")
    main.follow("先不签发")
    main.follow("签发")
    main.press("签发")
    main.told("已签发，文字定稿")
    main.look("phone-signed")
    reply.refresh_from_db()
    assert reply.state == ReplyState.SIGNED


def test_a_text_that_is_no_longer_the_newest_is_not_agreed_to(desk: OpenDesk) -> None:
    yunlan.walk("0061", "office_review")
    reply = yunlan.reply("0061")
    at = desk("hegao")
    at.go(f"/replies/{reply.pk}/review/")
    drafter = yunlan.person("nigao")
    transitions.take_back(reply, by=drafter, reason="补一个数字。")
    assert reply.latest is not None
    drafts.save_draft(reply, reply.latest.text | {"notes": "补记。"}, base=reply.latest.number, by=drafter)
    transitions.submit(reply, by=drafter)
    with at.refused(409):
        at.decide("同意，送审阅")
    at.reads("又有了新稿")
    at.look("refused-newer-version")
    reply.refresh_from_db()
    assert reply.state == ReplyState.OFFICE_REVIEW
