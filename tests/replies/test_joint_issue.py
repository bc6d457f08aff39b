"""Letters that several departments issue together: who may stand under them, and whose seals they get."""

import pytest
from django.test import Client
from django.urls import reverse

from proposals import pictures
from proposals.errors import InvalidInput
from proposals.models import Department
from replies import transitions
from replies.actions import drafts
from replies.forms import DraftForm, as_posted
from replies.letters import letter_for
from replies.models import Reply
from tests.factories import World, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def save(world: World, reply: Reply, issuers: str) -> None:
    latest = reply.latest
    assert latest
    drafts.save_draft(reply, latest.text | {"issuers": issuers}, base=latest.number, by=world.lead.drafter)


def seal(department: Department, *color: int) -> bytes:
    png = pictures.clean(picture("RGBA", color=color), longest=50, transparent=True)
    Department.objects.filter(pk=department.pk).update(seal_sha256=pictures.keep(png))
    return png


def test_only_who_co_signs_issues_it_too(world: World) -> None:
    reply = world.reply()
    for name in (world.stranger.department.full_name, world.lead.department.full_name, world.co.department.short_name, "云澜市无此局"):
        with pytest.raises(InvalidInput, match=name):
            save(world, reply, f"{world.co.department.full_name}\n{name}")
    save(world, reply, world.co.department.full_name)
    latest = reply.latest
    assert latest
    assert latest.issuers == world.co.department.full_name
    alone = world.reply(co=False)
    with pytest.raises(InvalidInput):
        save(world, alone, world.co.department.full_name)
    assert "issuers" not in [field.name for field in DraftForm(reply=alone).rare]


@pytest.mark.parametrize("chosen", [True, False])
def test_the_editor_offers_the_co_handlers(world: World, chosen: bool) -> None:
    reply = world.reply()
    latest = reply.latest
    assert latest
    name = world.co.department.full_name
    client = Client()
    client.force_login(world.lead.drafter)
    given = as_posted(latest.text | ({"issuers": name} if chosen else {})) | {"base": latest.number, "outcome": "B", "step": "save"}
    assert client.post(reverse("reply_edit", args=[reply.pk]), given).status_code == 302
    html = client.get(reverse("reply_edit", args=[reply.pk])).content.decode()
    assert f'value="{name}"' in html
    newest = Reply.objects.get(pk=reply.pk).latest
    assert newest
    assert newest.issuers == (name if chosen else "")
    strange = client.post(reverse("reply_edit", args=[reply.pk]), given | {"base": newest.number, "issuers": ["云澜市无此局"]})
    assert strange.status_code == 422


@pytest.mark.parametrize("sealed", [True, False])
def test_each_name_has_the_seal_of_its_department_as_it_was_at_the_signature(world: World, sealed: bool) -> None:
    own, other = seal(world.lead.department, 200, 0, 0, 90), seal(world.co.department, 0, 0, 200, 90)
    if not sealed:
        Department.objects.filter(pk=world.co.department.pk).update(sealing="none")
    reply = world.reply()
    save(world, reply, world.co.department.full_name)
    for step in world.steps(reply)[:4]:
        step()
    names = [world.lead.department.full_name, world.co.department.full_name]
    draft = letter_for(reply)
    assert (draft.signature.splitlines(), draft.seal_picture, draft.other_seals) == (names, b"", ())
    transitions.agree(reply, "sign", by=world.lead.head)
    seal(world.co.department, 0, 200, 0, 90)
    Department.objects.filter(pk=world.co.department.pk).update(full_name="云澜市改名局")
    letter = letter_for(Reply.objects.get(pk=reply.pk))
    assert letter.signature.splitlines() == names
    assert (letter.seal_picture, letter.other_seals) == (own, (other if sealed else b"",))
