"""The site's own addresses, and beside them a plain changelist of Django's admin over the same cases."""

from django.contrib import admin
from django.urls import path

from config.urls import urlpatterns as own
from proposals.models import Proposal

site = admin.AdminSite("plain")


class PlainAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django has no subscript for it
    list_display = ("case_no", "title", "session", "state", "assigning_body")
    list_filter = ("kind", "state")
    list_select_related = ("session", "assigning_body")
    list_per_page = 25
    search_fields = ("case_no", "title", "body")


site.register(Proposal, PlainAdmin)
urlpatterns = [*own, path("plain/", site.urls)]
