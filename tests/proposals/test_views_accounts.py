"""Signing in and out, the frame of every page, and the pages for what went wrong."""

import logging
import re

import pytest
from django.conf import settings
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.errors import CaseError, InvalidInput, NotAllowed, WrongState
from proposals.middleware import RefusalMiddleware
from proposals.models import User
from proposals.permissions import ROLES
from proposals.views.accounts import server_error
from tests.factories import World, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_sign_in_leads_where_one_wanted_to_go_and_out_again() -> None:
    person = user("drafter")
    person.set_password("a-long-password")
    person.save()
    client = Client()
    page = client.get("/cases/")
    assert page["Location"] == "/login/?next=/cases/"
    wrong = client.post("/login/", {"username": person.username, "password": "no"})
    assert wrong.status_code == 200
    assert person.username in wrong.content.decode()
    right = client.post("/login/?next=/cases/", {"username": person.username, "password": "a-long-password", "next": "/cases/"})
    assert right["Location"] == "/cases/"
    assert client.get("/login/").status_code == 302
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/cases/").status_code == 302


def test_whoever_opened_the_site_at_its_root_begins_where_the_role_begins() -> None:
    person = user("drafter")
    person.set_password("a-long-password")
    person.save()
    client = Client()
    assert client.get("/")["Location"] == "/login/?next=/"
    entered = {"username": person.username, "password": "a-long-password", "next": "/"}
    assert client.post("/login/?next=/", entered)["Location"] == "/start/"
    assert client.get("/").status_code == 200, "afterwards the root is the list of all that waits"


def test_after_a_wrong_password_the_name_stays_and_the_password_is_typed_anew() -> None:
    person = user("drafter")
    html = Client().post("/login/", {"username": person.username, "password": "no"}).content.decode()
    name, password = re.findall(r'<input type="(?:text|password)"[^>]*>', html)
    assert f'value="{person.username}"' in name
    assert ("autofocus" in name, "autofocus" in password) == (False, True)


def test_ten_wrong_passwords_close_the_name() -> None:
    person = user("drafter")
    client = Client()
    for _n in range(settings.AXES_FAILURE_LIMIT):
        response = client.post("/login/", {"username": person.username, "password": "no"})
    assert response.status_code == 429
    assert _("Too many wrong passwords") in response.content.decode()


def test_frame_names_department_person_and_roles(world: World) -> None:
    html = signed_in(world.lead.drafter).get("/cases/").content.decode()
    assert re.search(rf'masthead-unit"[^>]*>{world.lead.department.full_name}<', html)
    assert world.lead.drafter.display_name in html
    assert str(ROLES["drafter"].name) in html
    assert re.search(rf'href="/cases/"[^>]* aria-current="page">{_("Cases")}</a>', html)
    assert 'href="#main"' in html
    assert html.count("<h1") == 1
    assert '<html lang="zh-hans">' in html


@pytest.mark.parametrize(
    ("who", "entries"),
    [
        ("coordinator", {"/cases/new/"}),
        ("administrator", {"/master/"}),
        ("auditor", set()),
        ("proposer", set()),
    ],
)
def test_navigation_holds_what_the_roles_carry(world: World, who: str, entries: set[str]) -> None:
    html = signed_in(getattr(world, who)).get("/cases/").content.decode()
    nav = html[html.index('class="mainnav"') : html.index("</nav>")]
    assert {address for address in ("/cases/new/", "/master/", "/printing/") if f'href="{address}"' in nav} == entries


def test_nothing_inline_in_a_page(world: World) -> None:
    case = world.handled()
    client = signed_in(world.lead.drafter)
    for address in ("/cases/", f"/cases/{case.pk}/", f"/opinions/{world.opinion_of(case).pk}/", f"/cases/{case.pk}/contacts/new/"):
        response = client.get(address)
        html = response.content.decode()
        assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|data:image|https?://(?!www\.w3\.org)", html), address
        assert "script-src 'self'" in response["Content-Security-Policy"]


def test_page_that_is_not_there(world: World) -> None:
    response = signed_in(world.lead.drafter).get("/cases/999999/")
    assert response.status_code == 404
    assert _("There is nothing here for you") in response.content.decode()
    assert world.lead.department.full_name in response.content.decode()


def test_whoever_is_not_signed_in_is_led_to_what_is_public() -> None:
    main = Client().get("/no-such-page/").content.decode().partition("<main")[2]
    assert reverse("public_list") in main
    assert reverse("case_list") not in main


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (NotAllowed("甲"), "This is not yours to do"),
        (WrongState("甲"), "Not possible now"),
        (InvalidInput("甲"), "Something is missing"),
    ],
)
def test_refusal_is_a_page_with_the_status_of_the_error(error: CaseError, title: str) -> None:
    def refuse(_request: object) -> None:
        raise error

    request = RequestFactory().get("/")
    request.user = user("drafter")
    response = RefusalMiddleware(refuse).process_exception(request, error)  # type: ignore[arg-type]  # never calls it
    assert response is not None
    assert response.status_code == error.status
    assert _(title) in response.content.decode()
    assert "甲" in response.content.decode()
    assert RefusalMiddleware(refuse).process_exception(request, ValueError("x")) is None  # type: ignore[arg-type]


def test_server_error_has_a_number_that_the_log_has_too(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="proposals.views.accounts"):
        try:
            raise RuntimeError("broken")
        except RuntimeError:
            response = server_error(RequestFactory().get("/cases/"))
    assert response.status_code == 500
    number = re.search(r"[A-Z]-\d{4}", response.content.decode())
    assert number
    assert f"{number[0]} GET /cases/" in caplog.text
    assert "RuntimeError: broken" in caplog.text


@override_settings(DEBUG=False)
def test_server_error_page_is_the_handler_of_the_site(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setattr("proposals.views.listed.with_open_due", lambda *_args: 1 / 0)
    client = Client(raise_request_exception=False)
    client.force_login(world.lead.drafter)
    response = client.get("/cases/")
    assert response.status_code == 500
    assert _("This step did not work") in response.content.decode()


def test_a_message_is_shown_once(world: World) -> None:
    client = signed_in(world.lead.drafter)
    task = world.lead_of(world.assigned())
    done = client.post(f"/assignments/{task.pk}/accept/", follow=True)
    told = _("Signed for. Next: %s.") % _("the reply")
    assert told in done.content.decode()
    assert told not in client.get(f"/cases/{task.proposal_id}/").content.decode()


def test_everyone_changes_the_own_password_and_stays_signed_in() -> None:
    person = user("drafter")
    person.set_password("a-long-password")
    person.save()
    client = signed_in(person)
    new = {"new_password1": "another-long-one", "new_password2": "another-long-one"}
    assert client.post("/password/", {"old_password": "not-this", **new}).status_code == 200
    assert client.post("/password/", {"old_password": "a-long-password", **new})["Location"] == "/"
    person.refresh_from_db()
    assert person.check_password("another-long-one")
    assert client.get("/password/").status_code == 200
