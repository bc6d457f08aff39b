"""The clerk binds this year's replies, and takes the form and the volume as PDF."""

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from replies import binding
from replies.actions import batches
from replies.models import Volume
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import text_of

pytestmark = pytest.mark.browser


@override_settings(LANGUAGE_CODE="zh-hans")
def test_the_clerk_binds_a_volume(desk: OpenDesk) -> None:
    replies = [yunlan.signed("0061")]
    yunlan.walk("0088", "head_approval", case_no="0302")
    batches.number_and_print(replies, by=yunlan.person("wenshu"))
    assert yunlan.press() == ["done"]
    at = desk("wenshu")
    at.go("/")
    at.follow("答复汇编")
    at.reads("1 件答复", replies[0].case.title)
    at.look("volumes")
    at.field("类别").select_option("cppcc_proposal")
    at.press("显示")
    at.reads("没有符合条件的答复")
    at.look("volumes-none")
    at.follow("全部显示")
    at.fill("汇编名称", "二〇二六年答复汇编")
    at.field("分组").select_option(label="按承办单位")
    at.press("制作汇编")
    at.reads("等待装订", "离开此页也会继续")
    volume = Volume.objects.get()
    assert (volume.title, volume.grouping, volume.total) == ("二〇二六年答复汇编", "department", 1)
    assert binding.run_volume(volume.pk) == "done"
    at.reads("已装订")  # the page has looked again by itself
    at.look("volume")
    pdf = at.download(at.page.get_by_role("link", name="下载 PDF"))
    text = text_of(pdf)
    assert "二〇二六年答复汇编" in text
    assert replies[0].number_text in text
    at.follow("再做一份")
    expect(at.row("二〇二六年答复汇编")).to_contain_text("已装订")


def test_the_clerk_takes_the_form_for_the_proposer(desk: OpenDesk) -> None:
    reply = yunlan.signed("0061")
    batches.number_and_print([reply], by=yunlan.person("wenshu"))
    at = desk("wenshu")
    at.go(f"/replies/{reply.pk}/")
    panel = at.page.locator("section.panel").filter(has=at.page.get_by_role("heading", name="征询意见表", exact=True))
    text = text_of(at.download(panel.get_by_role("link", name="下载 PDF")))
    assert "办理情况征询意见表" in text
    assert reply.case.title in text
