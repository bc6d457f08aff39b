"""The document administrator numbers, prints, takes the PDF and records the dispatch."""

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from replies import printing
from replies.models import RenderJob
from replies.rendering.errors import RenderError
from replies.states import ReplyState
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import FACES, Desk, text_of

pytestmark = pytest.mark.browser


class Progress:
    """Answers the page, which asks for the progress every second, that there is nothing new, until the test lets it look."""

    def __init__(self, at: Desk) -> None:
        self.page, self.held = at.page, True
        at.page.route("**/progress/", self.answer)

    def answer(self, route: Route) -> None:
        if self.held:
            route.fulfill(status=204)
        else:
            route.continue_()

    def look(self) -> None:
        with self.page.expect_response(lambda response: response.url.endswith("/progress/") and response.status == 200):
            self.held = False
        self.held = True


def test_numbers_prints_and_dispatches_one_reply(desk: OpenDesk) -> None:
    reply = yunlan.signed("0061")
    at = desk("wenshu")
    progress = Progress(at)
    at.go("/")
    at.follow("编号用印", within=at.row(yunlan.TITLES["0061"]))
    expect(at.page.get_by_role("checkbox", name="建议 第0061号")).to_be_checked()
    at.look("printing-room")
    at.press("给选中的编号并打印")
    at.reads("正在印", "0 / 1 件", f"云教建〔{timezone.localdate().year}〕1号")
    at.look("printing-progress")
    assert yunlan.press() == ["done"]
    progress.look()
    at.reads("全部印好", "1 / 1 件")
    at.look("printing-done", latin=FACES)
    pdf = text_of(at.download(at.page.get_by_role("link", name="PDF")))
    assert all(words in pdf for words in ("云澜市教育局", "叶青梧代表", "关于在河湾片区增设校车接驳线的建议", "〕1号", "315人"))
    at.follow("登记送达")
    at.look("dispatch")
    at.fill("送达方式", "当面送交")
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
        at.press("给选中的编号并打印")
    at.reads("请先选中要印的答复。")
    at.press("全选")
    expect(at.page.get_by_text("2 / 2")).to_be_visible()
    at.look("printing-room-chosen")
    at.press("给选中的编号并打印")
    at.reads("0 / 2 件", "〕1号", "〕2号")
    first, second = RenderJob.objects.order_by("pk")
    with monkeypatch.context() as broken:

        def fail(*args: object, **kwargs: object) -> None:
            raise RenderError("缺少仿宋字体。")

        broken.setattr("replies.rendering.render", fail)
        assert printing.run_job(first.pk) == "failed"
    progress.look()
    at.reads("正在印", "1 / 2 件", "缺少仿宋字体。")
    assert printing.run_job(second.pk) == "done"
    progress.look()
    at.reads("已印完，其中有未印成的", "1 件没有印成")
    at.look("printing-one-failed", latin=FACES)
    at.press("再试")
    at.reads("0 / 1 件")
    assert yunlan.press() == ["done"]
    progress.look()
    at.reads("全部印好")
    at.go("/printing/")
    at.look("printing-room-printed")
    expect(at.page.get_by_role("link", name="PDF")).to_have_count(2)
