"""Pictures of the document administrator's main job: from the signed reply to the page on the public site."""

import pytest
from playwright.sync_api import expect

from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.film import WIDE, Film
from tests.browser.published import dispatched

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("morning")]


def test_the_document_administrator(desk: OpenDesk) -> None:
    yunlan.signed("0061")
    yunlan.signed("0088")
    yunlan.to_co_sign("0088", case_no="0089", title="关于改善特殊教育学校康复用房的建议")
    at = desk("wenshu", **WIDE)
    with Film("document-administrator") as film:
        at.go("/")
        film.take(at, "my-work", height=560)
        at.follow("编号用印", within=at.row(yunlan.TITLES["0061"]))
        film.take(at, "printing-room", height=640)
        at.go("/printing/?state=unprinted")
        at.page.get_by_role("link", name="检查全部 3 件").click()
        at.reads("2 件可以印", "1 件还不能印")
        film.take(at, "preflight", height=720)
        at.press("给可以印的 2 件编号并打印")
        at.reads("正在印")
        film.take(at, "printing", height=640)
        assert yunlan.press() == ["done", "done"]
        at.page.reload()
        at.reads("2 / 3 件")
        for sheet in at.page.locator(".thumbs img").all():
            sheet.scroll_into_view_if_needed()
            expect(sheet).to_have_js_property("complete", value=True)
        film.take(at, "printed", height=720)
        film.take(at, "stack", *(at.page.locator(".thumbs li").nth(n) for n in range(3)))
        at.page.get_by_role("link", name="登记送达").first.click()
        film.take(at, "dispatch")
        at.page.get_by_label("送达方式").first.select_option(label="当面送交")
        at.press("登记送达")
        at.told("已答复")
        film.take(at, "dispatched", height=560)
        at.go("/printing/numbers/")
        film.take(at, "number-register", height=480)
        publication = dispatched("0061", case_no="0090", title="关于在柳浦片区增设校车接驳线的建议")
        at.go("/publications/")
        film.take(at, "to-publish", height=560)
        at.go(f"/publications/{publication.pk}/")
        film.take(at, "publication", height=720)
        at.go(f"/departments/{publication.reply.department.pk}/layout/")
        film.take(at, "layout")
        at.go("/volumes/")
        film.take(at, "volume", height=640)
