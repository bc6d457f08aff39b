"""The public page: what it says of every file, to whom it says what, and what it keeps to itself."""

import hashlib
import io
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from redis.exceptions import ConnectionError as NoRedis

from proposals.actions import cases
from replies import embedded, printing
from replies.models import OfficialDocument, RenderJob, Reply
from replies.signing.isolated import Found
from replies.verification import verdict
from replies.verification.codes import DRAWN, check_character, grouped, read_code
from replies.verification.verdict import Finding, judge_digest, judge_file
from tests.factories import World, hand_over
from tests.replies.signatures import certificate_of, signing_directory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings: Settings, tmp_path: Path) -> None:
    settings.PUBLIC_URL = "https://jianyi.example.gov.cn"
    signing_directory(settings, tmp_path)
    cache.clear()


@pytest.fixture
def world() -> World:
    return World()


def printed(world: World, *, publication: str = "none") -> OfficialDocument:
    """The real page of a reply, which was then sent."""
    reply, clerk = world.reply("numbered", co=False), world.lead.document_administrator
    job = RenderJob.objects.create(reply=reply, requested_by=clerk)
    assert printing.run_job(job.pk) == "done"
    reply.refresh_from_db()
    hand_over(reply, by=clerk)
    Reply.objects.filter(pk=reply.pk).update(publication=publication)
    return OfficialDocument.objects.get(reply=reply)


def content(document: OfficialDocument) -> bytes:
    return default_storage.open(document.file.name or "").read()


# The answer


def test_the_answers(world: World, settings: Settings) -> None:
    """Every answer, by file and by digest."""
    certificate_of(world.lead.department, settings.SIGNING_DIR)
    document = printed(world)
    pdf, code = content(document), grouped(document.verification_code)
    other = printed(world)

    def answers(file: bytes, number: str = "") -> tuple[Finding, Finding]:
        return judge_file(file, number).finding, judge_digest(hashlib.sha256(file).hexdigest(), number).finding

    assert answers(pdf) == answers(pdf, code) == (Finding.EXACT, Finding.EXACT)
    assert answers(pdf, grouped(other.verification_code)) == (Finding.OTHER, Finding.OTHER)
    changed = pdf + b"\n"
    # A file tells its own number; a digest tells none.
    assert answers(changed) == (Finding.ALTERED, Finding.UNKNOWN)
    assert answers(changed, code) == (Finding.ALTERED, Finding.ALTERED)
    assert answers(b"Hello") == (Finding.UNKNOWN, Finding.UNKNOWN)
    newer = OfficialDocument.objects.get(pk=document.pk)
    newer.pk, newer.content_sha256, newer.sha256 = None, "1" * 64, "2" * 64
    newer.save()
    assert answers(pdf, code) == (Finding.SUPERSEDED, Finding.SUPERSEDED)
    assert verdict.document_of(code) == newer


def test_what_is_not_sent_yet_and_what_was_withdrawn(world: World) -> None:
    reply = world.reply("numbered", co=False)
    document = printing.print_reply(reply)
    assert judge_digest(document.sha256).finding == Finding.NOT_SENT
    cases.withdraw_case(reply.case, by=world.coordinator, reason="来函撤回")
    assert judge_digest(document.sha256).finding == Finding.WITHDRAWN


def test_a_lost_file_is_still_known(world: World, settings: Settings) -> None:
    certificate_of(world.lead.department, settings.SIGNING_DIR)
    document = printed(world)
    document.file.storage.delete(document.file.name or "")
    again = printing.print_reply(document.reply)
    assert again.sha256 != document.sha256
    assert judge_digest(document.sha256).finding == judge_digest(again.sha256).finding == Finding.EXACT


