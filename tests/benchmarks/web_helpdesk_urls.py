"""The addresses of the django-helpdesk that `web_helpdesk` measures."""

from django.urls import include, path

urlpatterns = [path("helpdesk/", include("helpdesk.urls"))]
