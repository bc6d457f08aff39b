"""A file that the storage has lost, and what a browser may keep."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from proposals.models import ProposalAttachment, User
from tests.factories import World

pytestmark = pytest.mark.django_db


def client(person: User) -> Client:
    made = Client()
    made.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return made


def test_a_lost_document_or_attachment_is_told_and_not_an_error_of_the_server() -> None:
    world = World()
    reply = world.reply("printed", attachments=[SimpleUploadedFile("附图.txt", b"abc")])
    document, attachment = reply.documents.get(), ProposalAttachment.objects.get()
    for file, address in (
        (document.file, reverse("document_download", args=[document.pk])),
        (attachment.file, reverse("attachment_download", args=[attachment.pk])),
    ):
        if file.name and default_storage.exists(file.name):
            default_storage.delete(file.name)
        page = client(world.lead.document_administrator).get(address)
        assert page.status_code == 409
        assert "存储里没有这个文件" in page.content.decode()


def test_pages_are_not_kept_for_whoever_comes_next() -> None:
    world = World()
    case = world.assigned()
    page = client(world.lead.drafter).get(reverse("case_detail", args=[case.pk]))
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-cache"
