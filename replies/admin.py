"""Replies and what was printed of them, to look at in the admin; they are written by the workflow alone."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm

from proposals.admin import MasterAdmin, ReadOnlyAdmin, site
from replies.errors import SigningFailed
from replies.models import DepartmentCertificate, DocumentNumber, OfficialDocument, RenderJob, Reply, ReplyVersion, ReturnReason
from replies.signing.certificates import examine


@admin.register(Reply, site=site)
class ReplyAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "round", "state", "outcome", "publication", "issued_on", "dispatched_at")
    list_filter = ("state", "outcome", "publication")
    list_select_related = ("assignment__proposal", "assignment__department")


@admin.register(ReplyVersion, site=site)
class ReplyVersionAdmin(ReadOnlyAdmin):
    list_display = ("reply", "number", "title", "author", "created_at")
    list_select_related = ("reply__assignment__proposal", "reply__assignment__department", "author")


@admin.register(DocumentNumber, site=site)
class DocumentNumberAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "department", "reply", "drawn_by", "drawn_at")
    list_filter = ("year", "department")
    list_select_related = ("department", "drawn_by", "reply__assignment__proposal", "reply__assignment__department")


@admin.register(OfficialDocument, site=site)
class OfficialDocumentAdmin(ReadOnlyAdmin):
    list_display = ("reply", "version", "pages", "size", "sha256", "created_at")
    list_select_related = ("reply__assignment__proposal", "reply__assignment__department", "version")


@admin.register(RenderJob, site=site)
class RenderJobAdmin(ReadOnlyAdmin):
    list_display = ("pk", "reply", "state", "attempts", "error", "requested_by", "requested_at", "finished_at")
    list_filter = ("state",)
    list_select_related = ("reply__assignment__proposal", "reply__assignment__department", "requested_by")


@admin.register(ReturnReason, site=site)
class ReturnReasonAdmin(MasterAdmin):
    list_display = ("text", "rule_set", "order")
    list_filter = ("rule_set",)
    list_select_related = ("rule_set",)


class CertificateForm(ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A certificate is opened before it is kept: what cannot sign today is refused with the reason."""

    class Meta:
        model = DepartmentCertificate
        fields = ("department", "kind", "path", "token", "label", "secret", "active")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("path") and (cleaned.get("active") or self.instance._state.adding):
            for name in ("kind", "path", "token", "label", "secret"):
                setattr(self.instance, name, cleaned.get(name, ""))
            try:
                examine(self.instance)
            except SigningFailed as error:
                raise ValidationError({"path": str(error)}) from error
        return cleaned


@admin.register(DepartmentCertificate, site=site)
class DepartmentCertificateAdmin(MasterAdmin):
    """The key and its password are put into the signing directory by whoever runs the server (docs/how-to/sign.md)."""

    form = CertificateForm
    readonly_fields = ("subject", "fingerprint", "valid_from", "valid_to")
    list_display = ("department", "subject", "valid_from", "valid_to", "kind", "active")
    list_filter = ("active", "kind")
    list_select_related = ("department",)
