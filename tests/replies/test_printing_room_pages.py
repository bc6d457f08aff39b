"""The stack of a batch as small pictures, how long it still takes, and the register of numbers."""

import csv
import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image

from proposals.models import User
from replies import printing, thumbnails
from replies.actions import batches
from replies.models import DocumentNumber, OfficialDocument, RenderJob
from replies.states import ReplyState
from replies.views.batches import _time_left
from tests.factories import World

pytestmark = pytest.mark.django_db


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_first_page_is_drawn_once_and_shown_to_whoever_sees_the_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    batch = batches.number_and_print([world.reply(ReplyState.SIGNED, co=False)], by=world.lead.document_administrator).batch
    assert batch
    assert printing.run_job(RenderJob.objects.get().pk) == "done"
    document = OfficialDocument.objects.get()
    address = reverse("document_thumbnail", args=[document.pk])
    html = signed_in(world.lead.document_administrator).get(reverse("batch_detail", args=[batch.pk])).content.decode()
    assert f'src="{address}"' in html
    shown = {name: signed_in(person).get(address).status_code for name, person in world.actors().items() if person.is_active}
    seen = {name for name, person in world.actors().items() if OfficialDocument.objects.visible_to(person).exists()}
    assert {name for name, status in shown.items() if status == 200} == seen & shown.keys()
    assert set(shown.values()) == {200, 404}
    with Image.open(io.BytesIO(signed_in(world.lead.drafter).get(address).content)) as picture:
        assert picture.width == thumbnails.WIDTH
        assert picture.height > picture.width
    monkeypatch.setattr(thumbnails, "page_picture", lambda *args, **options: pytest.fail("drawn again"))
    assert signed_in(world.lead.drafter).get(address).status_code == 200
    default_storage.delete(document.file.name)
    assert signed_in(world.lead.drafter).get(address).status_code == 200, "the picture is there though the file is lost"


NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)


def job(*, begun: int | None = None, done: int | None = None) -> Any:
    """Seconds after noon; without `done` still open."""

    def at(seconds: int | None) -> Any:
        return NOON + timedelta(seconds=seconds) if seconds is not None else None

    return SimpleNamespace(job=SimpleNamespace(started_at=at(begun), finished_at=at(done), open=done is None))


@pytest.mark.parametrize(
    ("members", "left"),
    [
        ([], None),
        ([SimpleNamespace(job=None)], None),
        ([job(begun=0)], None),
        ([job(begun=0, done=4), job(begun=4)], 4),
        ([job(begun=0, done=4), job(begun=4, done=10), job(), job()], 10),
        ([job(begun=0, done=4)], 0),
    ],
)
def test_the_rest_takes_as_long_as_what_is_done_took(members: list[Any], left: int | None) -> None:
    assert _time_left(members) == (None if left is None else timedelta(seconds=left))


def test_the_register_holds_every_number_of_the_department_and_no_other() -> None:
    world = World()
    replies = [world.reply(state, co=False) for state in (ReplyState.NUMBERED, ReplyState.PRINTED, ReplyState.DISPATCHED)]
    world.reply(ReplyState.SIGNED, co=False)
    by = world.lead.document_administrator
    client = signed_in(by)
    page = client.get(reverse("number_register"))
    wanted = list(DocumentNumber.objects.order_by("-serial"))
    assert list(page.context["page"].object_list) == wanted
    assert len(wanted) == len(replies)
    assert not signed_in(world.co.document_administrator).get(reverse("number_register")).context["page"].object_list
    for row in wanted:
        for query in (
            {"q": str(row.serial), "year": row.year},
            {"q": row.reply.case.case_no},
            {"word": row.word, "q": row.reply.case.title},
        ):
            found = client.get(reverse("number_register"), query).context["page"].object_list
            assert row in found
            assert all(other in wanted for other in found)
        table = list(csv.DictReader(io.StringIO(client.get(reverse("number_register_file"), {"q": str(row)}).content.decode("utf-8-sig"))))
        assert str(row) in [line["文号"] for line in table]
    every = client.get(reverse("number_register_file")).content.decode("utf-8-sig")
    assert [line[0] for line in csv.reader(io.StringIO(every))][1:] == [str(row) for row in wanted]
    assert not client.get(reverse("number_register"), {"year": "1999", "word": "无此字"}).context["form"].is_valid()
