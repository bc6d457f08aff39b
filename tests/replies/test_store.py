"""The store of documents: known by their content, signed once, whole whatever happens between."""

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings

from replies import issuing, printing
from replies.errors import SigningFailed
from replies.models import DepartmentCertificate, LostFile, OfficialDocument, Reply
from replies.rendering import Rendered, Report
from replies.rendering.letter import Letter
from replies.signing.signer import Signed
from replies.signing.validity import State, check
from replies.verification.codes import code_for
from tests.factories import World
from tests.replies.signatures import certificate_of, signing_directory

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def page(letter: Letter, *, embedded: bytes = b"") -> Rendered:
    """Stands in for the engine: an empty page that says whose it is."""
    made = pikepdf.new()
    made.add_blank_page()
    made.docinfo["/Title"] = letter.document_number
    made.Root.Reply = pikepdf.String(hashlib.sha256(embedded).hexdigest())
    out = io.BytesIO()
    made.save(out, deterministic_id=True)
    return Rendered(out.getvalue(), Report(pages=1, fonts={"仿宋": "一"}))


@pytest.fixture(autouse=True)
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replies.rendering.render", page)
    monkeypatch.setattr("replies.rendering.template_digest", lambda: "t" * 64)


@pytest.fixture
def reply() -> Reply:
    return World().reply("numbered", co=False)


@pytest.fixture
def directory(settings: Settings, tmp_path: Path) -> Path:
    return signing_directory(settings, tmp_path)


@pytest.fixture
def certificate(reply: Reply, directory: Path) -> DepartmentCertificate:
    return certificate_of(reply.department, directory)


def stored() -> set[str]:
    """The names of all files of documents."""
    folders = default_storage.listdir("documents")[0] if default_storage.exists("documents") else []
    return {f"documents/{folder}/{name}" for folder in folders for name in default_storage.listdir(f"documents/{folder}")[1]}


def content(document: OfficialDocument) -> bytes:
    return default_storage.open(document.file.name or "").read()


def test_without_a_certificate_the_file_is_its_content(reply: Reply) -> None:
    made = printing.print_reply(reply)
    assert made.sha256 == made.content_sha256 == hashlib.sha256(content(made)).hexdigest()
    assert made.signature == {}
    assert reply.signed_version
    assert made.verification_code == code_for(reply, reply.signed_version)
    assert stored() == {made.file.name}


def test_with_a_certificate_the_file_is_signed_once(reply: Reply, certificate: DepartmentCertificate, settings: Settings) -> None:
    made = printing.print_reply(reply)
    assert made.sha256 == hashlib.sha256(content(made)).hexdigest() != made.content_sha256
    assert made.signature["fingerprint"] == certificate.fingerprint
    assert [signature.state for signature in check(content(made), settings.SIGNING_ROOTS_DIR)] == [State.VALID]
    for _again in range(3):
        again = printing.print_reply(reply)
        assert (again, again.sha256) == (made, made.sha256)
    assert stored() == {made.file.name}
    assert OfficialDocument.objects.count() == 1


def test_a_certificate_that_cannot_sign_stops_the_print_and_stores_nothing(
    reply: Reply, certificate: DepartmentCertificate, directory: Path
) -> None:
    (directory / certificate.path).unlink()
    with pytest.raises(SigningFailed, match="签名目录里没有文件"):
        printing.print_reply(reply)
    assert (OfficialDocument.objects.count(), stored()) == (0, set())


def test_a_document_that_is_there_needs_no_certificate(reply: Reply, certificate: DepartmentCertificate, directory: Path) -> None:
    made = printing.print_reply(reply)
    (directory / certificate.path).unlink()
    assert printing.print_reply(reply) == made


def lose(document: OfficialDocument) -> None:
    default_storage.delete(document.file.name or "")


def damage(document: OfficialDocument) -> None:
    half = content(document)[:100]
    lose(document)
    assert default_storage.save(document.file.name or "", ContentFile(half)) == document.file.name


@pytest.mark.parametrize("harm", [lose, damage])
def test_an_unsigned_file_comes_back_byte_for_byte(reply: Reply, harm: Callable[[OfficialDocument], None]) -> None:
    made = printing.print_reply(reply)
    before = content(made)
    harm(made)
    again = printing.print_reply(reply)
    assert (again, again.sha256, content(again)) == (made, made.sha256, before)
    assert LostFile.objects.count() == 0


