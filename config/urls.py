"""All addresses of the site."""

from django.urls import include, path

from proposals.admin import site

urlpatterns = [
    path("", include("proposals.urls")),
    path("", include("replies.urls")),
    path("admin/", site.urls),
]
handler500 = "proposals.views.accounts.server_error"
