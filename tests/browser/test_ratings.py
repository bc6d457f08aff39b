"""满意度: a deputy rates on a phone by a personal link, is dissatisfied, and the department answers again; a form comes back on paper."""

import re

import pytest
from playwright.sync_api import expect

from replies import transitions
from replies.actions import printing
from replies.demo import story
from replies.models import RatingLink, Reply
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PHONE
from tests.factories import hand_over, printed

pytestmark = pytest.mark.browser


def send(reply: Reply) -> Reply:
    """Numbers, prints (without the engine) and dispatches a signed reply."""
    clerk = story.who("reply.number", reply.department)
    printing.number_reply(reply, by=clerk)
    printed(reply, by=clerk)
    hand_over(reply, by=clerk)
    return Reply.objects.get(pk=reply.pk)


def test_a_bad_rating_on_a_phone_leads_to_a_second_answer(desk: OpenDesk) -> None:
    first = send(yunlan.signed("0061"))
    case = first.case
    coordinator = desk("jiaoban")
    coordinator.go(f"/cases/{case.pk}/")
    coordinator.follow("征集评价")
    coordinator.look("ratings-to-collect")
    coordinator.press("为所选的人生成链接")
    address = coordinator.page.locator("code").first.inner_text()
    coordinator.look("rating-links", latin=set(re.findall("[A-Za-z]{2,}", address)))
    path = "/rate/" + address.split("/rate/")[1]

    phone = desk(**PHONE)
    phone.go(path)
    phone.look("rate-phone")
    phone.page.get_by_role("group", name="对办理态度").get_by_text("满意", exact=True).click()
    phone.page.get_by_role("group", name="对办理结果").get_by_text("不满意", exact=True).click()
    with phone.refused(422):
        phone.press("送出评价")
    phone.reads("请写明不满意的原因")
    phone.look("rate-phone-without-reasons")
    phone.fill("不满意的原因", "只写了设想，没有时间表。")
    phone.press("送出评价")
    phone.reads("的评价已记录", "不满意", "只写了设想，没有时间表。")
    phone.look("rate-phone-thanks")
    with phone.refused(404):
        phone.go(path)
    phone.reads("链接无效或已失效")
    phone.look("rate-phone-used")

    coordinator.go("/")
    coordinator.reads("不满意待处理")
    coordinator.look("work-rating-to-decide")
    coordinator.follow("处理评价")
    coordinator.look("rating-settle")
    coordinator.page.get_by_label("重新办理").check()
    coordinator.fill("理由", "请写明每一步的时间和责任单位。")
    coordinator.press("记录决定")
    coordinator.told("已转重新办理")
    coordinator.look("ratings-reworked")

    second = Reply.objects.get(assignment=first.assignment, round=2)
    drafter = story.who("reply.draft", first.department)
    at = desk(drafter.username)
    at.go("/")
    at.reads("第 2 次答复，尚未动笔")
    at.go(f"/replies/{second.pk}/edit/")
    assert "再次答复" in at.field("标题").input_value()
    at.editor().fill("您对第一次答复的意见收悉，现再次答复如下：\n一、时间安排\n今年9月底前完成。")
    at.page.get_by_label(re.compile("^" + first.case.rule_set.outcome(first.outcome).label)).first.check()  # type: ignore[union-attr]
    at.page.get_by_label("全文公开").first.check()
    at.page.get_by_role("button", name="保存", exact=True).first.click()
    at.told("已存为第 1 稿")
    at.look("second-answer-draft")
    for event, permission in (("submit", "reply.draft"), ("pass_on", "reply.review"), ("approve", "reply.approve"), ("sign", "reply.sign")):
        person = story.who(permission, second.department)
        second = Reply.objects.get(pk=second.pk)
        if event == "submit":
            transitions.submit(second, by=person)
        else:
            transitions.agree(second, event, by=person)
    send(second)
    at.go(f"/cases/{case.pk}/")
    at.reads("第 2 次答复", "不满意", "只写了设想，没有时间表。", "重新办理")
    expect(at.page.locator("main")).not_to_contain_text("/rate/")
    at.look("case-with-two-answers")


def test_a_form_on_paper_is_entered_and_corrected(desk: OpenDesk) -> None:
    reply = send(yunlan.signed("0061"))
    at = desk("jiaoban")
    at.go(f"/cases/{reply.case.pk}/ratings/")
    at.page.get_by_role("link", name="录入纸质回执").first.click()
    at.look("paper-form")
    for scale in ("对办理态度", "对办理结果"):
        at.page.get_by_role("group", name=scale).get_by_label("满意", exact=True).check()
    at.page.get_by_label("回执扫描件").set_input_files({"name": "回执.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 form"})
    at.press("录入回执")
    at.told("已录入")
    at.reads("纸质回执，交办机关录入")
    at.follow("更正录入")
    at.fill("哪里录错了", "看错了勾选的格子。")
    at.page.get_by_role("group", name="对办理结果").get_by_label("基本满意", exact=True).check()
    at.press("更正录入")
    at.told("原记录保留")
    at.page.get_by_text("原录入，已更正").click()
    at.look("paper-form-corrected")
    assert not RatingLink.objects.exists()
    assert at.download(at.page.get_by_role("link", name="回执扫描件").first) == b"%PDF-1.7 form"
