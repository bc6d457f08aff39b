"""The page on which a department's layout is edited: its picture, its refusals, and that a look writes nothing."""

import base64
import re
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from proposals import pictures
from proposals.models import Department, User
from replies import rendering
from replies.forms import LayoutForm
from replies.rendering import RenderError
from replies.views import layouts
from tests.factories import World, department, picture

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def world() -> World:
    return World()


def client(person: User) -> Client:
    made = Client()
    made.force_login(person)
    return made


def address(one: Department) -> str:
    return reverse("department_layout", args=[one.pk])


def filled(one: Department, **changes: Any) -> dict[str, Any]:
    """The form as the page sends it, with some fields changed."""
    form = LayoutForm(instance=one)
    given = {name: form[name].value() for name in form.fields}
    given = {name: value for name, value in given.items() if value not in (None, False)} | changes
    return {"step": "save"} | {name if name == "step" else f"layout-{name}": value for name, value in given.items() if value is not None}


def shown(html: str) -> Image.Image:
    """The picture of the page, decoded."""
    found = re.search(r'<img src="data:image/png;base64,([^"]+)"', html)
    assert found
    return Image.open(BytesIO(base64.b64decode(found[1])))


def rows() -> dict[str, list[Any]]:
    """Every row of every table that this site writes, but who is signed in."""
    models = [model for model in apps.get_models() if model._meta.app_label in ("proposals", "replies", "admin")]
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}


def test_the_page_shows_page_1_and_lets_it_be_shown(world: World) -> None:
    response = client(world.lead.document_administrator).get(address(world.lead.department))
    html = response.content.decode()
    image = shown(html)
    assert image.width == layouts.PICTURE_WIDTH
    assert image.height / image.width == pytest.approx(297 / 210, rel=0.01)
    assert html.count("data:image/png") == 1, "the sample stands on one page"
    assert "data:" in response["Content-Security-Policy"]
    other = client(world.lead.document_administrator).get(reverse("department_list"))
    assert "data:" not in other["Content-Security-Policy"]


CHANGES: list[dict[str, Any]] = [
    {"form": "letter"}, {"form": "plain"}, {"form": "file", "masthead": "云澜市河长制办公室"},
    {"form": "file", "masthead_says_document": None},
    {"form": "file", "masthead_size": 24}, {"suggestion_word": "云水函"}, {"copies": "市河长办"}, {"printing_office": "办公室"},
]  # fmt: skip


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_a_look_shows_the_change_and_writes_nothing(world: World, changes: dict[str, Any]) -> None:
    one, person = world.lead.department, client(world.lead.document_administrator)
    before = rows()
    plain = person.post(address(one), filled(one, step="preview"), headers=HTMX).content.decode()
    looked = person.post(address(one), filled(one, step="preview", **changes), headers=HTMX)
    assert looked.status_code == 200
    assert shown(looked.content.decode()).tobytes() != shown(plain).tobytes()
    assert 'id="layout-errors"' in looked.content.decode(), "what was wrong before is taken away"
    whole = person.post(address(one), filled(one, step="preview", **changes))
    assert whole.status_code == 200
    assert shown(whole.content.decode()).tobytes() == shown(looked.content.decode()).tobytes()
    assert rows() == before


def test_what_does_not_go_onto_page_1_is_shown_too(world: World) -> None:
    many = "\n".join(f"云澜市第{n}街道办事处" for n in range(40))
    given = filled(world.lead.department, step="preview", copies=many, form="file")
    page = client(world.lead.document_administrator).post(address(world.lead.department), given, headers=HTMX)
    assert page.content.decode().count("data:image/png") == layouts.MOST_PAGES


def test_a_look_at_pictures_keeps_no_file(world: World) -> None:
    one, person = world.lead.department, client(world.lead.document_administrator)
    before = rows()
    uploads = {"seal": picture("RGBA", (300, 300)), "stamp": picture("RGBA", (200, 80))}
    page = person.post(address(one), filled(one, step="preview", **uploads))
    assert page.status_code == 200
    assert "浏览器不会留着" in page.content.decode()
    assert rows() == before
    assert default_storage.listdir("") == ([], [])


