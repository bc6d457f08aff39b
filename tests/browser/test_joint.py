"""A joint proposal of five: one letter that names them all, a delivery and a personal link for each, five ratings, one of them bad."""

import re

import pytest
from playwright.sync_api import expect

from proposals.actions import cases
from proposals.models import Assignment, Department
from replies import transitions
from replies.actions import printing
from replies.demo import story
from replies.models import Delivery, Rating, Reply
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PHONE
from tests.factories import contacted, printed

pytestmark = pytest.mark.browser

KNOWN, NEW = ["顾晚舟", "沈望舒", "叶青梧"], ["云小满", "江月白"]
FIVE = KNOWN + NEW
TITLE = "关于在青石街道增设口袋公园的建议"
WAYS = ["in_person", "registered_mail", "courier", "online", "assigning_body"]
LABELS = ["当面送交", "挂号邮寄", "机要交换", "网上平台送达", "由交办机关转交"]
GRADES = ["满意", "满意", "基本满意", "满意", "不满意"]
REASONS = "只写了选址，没有写明哪一年建成。"


def test_five_who_propose_together_are_each_answered_and_each_rate(desk: OpenDesk) -> None:
    at = desk("jiaoban")
    at.go("/cases/new/")
    at.field("会议").select_option("云澜市九届人大三次会议")
    at.fill("编号", "0205")
    at.fill("案由", TITLE)
    at.fill("提出人", "、".join(FIVE))
    at.fill("正文", "青石街道人均公园绿地不足。\n建议利用边角地建口袋公园。")
    with at.refused(422):
        at.press("登记")
    for name in NEW:
        at.field(name).select_option("个人（代表、委员）")
    at.look("joint-1-register")
    at.press("登记")
    at.told("第0205号已登记")
    at.reads("每一位提出人", *FIVE)
    at.look("joint-2-case")

    case, drafter = yunlan.case("0205"), yunlan.person("nigao")
    task = cases.Task(Department.objects.get(short_name="市教育局"), Assignment.Mode.SOLE)
    (made,) = cases.assign_case(case, [task], by=yunlan.person("jiaoban"))
    cases.accept_assignment(made, by=drafter)
    contacted(case, by=drafter)
    at = desk("nigao")
    at.go(f"/cases/{case.pk}/")
    at.press("起草答复")
    body = at.editor()
    expect(body).to_have_value(re.compile(f"^你们提出的“{TITLE}”"))
    for name in FIVE:
        expect(at.field("主送")).to_have_value(re.compile(name))
    body.fill(f"{body.input_value()}\n一、关于选址\n已选定边角地七处。")
    at.page.get_by_label(re.compile("^A　")).check()
    at.field("全文公开").check()
    at.look("joint-3-editor")
    at.page.get_by_role("button", name="保存并送核稿").first.click()
    at.told("已送出")

    reply = yunlan.reply("0205")
    for event, permission in (("pass_on", "reply.review"), ("approve", "reply.approve")):
        transitions.agree(reply, event, by=story.who(permission, reply.department))
    at = desk("qianfa")
    at.go(f"/replies/{reply.pk}/review/?confirm=1")
    at.reads("每一位提出人，逐一答复", "联名建议分别答复每位代表", *FIVE)
    at.look("joint-4-sign")
    at.page.get_by_role("button", name="签发", exact=True).click()
    at.told("已签发")

    clerk, reply = yunlan.person("wenshu"), Reply.objects.get(pk=reply.pk)
    printing.number_reply(reply, by=clerk)
    printed(reply, by=clerk)
    at = desk("wenshu")
    at.go(f"/replies/{reply.pk}/dispatch/")
    for name, way in zip(FIVE, WAYS, strict=True):
        row = at.page.get_by_role("group", name=name)
        row.locator("[name^=way-]").select_option(way)
        row.locator("[name^=words-]").fill(f"送{name}")
    at.look("joint-5-dispatch")
    at.press("登记送达")
    at.told("已答复")
    at.reads(*(f"{label}，送{name}" for name, label in zip(FIVE, LABELS, strict=True)))
    at.look("joint-6-delivered")
    assert list(Delivery.objects.order_by("pk").values_list("way", flat=True)) == WAYS

    coordinator = desk("jiaoban")
    coordinator.go(f"/cases/{case.pk}/ratings/")
    coordinator.reads("征求 5 人，收回 0 份")
    coordinator.press("为所选的人生成链接")
    slips = coordinator.page.locator(".slip")
    expect(slips).to_have_count(5)
    links = slips.locator("code").all_inner_texts()
    assert len(set(links)) == 5
    coordinator.look("joint-7-links", latin=set(re.findall("[A-Za-z]{2,}", " ".join(links))))
    phone = desk(**PHONE)
    for name, link, grade in zip(FIVE, links, GRADES, strict=True):
        phone.go("/rate/" + link.split("/rate/")[1])
        phone.reads(f"{name}代表")
        for scale in ("对办理态度", "对办理结果"):
            phone.page.get_by_role("group", name=scale).get_by_text(grade, exact=True).click()
        if grade == "不满意":
            phone.fill("不满意的原因", REASONS)
        phone.press("送出评价")
        phone.reads("的评价已记录", grade)
    phone.look("joint-8-the-fifth-has-rated")
    assert [one.get_verdict_display() for one in Rating.objects.order_by("pk")] == GRADES

    coordinator.go(f"/cases/{case.pk}/ratings/")
    coordinator.reads("征求 5 人，收回 5 份", REASONS)
    for name, grade in zip(FIVE, GRADES, strict=True):
        row = coordinator.page.get_by_role("row").filter(has_text=name)
        expect(row.locator(".verdict")).to_have_text(grade)
    coordinator.look("joint-9-ratings")
    coordinator.go("/")
    coordinator.reads("市教育局第 1 次答复有 1 人不满意")
    coordinator.go(f"/cases/{case.pk}/")
    coordinator.reads(*FIVE, REASONS)
    coordinator.look("joint-10-verdicts")
