"""A promise that is kept in the next year, told in a second reply; supervision of a priority case; the archive."""

import io
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from proposals import look_backs
from proposals.models import CalendarYear, CaseArchive, Commitment, LookBack, Proposal
from replies.archiving import check
from replies.models import Reply
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PHONE

pytestmark = pytest.mark.browser
PROOF = {"name": "验收报告.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}


def test_a_promise_is_kept_in_the_next_year(desk: OpenDesk) -> None:
    reply = yunlan.sent("0088")
    case = reply.case
    at = desk("nigao")
    at.go(f"/cases/{case.pk}/")
    at.follow("从答复提取承诺")
    at.look("commitment-candidates")
    at.page.get_by_role("link", name="提取").first.click()
    expect(at.field("答复原文中的一句")).not_to_have_value("")
    at.fill("责任人（处室）", "办公室")
    at.fill("完成时限", (timezone.localdate() + timedelta(days=300)).isoformat())
    at.press("列入台账")
    at.told("已列入台账")
    made = Commitment.objects.get()

    closing = desk("jiaoban")
    closing.go(f"/cases/{case.pk}/")
    closing.reads("办结前请留意", "尚未公开")
    closing.look("case-to-close")
    closing.press("办结")
    expect(closing.page.get_by_role("button", name="归档")).to_have_attribute("aria-disabled", "true")

    # The next year: the clock asks in the fourth quarter, and the department reports.
    year = timezone.localdate().year + 1
    worked = {"off": {}, "worked": {}, "source": "示例", "entered_by": yunlan.person("guanli")}
    CalendarYear.objects.update_or_create(year=year, defaults=worked)
    for day in range(1, 8):
        look_backs.ask_look_backs(date(year, 10, day))
    assert LookBack.objects.get().year == year
    at.go("/")
    at.reads("承诺事项回头看", made.sentence[:20])
    at.look("work-look-back")
    at.follow("报送进展", within=at.page.locator("li").filter(has_text="年落实情况"))
    at.fill("落实情况，或变化的原因", "已完成选址，正在改造。")
    at.press("报送")
    at.told("进展已记录")
    at.page.get_by_label("已经落实").check()
    at.fill("落实情况，或变化的原因", "改造完成，已投入使用。")
    at.field("佐证材料").set_input_files(PROOF)
    at.look("commitment-reporting")
    at.press("报送")
    at.told("待交办机关确认")

    closing.go(f"/commitments/{made.pk}/")
    closing.fill("提出人的意见", "代表实地看过，表示认可。")
    closing.look("commitment-to-confirm")
    closing.press("确认落实")
    closing.told("已确认落实")
    at.go(f"/commitments/{made.pk}/")
    at.press("再次答复")
    at.told("再次答复已开始")
    assert (Reply.objects.filter(assignment=reply.assignment).count(), Proposal.objects.get(pk=case.pk).state) == (2, "handling")
    at.look("case-second-reply")
    phone = desk("jiaoban", **PHONE, color_scheme="dark")
    phone.go("/commitments/?state=all")
    phone.look("ledger-phone")


def test_supervision_and_archive(desk: OpenDesk) -> None:
    case = yunlan.sent("0061").case
    coordinator = desk("jiaoban", java_script_enabled=False)
    coordinator.go(f"/cases/{case.pk}/")
    coordinator.page.get_by_role("link", name="领衔督办人").or_(coordinator.page.get_by_role("link", name="列为重点件")).click()
    for label, words in (("领衔督办人", "沈听澜"), ("职务", "市人大常委会副主任"), ("确定机关", "市人大常委会主任会议")):
        coordinator.fill(label, words)
    coordinator.press("保存")
    coordinator.told("由沈听澜领衔督办")
    coordinator.follow("发督办通知")
    coordinator.fill("要求说明的事项", "请说明选址进展和完成时限。")
    coordinator.fill("答复期限", (timezone.localdate() + timedelta(days=10)).isoformat())
    coordinator.press("发出督办通知")
    coordinator.told("督办通知已发")

    at = desk("nigao")
    at.go("/")
    at.reads("答复督办", "请说明选址进展和完成时限。")
    at.look("work-supervision")
    at.follow("写督办答复")
    at.fill("情况说明", "已选定两处，九月底前完成改造。")
    at.press("报送督办答复")
    at.told("督办答复已报交办机关")
    coordinator.go("/supervision/")
    coordinator.page.get_by_role("link", name="请说明选址进展").click()
    coordinator.press("认可")
    coordinator.told("已认可")
    shown = desk("jiaoban")
    shown.go("/supervision/")
    shown.look("supervision")

    shown.go(f"/cases/{case.pk}/")
    shown.press("办结")
    shown.reads("还有答复待公开")
    yunlan.nothing_to_publish(case)
    shown.go("/archive/")
    shown.look("archive-many")
    shown.press("归档所选案件")
    shown.told("已归档 1 件")
    shown.go(f"/cases/{case.pk}/")
    sha256 = CaseArchive.objects.get().sha256
    shown.look("case-archived", latin={"SHA", "KB", *re.findall("[a-f]{2,}", sha256)})
    packed = shown.download(shown.page.get_by_role("link", name="档案.zip"))
    assert check(io.BytesIO(packed)).faults == []
    with zipfile.ZipFile(io.BytesIO(packed)) as found:
        assert "请说明选址进展和完成时限。" in found.read("案卷.html").decode()
    expect(shown.page.get_by_role("link", name="发督办通知")).to_have_count(0)
