"""The editor keeps every word: without a network, with its tab closed, with its session ended, beside another person."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from replies.actions import drafts
from replies.models import Reply, WorkingCopy
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk, signed_in
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

BODY = "您提出的建议收悉，现答复如下：\n一、关于场地来源\n已查清社区闲置用房37处。\n三、下一步工作\n将于2099年9月30日前完成改造。"
TABLE = "|街道|托位|\n|河湾|120|\n|柳浦|96|"
SET = """(one, text) => { one.value = text; one.dispatchEvent(new Event("input", { bubbles: true })); }"""
KEPT = re.compile(r"已存 \d{1,2}:\d\d:\d\d")


# Types on without a pause: how many of its characters this browser had at each key, and had and were there when it said that it has all.
TYPE_ON = """async (one) => {
  const here = () => Object.values({ ...localStorage }).join().split("续").length - 1;
  const words = document.querySelector("[data-saved]");
  const had = [];
  let said = null;
  new MutationObserver(() => (said ??= [one.value.split("续").length - 1, here()])).observe(words, { childList: true });
  for (let n = 0; n < 30; n++) {
    had.push(here());
    one.value += "续";
    one.dispatchEvent(new Event("input", { bubbles: true }));
    if (n === 20) window.dispatchEvent(new Event("online"));
    await new Promise((done) => setTimeout(done, 60));
  }
  return [had, said];
}"""


def begun() -> Reply:
    yunlan.signed_for("0061")
    return drafts.open_reply(yunlan.lead("0061"), by=yunlan.person("nigao"))


def body(page: Page) -> Locator:
    return page.locator("textarea[name=body]")


def write(page: Page, text: str) -> None:
    body(page).evaluate(SET, text)


def head(page: Page) -> Locator:
    return page.locator("[data-saved]")


def without_network(at: Desk) -> None:
    """What the browser says of requests that could not leave it is what the test is about."""
    at.problems[:] = [one for one in at.problems if "ERR_INTERNET_DISCONNECTED" not in one]


def test_a_text_outlives_the_network_the_tab_and_the_session(desk: OpenDesk) -> None:
    reply = begun()
    path = f"/replies/{reply.pk}/edit/"
    at = desk("nigao")
    context = at.page.context
    at.go(path)
    write(at.page, BODY)
    expect(head(at.page)).to_have_text(KEPT)
    # The page beside the text, what is found in it, and the way there.
    expect(at.page.locator("[data-canvas]")).to_have_attribute("data-page", re.compile("[12]"))
    findings = at.page.get_by_role("region", name="检查")
    expect(findings).to_contain_text("序号接不上")
    expect(findings).to_contain_text("还不能送核稿")
    at.look("editor-with-page")

    context.set_offline(True)
    write(at.page, f"{BODY}\n没有网络时写的一段。")
    expect(head(at.page)).to_have_text("没有网络，已存在本机 1 处改动")
    at.page.close()
    context.set_offline(False)
    without_network(at)
    again = Desk(context.new_page(), at.base)
    again.go(path)
    again.told("您上次没存成稿的改动")
    again.look("editor-offers-what-was-kept")
    again.follow("接着写")
    expect(body(again.page)).to_have_value(re.compile("没有网络时写的一段。$"))

    session = context.cookies()
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    write(again.page, f"{BODY}\n{TABLE}\n登录过期后写的一段。")
    again.told("登录已过期")
    again.look("editor-signed-out")
    again.page.get_by_role("button", name="保存", exact=True).first.click()
    expect(body(again.page)).to_have_value(re.compile("登录过期后写的一段。$"))
    context.add_cookies([{"name": one["name"], "value": one["value"], "url": at.base} for one in session])  # type: ignore[typeddict-item]
    expect(head(again.page)).to_have_text(KEPT)
    expect(again.page.locator("[data-signed-out]")).to_be_hidden()
    # A reload is a closed window, too.
    again.page.reload()
    again.follow("接着写")
    expect(body(again.page)).to_have_value(f"{BODY}\n{TABLE}\n登录过期后写的一段。")
    again.page.get_by_role("button", name="保存", exact=True).first.click()
    again.told("已存为第 2 稿。")
    assert reply.latest is not None
    assert reply.latest.body == f"{BODY}\n{TABLE}\n登录过期后写的一段。"
    assert not WorkingCopy.objects.exists()
    assert again.problems == []


def test_who_types_without_a_pause_is_kept_too(desk: OpenDesk) -> None:
    reply = begun()
    at = desk("nigao")
    at.go(f"/replies/{reply.pk}/edit/")
    write(at.page, BODY)
    expect(head(at.page)).to_have_text(KEPT)
    at.page.context.set_offline(True)
    write(at.page, f"{BODY}\n")
    expect(head(at.page)).to_have_text("没有网络，已存在本机 1 处改动")
    had, said = body(at.page).evaluate(TYPE_ON)
    assert had[-1] > 15, had
    typed, here = said
    assert typed == here, "it says that this browser has what it has not yet"
    at.page.context.set_offline(False)
    expect(head(at.page)).to_have_text(KEPT)
    without_network(at)
    assert at.problems == []


def test_two_people_write_at_once_and_neither_loses_a_word(desk: OpenDesk) -> None:
    """And one of them in two windows."""
    reply = begun()
    yunlan.person("hegao").grant("drafter")
    path = f"/replies/{reply.pk}/edit/"
    mine, theirs = desk("nigao"), desk("hegao")
    for at in (mine, theirs):
        at.go(path)
    lines = BODY.split("\n")
    write(mine.page, "\n".join([lines[0], lines[1], "已查清社区闲置用房39处。", "我的一段，只有我这里有。", *lines[3:]]))
    expect(head(mine.page)).to_have_text(KEPT)
    expect(theirs.page.locator("[data-others]")).to_contain_text("陆知行")
    second = Desk(mine.page.context.new_page(), mine.base)
    second.go(path)
    expect(second.page.locator("[data-others]")).to_contain_text("您在另一个窗口也开着这一稿")
    second.page.close()
    write(theirs.page, "\n".join([*lines[:2], "已查清社区闲置用房41处。", *lines[3:], "他们的一段，只有他们那里有。"]))
    theirs.page.get_by_role("button", name="保存", exact=True).first.click()
    theirs.told("已存为第 2 稿。")
    write(mine.page, body(mine.page).input_value() + "\n我后来写的一段。")
    mine.told("存了第 2 稿")
    mine.look("editor-newer-version")
    with mine.refused(409):
        mine.press("看两份文字")
    mine.reads("同一稿有两份文字", "您的字一个没丢", "两边都改了", "我的一段，只有我这里有。", "他们的一段，只有他们那里有。")
    mine.press("照所选合成一份")
    expect(body(mine.page)).to_have_value(re.compile("闲置用房(39|41)处"))
    merged = body(mine.page).input_value()
    for text in (*lines[:2], *lines[3:], "我的一段，只有我这里有。", "他们的一段，只有他们那里有。", "我后来写的一段。"):
        assert merged.count(text) == 1, text
    mine.page.get_by_role("button", name="保存", exact=True).first.click()
    mine.told("已存为第 3 稿。")
    assert [version.body.count("只有") for version in reply.versions.order_by("number")] == [0, 1, 2]
    assert second.problems == []


def test_another_account_is_shown_nothing_of_it(desk: OpenDesk) -> None:
    reply = begun()
    path = f"/replies/{reply.pk}/edit/"
    at = desk("nigao")
    context = at.page.context
    at.go(path)
    context.set_offline(True)
    write(at.page, f"{BODY}\n只有我知道的一段。")
    expect(head(at.page)).to_have_text(re.compile("已存在本机"))
    at.page.close()
    context.set_offline(False)
    without_network(at)
    kept = context.cookies()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": signed_in("hegao"), "url": at.base}])
    other = Desk(context.new_page(), at.base)
    other.go(f"/replies/{reply.pk}/")
    expect(other.page.locator("main")).not_to_contain_text("只有我知道")
    context.add_cookies([{"name": one["name"], "value": one["value"], "url": at.base} for one in kept])  # type: ignore[typeddict-item]
    other.go(path)
    other.told("您上次没存成稿的改动")
    assert other.problems == []
