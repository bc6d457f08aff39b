"""The surface on which a reply is written: by mouse, by keyboard alone, with an input method, and what is pasted into it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Locator, expect

from replies.actions import drafts
from replies.models import Reply
from replies.structure import Block, parse_body, split_run_in
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PHONE, Desk

pytestmark = pytest.mark.browser

PASTES = Path(__file__).parent / "pastes"
BODY = (
    "您提出的建议收悉，现答复如下：\n一、关于底数\n已查清37处。\n二、关于场地\n"
    "（一）盘活存量用房。已会同有关部门查清。\n感谢您的关心和支持。"
)
# What a line of a body may be made of.
PIECES = (
    "一、",
    "二、",
    "十一、",
    "（一）",
    "(2)",
    "1.",
    "2．",
    "（3）",
    "附件：1.",
    "|",
    "\\|",
    "---",
    "【图：甲】",
    "。",
    "；",
    *" \u3000\ta托<&",
)
CLEANED = {
    "word.html": (
        "您提出的“关于增设口袋公园的建议”收悉，现答复如下：\n一、关于选址\n青石街道有边角地七处，面积3200m²，2027年建成口袋公园两处。\n"
        "（一）先行地块。已完成踏勘。\n第二句结束。\n第三句另起。\n|街道|地块（处）|备注|\n|青石街道|7|含a\\|b两类|\n||2||\n感谢您的关心和支持。",
        {"pictures": 1, "notes": 1, "comments": 1, "struck": 1},
    ),
    "wps.html": (
        "一、关于接驳线\n线路全长4.6公里，日均客运315人。\n1.高峰时段加密班次\n2.增设候车亭\n不编号的一项\n二、关于票价\n票价维持2元。",
        {"pictures": 1, "notes": 0, "comments": 0, "struck": 0},
    ),
    "web.html": (
        "关于托位的说明\n一、底数\n每千人口有托位4.1个。\n（一）公办\n六成。\n民办四成。\n二、下一步\n1.盘活用房\n2.培训人员\n保育员\n链接的字加粗",
        {"pictures": 0, "notes": 0, "comments": 0, "struck": 0},
    ),
    "excel.html": ("|街道||托位|\n|云溪|一期|120|\n|青石|二期|86|", {"pictures": 0, "notes": 0, "comments": 0, "struck": 0}),
}
PLAIN = {
    "a\tb\n1\t2\n": "|a|b|\n|1|2|",
    '街道\t"多\n行"\r\n云溪\t"引""号"': '|街道|多行|\n|云溪|引"号|',
    "　　第一段。\n\n　　第二段。\n": "第一段。\n第二段。",
    "一句话": "一句话",
    " 半句，": " 半句，",
}
IMPORT = "async (given) => { const { fromHtml, fromPlain } = await import('/static/editor/pasting.js'); return %s; }"
# Every body is put into the field, comes onto the surface, and is read back from the page itself, with the blocks as the surface sees them.
ROUND = """async (bodies) => {
    const { draft, load, view } = await import("/static/editor/surface.js");
    const { headingOf, levelOf } = await import("/static/editor/structure.js");
    return bodies.map((body) => {
        document.querySelector("[name=body]").value = body;
        load();
        const blocks = view.blocks.filter((block) => block.number);
        const told = blocks.map(({ rows, lines: [first] }) => (rows ? null : [levelOf(first.text), headingOf(first.text)]));
        return [draft.text, view.read(), told];
    });
}"""
PASTE = """(surface, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    surface.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def opened(desk: OpenDesk, **options: object) -> tuple[Desk, Locator, Locator, Reply]:
    """(desk, surface, field, reply) of a draft whose body is BODY."""
    yunlan.signed_for("0061")
    reply = drafts.open_reply(yunlan.lead("0061"), by=yunlan.person("nigao"))
    assert reply.latest
    drafts.save_draft(reply, reply.latest.text | {"body": BODY}, base=1, by=yunlan.person("nigao"))
    at = desk("nigao", **options)
    at.go(f"/replies/{reply.pk}/edit/")
    return at, at.surface(), at.editor(), reply


@st.composite
def bodies(draw: st.DrawFn) -> str:
    lines = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
    return "\n".join(draw(st.lists(lines, min_size=1, max_size=8)))


def examples() -> list[str]:
    found: list[str] = [BODY, "", "\n\n"]

    @settings(max_examples=150, phases=[Phase.generate], database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(bodies())
    def take(body: str) -> None:
        found.append(body)

    take()
    return found


def seen(body: str) -> list[list[int | str] | None]:
    """What the server reads in a body, as the surface tells it: None for a table, (level, heading) for another paragraph."""
    return [[block.level, split_run_in(block)[0]] if isinstance(block, Block) else None for block in parse_body(body)]


def settled(body: str) -> bool:
    """Whether the server and the surface must agree: rows in which nothing is written yet are rows to the surface alone, and a figure is
    a line there."""
    return "【图" not in body and not any(set(line.strip()) <= {"|", " ", "\u3000", "\t", "-"} and "|" in line for line in body.split("\n"))


def test_what_comes_in_goes_out(desk: OpenDesk) -> None:
    at, surface, body, _reply = opened(desk)
    given_ = examples()
    for text, (kept, read, blocks) in zip(given_, at.page.evaluate(ROUND, given_), strict=True):
        assert (kept, read) == (text, text)
        if settled(text):
            assert blocks == seen(text), text
    for name, (text, left) in CLEANED.items():
        assert at.page.evaluate(IMPORT % "fromHtml(given)", (PASTES / name).read_text()) == {"text": text, "left": left}, name
    for plain, text in PLAIN.items():
        assert at.page.evaluate(IMPORT % "fromPlain(given).text", plain) == text
    body.fill("现答复如下：\n一、关于底数\n")
    surface.press("Control+End")
    surface.evaluate(PASTE, (PASTES / "wps.html").read_text())
    counted_on = CLEANED["wps.html"][0].replace("二、", "三、").replace("一、", "二、")
    expect(body).to_have_value(f"现答复如下：\n一、关于底数\n{counted_on}")
    at.reads("没有带过来的： 图片1张")
    surface.press("Control+z")
    expect(body).to_have_value("现答复如下：\n一、关于底数\n")

    # An input method writes by itself, letter by letter, and is not disturbed.
    surface.press("Control+Home")
    method = at.page.context.new_cdp_session(at.page)
    for so_far in ("n", "ni", "ni h", "ni hao"):
        method.send("Input.imeSetComposition", {"text": so_far, "selectionStart": len(so_far), "selectionEnd": len(so_far)})
    method.send("Input.insertText", {"text": "您好，"})
    expect(body).to_have_value("您好，现答复如下：\n一、关于底数\n")
    surface.press("ArrowDown")
    surface.press("Home")
    method.send("Input.imeSetComposition", {"text": "xian", "selectionStart": 4, "selectionEnd": 4})
    method.send("Input.insertText", {"text": "现有"})
    expect(body).to_have_value("您好，现答复如下：\n一、现有关于底数\n")
    surface.press("Control+a")
    method.send("Input.imeSetComposition", {"text": "q", "selectionStart": 1, "selectionEnd": 1})
    method.send("Input.insertText", {"text": "全文"})
    expect(body).to_have_value("全文")
    surface.press("Control+z")
    expect(body).to_have_value("您好，现答复如下：\n一、现有关于底数\n")


def test_writing_by_keyboard_alone(desk: OpenDesk) -> None:
    at, surface, body, reply = opened(desk)
    surface.focus()
    keys = at.page.keyboard
    keys.press("Control+Home")
    keys.press("ArrowDown")
    keys.press("End")
    # A heading that is put in between moves on those after it; text follows a heading.
    for key in ("Enter", "Control+1"):
        keys.press(key)
    keys.type("关于师资")
    keys.press("Enter")
    keys.type("今年招收80人。")
    assert "一、关于底数\n二、关于师资\n今年招收80人。\n已查清37处。\n三、关于场地" in body.input_value()
    keys.press("ArrowUp")
    keys.press("Tab")
    assert "一、关于底数\n（一）关于师资\n今年招收80人。\n已查清37处。\n二、关于场地" in body.input_value()
    keys.press("Shift+Tab")
    for _ in range(2):
        keys.press("Alt+Shift+ArrowDown")
    assert "一、关于底数\n今年招收80人。\n已查清37处。\n二、关于师资\n三、关于场地" in body.input_value()
    # Backspace takes the number first, then joins the paragraphs.
    keys.press("Home")
    keys.press("Backspace")
    assert "已查清37处。\n关于师资\n二、关于场地" in body.input_value()
    keys.press("Backspace")
    assert "已查清37处。关于师资\n二、关于场地" in body.input_value()
    for _ in range(2):
        keys.press("Control+z")
    assert "已查清37处。\n二、关于师资\n三、关于场地" in body.input_value()
    keys.press("Control+y")
    keys.press("Control+Shift+Z")
    # A number that is written by hand makes a heading.
    keys.press("Control+End")
    keys.press("Enter")
    keys.type("三、下一步")
    expect(surface.get_by_role("heading", name="三、下一步")).to_be_visible()
    expect(at.page.get_by_role("navigation", name="提纲").get_by_role("link", name="三、下一步")).to_have_attribute("aria-current", "true")
    keys.press("Enter")
    # From the text to the toolbar and along it; the table is gone through with Tab.
    at.page.get_by_role("button", name="正文", exact=True).focus()
    for _ in range(5):
        keys.press("ArrowRight")
    keys.press("Enter")
    surface.focus()
    keys.type("街道")
    for text in ("托位", "比上年", "云溪", "120", "增|减"):
        keys.press("Tab")
        keys.type(text)
    keys.press("Alt+Insert")
    keys.type("合计")
    keys.press("Alt+Delete")
    assert body.input_value().endswith("|街道|托位|比上年|\n|云溪|120|增\\|减|\n|2|||")
    at.look("editor-table")
    keys.press("Escape")
    assert at.page.evaluate("document.activeElement === document.body")
    at.page.get_by_role("button", name="保存", exact=True).first.press("Enter")
    at.told("已存为第 3 稿。")
    assert reply.latest
    assert reply.latest.body == body.input_value()


def test_writing_by_mouse_on_a_desk_and_on_a_phone(desk: OpenDesk) -> None:
    at, surface, body, reply = opened(desk)
    at.page.get_by_role("navigation", name="提纲").get_by_role("link", name="二、关于场地").click()
    at.press("（一）")
    expect(surface.get_by_role("heading", name="（一）关于场地")).to_be_visible()
    expect(at.page.get_by_role("button", name="（一）")).to_have_attribute("aria-pressed", "true")
    at.press("撤销")
    expect(body).to_have_value(BODY)
    surface.get_by_text("已查清37处。").click()
    at.press("表格")
    at.press("加一列")
    at.press("删这一行")
    expect(surface.locator("td")).to_have_count(4)
    at.press("删这一列")
    at.press("删这一列")
    at.press("删这一列")
    expect(surface.get_by_role("table")).to_have_count(0)
    at.page.get_by_role("tab", name="建议原文").click()
    expect(at.page.get_by_role("tabpanel", name="建议原文")).to_be_visible()
    at.page.get_by_role("tab", name="往年").click()
    at.reads("近几年没有答复过类似的案件")
    at.look("editor")
    phone = desk("nigao", **PHONE, color_scheme="dark")
    phone.go(f"/replies/{reply.pk}/edit/")
    phone.page.locator("summary").filter(has_text="提纲").click()
    phone.page.get_by_role("link", name="二、关于场地").click()
    expect(phone.surface()).to_be_focused()
    phone.look("editor-phone")
