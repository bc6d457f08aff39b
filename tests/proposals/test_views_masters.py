"""The pages of the master data: what they show, what an edit over another's says, and how a list is taken over."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals.actions.masters import save_group, save_person
from proposals.models import Department, Group, Person, Session, User
from tests.factories import World, department, deputy, group, session, user
from tests.proposals.pages import get, post, text

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-password-7"


@pytest.fixture
def keeper() -> User:
    return user("system_administrator")


@pytest.fixture
def client(keeper: User) -> Client:
    made = Client()
    made.force_login(keeper, backend="django.contrib.auth.backends.ModelBackend")
    return made


def pages(world: World) -> list[str]:
    lists = [reverse(name) for name in ("master", "department_list", "user_list", "session_list", "person_list")]
    lists += [f"{reverse('person_list')}?show=groups", f"{reverse('user_list')}?without=reply.sign"]
    rows = {
        "department_edit": world.lead.department.pk,
        "user_edit": world.lead.drafter.pk,
        "session_edit": world.session.pk,
        "person_edit": world.person.pk,
        "group_edit": group().pk,
        "user_close": world.lead.drafter.pk,
    }
    return [*lists, *(reverse(name, args=[pk]) for name, pk in rows.items())]


def test_pages_ask_the_same_for_few_rows_and_for_many(client: Client) -> None:
    addresses = pages(World())
    asked: dict[str, list[int]] = {address: [] for address in addresses}
    for address in addresses:
        client.get(address)  # what the process keeps from then on is not asked again
    for more in (0, 30):
        for n in range(more):
            user("head", department=department())
            deputy(user=user("proposer"))
            group()
            session(meeting=n + 1, term=40)
        for address in addresses:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            asked[address].append(len(seen))
    assert {address: (few, many) for address, (few, many) in asked.items() if few != many or few > 15} == {}


FIELDS: dict[str, dict[str, Any]] = {
    "department": {"full_name": "云澜市水利局", "short_name": "市水利局", "kind": "government", "contact_phone": "0999-1"},
    "session": {"organ": "cppcc", "region": "云澜市", "term": 8, "meeting": 3},
    "person": {"name": "顾晚舟", "role": "deputy", "delegation": "第三代表团"},
    "group": {"name": "民云澜市委会", "kind": "party"},
}
MODELS: dict[str, Any] = {"department": Department, "session": Session, "person": Person, "group": Group}


@pytest.mark.parametrize("name", FIELDS)
def test_a_row_is_entered_changed_and_not_over_another_s_change(client: Client, name: str) -> None:
    model, fields = MODELS[name], dict(FIELDS[name])
    if name == "session":
        fields["proposal_rules"] = session().proposal_rules_id
        Session.objects.update(region="别处")
    for _twice in range(2):
        again = client.post(reverse(f"{name}_new"), fields)
    assert again.status_code == 422 if name != "person" else 302, "a name is given once, but two people may share one"
    row = model._default_manager.order_by("pk").last()
    address = reverse(f"{name}_edit", args=[row.pk])
    form = client.get(address).context["form"]
    changed = {"department": "contact_phone", "session": "term", "person": "delegation", "group": "name"}[name]
    sent = fields | {"seen": form["seen"].value(), changed: 9}
    assert client.post(address, sent).status_code == 302
    assert str(getattr(model._default_manager.get(pk=row.pk), changed)) == "9"
    late = client.post(address, sent | {changed: 7})
    assert late.status_code == 409
    assert late.context["form"][changed].value() == "7", "what was typed is still there"
    assert "改过" in text(late)
    assert client.post(address, sent | {changed: 7, "seen": late.context["form"]["seen"].value()}).status_code == 302


def test_an_account_is_made_with_roles_and_its_password_shown_once(client: Client, keeper: User) -> None:
    own = department()
    sent = {"username": "luzhixing", "display_name": "陆知行", "department": own.pk, "roles": ["drafter", "co_handler"]}
    told = client.post(reverse("user_new"), sent)
    password = told.context["password"]
    assert (told.status_code, told["Cache-Control"]) == (200, "no-store")
    assert password in text(told)
    person = User.objects.get(username="luzhixing")
    address = reverse("user_edit", args=[person.pk])
    page = client.get(address)
    assert password not in text(page)
    seen = page.context["form"]["seen"].value()
    assert client.post(address, sent | {"roles": ["head"], "seen": seen}).status_code == 302
    assert User.objects.get(pk=person.pk).role_codes == {"head"}
    assert client.post(address, sent | {"seen": seen}).status_code == 409
    own_page = reverse("user_edit", args=[keeper.pk])
    mine = {"username": keeper.username, "display_name": keeper.display_name, "roles": ["auditor"]}
    assert client.post(own_page, mine).status_code == 403
    again = client.post(reverse("user_password", args=[person.pk])).context["password"]
    assert User.objects.get(pk=person.pk).check_password(again)


def test_whoever_got_a_password_chooses_one_before_anything_else(client: Client) -> None:
    person = user("auditor")
    first = client.post(reverse("user_password", args=[person.pk])).context["password"]
    browser = Client()
    signed = browser.post("/login/", {"username": person.username, "password": first}, follow=True)
    assert signed.redirect_chain[-1][0] == "/password/"
    assert "系统管理员给您的" in text(signed)
    assert browser.get("/cases/")["Location"] == "/password/"
    done = browser.post("/password/", {"old_password": first, "new_password1": PASSWORD, "new_password2": PASSWORD})
    assert done["Location"] == "/start/"
    assert browser.get("/cases/").status_code == 200


def test_lists_are_searched(client: Client, keeper: User) -> None:
    own = department(full_name="云澜市教育局", short_name="市教育局")
    department(full_name="云澜市旧局", short_name="市旧局", active=False)
    User.objects.create(username="lu", display_name="陆知行", department=own, office="学前教育科")
    deputy(name="顾晚舟", delegation="第三代表团")
    party = group(name="民革市委会")

    def found(name: str, query: str) -> list[str]:
        return [str(row) for row in client.get(f"{reverse(name)}?{query}").context["page"]]

    for query in ("q=教育", "q=sjyj", "q=JiaoYu"):
        assert found("department_list", query) == ["市教育局"]
    assert found("department_list", "q=nobody") == []
    assert found("department_list", "show=all") == ["市教育局", "市旧局"]
    for query in ("q=luzhi", "q=lzx", "q=学前", "q=市教育局", "show=idle&q=lu"):
        assert found("user_list", query) == ["陆知行"]
    assert found("user_list", "role=system_administrator&q=lu") == []
    for query in ("q=顾", "q=第三", "q=gwz", "q=Gu+Wan", "q=wanzhou", "show=deputy"):
        assert found("person_list", query) == ["顾晚舟"]
    for query in ("show=member", "q=zg", "q=%7C"):
        assert found("person_list", query) == []
    assert found("person_list", "show=groups&q=mgs") == found("person_list", "show=groups&q=minge") == ["民革市委会"]
    # A name that is set right is found as it is now.
    save_group(party, {"name": "民建市委会"}, by=keeper)
    assert [found("person_list", f"show=groups&q={typed}") for typed in ("mjs", "mgs")] == [["民建市委会"], []]


def test_a_department_goes_out_of_use_and_comes_back(client: Client) -> None:
    world = World()
    world.assigned()
    page = client.get(reverse("department_edit", args=[world.lead.department.pk]))
    assert "它还有 1 件没有办完" in page.context["button"].refusal
    assert client.post(reverse("department_retire", args=[world.lead.department.pk])).status_code == 409
    own = world.stranger.department
    gone = client.post(reverse("department_retire", args=[own.pk]), follow=True)
    back = reverse("department_restore", args=[own.pk])
    assert f'action="{back}"' in text(gone), "it can be undone"
    assert client.get(reverse("department_edit", args=[own.pk])).context["button"].url == back
    client.post(back)
    assert Department.objects.get(pk=own.pk).active


def test_a_list_is_read_looked_at_and_taken_over(client: Client) -> None:
    address = reverse("master_import", args=["departments"])
    for wrong in ({}, {"file": SimpleUploadedFile("x.csv", b"\xff\xff")}, {"pasted": "电话\t地址\n1\t2"}, {"step": "drop"}):
        assert client.post(address, {"step": "read"} | wrong).status_code in (422, 302)
    csv = "单位名称,电话,备注\n云澜市教育局,0999-1,无\n,0999-2,\n"
    read = client.post(address, {"step": "read", "back": "departments", "file": SimpleUploadedFile("单位.csv", csv.encode("gb18030"))})
    assert read["Location"] == address
    page = client.get(address)  # it waits here, however often it is looked at
    assert [row.verdict for row in page.context["rows"]] == ["new", "wrong"]
    assert (page.context["waiting"]["ignored"], page.context["good"]) == (["备注"], 1)
    assert not Department.objects.exists()
    assert client.post(address, {"step": "good", "seen": "of another preview"}).status_code == 409
    assert client.post(address, {"step": "all", "seen": page.context["seen"]}).status_code == 409, "not while a row is wrong"
    assert not Department.objects.exists()
    unreadable = client.post(address, {"step": "read", "pasted": "电话\n1"})
    assert (unreadable.status_code, unreadable.context["form"].errors.keys()) == (422, {"pasted"})
    done = client.post(address, {"step": "good", "seen": client.get(address).context["seen"]})
    assert (done.status_code, done.context["new"], len(done.context["taken"].left)) == (200, 1, 1)
    assert done.context["back"] == reverse("setup_step", args=["departments"])
    assert Department.objects.get().full_name == "云澜市教育局"
    assert "rows" not in client.get(address).context, "what was taken over waits no longer"


def test_a_preview_that_another_has_overtaken_is_shown_anew(client: Client, keeper: User) -> None:
    known = deputy(name="顾晚舟", phone="0999-1")
    address = reverse("master_import", args=["proposers"])
    client.post(address, {"step": "read", "pasted": "姓名\t身份\t电话\n顾晚舟\t代表\t0999-2"})
    seen = client.get(address).context["seen"]
    save_person(known, {"phone": "0999-3"}, by=keeper)
    late = client.post(address, {"step": "all", "seen": seen})
    assert late.status_code == 409
    assert late.context["rows"][0].differences == [("电话", "0999-3", "0999-2")]
    assert client.post(address, {"step": "drop"}).status_code == 302
    assert Person.objects.get().phone == "0999-3"


def test_the_template_is_a_file_and_its_example_is_not_entered(client: Client) -> None:
    file = client.get(reverse("master_import_template", args=["people"]))
    assert file["Content-Disposition"].startswith("attachment")
    address = reverse("master_import", args=["people"])
    empty = client.post(address, {"step": "read", "file": SimpleUploadedFile("模板.xlsx", file.content)})
    assert "只有示例那一行" in text(empty)
    assert get(user("system_administrator"), reverse("master_import", args=["seals"])).status_code == 404


def test_what_is_not_there_is_not_found(keeper: User) -> None:
    for name in ("department_edit", "user_edit", "session_edit", "person_edit", "group_edit", "user_close"):
        assert get(keeper, reverse(name, args=[99999])).status_code == 404
    assert post(keeper, reverse("user_open", args=[99999])).status_code == 404
