"""A new bureau from an empty database to its first registered case, each following only what is on the screen."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook
from playwright.sync_api import expect

from proposals.models import Department, Proposal, User
from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

PASSWORD = "yunlan-first-2026"


@pytest.fixture
def town(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but the shipped rules and the first account, as the manual for installing ends."""
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    call_command("load_rule_sets", verbosity=0, stdout=io.StringIO())
    call_command("create_administrator", "guanli", "林见山", stdout=io.StringIO())


def filled(template: bytes, path: Path) -> Path:
    """The template as an office fills it in, below the example and with one row that is wrong."""
    book = load_workbook(io.BytesIO(template))
    heads = [cell.value for cell in book.active[1]]
    for row in (
        {"单位全称": "云澜市教育局", "规范简称": "市教育局", "建议发文字": "云教建"},
        {"单位全称": "云澜市水利局", "类别": "企业集团"},
    ):
        book.active.append([row.get(head, "") for head in heads])
    book.save(path)
    return path


def latin(at: Desk) -> set[str]:
    """Accounts and first passwords, which are no Chinese."""
    expect(at.page.locator(".first-password").first).to_be_visible()
    return set(re.findall("[a-z]{2,}", " ".join(at.page.locator(".first-password").all_inner_texts())))


def test_a_new_bureau_comes_to_its_first_case(desk: OpenDesk, tmp_path: Path) -> None:
    at = desk("guanli")
    at.go("/start/")
    at.look("setup-0-master")
    at.follow("开始设置")
    at.fill("地方", "云澜市")
    expect(at.page.locator("#fits")).to_contain_text("适用全国的规则")
    at.fill("交办机关全称", "云澜市人民政府办公室")
    at.fill("交办机关简称", "市政府办")
    at.look("setup-1-place")
    at.press("保存，下一步")

    congress = at.page.get_by_role("group", name="人民代表大会")
    congress.get_by_label("届").fill("9")
    congress.get_by_label("次").fill("3")
    congress.get_by_label("开幕日期").fill("2026-01-18")
    at.page.keyboard.press("Control+Enter")

    at.reads("共 7 步，第 3 步。")
    list_ = filled(at.download(at.page.get_by_role("link", name="下载模板")), tmp_path / "单位.xlsx")
    at.field("表格文件").set_input_files(list_)
    at.press("先看看会导入什么")
    at.reads("示例行已略过", "没有“企业集团”这个类别")
    at.look("setup-3-preview")
    at.press("先导入没有问题的 1 行")
    at.follow("回到设置")
    assert list(Department.objects.values_list("short_name", flat=True)) == ["市政府办", "市教育局"]
    at.press("下一步")

    at.fill("或者把各行粘贴到这里", "温如许\t\t市政府办\t督查科\t交办员\n陆知行\t\t市教育局\t学前教育科\t拟稿人、核稿人、签发人、文书")
    at.press("先看看会导入什么")
    at.press("导入全部 2 行")
    at.look("setup-4-passwords", latin=latin(at))
    first = at.page.get_by_role("row", name=re.compile("温如许")).locator(".first-password").nth(1).inner_text()
    at.follow("回到设置")
    at.press("下一步")
    at.press("下一步")
    expect(at.page.get_by_role("img", name="样文第一页")).to_be_visible()
    at.look("setup-6-letterhead")
    at.press("下一步")
    at.look("setup-7-done")
    at.press("完成设置")
    at.told("初次设置完成了")

    coordinator = desk()
    coordinator.go("/login/")
    coordinator.fill("用户名", User.objects.get(display_name="温如许").username)
    coordinator.fill("密码", first)
    coordinator.press("登录")
    coordinator.reads("系统管理员给您的")
    for label, text in (("旧密码", first), ("新密码", PASSWORD), ("新密码确认", PASSWORD)):
        coordinator.fill(label, text)
    coordinator.press("修改密码")
    coordinator.follow("登记")
    coordinator.fill("编号", "0001")
    coordinator.fill("案由", "关于增加社区托位的建议")
    coordinator.fill("提出人", "顾晚舟")
    with coordinator.refused(422):
        coordinator.press("登记")
    coordinator.field("顾晚舟").select_option("person")
    coordinator.press("登记")
    coordinator.told("第0001号已登记")
    assert Proposal.objects.get().rule_set.code == "national-suggestion"
