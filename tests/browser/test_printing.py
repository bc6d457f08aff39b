"""The document administrator numbers, prints, takes the PDF and records the dispatch."""

import io
import zipfile

import pikepdf
import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from replies import printing, transitions
from replies.demo import story
from replies.models import RenderJob
from replies.rendering.errors import RenderError
from replies.states import ReplyState
from replies.thumbnails import WIDTH
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import FACES, PHONE, Desk, text_of

pytestmark = pytest.mark.browser


class Progress:
    """Answers the page, which asks for the progress every second, that there is nothing new, until the test lets it look, once.

    So it is known at every step what the page has seen.
    """

    def __init__(self, at: Desk) -> None:
        self.page, self.held = at.page, True
        at.page.route("**/progress/*", self.answer)

    def answer(self, route: Route) -> None:
        if self.held:
            route.fulfill(status=204)
        else:
            self.held = True
            route.continue_()

    def look(self) -> None:
        with self.page.expect_response(lambda response: "/progress/" in response.url and response.status == 200) as answered:
            self.held = False
        answered.value.finished()


def test_numbers_prints_and_dispatches_one_reply(desk: OpenDesk) -> None:
    reply = yunlan.signed("0061")
    at = desk("wenshu")
    progress = Progress(at)
    at.go("/")
    at.follow("编号用印", within=at.row(yunlan.TITLES["0061"]))
    expect(at.page.get_by_role("checkbox", name="建议 第0061号")).to_be_checked()
    at.look("printing-room")
    at.press("检查选中的")
    at.reads("选了 1 件", "待编")
    at.look("printing-preflight-one")
    at.press("给可以印的 1 件编号并打印")
    at.reads("正在印", "0 / 1 件", f"云教建〔{timezone.localdate().year}〕1号")
    at.look("printing-progress")
    assert yunlan.press() == ["done"]
    progress.look()
    at.reads("全部印好", "1 / 1 件")
    at.look("printing-done", latin=FACES | {"ZIP"})
    pdf = text_of(at.download(at.page.get_by_role("link", name="PDF", exact=True)))
    assert all(words in pdf for words in ("云澜市教育局", "叶青梧代表", "关于在河湾片区增设校车接驳线的建议", "〕1号", "315人"))
    at.follow("登记送达")
    at.look("dispatch")
    at.field("送达方式").select_option("other")
    at.fill("补充说明", "当面送交")
    at.press("登记送达")
    at.told("已答复")
    at.look("reply-dispatched")
    reply.refresh_from_db()
    assert (reply.state, reply.delivery) == (ReplyState.DISPATCHED, "当面送交")


def test_prints_many_and_tries_again_what_failed(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in ("0061", "0088"):
        yunlan.signed(number)
    at = desk("wenshu")
    progress = Progress(at)
    at.go("/printing/")
    with at.refused(422):
        at.press("检查选中的")
    at.reads("请先选中要印的答复。")
    at.press("全选")
    expect(at.page.get_by_text("2 / 2")).to_be_visible()
    at.look("printing-room-chosen")
    at.press("检查选中的")
    at.press("给可以印的 2 件编号并打印")
    at.reads("0 / 2 件", "〕1号", "〕2号")
    first, second = RenderJob.objects.order_by("pk")
    with monkeypatch.context() as broken:

        def fail(*args: object, **kwargs: object) -> None:
            raise RenderError("缺少仿宋字体。")

        broken.setattr("replies.rendering.render", fail)
        assert printing.run_job(first.pk) == "failed"
    progress.look()
    at.reads("正在印", "0 / 2 件", "1 件没有印成", "缺少仿宋字体。")
    assert printing.run_job(second.pk) == "done"
    progress.look()
    at.reads("已印完，其中有未印成的", "1 / 2 件", "1 件没有印成")
    at.look("printing-one-failed", latin=FACES | {"ZIP"})
    at.press("接着印 1 件")
    at.reads("1 / 2 件")
    assert yunlan.press() == ["done"]
    progress.look()
    at.reads("全部印好", "2 / 2 件")
    sheets = at.page.locator(".thumbs img")
    expect(sheets).to_have_count(2)
    for sheet in sheets.all():
        sheet.scroll_into_view_if_needed()
        expect(sheet).to_have_js_property("complete", value=True)
        assert sheet.evaluate("one => one.naturalWidth") == WIDTH
    at.go("/printing/")
    at.look("printing-room-printed")
    expect(at.page.get_by_role("link", name="PDF")).to_have_count(2)
    at.follow("发文登记簿")
    at.reads("〕1号", "〕2号", yunlan.TITLES["0088"])
    at.look("number-register")


def test_a_batch_with_faults_is_looked_at_stopped_mended_and_taken_away(desk: OpenDesk) -> None:
    """Twelve replies, three of which cannot be printed yet."""
    for place in range(9):
        yunlan.signed("0061", case_no=f"04{place:02}")
    unsigned = yunlan.walk("0061", "head_approval", case_no="0410")
    yunlan.to_co_sign("0088", case_no="0411")
    yunlan.walk("0061", "office_review", case_no="0412")
    at = desk("wenshu")
    progress = Progress(at)
    at.go("/printing/?state=unprinted")
    at.look("printing-room-unsigned")
    at.follow("检查全部 12 件")
    at.reads("选了 12 件", "9 件可以印", "3 件还不能印", "还没有签发", "还没有会签")
    at.look("printing-preflight")
    at.press("给可以印的 9 件编号并打印")
    at.told("有 3 件留着没有印，原因见下。")
    jobs = list(RenderJob.objects.order_by("pk"))
    assert [printing.run_job(job.pk) for job in jobs[:5]] == ["done"] * 5
    progress.look()
    at.reads("正在印", "5 / 12 件", "排队 4 件", "留着 3 件")
    at.look("printing-halfway", latin=FACES | {"ZIP"})
    stop = at.page.get_by_role("button", name="停印排队的 4 件")
    stop.focus()
    progress.look()
    expect(stop).to_be_focused()
    at.page.keyboard.press("Enter")
    at.reads("已停印，没有印完", "停下 4 件", "已编的号留在各件上")
    at.look("printing-stopped", latin=FACES | {"ZIP"})
    reply = yunlan.reply("0410")
    transitions.agree(reply, "sign", by=story.who("reply.sign", reply.department))
    assert unsigned.pk == reply.case.pk
    at.page.reload()
    at.reads("已补好，可以印了")
    at.press("接着印 5 件")
    at.told("接着印 5 件。")
    assert yunlan.press() == ["done"] * 5
    progress.look()
    at.reads("10 / 12 件", "还不能接着印")
    at.look("printing-finished", latin=FACES | {"ZIP"})
    archive = at.download(at.page.get_by_role("link", name="ZIP 和清单（10 份）"))
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        assert len(packed.namelist()) == 12
    with pikepdf.open(io.BytesIO(at.download(at.page.get_by_role("link", name="合成一个 PDF（双面印）")))) as joined:
        assert len(joined.pages) >= 20


def test_the_look_and_the_batch_on_a_phone(desk: OpenDesk) -> None:
    ready = yunlan.signed("0061")
    yunlan.to_co_sign("0088")
    at = desk("wenshu", **PHONE)
    at.go("/printing/preflight/?all=1&state=unprinted")
    at.look("phone-preflight")
    at.press("给可以印的 1 件编号并打印")
    assert yunlan.press() == ["done"]
    at.page.reload()
    at.reads("1 / 2 件", "留着 1 件")
    at.look("phone-batch", latin=FACES | {"ZIP"})
    ready.refresh_from_db()
    assert ready.state == ReplyState.PRINTED
