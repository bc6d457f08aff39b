"""A whole letter from another program, pasted into the editor: each word once and in its place, and one key takes it back."""

import pytest
from playwright.sync_api import expect

from replies.actions import drafts
from tests.browser import word_letter, yunlan
from tests.browser.conftest import OpenDesk

pytestmark = pytest.mark.browser

# What is said of what the surface cannot hold.
LEFT = {
    word_letter.word: "图片1张（请在“表和图”里添加） 脚注、尾注2条 批注1条 修订中已删的文字1处",
    word_letter.wps: "图片1张（请在“表和图”里添加） 脚注、尾注2条 批注1条 修订中已删的文字1处",
    word_letter.libreoffice: "图片1张（请在“表和图”里添加） 脚注、尾注2条",
}
# Pastes, and says how many ms the surface did not answer meanwhile.
PASTE = """(surface, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", html.replace(/<[^>]*>/g, ""));
    const begun = performance.now();
    surface.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    surface.getBoundingClientRect();
    return performance.now() - begun;
}"""
FROZEN = 1000  # ms


def test_a_whole_letter_arrives_from_each_program_and_thirty_pages_do_not_freeze(desk: OpenDesk) -> None:
    yunlan.signed_for("0061")
    reply = drafts.open_reply(yunlan.lead("0061"), by=yunlan.person("nigao"))
    at = desk("nigao")
    at.go(f"/replies/{reply.pk}/edit/")
    surface, body = at.surface(), at.editor()
    begun = "现答复如下：\n感谢您的关心和支持。"
    body.fill(begun)
    for letter, left in LEFT.items():
        # In the middle of what is there: after its first paragraph.
        surface.press("Control+Home")
        surface.press("End")
        surface.press("Enter")
        surface.evaluate(PASTE, letter())
        expect(body).to_have_value(f"现答复如下：\n{word_letter.ARRIVES}\n感谢您的关心和支持。")
        expect(at.page.locator("[data-pasted]")).to_contain_text(f"没有带过来的： {left}")
        if letter is word_letter.word:
            at.look("editor-pasted")
        surface.press("Control+z")
        expect(body).to_have_value("现答复如下：\n\n感谢您的关心和支持。")
        surface.press("Control+z")
        expect(body).to_have_value(begun)
    took = surface.evaluate(PASTE, word_letter.word(16))
    assert took < FROZEN
    assert body.input_value().count("感谢您对托育工作的关心和支持。") == 16
    begun_at = at.page.evaluate("performance.now()")
    surface.press("Control+Home")
    at.page.keyboard.type("尊敬的")
    assert at.page.evaluate("performance.now()") - begun_at < FROZEN
