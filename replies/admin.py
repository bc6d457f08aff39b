"""Replies and what was printed of them, to look at in the admin; they are written by the workflow alone."""

from django.contrib import admin

from proposals.admin import ReadOnlyAdmin, site
from replies.models import DocumentNumber, OfficialDocument, RenderJob, Reply, ReplyVersion


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
