"""Anybody with a file or a number asks whether it is what was issued: every answer, on a desk and on a phone."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django import Settings

from proposals.actions import cases
from replies import issuing
from replies.actions import batches
from replies.models import OfficialDocument
from replies.signing.signer import sign
from replies.verification.codes import DRAWN, check_character, grouped
from tests.browser import yunlan
from tests.browser.conftest import OpenDesk
from tests.browser.desk import PHONE, SHOTS, Desk
from tests.browser.test_pages import latin
from tests.factories import hand_over
from tests.replies.signatures import certificate_of, signing_directory

pytestmark = pytest.mark.browser


@pytest.fixture
def issued(town: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OfficialDocument:
    """A signed page of a reply that was printed and not yet sent."""
    # pyHanko runs a loop of its own, and Playwright has one in this thread.
    monkeypatch.setattr(issuing, "sign", lambda *given: ThreadPoolExecutor(1).submit(sign, *given).result())
    reply = yunlan.signed("0061")
    certificate_of(reply.department, signing_directory(settings, tmp_path))
    batches.number_and_print([reply], by=yunlan.person("wenshu"))
    assert yunlan.press() == ["done"]
    return OfficialDocument.objects.get(reply=reply)


def file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def ask(at: Desk, address: str, content: bytes, button: str = "上传核验") -> None:
    at.go(address)
    at.page.get_by_label("PDF 文件").set_input_files(file("答复.pdf", content))
    at.press(button)


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desk", "phone"])
def test_every_answer(desk: OpenDesk, issued: OfficialDocument, screen: dict[str, Any]) -> None:
    pdf, reply = default_storage.open(issued.file.name or "").read(), issued.reply
    here, its_own = reverse("verify"), reverse("verify_code", args=[grouped(issued.verification_code)])
    at = desk(**screen)

    def answer(name: str, says: str) -> None:
        expect(at.page.get_by_role("status").get_by_role("heading")).to_have_text(says)
        shown = at.page.locator("code").all_inner_texts()
        at.look(f"verify-{'phone' if screen else 'desk'}-{name}", latin=latin(its_own) | letters(shown) | {"TEST", "CA"})

    ask(at, here, pdf)
    answer("not-sent", "这个文件是这里制作的，还没有记录送达。")
    reply.refresh_from_db()
    hand_over(reply, by=yunlan.person("wenshu"), words="当面送交")
    ask(at, its_own, pdf)
    at.reads("签名有效", reply.department.full_name)
    answer("exact", "这就是印发的原文件。")
    ask(at, its_own, pdf, "不上传，在本机比对")
    at.reads("印发时的记录")
    answer("exact-by-digest", "这就是印发的原文件。")
    ask(at, its_own, pdf[:900] + bytes([pdf[900] ^ 1]) + pdf[901:])
    answer("altered", "这不是用这个核验码印发的文件。")
    ask(at, here, b"%PDF-1.7 something else")
    answer("unknown", "这里没有印发过这个文件。")
    newer = OfficialDocument.objects.get(pk=issued.pk)
    newer.pk, newer.content_sha256, newer.sha256 = None, "1" * 64, "2" * 64
    newer.save()
    ask(at, here, pdf)
    answer("superseded", "这是印发过的文件，同一答复后来重印过。")
    at.go(its_own)
    at.look(f"verify-{'phone' if screen else 'desk'}-number", latin=latin(its_own))


def letters(shown: list[str]) -> set[str]:
    """The runs of letters in a digest."""
    return {run for text in shown for run in re.findall("[a-z]{2,}", text)}


def test_a_withdrawn_case(desk: OpenDesk, issued: OfficialDocument) -> None:
    pdf = default_storage.open(issued.file.name or "").read()
    cases.withdraw_case(issued.reply.case, by=yunlan.person("jiaoban"), reason="来函撤回")
    at = desk(**PHONE)
    ask(at, reverse("verify"), pdf)
    expect(at.page.get_by_role("status").get_by_role("heading")).to_have_text("这个文件是这里制作的，但所答复的件后来撤回了。")
    at.page.screenshot(path=SHOTS / "verify-phone-withdrawn.png", full_page=True)


def test_a_number_is_looked_up_and_a_wrong_one_is_told(desk: OpenDesk, issued: OfficialDocument) -> None:
    at = desk(**PHONE)
    at.go(reverse("verify"))
    at.fill("核验码", grouped(issued.verification_code).lower())
    at.press("查询")
    at.reads("这个核验码印发过一份文件。", issued.reply.department.full_name)
    unused = "A" * DRAWN + check_character("A" * DRAWN)
    for typed, says in ((unused, "核验码的写法没有错"), ("ABCDE", "核验码有抄错的地方")):
        at.go(reverse("verify"))
        at.fill("核验码", typed)
        with at.refused(404):
            at.press("查询")
        at.reads(says)
        at.look(f"verify-phone-{typed[:5]}-{len(typed)}", latin={typed, typed[:19], typed[:-1]} | latin(typed))


def test_it_works_without_scripts(desk: OpenDesk, issued: OfficialDocument) -> None:
    pdf = default_storage.open(issued.file.name or "").read()
    at = desk(java_script_enabled=False)
    ask(at, reverse("verify"), pdf)
    at.reads("还没有记录送达")
    expect(at.page.get_by_role("button", name="不上传，在本机比对")).to_be_hidden()
    at.fill("文件指纹（SHA-256，64 位）", issued.sha256)  # after an answer this way stands open
    at.press("核验")
    at.reads("还没有记录送达")


def test_too_many_questions(desk: OpenDesk, town: None, settings: Settings) -> None:
    settings.VERIFY_QUESTIONS = 0
    at = desk(**PHONE)
    at.go(reverse("verify"))
    at.page.get_by_text("只知道文件指纹").click()
    at.fill("文件指纹（SHA-256，64 位）", "0" * 64)
    with at.refused(429):
        at.press("核验")
    at.reads("查询太频繁")
    at.look("verify-phone-too-many")