@pytest.mark.parametrize("harm", [lose, damage])
def test_a_signed_file_that_is_lost_is_signed_anew_and_stays_on_record(
    reply: Reply, certificate: DepartmentCertificate, settings: Settings, harm: Callable[[OfficialDocument], None]
) -> None:
    made = printing.print_reply(reply)
    harm(made)
    again = printing.print_reply(reply)
    assert again == made
    assert again.content_sha256 == made.content_sha256
    assert again.sha256 == hashlib.sha256(content(again)).hexdigest() != made.sha256
    assert [signature.state for signature in check(content(again), settings.SIGNING_ROOTS_DIR)] == [State.VALID]
    assert [(lost.document, lost.sha256) for lost in LostFile.objects.all()] == [(made, made.sha256)]
    assert stored() == {again.file.name}


def test_a_signed_file_that_is_lost_is_not_replaced_by_an_unsigned_one(reply: Reply, certificate: DepartmentCertificate) -> None:
    made = printing.print_reply(reply)
    lose(made)
    certificate.delete()
    with pytest.raises(SigningFailed, match="不能重签"):
        printing.print_reply(reply)
    assert OfficialDocument.objects.get().sha256 == made.sha256


def meanwhile(monkeypatch: pytest.MonkeyPatch, name: str, step: Callable[[], Any]) -> None:
    """Takes a step of another worker just before this worker calls the function of that name."""
    own = getattr(issuing, name)

    def called(*arguments: Any) -> Any:
        monkeypatch.setattr(issuing, name, own)
        step()
        return own(*arguments)

    monkeypatch.setattr(issuing, name, called)


def other_worker(reply: Reply) -> OfficialDocument:
    return printing.print_reply(Reply.objects.get(pk=reply.pk))


@pytest.mark.parametrize("moment", ["sign", "store"])
def test_two_workers_at_once_make_one_document(
    reply: Reply, certificate: DepartmentCertificate, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    others: list[OfficialDocument] = []
    meanwhile(monkeypatch, moment, lambda: others.append(other_worker(reply)))
    made = printing.print_reply(reply)
    assert [made] == others == list(OfficialDocument.objects.all())
    assert made.sha256 == others[0].sha256
    assert stored() == {made.file.name}


def test_two_workers_at_once_restore_one_file(reply: Reply, certificate: DepartmentCertificate, monkeypatch: pytest.MonkeyPatch) -> None:
    first = printing.print_reply(reply)
    lose(first)
    others: list[OfficialDocument] = []
    meanwhile(monkeypatch, "store", lambda: others.append(other_worker(reply)))
    made = printing.print_reply(reply)
    assert (made, made.sha256) == (others[0], others[0].sha256)
    assert LostFile.objects.count() == 1
    assert stored() == {made.file.name}


class Killed(BaseException):
    """Nothing catches it, as nothing catches a SIGKILL."""


@pytest.mark.parametrize("moment", ["sign", "store", "code_for"])
def test_a_worker_killed_on_the_way_leaves_no_half_document(
    reply: Reply, certificate: DepartmentCertificate, settings: Settings, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def killed() -> None:
        raise Killed

    meanwhile(monkeypatch, moment, killed)
    with pytest.raises(Killed):
        printing.print_reply(reply)
    assert OfficialDocument.objects.count() == 0
    made = printing.print_reply(reply)
    assert hashlib.sha256(content(made)).hexdigest() == made.sha256
    assert [signature.state for signature in check(content(made), settings.SIGNING_ROOTS_DIR)] == [State.VALID]


def test_half_a_signed_file_is_replaced(reply: Reply, certificate: DepartmentCertificate, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a worker that died while it wrote, on a store that writes in place."""
    whole = Signed(b"%PDF signed", "云澜市教育局", "f", "2026-04-20T10:00:00+08:00")
    sha256 = hashlib.sha256(whole.pdf).hexdigest()
    default_storage.save(f"documents/{sha256[:2]}/{sha256}.pdf", ContentFile(whole.pdf[:4]))
    monkeypatch.setattr(issuing, "sign", lambda *given: whole)
    assert content(printing.print_reply(reply)) == whole.pdf


PRINT = """
import hashlib, sys
import django; django.setup()
from replies import embedded
from replies.rendering import render
from tests.replies.rendering.samples import letter
forms = ["plain", "file", "letter"]
if sys.argv[1] == "backwards":
    forms.reverse()
for form in forms:
    for n in (1, 2):
        one = letter(form=form, masthead="云澜市教育局", document_number=f"云教建〔2026〕{n}号", addressee=f"顾{n}代表：")
        print(form, n, hashlib.sha256(render(one, embedded=embedded.dump(one)).pdf).hexdigest())
"""


def test_the_same_batch_in_another_order_and_process_has_the_same_digests() -> None:
    printed = []
    for order, seed in (("forwards", "1"), ("backwards", "2"), ("forwards", "random")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", PRINT, order], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        printed.append(sorted(done.stdout.splitlines()))
    assert len(printed[0]) == 6
    assert printed[0] == printed[1] == printed[2]