def test_one_changed_byte_anywhere_is_not_what_was_issued(world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate_of(world.lead.department, settings.SIGNING_DIR)
    document = printed(world)
    pdf, code = content(document), grouped(document.verification_code)
    # The reading of a stranger's file has tests of its own; here it is the digest that must tell.
    monkeypatch.setattr(verdict, "look_into", lambda pdf, roots: Found(code))
    client, rng = Client(), random.Random(5)
    settings.VERIFY_QUESTIONS = 10_000
    for place in {0, 1, len(pdf) - 1, *rng.sample(range(len(pdf)), 150), *range(pdf.rindex(b"/ByteRange"), len(pdf), 97)}:
        changed = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        answer = client.post(reverse("verify"), {"file": SimpleUploadedFile("答复.pdf", changed)}).content.decode()
        assert str(Finding.ALTERED.label) in answer, place
    assert str(Finding.EXACT.label) in client.post(reverse("verify"), {"file": SimpleUploadedFile("答复.pdf", pdf)}).content.decode()


def test_the_signature_is_told(world: World, settings: Settings) -> None:
    certificate_of(world.lead.department, settings.SIGNING_DIR)
    document = printed(world)
    pdf, client = content(document), Client()

    def upload(file: bytes) -> str:
        return client.post(reverse("verify"), {"file": SimpleUploadedFile("答复.pdf", file)}).content.decode()

    assert "签名有效" in upload(pdf)
    assert "TEST 测试专用" in upload(pdf)
    assert "签名后文件被改动过" in upload(pdf + b"\n")
    assert "已损坏" in upload(b"%PDF-1.7")
    assert "印发时的记录" in client.post(reverse("verify"), {"sha256": document.sha256}).content.decode()
    for root in settings.SIGNING_ROOTS_DIR.iterdir():
        root.unlink()
    assert "不是由这里信任的机构签发的" in upload(pdf)


def test_the_command_says_the_same(world: World, settings: Settings, tmp_path: Path) -> None:
    certificate_of(world.lead.department, settings.SIGNING_DIR)
    pdf = content(printed(world))
    (tmp_path / "good.pdf").write_bytes(pdf)
    (tmp_path / "bad.pdf").write_bytes(pdf[:500] + bytes([pdf[500] ^ 1]) + pdf[501:])

    def run(*names: str, **options: bool) -> tuple[int, str]:
        out = io.StringIO()
        try:
            call_command("verify_document", *(str(tmp_path / name) for name in names), stdout=out, **options)
        except SystemExit as ended:
            return int(ended.code or 0), out.getvalue()
        return 0, out.getvalue()

    assert run("good.pdf")[0] == 0
    assert "这就是印发的原文件" in run("good.pdf")[1]
    code, out = run("good.pdf", "bad.pdf", json=True)
    found = list(json.loads(out).values())
    assert (code, found[0]["finding"], found[1]["finding"] in ("altered", "unknown")) == (1, "exact", True)
    assert [each["state"] for each in found[0]["signatures"]] == ["valid"]
    assert [each["state"] for each in found[1]["signatures"]] != ["valid"]


# What is shown


def texts(response: Any) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())


@pytest.mark.parametrize("publication", ["none", "summary", "full"])
def test_nothing_of_the_case_is_shown(world: World, publication: str) -> None:
    document = printed(world, publication=publication)
    reply = document.reply
    code, client = grouped(document.verification_code), Client()
    pages = [
        client.get(reverse("verify_code", args=[code])),
        client.post(reverse("verify"), {"sha256": document.sha256}),
        client.post(reverse("verify_code", args=[code]), {"sha256": "0" * 64}),
        client.post(reverse("verify_code", args=[code]), {"file": SimpleUploadedFile("x.pdf", content(document))}),
    ]
    assert reply.signed_version
    hidden = [reply.case.title, world.person.name, reply.signed_version.title, reply.signed_version.addressee]
    hidden += [*reply.signed_version.body.split("\n"), f"第{reply.case.case_no}号", reply.case.session.label]
    for page in pages:
        shown = texts(page)
        assert page.status_code == 200
        assert reply.department.full_name in shown
        assert reply.issued_on
        assert f"{reply.issued_on.year}年{reply.issued_on.month}月{reply.issued_on.day}日" in shown
        assert (reply.number_text in shown) is (publication != "none")
        assert [text for text in hidden if text in shown] == []


def test_a_published_reply_that_is_not_sent_shows_no_number(world: World) -> None:
    reply = world.reply("numbered", co=False)  # to be published in full
    document = printing.print_reply(reply)
    shown = texts(Client().get(reverse("verify_code", args=[document.verification_code])))
    assert reply.number_text not in shown
    assert reply.department.full_name in shown


def test_a_number_that_nobody_has_gets_a_page_that_says_what_to_do(world: World) -> None:
    unused = "A" * DRAWN + check_character("A" * DRAWN)
    for typed, says in ((unused, "写法没有错"), ("ABC", "抄错的地方"), ("<b>", "抄错的地方"), ("核验码", "抄错的地方")):
        page = Client().get(reverse("verify_code", args=[typed]))
        assert page.status_code == 404
        assert says in page.content.decode()
        assert "<b>" not in page.content.decode()


