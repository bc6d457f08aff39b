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
    at.look("review-no-reason")
    at.fill("理由", "“315人”请注明截止日期。")
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
    at.reads("改了 1 段，新增 0 段，删去 0 段。")
    expect(at.page.locator("ins")).to_contain_text("截至2026年9月30日有")
    at.look("review-changes")
    at.press("同意，送审阅")
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
    in_charge.page.get_by_role("button", name=re.compile("^同意，送")).click()
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
        at.press("同意，送审阅")
    at.reads("又有了新稿")
    at.look("refused-newer-version")
    reply.refresh_from_db()
    assert reply.state == ReplyState.OFFICE_REVIEW
