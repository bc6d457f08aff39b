"""The document administrator, the proposer, the auditor and the system administrator without a mouse."""

import re

import pytest

from proposals.models import CalendarYear, Department
from replies.models import Rating
from replies.states import ReplyState
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.keyboard import Keyboard

pytestmark = pytest.mark.browser


def test_the_clerk_checks_numbers_prints_and_sends(desk: OpenDesk) -> None:
    reply = yunlan.signed("0061")
    at = Keyboard(desk("wenshu"))
    at.keys("j", "Enter")
    at.heading("文印室")
    at.keys("p")
    at.heading("印前检查")
    at.enter("button", "给可以印的 1 件编号并打印")
    at.heading(re.compile("批"))
    assert yunlan.press() == ["done"]
    at.sees("全部印好")
    at.skip()
    at.tab_to("link", "PDF")
    assert at.download("Enter").endswith(".pdf")
    at.enter("link", "登记送达")
    at.heading("登记送达")
    at.choose("送达方式", "当面送交")
    at.enter("button", "登记送达")
    at.told("已答复")
    reply.refresh_from_db()
    assert reply.state == ReplyState.DISPATCHED


def test_the_proposer_reads_the_reply_and_rates_it(desk: OpenDesk) -> None:
    yunlan.sent("0088")
    at = Keyboard(desk("daibiao"))
    at.skip()
    at.enter("link", "看答复")
    at.heading("第0088号的答复")
    at.sees("现答复如下")
    at.keys("g", "w")
    at.enter("link", "评价答复")
    at.heading("评价答复")
    at.pick("满意", within="fieldset >> nth=0")
    at.pick("满意", within="fieldset >> nth=1")
    at.enter("button", "送出评价")
    at.told("已记录")
    assert Rating.objects.count() == 1


def test_the_auditor_finds_a_case_reads_its_story_and_takes_the_list_away(desk: OpenDesk) -> None:
    yunlan.walk("0061", "office_review")
    case = yunlan.walk("0088", "assigned")
    at = Keyboard(desk("shenji"))
    at.keys("/")
    at.type("康复师")
    at.keys("Enter")
    at.sees("符合条件 1 件")
    at.keys("j", "o")
    at.heading(case.title)
    at.enter("link", re.compile("^经过"))
    at.choose("看哪类", "交办（2）")
    at.sees("交办")
    at.keys("Escape", "g", "c")
    at.sees("共 2 件")
    at.keys("f")
    at.tab_to("checkbox", re.compile("^办理中"))
    at.keys("Space")
    at.sees("符合条件 1 件")
    at.focus_is_within("#filter")
    assert at.download("e").endswith(".xlsx")


def test_the_system_administrator_enters_a_calendar_and_mends_a_department_and_a_role(desk: OpenDesk) -> None:
    at = Keyboard(desk("guanli"))
    at.enter("link", "放假安排")
    at.enter("link", "2027")
    at.fill("放假", "1月1日—1月3日 元旦")
    at.fill("依据", "国办发明电〔2026〕1号")
    at.enter("button", "录入放假安排")
    at.told("2027年的放假安排已录入。")
    assert CalendarYear.objects.get().year == 2027

    at.enter("link", "基础数据")
    at.enter("link", "承办单位", within="main")
    at.heading("承办单位")
    at.keys("/", "s", "j", "y", "j", "Enter")
    at.sees("1 个单位")
    at.keys("j", "Enter")
    at.heading("市教育局")
    at.fill("联系电话", "0999-5550199")
    at.keys("Control+Enter")
    at.told("市教育局已存。")
    assert Department.objects.get(short_name="市教育局").contact_phone == "0999-5550199"
    at.enter("link", "基础数据")
    at.enter("link", "人员与角色", within="main")
    at.heading("人员与角色")
    at.skip()
    at.tab_to("searchbox", re.compile("."), within="main")
    at.type("hegao")
    at.keys("Enter")
    at.sees("1 个")
    at.skip()
    at.enter("link", yunlan.person("hegao").display_name)
    at.heading(yunlan.person("hegao").display_name)
    at.skip()
    at.tab_to("checkbox", re.compile("^文书"))
    at.keys("Space", "Control+Enter")
    at.told(yunlan.person("hegao").display_name)
    assert "document_administrator" in yunlan.person("hegao").role_codes
