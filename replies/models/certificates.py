"""The certificate by which a department signs its documents. The key and its password are never in the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.models import Department


class DepartmentCertificate(models.Model):
    """Where the certificate of a department lies, and what it says of itself."""

    class Kind(models.TextChoices):
        PKCS12 = "pkcs12", _("PKCS#12 file")
        PKCS11 = "pkcs11", _("PKCS#11 module (key in a device)")

    department = models.ForeignKey(Department, models.PROTECT, related_name="certificates", verbose_name=_("department"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PKCS12)
    path = models.CharField(_("file"), max_length=200, help_text=_("The PKCS#12 file, or the device's module, in the signing directory."))
    token = models.CharField(_("token"), max_length=100, blank=True, help_text=_("Of a device: its label."))
    label = models.CharField(_("label of the key"), max_length=100, blank=True, help_text=_("Of a device: label of key and certificate."))
    secret = models.CharField(
        _("name of the password"),
        max_length=50,
        blank=True,
        help_text=_(
            "The environment has the password as SIGNING_PASSWORD_ and this name. Empty: it is in the file whose name ends in .secret."
        ),
    )
    subject = models.CharField(_("issued to"), max_length=300, editable=False)
    fingerprint = models.CharField(_("fingerprint (SHA-256)"), max_length=64, editable=False)
    valid_from = models.DateTimeField(_("valid from"), editable=False)
    valid_to = models.DateTimeField(_("valid to"), editable=False)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("certificate of a department")
        verbose_name_plural = _("certificates of departments")
        ordering = ("department", "-valid_to")
        constraints = [
            models.UniqueConstraint(
                fields=["department"],
                condition=models.Q(active=True),
                name="one_active_certificate",
                violation_error_message=_("The department has an active certificate already; make that one inactive first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.subject}"
