"""Opens the certificate of a department, in a PKCS#12 file or in a device, and says in words why it cannot."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from replies.errors import SigningFailed
from replies.models import DepartmentCertificate
from replies.signing.validity import common_name

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers import Signer


def place(name: str) -> Path:
    """The file of that name in the signing directory.

    Raises SigningFailed for a name that leads out of it: whoever keeps the master data must not reach the server's other files.
    """
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise SigningFailed(_("“%s” is no name of a file in the signing directory.") % name)
    path = Path(settings.SIGNING_DIR, *parts)
    if not path.is_file():
        raise SigningFailed(_("The file %s is not in the signing directory.") % name)
    return path


def password(certificate: DepartmentCertificate) -> str:
    """Out of the environment where the row names a variable, else out of the file beside the key; empty where there is none."""
    if certificate.secret:
        variable = f"SIGNING_PASSWORD_{certificate.secret}"
        if variable not in os.environ:
            raise SigningFailed(_("The password of the certificate is not set: %s is missing in the environment.") % variable)
        return os.environ[variable]
    beside = Path(settings.SIGNING_DIR, f"{certificate.path}.secret")
    return beside.read_text(encoding="utf-8").strip() if beside.is_file() else ""


@contextmanager
def opened(certificate: DepartmentCertificate) -> "Iterator[Signer]":
    """What signs with the certificate's key. Raises SigningFailed where the key cannot be had or is not valid today."""
    open_ = _opened_file if certificate.kind == DepartmentCertificate.Kind.PKCS12 else _opened_device
    with open_(certificate) as signer:
        assert signer.signing_cert is not None
        _check_dates(signer.signing_cert)
        yield signer


def examine(certificate: DepartmentCertificate) -> None:
    """Opens the certificate and fills in what it says of itself. Raises SigningFailed as `opened` does."""
    with opened(certificate) as signer:
        found = signer.signing_cert
        assert found is not None
        certificate.subject = common_name(found.subject)[:300]
        certificate.fingerprint = found.sha256.hex()
        certificate.valid_from = found.not_valid_before
        certificate.valid_to = found.not_valid_after


@contextmanager
def _opened_file(certificate: DepartmentCertificate) -> "Iterator[Signer]":
    from pyhanko.sign.signers import SimpleSigner

    data, secret = place(certificate.path).read_bytes(), password(certificate)
    try:
        yield SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=secret.encode() or None)
    except ValueError as error:
        words = {"name": certificate.path}
        raise SigningFailed(_("The password of %(name)s is wrong, or the file is no PKCS#12 file.") % words) from error


@contextmanager
def _opened_device(certificate: DepartmentCertificate) -> "Iterator[Signer]":
    module = place(certificate.path)
    try:
        from pkcs11.exceptions import PKCS11Error
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError as error:
        raise SigningFailed(_("Keys in a device need the package python-pkcs11, which is not installed.")) from error
    token = TokenCriteria(label=certificate.token) if certificate.token else None
    try:
        with open_pkcs11_session(str(module), token_criteria=token, user_pin=password(certificate) or None) as session:
            label = certificate.label or None
            yield PKCS11Signer(session, cert_label=label, key_label=label, embed_roots=False)
    except (PKCS11Error, RuntimeError) as error:
        raise SigningFailed(_("The device refuses the key: %s") % (error or type(error).__name__)) from error


def _check_dates(found: "Certificate") -> None:
    now, words = timezone.now(), {"name": common_name(found.subject)}
    if now < found.not_valid_before:
        day = timezone.localdate(found.not_valid_before).isoformat()
        raise SigningFailed(_("The certificate of %(name)s is not valid before %(day)s.") % {**words, "day": day})
    if now > found.not_valid_after:
        day = timezone.localdate(found.not_valid_after).isoformat()
        raise SigningFailed(_("The certificate of %(name)s expired on %(day)s; enter a new one.") % {**words, "day": day})
