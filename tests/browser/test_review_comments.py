"""Comments that go back and forth with a draft, and what is decided with the signature."""

import pytest
from playwright.sync_api import expect

from replies import transitions
from replies.actions import drafts
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PHONE

pytestmark = pytest.mark.browser

# How far below the third paragraph the first comment begins, in pixels.
BETWEEN = """() => document.querySelector("[data-notes] li").getBoundingClientRect().top
    - document.querySelector("[data-surface] [data-n='3']").getBoundingClientRect().bottom"""

TITLE = yunlan.TITLES["0061"]


def test_comments_go_back_with_the_draft_and_come_again_settled(desk: OpenDesk) -> None:
    yunlan.walk("0061", "office_review")
    reply = yunlan.reply("0061")
    at = desk("hegao")
    at.go(f"/replies/{reply.pk}/review/")
    for number, words in ((3, "“315人”请注明截止日期。"), (5, "这一句与上文重复，建议删去。")):
        part = at.page.locator(f"#p{number}")
        part.get_by_text(f"批注第 {number} 段").click()
        part.get_by_label("批注", exact=True).fill(words)
        at.press("提交批注", within=part)
        at.reads(words)
    at.reads("未改 2 条，已处理 0 条", "还有 2 条意见未改。")
    at.look("review-comments")
    at.follow("退回修改")
    at.fill("理由", "见批注。")
    at.press("退回修改")

    drafter = desk("nigao")
    drafter.go(f"/replies/{reply.pk}/edit/")
    drafter.reads("现第 3 段", "“315人”请注明截止日期。", "这一句与上文重复，建议删去。")
    rows = drafter.page.locator("section", has=drafter.page.get_by_role("heading", name="批注", exact=True)).locator("li")
    # Each stands under its paragraph; from the text a key leads to it.
    drafter.surface().locator("[data-n='3']").click()
    drafter.surface().press("Control+Alt+m")
    expect(rows.nth(0).get_by_role("radio").first).to_be_focused()
    assert 0 <= drafter.page.evaluate(BETWEEN) < 20
    body = drafter.editor()
    lines = body.input_value().split("\n")
    kept = [line for line in lines if not line.startswith("试运行一个学期后")]
    body.fill("\n".join(kept).replace("的315人", "的，截至2026年9月30日有315人"))
    with drafter.refused(422):
        rows.nth(0).get_by_label("未采纳").check()
        drafter.page.get_by_role("button", name="保存", exact=True).first.click()
    drafter.reads("未采纳的，请写一句理由，批注人会看到。", "原段落已删除")
    drafter.look("editor-comments")
    rows.nth(0).get_by_label("已改").check()
    rows.nth(0).get_by_label("说明").fill("已注明截至2026年9月30日")
    rows.nth(1).get_by_label("已改").check()
    # One's own word beside a paragraph, and second thoughts about another one.
    for number, words in ((2, ""), (1, "开头按新的格式改过。")):
        drafter.surface().locator(f"[data-n='{number}']").click()
        drafter.surface().press("Control+Alt+m")
        note = drafter.page.get_by_label("对这一段的说明")
        expect(note).to_be_focused()
        note.press_sequentially(words)
        if not words:
            note.press("Escape")
            expect(note).to_have_count(0)
            expect(drafter.surface()).to_be_focused()
    expect(drafter.page.locator("[data-saved]")).to_contain_text("已存 ")
    drafter.look("editor-note")
    drafter.page.get_by_role("button", name="保存并送核稿").first.click()
    drafter.told("已送出。")

    at.go(f"/replies/{reply.pk}/review/")
    at.reads("改了 1 段，删去 1 段。", "您的 2 条意见，改好 2 条。", "已注明截至2026年9月30日", "原段落已删除的批注")
    at.reads("拟稿人说明", "开头按新的格式改过。", "没有未改的意见。")
    expect(at.page.locator("ins")).to_contain_text("截至2026年9月30日有")
    at.look("review-comments-settled")


def test_an_exception_and_the_publication_at_the_signature(desk: OpenDesk) -> None:
    yunlan.signed_for("0061", contact=None)
    reply = drafts.open_reply(yunlan.lead("0061"), by=yunlan.person("nigao"))
    drafter = desk("nigao")
    drafter.go(f"/replies/{reply.pk}/edit/")
    drafter.reads("尚无记录：与提出人的沟通", "代表法（2025）第五十一条")
    drafter.editor().fill(drafter.editor().input_value() + "\n接驳线自2026年10月12日起试运行。\n感谢您的关心和支持。")
    drafter.page.get_by_label("A　", exact=False).first.check()
    drafter.page.get_by_label("不公开", exact=True).check()
    drafter.reads("还不能送核稿：", "不公开的，请写明理由。")
    drafter.fill("不公开理由", "涉及学生上下学路线，公开有安全风险。")
    drafter.page.get_by_text("例外情况").click()
    drafter.fill("未沟通即答复的说明", "代表出访在外，已约定回国后当面沟通。")
    drafter.look("editor-exception")
    drafter.page.get_by_role("button", name="保存并送核稿").first.click()
    drafter.told("签发前应当完成。")
    reply.refresh_from_db()
    transitions.agree(reply, "pass_on", by=yunlan.person("hegao"))
    transitions.agree(reply, "approve", by=yunlan.person("fenguan"))

    main = desk("qianfa", **PHONE)
    main.go(f"/replies/{reply.pk}/review/")
    main.reads("代表出访在外")
    main.follow("签发")
    main.reads("涉及学生上下学路线，公开有安全风险。", "抄送", "代表出访在外，已约定回国后当面沟通。")
    with main.refused(409):
        main.press("签发")
    main.reads("请先认可拟稿人的说明")
    main.look("phone-sign-exception")
    main.page.get_by_label("我认可这一说明。").check()
    main.press("签发")
    main.told("已签发，文字定稿")
    reply.refresh_from_db()
    assert reply.state == "signed"
