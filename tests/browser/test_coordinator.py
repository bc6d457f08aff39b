"""The coordinator registers a case and hands it to the departments."""

import re

import pytest
from playwright.sync_api import Route, expect

from proposals.models import Assignment
from replies.demo import story
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk

pytestmark = pytest.mark.browser

TITLE = "关于在青石街道增设口袋公园的建议"


def test_signs_in_and_registers_a_case_with_an_attachment_and_two_proposers(desk: OpenDesk) -> None:
    at = desk()
    at.go("/")
    at.look("login")
    at.fill("用户名", "jiaoban")
    at.fill("密码", "not-the-password")
    at.press("登录")
    expect(at.page.get_by_role("alert")).to_be_visible()
    at.look("login-wrong")
    at.fill("密码", story.PASSWORD)
    at.press("登录")
    expect(at.page.get_by_role("heading", level=1)).to_have_text("我的工作")
    at.look("work-empty")

    at.follow("登记")
    at.field("会议").select_option("云澜市九届人大三次会议")
    at.fill("编号", "0201")
    at.fill("案由", TITLE)
    at.fill("提出人", "顾晚舟、云小满")
    at.fill("正文", "青石街道人均公园绿地不足。\n建议利用边角地建口袋公园。")
    at.field("附件").set_input_files({"name": "选址草图.pdf", "mimeType": "application/pdf", "buffer": "边角地七处".encode()})
    with at.refused(422):
        at.press("登记")
    at.reads("还没有登记过：云小满")
    at.look("register-unknown-proposer")
    at.field("云小满").select_option("个人（代表、委员）")
    at.field("附件").set_input_files({"name": "选址草图.pdf", "mimeType": "application/pdf", "buffer": "边角地七处".encode()})
    at.press("登记")
    at.told("第0201号已登记。下一步：交办。")
    at.reads(TITLE, "顾晚舟", "云小满", "选址草图.pdf", "交办")
    at.look("case-registered")
    made = yunlan.case("0201")
    assert [str(one) for one in made.proposers.order_by("pk")] == ["顾晚舟", "云小满"]
    assert at.download(at.page.get_by_role("link", name="选址草图.pdf")).decode() == "边角地七处"


def modes(number: str) -> dict[str, str]:
    return {str(task.department): task.mode for task in yunlan.case(number).assignments.all()}


def test_whoever_types_before_the_script_has_come_has_the_list_of_it(desk: OpenDesk) -> None:
    case = yunlan.walk("0142", "registered")
    at, late = desk("jiaoban"), list[Route]()
    at.page.route("**/assign*.js", lambda route: late.append(route))
    at.page.goto(f"{at.base}/assign/{case.pk}/", wait_until="commit")
    at.fill("主办", "jy")
    expect(at.page.get_by_role("option", name="市教育局")).to_have_count(0)
    (script,) = late
    script.continue_()
    expect(at.page.locator("#lead-list").get_by_role("option", name="市教育局")).to_be_visible()
    at.page.keyboard.press("Enter")
    expect(at.field("主办")).to_have_value("市教育局")


def test_assigns_a_lead_and_a_co_handler_by_mouse_and_sees_the_next_case(desk: OpenDesk) -> None:
    yunlan.walk("0142", "registered")
    yunlan.walk("0027", "registered")
    at = desk("jiaoban")
    at.go("/")
    at.follow("交办", within=at.row(yunlan.TITLES["0027"]))
    expect(at.page.locator("#dues")).to_contain_text("答复")
    at.look("assign")
    at.fill("主办", "市气象局")
    with at.refused(422):
        at.page.get_by_role("button", name=re.compile("^交办，看下一件")).click()
    at.reads("市气象局")
    at.look("assign-unknown-department")
    at.fill("主办", "教育")
    at.page.locator("#lead-list").get_by_role("option", name="市教育局").click()
    expect(at.field("主办")).to_have_value("市教育局")
    at.fill("找会办单位", "住房")
    at.page.locator("#co-list").get_by_role("option", name="市住房城乡建设局").click()
    row = at.page.locator("li.task:visible")
    expect(row).to_have_count(1)
    row.get_by_label("要说明的").fill("社区闲置用房情况")
    expect(at.page.locator("#dues")).to_contain_text("会办意见")
    at.look("assign-chosen")
    at.page.get_by_role("button", name=re.compile("^交办，看下一件")).click()
    at.told("第0027号已交办：市教育局，另 1 家会办。")
    expect(at.page.get_by_role("heading", name=yunlan.TITLES["0142"], level=2)).to_be_visible()
    assert modes("0027") == {"市教育局": Assignment.Mode.LEAD, "市住房城乡建设局": Assignment.Mode.CO}


def test_assigns_four_cases_by_keyboard_alone_and_takes_one_back(desk: OpenDesk) -> None:
    numbers = ["0027", "0061", "0088", "0142"]
    for number in numbers:
        yunlan.walk(number, "registered")
    at = desk("jiaoban")
    at.go("/cases/")
    keys = at.page.keyboard
    keys.press("g")
    keys.press("a")

    def assign(number: str, lead: str, co: str = "") -> None:
        expect(at.page.get_by_role("heading", name=yunlan.TITLES[number], level=2)).to_be_visible()
        expect(at.field("主办")).to_be_focused()
        keys.type(lead)
        keys.press("Enter")
        expect(at.field("找会办单位")).to_be_focused()
        if co:
            keys.type(co)
            keys.press("Space")
        keys.press("Control+Enter")
        at.told(f"第{number}号已交办")

    assign("0027", "sjyj", "zfcx")
    assign("0061", "jiaotong")
    keys.press("Escape")
    keys.press("u")
    at.told("的交办已撤销")
    assert modes("0061") == {}
    at.look("assign-undone")
    # A name that is written out is the one that Enter takes, whatever is advised.
    assign("0061", "市教育局", "jtys")
    assert modes("0061") == {"市教育局": Assignment.Mode.LEAD, "市交通运输局": Assignment.Mode.CO}
    expect(at.page.get_by_role("heading", name=yunlan.TITLES["0088"], level=2)).to_be_visible()
    keys.press("Escape")
    keys.press("s")
    at.told("第0088号已跳过")
    assign("0142", "jiaoyu")
    assign("0088", "jyj")
    at.reads("现在没有等您交办的案件。")
    at.look("assign-empty")
    assert [len(modes(number)) for number in numbers] == [2, 2, 1, 1]


def test_records_a_withdrawal(desk: OpenDesk) -> None:
    case = yunlan.walk("0027", "assigned")
    at = desk("jiaoban")
    at.go(f"/cases/{case.pk}/")
    at.follow("登记撤回")
    at.look("withdraw")
    at.fill("理由", "领衔代表来函撤回。")
    at.press("登记撤回")
    at.told("的撤回已登记")
    at.reads("已撤回", "领衔代表来函撤回。")
    at.look("case-withdrawn")


def test_signing_out_ends_the_session(desk: OpenDesk) -> None:
    at = desk("jiaoban")
    at.go("/")
    at.press("退出")
    expect(at.page.get_by_role("button", name="登录")).to_be_visible()
    at.go("/cases/")
    expect(at.page.get_by_role("button", name="登录")).to_be_visible()
