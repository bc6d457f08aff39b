"""The document administrator changes how the letters look, and sees page 1 follow; the drafter adds what few letters have."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from proposals.models import Department
from replies.actions import drafts
from replies.models import Reply, ReplyFigure
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import FACES, Desk
from tests.factories import picture

pytestmark = pytest.mark.browser

NARROW = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def seal(tmp_path: Path) -> Path:
    path = tmp_path / "印章.png"
    path.write_bytes(picture("RGBA", (400, 400)).read())
    return path


@pytest.fixture
def opaque(tmp_path: Path) -> Path:
    path = tmp_path / "白底.png"
    path.write_bytes(picture("RGB", (400, 400)).read())
    return path


def page_1(at: Desk) -> Locator:
    return at.page.locator("#page-1 img").first


def changed(at: Desk, before: str | None) -> str:
    """The picture once it is another one than before."""
    expect(page_1(at)).not_to_have_attribute("src", before or "")
    return page_1(at).get_attribute("src") or ""


def test_page_1_follows_what_is_entered_and_is_saved_on_demand(desk: OpenDesk, seal: Path, opaque: Path) -> None:
    before = Department.objects.values_list("form", "masthead_size", "seal_sha256").get(short_name="市教育局")
    at = desk("wenshu")
    at.go("/departments/")
    at.look("layouts")
    at.follow("云澜市教育局", within=at.page.locator("table"))
    at.look("layout", latin=FACES)
    first = page_1(at).get_attribute("src")
    at.page.get_by_role("radio", name="信函格式").first.check()
    letter = changed(at, first)
    at.fill("发文机关标志字号", "12")
    expect(at.page.locator("#layout-errors .notice")).to_contain_text("发文机关标志字号")
    assert page_1(at).get_attribute("src") == letter, "the picture of before stays"
    at.fill("发文机关标志字号", "26")
    small = changed(at, letter)
    expect(at.page.locator("#layout-errors .notice")).to_have_count(0)
    at.field("印章图样").set_input_files(opaque)
    expect(at.page.locator("#layout-errors .notice")).to_contain_text("底色不是透明的")
    at.field("印章图样").set_input_files(seal)
    changed(at, small)
    department = Department.objects.get(short_name="市教育局")
    old = department.seal_sha256
    assert (department.form, department.masthead_size, old) == before, "a look saves nothing"
    at.press("存版式")
    at.told("版式已存")
    department.refresh_from_db()
    assert (department.form, department.masthead_size) == ("letter", 26)
    assert department.seal_sha256 not in ("", old)
    at.reads("最近改动", "文件格式 → 信函格式")
    # The log names a picture by its digest.
    at.look("layout-saved", latin=FACES | set(re.findall("[a-z]{2,}", f"{department.seal_sha256[:12]} {old[:12]}")))


def test_on_a_narrow_phone_and_without_scripts_page_1_is_shown_on_demand(desk: OpenDesk) -> None:
    pk = Department.objects.get(short_name="市教育局").pk
    at = desk("wenshu", java_script_enabled=False, **NARROW)
    at.go(f"/departments/{pk}/layout/")
    before = page_1(at).get_attribute("src")
    at.fill("发文机关标志", "云澜市教育局办公室")
    at.press("看第一页")
    assert page_1(at).get_attribute("src") != before
    expect(at.field("发文机关标志")).to_have_value("云澜市教育局办公室")
    with at.refused(422):
        at.fill("印章直径", "5")
        at.press("看第一页")
    expect(at.page.locator("#layout-errors")).to_contain_text("印章直径")
    assert Department.objects.get(pk=pk).masthead == ""
    phone = desk("wenshu", color_scheme="dark", **NARROW)
    phone.go(f"/departments/{pk}/layout/")
    phone.look("layout-narrow", latin=FACES)


def drafted() -> Reply:
    yunlan.signed_for("0027")
    return drafts.open_reply(yunlan.lead("0027"), by=yunlan.person("nigao"))


def test_a_letter_with_a_figure_a_table_and_two_attachments(desk: OpenDesk, opaque: Path) -> None:
    reply = drafted()
    at = desk("nigao")
    at.go(f"/replies/{reply.pk}/edit/")
    editor = at.editor()
    editor.fill("现答复如下：\n表1：各街道托位\n|街道|托位|\n|云溪街道|120|\n")
    for part in ("附件", "表和图", "密级"):
        at.page.locator("summary").filter(has_text=part).first.click()
    at.field("图片").set_input_files(opaque)
    at.press("加这张图")
    expect(at.page.locator("#figures").get_by_role("img", name="白底")).to_be_visible()
    assert ReplyFigure.objects.get(reply=reply).name == "白底"
    expect(at.editor()).to_have_value("现答复如下：\n表1：各街道托位\n|街道|托位|\n|云溪街道|120|\n")
    at.editor().press("Control+End")
    at.page.locator("#figures [data-insert]").click()
    expect(at.editor()).to_have_value("现答复如下：\n表1：各街道托位\n|街道|托位|\n|云溪街道|120|\n【图：白底】")
    at.page.locator("summary").filter(has_text="附件").first.click()
    at.field("附件标题").first.fill("托位一览")
    at.field("附件正文").first.fill("甲")
    at.press("再加一个附件")
    at.field("附件标题").nth(1).fill("改造计划")
    at.field("附件正文").nth(1).fill("乙")
    at.field("次序").nth(1).fill("1")
    at.field("次序").first.fill("2")
    at.page.locator("summary").filter(has_text="密级").first.click()
    at.field("紧急程度").select_option("加急")
    at.look("draft-with-attachments")
    at.press("保存", within=at.page.locator(".page-head"))
    at.told("已存为第 2 稿")
    latest = reply.latest
    assert latest
    assert [one["title"] for one in latest.attachments] == ["改造计划", "托位一览"]
    assert (latest.urgency, latest.figure_names) == ("加急", ["白底"])
    at.go(f"/replies/{reply.pk}/")
    at.reads("加急", "改造计划", "云溪街道")
    expect(at.page.get_by_role("img", name="白底")).to_be_visible()
    at.look("reply-with-attachments")


def test_the_editor_on_a_narrow_phone(desk: OpenDesk) -> None:
    reply = drafted()
    phone = desk("nigao", **NARROW)
    phone.go(f"/replies/{reply.pk}/edit/")
    phone.editor()
    for part in ("附件", "表和图", "密级"):
        phone.page.locator("summary").filter(has_text=part).first.click()
    phone.look("draft-narrow")
