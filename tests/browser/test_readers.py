"""Those who read: the proposer and the auditor; and the system administrator, who keeps the master data and changes no state."""

import re

import pytest
from playwright.sync_api import expect

from proposals.models import CoOpinion, Department, Event
from replies.actions import batches
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PHONE, text_of
from tests.factories import hand_over

pytestmark = pytest.mark.browser


def dispatched(number: str) -> None:
    """Really printed, and sent."""
    reply = yunlan.signed(number)
    clerk = yunlan.person("wenshu")
    batches.number_and_print([reply], by=clerk)
    assert yunlan.press() == ["done"]
    reply.refresh_from_db()
    hand_over(reply, by=clerk, words="当面送交")


def test_the_proposer_sees_where_it_stands_and_the_reply(desk: OpenDesk) -> None:
    dispatched("0027")
    yunlan.walk("0088", "office_review")
    yunlan.walk("0061", "assigned")
    at = desk("daibiao")
    at.go("/")
    at.reads("我的建议、提案", "由市教育局办理。")
    expect(at.page.get_by_text(yunlan.TITLES["0061"])).to_have_count(0)
    at.reads("请您看一看，评价一下是否满意。", "想问情况，请打市教育局电话", "依据：")
    at.look("proposer-work")
    phone = desk("daibiao", **PHONE)
    phone.go("/")
    phone.look("proposer-work-phone")
    row = at.row(yunlan.TITLES["0027"])
    assert "师资从哪里来" not in text_of(at.download(row.get_by_role("link", name="PDF")))
    at.follow("看答复", within=row)
    at.reads("由云澜职业学院定向培养", "当面送交")
    at.look("proposer-reply")
    at.go("/")
    at.follow(yunlan.TITLES["0088"])
    at.reads("由市教育局办理。", "想问情况，请打市教育局电话")
    expect(at.page.get_by_text("市第二人民医院")).to_have_count(0)
    at.look("proposer-case")
    phone.follow(yunlan.TITLES["0027"])
    phone.look("proposer-case-phone")
    phone.follow("评价答复")
    phone.reads("评价答复")
    with at.refused(404):
        at.go(f"/replies/{yunlan.reply('0088').pk}/")
    at.look("not-found")


def test_the_auditor_sees_everything_and_can_press_nothing(desk: OpenDesk) -> None:
    for number, until in (("0027", "office_review"), ("0061", "numbered"), ("0142", "registered"), ("0117", "assigned")):
        yunlan.walk(number, until)
    at = desk("shenji")
    at.go("/")
    at.look("auditor-work")
    at.go("/cases/")
    at.reads("共 4 件")
    at.look("auditor-cases")
    reply = yunlan.reply("0027")
    pages = [f"/cases/{yunlan.case(number).pk}/" for number in ("0027", "0061", "0142", "0117")]
    pages += [f"/replies/{reply.pk}/", f"/replies/{reply.pk}/versions/", f"/replies/{reply.pk}/versions/1/2/"]
    pages += [f"/opinions/{opinion.pk}/" for opinion in CoOpinion.objects.all()]
    # The filter of the history only looks.
    steps = at.page.locator("main").locator("button:not(form[method=get] button), input[type=submit], form[method=post] a.btn")
    for n, path in enumerate(pages):
        at.go(path)
        for button in steps.all():
            expect(button, path).to_have_attribute("aria-disabled", "true")
        at.look(f"auditor-{n}")


def test_the_system_administrator_keeps_the_master_data_alone(desk: OpenDesk) -> None:
    case = yunlan.walk("0061", "office_review")
    events = Event._base_manager.count()
    at = desk("guanli")
    at.go("/")
    at.follow("基础数据", within=at.page.locator(".mainnav"))
    expect(at.page).to_have_title(re.compile("基础数据"))
    at.look("master")
    at.follow("承办单位", within=at.page.locator(".views"))
    at.look("departments")
    at.follow("市教育局")
    at.look("department")
    at.fill("联系电话", "0999-5550199")
    at.press("保存")
    at.told("市教育局已存")
    assert Department.objects.get(short_name="市教育局").contact_phone == "0999-5550199"

    at.go(f"/admin/proposals/proposal/{case.pk}/change/")
    expect(at.page.get_by_text(case.title).first).to_be_visible()
    expect(at.page.locator("#content-main").locator("input:not([type=hidden]), select, textarea")).to_have_count(0)
    assert Event._base_manager.count() == events