def test_a_number_that_is_typed_leads_to_its_page(world: World) -> None:
    document = printing.print_reply(world.reply("numbered", co=False))
    client, code = Client(), grouped(document.verification_code)
    assert client.get(reverse("verify"), {"code": f" {code.lower()} "}, follow=True).status_code == 200
    for odd in ("/", "a/b", "../admin", "x" * 500):
        assert client.get(reverse("verify"), {"code": odd}, follow=True).status_code == 404


# What is refused


@pytest.mark.parametrize("data", [{}, {"sha256": "abc"}, {"sha256": "g" * 64}, {"sha256": "0" * 65}, {"file": "text"}])
def test_a_question_without_a_file_is_asked_back(data: dict[str, Any]) -> None:
    page = Client().post(reverse("verify"), data)
    assert page.status_code == 422
    assert "完整的 64 位文件指纹" in page.content.decode()


def test_what_is_no_pdf_is_not_said_to_be_another_letter() -> None:
    page = Client().post(reverse("verify"), {"file": SimpleUploadedFile("答复.docx", b"PK")})
    assert page.status_code == 422
    assert "这不是 PDF 文件" in page.content.decode()
    assert str(Finding.UNKNOWN.label) not in page.content.decode()


def test_a_digest_may_be_typed_in_groups_and_capitals(world: World) -> None:
    document = printing.print_reply(world.reply("numbered", co=False))
    typed = " ".join(re.findall("....", document.sha256.upper()))
    assert str(Finding.NOT_SENT.label) in Client().post(reverse("verify"), {"sha256": typed}).content.decode()


def test_a_file_that_is_too_large_is_refused(settings: Settings) -> None:
    settings.VERIFY_MAX_BYTES = 1024 * 1024
    page = Client().post(reverse("verify"), {"file": SimpleUploadedFile("x.pdf", bytes(1024 * 1024 + 1))})
    assert page.status_code == 413
    assert "超过 1 MB" in page.content.decode()


def test_a_form_of_another_site_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post(reverse("verify"), {"sha256": "0" * 64}).status_code == 403


def test_an_address_that_asks_too_often_waits(settings: Settings) -> None:
    settings.VERIFY_QUESTIONS = 3
    client, path = Client(), reverse("verify_code", args=["ABC"])
    assert [client.get(path).status_code for _n in range(4)] == [404, 404, 404, 429]
    page = client.post(reverse("verify"), {"sha256": "0" * 64})
    assert (page.status_code, page["Retry-After"]) == (429, "600")
    assert client.get(reverse("verify")).status_code == 200  # the form itself is not a question
    assert Client(REMOTE_ADDR="192.0.2.7").get(path).status_code == 404


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(settings: Settings) -> None:
    settings.VERIFY_QUESTIONS, settings.PROXIES = 1, 1
    path = reverse("verify_code", args=["ABC"])
    # What stands before the last entry is what the asker wrote there himself.
    forwarded = ("9.9.9.9, 192.0.2.1", "8.8.8.8, 192.0.2.1", "192.0.2.2", "")
    assert [Client(headers={"x-forwarded-for": given}).get(path).status_code for given in forwarded] == [404, 429, 404, 404]
    settings.PROXIES = 0
    assert Client(headers={"x-forwarded-for": "192.0.2.3"}).get(path).status_code == 429


def test_people_are_answered_when_the_cache_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*arguments: Any, **options: Any) -> None:
        raise NoRedis("connection refused")

    monkeypatch.setattr("replies.views.limiting.cache.add", away)
    assert Client().post(reverse("verify"), {"sha256": "0" * 64}).status_code == 200


def test_the_page_asks_nobody_to_sign_in_and_keeps_nothing(world: World) -> None:
    client = Client()
    for method in (client.get, client.head):
        assert method(reverse("verify")).status_code == 200
    assert client.put(reverse("verify")).status_code == 405
    assert "sessionid" not in client.cookies


def test_the_number_inside_a_file_is_read(world: World) -> None:
    reply = world.reply("numbered", co=False)
    document = printing.print_reply(reply)
    inside = embedded.load(content(document)).letter.verification
    assert inside
    assert read_code(inside.code) == document.verification_code
