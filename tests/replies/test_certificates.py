"""Certificates of departments: what cannot sign says why; the commands and the admin keep what can."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from replies.errors import SigningFailed
from replies.models import DepartmentCertificate
from replies.rendering import render
from replies.signing.certificates import examine, opened
from replies.signing.signer import sign
from replies.signing.validity import State, check
from tests import factories
from tests.replies.rendering.samples import letter
from tests.replies.signatures import certificate_of, files, signing_directory


@pytest.fixture
def directory(settings: Settings, tmp_path: Path) -> Path:
    return signing_directory(settings, tmp_path)


@pytest.fixture(scope="module")
def printed() -> bytes:
    return render(letter()).pdf


def refusal(certificate: DepartmentCertificate) -> str:
    with pytest.raises(SigningFailed) as refused, opened(certificate):
        pass
    return str(refused.value)


def test_why_a_certificate_cannot_sign(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = files(directory)
    assert "签名目录里没有文件" in refusal(DepartmentCertificate(path="none.p12"))
    for name in ("/etc/passwd", "../key.p12", "a/../../key.p12", ""):
        assert "不是签名目录中的文件名" in refusal(DepartmentCertificate(path=name))
    secret = (directory / "key.p12.secret").read_text()
    (directory / "key.p12.secret").write_text("wrong")
    assert "密码不对" in refusal(good)
    assert "SIGNING_PASSWORD_EDU" in refusal(DepartmentCertificate(path="key.p12", secret="EDU"))
    monkeypatch.setenv("SIGNING_PASSWORD_EDU", secret)
    with opened(DepartmentCertificate(path="key.p12", secret="EDU")) as signer:
        assert signer.signing_cert
    (directory / "text.p12").write_text("no certificate")
    assert "不是 PKCS#12 文件" in refusal(DepartmentCertificate(path="text.p12"))
    assert "到期" in refusal(files(directory, "old.p12", days=1, begins=timedelta(days=-3)))
    assert "才生效" in refusal(files(directory, "new.p12", begins=timedelta(days=3)))
    device = DepartmentCertificate(path="key.p12", kind=DepartmentCertificate.Kind.PKCS11)
    assert refusal(device).startswith(("使用设备中的密钥需要", "设备没有给出密钥"))


def test_a_page_that_is_no_pdf_is_not_signed(directory: Path) -> None:
    with pytest.raises(SigningFailed, match="没有签成"):
        sign(b"Hello", files(directory))


# The commands and the admin.


@pytest.mark.django_db
def test_a_test_certificate_is_made_for_a_department_and_replaces_the_last(directory: Path, printed: bytes) -> None:
    department, out = factories.department(), io.StringIO()
    for name in (department.full_name, department.short_name):
        call_command("make_test_certificate", department=name, stdout=out)
    assert "TEST 测试专用 不具法律效力" in out.getvalue()
    current = DepartmentCertificate.objects.get(department=department, active=True)
    assert DepartmentCertificate.objects.count() == 2
    assert [found.state for found in check(sign(printed, current).pdf, directory / "roots")] == [State.VALID]
    assert (directory / current.path).stat().st_mode & 0o77 == 0
    assert (directory / f"{current.path}.secret").stat().st_mode & 0o77 == 0


@pytest.mark.django_db
def test_where_a_test_certificate_has_no_place(directory: Path, settings: Settings) -> None:
    with pytest.raises(CommandError, match="no department"):
        call_command("make_test_certificate", department="市无名局")
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="no place in production"):
        call_command("make_test_certificate", department=factories.department().full_name)
    assert list(directory.iterdir()) == []


@pytest.mark.django_db
def test_the_admin_opens_a_certificate_before_it_keeps_it(directory: Path) -> None:
    client, department = Client(), factories.department()
    client.force_login(factories.user("system_administrator"), backend="django.contrib.auth.backends.ModelBackend")
    files(directory)
    address = "/admin/replies/departmentcertificate/add/"
    form = {"department": department.pk, "kind": "pkcs12", "path": "other.p12", "active": "on"}
    assert "签名目录里没有文件" in client.post(address, form).content.decode()
    assert client.post(address, form | {"path": "key.p12"}).status_code == 302
    kept = DepartmentCertificate.objects.get()
    assert (len(kept.fingerprint), kept.subject, kept.active) == (64, "云澜市教育局 TEST 测试专用 不具法律效力", True)
    assert "已有启用的证书" in client.post(address, form | {"path": "key.p12"}).content.decode()


@pytest.mark.django_db
def test_no_key_and_no_password_is_in_the_database(directory: Path) -> None:
    made = certificate_of(factories.department(), directory)
    row = json.dumps({name: str(value) for name, value in vars(made).items()})
    assert (directory / "key.p12.secret").read_text() not in row
    examine(made)
