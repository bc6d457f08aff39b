"""The admin: master data for its keeper, everything of the workflow read-only, no way in for others."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from proposals.admin import site
from proposals.models import Department, Event, Proposal, User
from proposals.permissions import PERMISSIONS
from tests.factories import World, rule_set

pytestmark = pytest.mark.django_db

READ_ONLY = {"proposal", "assignment", "coopinion", "event", "checkpoint", "ruleset"} | {
    "reply",
    "replyversion",
    "documentnumber",
    "officialdocument",
    "renderjob",
}
MASTER = {"user", "department", "session", "person", "group", "departmentcertificate", "returnreason"}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def keeper(world: World) -> Client:
    client = Client()
    client.force_login(world.administrator)
    return client


def test_what_is_registered_is_all_that_is_named_here() -> None:
    assert {model._meta.model_name for model in site._registry} == READ_ONLY | MASTER


def test_only_the_keeper_of_master_data_enters(world: World) -> None:
    staff = world.lead.drafter
    staff.is_staff = staff.is_superuser = True
    staff.save()
    for person in (staff, world.coordinator, world.auditor, world.proposer):
        client = Client()
        client.force_login(person)
        for address in ("/admin/", "/admin/proposals/department/", "/admin/proposals/user/add/"):
            response = client.get(address, follow=True)
            assert response.status_code == 403
            assert str(PERMISSIONS["master.edit"].refusal) in response.content.decode()
    assert Client().get("/admin/", follow=True).redirect_chain[-1][0] == "/login/?next=/admin/"
    keeper = Client()
    keeper.force_login(world.administrator)
    assert keeper.get("/admin/login/")["Location"] == "/admin/"


def test_every_list_and_form_opens_under_the_strict_policy(world: World, keeper: Client) -> None:
    world.reply("numbered")
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages = [reverse(f"{name}_changelist")]
        first = model._base_manager.first()
        if first is not None:
            pages.append(reverse(f"{name}_change", args=[first.pk]))
        if model._meta.model_name in MASTER:
            pages.append(reverse(f"{name}_add"))
        for address in pages:
            response = keeper.get(address)
            assert response.status_code == 200, address
            html = response.content.decode()
            assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>|<style|\sstyle=\"|\son[a-z]+=\"", html), address


def test_nothing_of_the_workflow_can_be_written(world: World, keeper: Client) -> None:
    world.reply("numbered")
    for model in site._registry:
        if model._meta.model_name not in READ_ONLY:
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert keeper.get(reverse(f"{name}_add")).status_code == 403
        row = model._base_manager.first()
        if row is not None:
            assert keeper.post(reverse(f"{name}_change", args=[row.pk]), {"state": "closed"}).status_code == 403
            assert keeper.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
            html = keeper.get(reverse(f"{name}_change", args=[row.pk])).content.decode()
            assert not re.search(r'<(input|select|textarea)[^>]*name="(state|title|text|digest|serial|body)"', html)
        assert model._base_manager.filter(pk=row.pk if row else None).exists() == (row is not None)
    assert Proposal.objects.get().state == "handling"
    assert Event.objects.count() == Proposal.objects.get().chain_length


def test_a_user_is_made_with_a_password_and_given_roles(world: World, keeper: Client) -> None:
    made = {"username": "qinyuexi", "display_name": "秦越溪", "department": world.lead.department.pk, "usable_password": "true"}
    grants = {"role_grants-TOTAL_FORMS": "1", "role_grants-INITIAL_FORMS": "0", "role_grants-0-role": "office_reviewer"}
    passwords = {"password1": "a-long-password-7", "password2": "a-long-password-7"}
    response = keeper.post("/admin/proposals/user/add/", made | passwords | grants)
    assert response.status_code == 302, response.content.decode()
    person = User.objects.get(username="qinyuexi")
    assert person.check_password("a-long-password-7")
    assert (person.department, person.is_staff, person.is_superuser) == (world.lead.department, False, False)
    if not person.role_codes:  # Django's form for a new user asks for the name first; the roles follow on the form of the user
        change = made | {"is_active": "on"} | grants
        assert keeper.post(f"/admin/proposals/user/{person.pk}/change/", change).status_code == 302
    assert User.objects.get(pk=person.pk).role_codes == {"office_reviewer"}
    assert LogEntry.objects.filter(object_id=str(person.pk), user=world.administrator).exists()
    html = keeper.get(f"/admin/proposals/user/{person.pk}/change/").content.decode()
    for flag in ("is_staff", "is_superuser", "user_permissions", "groups"):
        assert f'name="{flag}"' not in html
    assert keeper.get(f"/admin/proposals/user/{person.pk}/delete/").status_code == 403
    new = {"password1": "another-long-one-8", "password2": "another-long-one-8", "usable_password": "true"}
    assert keeper.post(f"/admin/proposals/user/{person.pk}/password/", new).status_code == 302
    assert User.objects.get(pk=person.pk).check_password("another-long-one-8")


def test_a_weak_password_is_refused(keeper: Client) -> None:
    data = {"username": "weak", "display_name": "弱", "usable_password": "true", "password1": "123", "password2": "123"}
    response = keeper.post("/admin/proposals/user/add/", data | {"role_grants-TOTAL_FORMS": "0", "role_grants-INITIAL_FORMS": "0"})
    assert response.status_code == 200
    assert not User.objects.filter(username="weak").exists()


def test_a_rule_set_is_read_here_and_edited_on_its_own_page(keeper: Client) -> None:
    rules = rule_set()
    html = keeper.get(f"/admin/proposals/ruleset/{rules.pk}/change/").content.decode()
    assert "代表法" in html  # readable, not escaped to \u codes
    assert not re.search(r"<textarea|<input[^>]*type=\"(text|submit)\"", html)
    (link,) = re.findall(r'<a href="([^"]*)" class="viewsitelink"', html)
    assert keeper.get(link).context["rule_set"] == rules


def test_a_department_in_use_stays(world: World, keeper: Client) -> None:
    world.assigned()
    keeper.post(f"/admin/proposals/department/{world.lead.department.pk}/delete/", {"post": "yes"})
    assert Department.objects.filter(pk=world.lead.department.pk).exists()