def test_a_layout_is_saved_recorded_and_read_again(world: World) -> None:
    one, person = world.lead.department, client(world.lead.document_administrator)
    wanted = {
        "form": "letter", "masthead": "云澜市水务局", "masthead_size": 44, "sealing": "seal", "seal_size": 38, "signer_office": "局长",
        "copies": "市河长办\r\n\r\n 市信访局 ", "printing_office": "办公室", "opinion_form": "file",
        "opinion_word": "云水提函", "shows_signer": "on",
        "masthead_says_document": None, "seal": picture("RGBA", (300, 300)), "suggestion_word": "云水建", "proposal_word": "云水提",
    }  # fmt: skip
    response = person.post(address(one), filled(one, **wanted))
    assert response["Location"] == address(one)
    one.refresh_from_db()
    assert (one.form, one.masthead, one.masthead_size, one.seal_size) == ("letter", "云澜市水务局", 44, 38)
    assert (one.copies, one.shows_signer, one.masthead_says_document) == ("市河长办\n市信访局", True, False)
    assert (one.opinion_form, one.opinion_word, one.stamp_sha256) == ("file", "云水提函", "")
    assert pictures.size(pictures.load(one.seal_sha256)) == (300, 300)
    html = person.get(address(one)).content.decode()
    assert "云澜市水务局" in html
    assert "文件格式 → 信函格式" in html
    assert LogEntry.objects.get().user == world.lead.document_administrator
    again = person.post(address(one), filled(one), follow=True)
    assert "原来的内容没有变" in again.content.decode()
    assert LogEntry.objects.count() == 1
    assert person.post(address(one), filled(one, remove_seal="on")).status_code == 302
    one.refresh_from_db()
    assert one.seal_sha256 == ""


BAD: list[tuple[dict[str, Any], str]] = [
    ({"form": "x"}, "form"), ({"form": None}, "form"), ({"masthead": "长" * 61}, "masthead"), ({"masthead_size": 21}, "masthead_size"),
    ({"masthead_size": 81}, "masthead_size"), ({"masthead_size": "x"}, "masthead_size"), ({"seal_size": 29}, "seal_size"),
    ({"seal_size": 61}, "seal_size"), ({"seal_size": ""}, "seal_size"), ({"sealing": "x"}, "sealing"), ({"copies": "字" * 1001}, "copies"),
    ({"signer_office": "长" * 31}, "signer_office"), ({"opinion_form": ""}, "opinion_form"),
    ({"suggestion_word": "长" * 21}, "suggestion_word"),
]  # fmt: skip


@pytest.mark.parametrize("step", ["save", "preview"])
@pytest.mark.parametrize(("changes", "field"), BAD, ids=str)
def test_what_cannot_be_is_said_in_words_and_not_saved(world: World, changes: dict[str, Any], field: str, step: str) -> None:
    one, person = world.lead.department, client(world.lead.document_administrator)
    before = rows()
    page = person.post(address(one), filled(one, **{"step": step, **changes}))
    assert page.status_code == 422
    label = LayoutForm(instance=one)[field].label
    assert f"<b>{label}</b>" in page.content.decode()
    part = person.post(address(one), filled(one, **{"step": "preview", **changes}), headers=HTMX)
    assert (part.status_code, part["HX-Retarget"]) == (200, "#layout-errors")
    assert f"<b>{label}</b>" in part.content.decode()
    assert "data:image" not in part.content.decode()
    assert rows() == before


@pytest.mark.parametrize("name", ["seal", "stamp"])
def test_a_picture_that_is_none_is_refused(world: World, name: str) -> None:
    one, person = world.lead.department, client(world.lead.document_administrator)
    for step in ("save", "preview"):
        fake = picture()
        fake.seek(0)
        fake.truncate(20)
        assert person.post(address(one), filled(one, **{"step": step, name: fake})).status_code == 422
    opaque = person.post(address(one), filled(one, **{"step": "preview", name: picture()}))
    assert opaque.status_code == (422 if name == "seal" else 200)
    one.refresh_from_db()
    assert (one.seal_sha256, one.stamp_sha256) == ("", "")


def test_without_fonts_the_page_says_why_there_is_no_picture(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(letter: object) -> None:
        raise RenderError("字体没有装")

    monkeypatch.setattr(rendering, "render", fail)
    person = client(world.lead.document_administrator)
    page = person.get(address(world.lead.department))
    assert "字体没有装" in page.content.decode()
    part = person.post(address(world.lead.department), filled(world.lead.department, step="preview"), headers=HTMX)
    assert "字体没有装" in part.content.decode()
    assert part["HX-Retarget"] == "#layout-errors"


def test_a_lost_seal_is_said(world: World) -> None:
    Department.objects.filter(pk=world.lead.department.pk).update(seal_sha256="0" * 64)
    page = client(world.lead.document_administrator).get(address(world.lead.department))
    assert "000000000000" in page.content.decode()


def test_the_administrator_lists_all_and_a_clerk_the_own_department(world: World) -> None:
    gone = department(active=False)
    listed = client(world.administrator).get(reverse("department_list")).context["departments"]
    assert set(listed) == set(Department.objects.exclude(pk=gone.pk))
    assert list(client(world.co.document_administrator).get(reverse("department_list")).context["departments"]) == [world.co.department]


def test_the_list_asks_the_same_for_one_row_and_for_thirty(world: World) -> None:
    asked = []
    for more in (0, 30):
        for _each in range(more):
            department()
        person = client(world.administrator)
        with CaptureQueriesContext(connection) as seen:
            person.get(reverse("department_list"))
        asked.append(len(seen))
    assert asked[0] == asked[1]
