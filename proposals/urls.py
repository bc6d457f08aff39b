"""Addresses of the cases, and of signing in and out."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from proposals.views import accounts, assigning, assignments, attachments, cases, contacts, endings, opinions, registering

urlpatterns = [
    path("login/", accounts.SignIn.as_view(), name="login"),
    path("password/", accounts.OwnPassword.as_view(), name="password"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("cases/", cases.case_list, name="case_list"),
    path("cases/new/", registering.case_register, name="case_register"),
    path("cases/<int:pk>/", cases.case_detail, name="case_detail"),
    path("cases/<int:pk>/assign/", assigning.case_assign, name="case_assign"),
    path("cases/<int:pk>/withdraw/", endings.case_withdraw, name="case_withdraw"),
    path("cases/<int:pk>/close/", endings.case_close, name="case_close"),
    path("cases/<int:pk>/contacts/new/", contacts.contact_record, name="contact_record"),
    path("assignments/<int:pk>/accept/", assignments.assignment_accept, name="assignment_accept"),
    path("opinions/<int:pk>/", opinions.opinion_detail, name="opinion_detail"),
    path("opinions/<int:pk>/adopt/", opinions.opinion_adopt, name="opinion_adopt"),
    path("opinions/<int:pk>/send-back/", opinions.opinion_send_back, name="opinion_send_back"),
    path("attachments/<int:pk>/", attachments.attachment_download, name="attachment_download"),
]
