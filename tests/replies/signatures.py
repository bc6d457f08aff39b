"""Certificates for tests: made by the command that makes them for people, in a directory of the test's own."""

from datetime import timedelta
from pathlib import Path

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils import timezone
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pytest_django import Settings

from proposals.models import Department
from replies.management.commands.make_test_certificate import make_files
from replies.models import DepartmentCertificate
from replies.signing.certificates import examine


def signing_directory(settings: Settings, tmp_path: Path) -> Path:
    """Points the site at a signing directory of the test's own."""
    settings.SIGNING_DIR, settings.SIGNING_ROOTS_DIR = tmp_path / "signing", tmp_path / "signing" / "roots"
    settings.SIGNING_DIR.mkdir()
    return Path(settings.SIGNING_DIR)


def files(directory: Path, name: str = "key.p12", days: int = 365, begins: timedelta = timedelta(minutes=-5)) -> DepartmentCertificate:
    """A certificate in the directory, with a row that is not saved and was not examined."""
    make_files(directory, directory / "roots", name, "云澜市教育局", days, begins=begins)
    return DepartmentCertificate(path=name)


def certificate_of(department: Department, directory: Path, name: str = "key.p12") -> DepartmentCertificate:
    """The active certificate of a department."""
    made = files(directory, name)
    made.department = department
    examine(made)
    made.save()
    return made


def time_stamper(roots: Path) -> DummyTimeStamper:
    """A time-stamp authority that answers without a network, and whose root is trusted; good for ten years."""
    key, now = rsa.generate_private_key(65537, 2048), timezone.now()  # all that pyHanko's own authority knows
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TEST TSA")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=3650))
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    certificate = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    (roots / "tsa.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(Certificate.load(certificate.public_bytes(Encoding.DER)), PrivateKeyInfo.load(private))
