"""Who has never seen it: `make demo` prints accounts and what each can do first; each signs in by the form, finds that on the first
screen and does it, led by the words on the screen alone."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import expect
from pytest_django import Settings

from replies import issuing
from replies.demo import story
from replies.signing.signer import sign
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PHONE, Desk

pytestmark = [pytest.mark.browser, pytest.mark.long]

ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
ON_PHONE = PHONE | {"user_agent": ANDROID}


@pytest.fixture
def town(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> str:
    """What the command of the demonstration prints; the worker prints here."""
    settings.SIGNING_DIR, settings.SIGNING_ROOTS_DIR = tmp_path / "signing", tmp_path / "signing" / "roots"

    @contextmanager
    def here() -> Iterator[None]:
        yunlan.press()
        yield

    monkeypatch.setattr("replies.management.commands.demo.worker", here)
    # pyHanko runs a loop of its own, and Playwright has one in this thread.
    monkeypatch.setattr(issuing, "sign", lambda *given: ThreadPoolExecutor(1).submit(sign, *given).result())
    call_command("demo", output=str(tmp_path / "demo"))
    return capsys.readouterr().out


def test_every_printed_account_finds_its_first_job_and_does_a_step_of_it(desk: OpenDesk, town: str) -> None:
    assert f"密码都是 {story.PASSWORD}" in town
    printed = dict(re.findall(r"^  (\w+) .*\n +先做：(.+)$", town, re.MULTILINE))
    assert printed.keys() == {fields["username"] for fields in story.load()["users"]}
    for username, step in STEPS.items():
        options = ON_PHONE if username in ("fenguan", "qianfa", "daibiao") else {}
        at = desk(**options)
        at.go("/")
        at.fill("用户名", username)
        at.fill("密码", story.PASSWORD)
        at.press("登录")
        expect(at.page.get_by_role("button", name="退出")).to_be_visible()
        for title in re.findall("《(.+)》", printed[username]):
            at.reads(title)
        step(at)
        at.page.context.close()
    reads_without_an_account(desk())


def assigns(at: Desk) -> None:
    at.follow("交办", within=at.row(yunlan.TITLES["0142"]))
    at.fill("主办", "jy")
    expect(at.page.get_by_role("option", name="市教育局")).to_be_visible()
    at.page.keyboard.press("Enter")
    at.page.get_by_role("button", name="交办", exact=True).click()
    at.told("第0142号已交办：市教育局。")


def revises(at: Desk) -> None:
    at.follow("修改", within=at.row(yunlan.TITLES["0093"]))
    at.editor()
    for settled in at.page.get_by_label("已改", exact=True).all():
        settled.check()
    at.page.get_by_role("button", name="保存并送核稿").first.click()
    at.told("已送出。")


def passes_on(at: Desk) -> None:
    at.follow("核稿", within=at.row(yunlan.TITLES["0088"]))
    at.decide("同意，送审阅")
    at.told("已同意，现在待审阅。")


def agrees(at: Desk) -> None:
    at.decide("同意，送签发")
    at.told("已同意，现在待签发。")


def signs(at: Desk) -> None:
    at.decide("签发")
    at.told("已签发，文字定稿")


def prints(at: Desk) -> None:
    at.page.get_by_role("checkbox", name="建议 第0061号").check()
    at.press("检查选中的")
    at.press("打印可以印的 1 件")
    assert yunlan.press() == ["done"]
    at.page.reload()
    at.reads("全部印好")


def signs_for(number: str) -> Callable[[Desk], None]:
    def step(at: Desk) -> None:
        at.press("签收", within=at.row(yunlan.TITLES[number]))
        at.told(f"第{number}号")

    return step


def dispatches(at: Desk) -> None:
    at.follow("登记送达", within=at.row(yunlan.TITLES["0103"]))
    at.press("登记送达")
    at.told("已答复")


def rates(at: Desk) -> None:
    at.follow("评价答复")
    for group in ("对办理态度", "对办理结果"):
        at.page.get_by_role("group", name=group).get_by_text("满意", exact=True).click()
    at.press("送出评价")
    at.reads("的评价已记录")


def reads_and_exports(at: Desk) -> None:
    at.follow("案件")
    table = at.download(at.page.get_by_role("link", name=re.compile(r"^导出这 \d+ 件")))
    assert table.startswith(b"PK")
    at.follow(yunlan.TITLES["0027"])
    at.reads("经过", "签发", "送达")


def opens_an_account(at: Desk) -> None:
    at.follow("基础数据")
    at.follow("人员与角色")
    at.follow("新建账号")
    at.reads("拟稿人", "系统管理员")


def reads_without_an_account(at: Desk) -> None:
    at.go("/")
    at.follow("答复公开")
    at.follow(yunlan.TITLES["0027"])
    at.reads("盘活存量用房", "云澜市教育局")
    document = yunlan.reply("0027").documents.get()
    at.follow("核验答复", within=at.page.locator("footer"))
    at.fill("核验码", document.verification_code)
    at.press("查询")
    at.reads("云教建〔2026〕1号")


STEPS: dict[str, Callable[[Desk], None]] = {
    "jiaoban": assigns,
    "nigao": revises,
    "hegao": passes_on,
    "fenguan": agrees,
    "qianfa": signs,
    "wenshu": prints,
    "huiban": signs_for("0117"),
    "huiban2": signs_for("0126"),
    "jiaotong": signs_for("0126"),
    "jiaotong2": dispatches,
    "daibiao": rates,
    "shenji": reads_and_exports,
    "guanli": opens_an_account,
}
