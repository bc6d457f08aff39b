"""`manage.py make_test_certificate --department NAME`: something to sign with while the bureau has no certificate yet."""

import secrets
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from proposals.models import Department
from replies.models import DepartmentCertificate
from replies.signing.certificates import examine

LONGEST = 64
WARNING = "TEST 测试专用 不具法律效力"


class Command(BaseCommand):
    help = (
        "Makes a test authority and a certificate of a department in the signing directory, plainly named as a test, "
        "and makes it the department's active one. Refused in production."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--department", required=True, metavar="NAME", help="full or standard short name")
        parser.add_argument("--days", type=int, default=365, help="how long it is valid")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("A test certificate has no place in production: its signatures would be taken for real ones.")
        name = options["department"]
        department = Department.objects.filter(full_name=name).first() or Department.objects.filter(short_name=name).first()
        if department is None:
            raise CommandError(f"There is no department called {name}.")
        certificate = DepartmentCertificate(department=department, path=f"test-{department.pk}-{secrets.token_hex(4)}.p12")
        root = make_files(settings.SIGNING_DIR, settings.SIGNING_ROOTS_DIR, certificate.path, department.full_name, options["days"])
        examine(certificate)
        with transaction.atomic():
            DepartmentCertificate.objects.filter(department=department, active=True).update(active=False)
            certificate.save()
        self.stdout.write(f"{certificate.subject}\nvalid to {certificate.valid_to:%Y-%m-%d}; the root that vouches for it: {root}")


def make_files(
    directory: Path, roots: Path, name: str, organization: str, days: int = 365, *, begins: timedelta = timedelta(minutes=-5)
) -> Path:
    """Writes a key (NAME) and its password (NAME.secret), and the root that vouches for it (NAME.pem), whose path comes back."""
    start = timezone.now() + begins
    period = (start, start + timedelta(days=days))
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, own_name = _named(f"{WARNING} CA", organization), _named(f"{organization} {WARNING}", organization)
    root = (
        _begun(root_name, root_name, root_key.public_key(), period)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    leaf = (
        _begun(own_name, root_name, key.public_key(), period)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    secret = secrets.token_urlsafe(24)
    content = pkcs12.serialize_key_and_certificates(name.encode(), key, leaf, None, BestAvailableEncryption(secret.encode()))
    for folder in (directory, roots):
        folder.mkdir(parents=True, exist_ok=True)
    for path, data in ((directory / name, content), (directory / f"{name}.secret", secret.encode())):
        path.touch(mode=0o600)
        path.write_bytes(data)
    vouching = roots / f"{name}.pem"
    vouching.write_bytes(root.public_bytes(Encoding.PEM))
    return vouching


def _named(common: str, organization: str) -> x509.Name:
    # X.520 allows 64; the library counts bytes. That it is a test stands at the end, which stays.
    organization = organization.encode()[:LONGEST].decode(errors="ignore")
    common = common.encode()[-LONGEST:].decode(errors="ignore")
    attributes = [(NameOID.COUNTRY_NAME, "CN"), (NameOID.ORGANIZATION_NAME, organization), (NameOID.COMMON_NAME, common)]
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in attributes])


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, period: Any) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(period[0]).not_valid_after(period[1])
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
    )
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names}, encipher_only=False, decipher_only=False)
