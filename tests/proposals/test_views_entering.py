"""Registering and assigning a case on screen, and how each is refused."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.actions import cases
from proposals.models import Assignment, Group, Person, Proposal
from proposals.permissions import PERMISSIONS
from proposals.states import CASE
from tests.factories import World, deputy, group
from tests.proposals.pages import get, post, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def entry(world: World, **fields: Any) -> dict[str, Any]:
    return {
        "session": world.session.pk,
        "kind": "suggestion",
        "case_no": "0027",
        "title": "关于增加托位的建议",
        "proposers": world.person.name,
        "body": "请增加托位。",
        "category": "",
        "origin": "ordinary",
    } | fields


def rows(*tasks: tuple[str, str, str], **more: str) -> dict[str, str]:
    data = {"task-TOTAL_FORMS": str(len(tasks)), "task-INITIAL_FORMS": "1"}
    for n, (name, mode, scope) in enumerate(tasks):
        data |= {f"task-{n}-department": name, f"task-{n}-mode": mode, f"task-{n}-scope": scope}
    return data | more


# Registering


def test_register_keeps_zeros_order_and_files(world: World) -> None:
    second, party = deputy(), group()
    names = f"{world.person.name}、{second.name}，{party.name}"
    files = [SimpleUploadedFile("甲.txt", b"1"), SimpleUploadedFile("乙.txt", b"22")]
    response = post(world.coordinator, "/cases/new/", entry(world, case_no=" 第0027号", proposers=names, attachments=files))
    case = Proposal.objects.get()
    assert response.url == f"/cases/{case.pk}/"
    assert (case.case_no, case.kind, case.assigning_body) == ("0027", "suggestion", world.body)
    assert [(p.who, p.is_lead) for p in case.proposers.all()] == [(world.person, True), (second, False), (party, False)]
    assert [(file.name, file.size) for file in case.attachments.all()] == [("甲.txt", 1), ("乙.txt", 2)]


def test_register_asks_before_it_adds_new_names(world: World) -> None:
    data = entry(world, proposers=f"{world.person.name}、楚天阔（第二代表团）、民丁云澜市委会")
    response = post(world.coordinator, "/cases/new/", data)
    assert response.status_code == 422
    assert not Proposal.objects.exists()
    assert not Person.objects.filter(name="楚天阔").exists()
    form = response.context["form"]
    assert [field.label for field in form.questions] == ["楚天阔（第二代表团）", "民丁云澜市委会"]
    assert form["title"].value() == data["title"]
    assert form["body"].value() == data["body"]
    chosen = {"new:楚天阔（第二代表团）": "person", "new:民丁云澜市委会": "party"}
    assert post(world.coordinator, "/cases/new/", data | chosen).status_code == 302
    added = Person.objects.get(name="楚天阔")
    assert (added.role, added.delegation) == ("deputy", "第二代表团")
    assert Group.objects.get(name="民丁云澜市委会").kind == "party"
    assert [str(p) for p in Proposal.objects.get().proposers.all()] == [world.person.name, "楚天阔", "民丁云澜市委会"]


def test_register_adds_nobody_when_the_case_is_refused(world: World) -> None:
    world.case(case_no="0027")
    response = post(world.coordinator, "/cases/new/", entry(world, proposers="楚天阔") | {"new:楚天阔": "person"})
    assert response.status_code == 422
    refusal = _("%(session)s already has %(number)s.") % {"session": world.session, "number": "建议 第0027号"}
    assert refusal in text(response)
    assert not Person.objects.filter(name="楚天阔").exists()


def test_register_drops_a_question_when_the_name_is_corrected(world: World) -> None:
    response = post(world.coordinator, "/cases/new/", entry(world) | {"new:顾晚州": ""})
    assert response.status_code == 302
    assert not Person.objects.filter(name="顾晚州").exists()


def test_register_asks_which_of_two_of_one_name(world: World) -> None:
    first, second = (deputy(name="叶青梧", delegation=name) for name in ("第一代表团", "第二代表团"))
    response = post(world.coordinator, "/cases/new/", entry(world, proposers="叶青梧"))
    assert "叶青梧（第一代表团）、叶青梧（第二代表团）" in text(response)
    post(world.coordinator, "/cases/new/", entry(world, proposers="叶青梧（第二代表团）"))
    assert Proposal.objects.get().proposers.get().person == second
    assert first.proposals.count() == 0


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        ("case_no", "第号", "case_no"),
        ("title", " ", "title"),
        ("proposers", "、、", "proposers"),
        ("proposers", "楚" * 51, "proposers"),
        ("proposers", "楚天阔、楚天阔", "proposers"),
        ("kind", "cppcc_proposal", "kind"),
        ("session", "0", "session"),
        ("origin", "nowhere", "origin"),
    ],
)
def test_register_marks_what_is_wrong_and_keeps_the_rest(world: World, field: str, value: str, wrong: str) -> None:
    response = post(world.coordinator, "/cases/new/", entry(world, **{field: value}))
    assert response.status_code == 422
    assert wrong in response.context["form"].errors
    assert "请增加托位。" in text(response)
    assert not Proposal.objects.exists()


def test_register_refuses_a_name_without_a_choice_and_an_invented_choice(world: World) -> None:
    for choice in ("", "emperor"):
        response = post(world.coordinator, "/cases/new/", entry(world, proposers="楚天阔") | {"new:楚天阔": choice})
        assert response.status_code == 422
    assert not Person.objects.filter(name="楚天阔").exists()
    assert not Group.objects.filter(name="楚天阔").exists()


def test_register_refuses_an_empty_file(world: World) -> None:
    response = post(world.coordinator, "/cases/new/", entry(world, attachments=[SimpleUploadedFile("空.txt", b"")]))
    assert response.status_code == 422
    assert not Proposal.objects.exists()
    assert _("Please choose the attachments again; a browser does not keep them.") in text(response)


def test_register_then_the_next_begins_with_the_same_session(world: World) -> None:
    response = post(world.coordinator, "/cases/new/", entry(world, again="1"))
    assert response.url == "/cases/new/"
    form = get(world.coordinator, "/cases/new/").context["form"]
    assert form["session"].value() == world.session.pk
    assert form["kind"].value() == "suggestion"


def test_register_is_a_coordinators(world: World) -> None:
    for address_of in (get, post):
        response = address_of(world.lead.drafter, "/cases/new/")
        assert response.status_code == 403
        assert str(PERMISSIONS["case.register"].refusal) in text(response)


# Assigning


def test_assign_hands_the_case_out_and_goes_to_the_next(world: World) -> None:
    case, following = world.case(), world.case()
    data = rows(
        (world.lead.department.short_name, "lead", ""), (world.co.department.full_name, "co", "请说明场地"), ("", "co", ""), next="1"
    )
    response = post(world.coordinator, f"/assign/{case.pk}/", data)
    assert response.url == f"/assign/{following.pk}/"
    case.refresh_from_db()
    assert case.state == "assigned"
    assert {(a.department, a.mode, a.scope) for a in case.assignments.all()} == {
        (world.lead.department, "lead", ""),
        (world.co.department, "co", "请说明场地"),
    }
    last = post(world.coordinator, f"/assign/{following.pk}/", rows((world.lead.department.short_name, "sole", ""), next="1"))
    assert last.url == "/assign/", "there is no other"


def test_assign_shows_the_due_dates_and_the_queue_before(world: World) -> None:
    case, other = world.case(), world.case(title="关于另一件事的建议")
    response = get(world.coordinator, f"/assign/{case.pk}/")
    due, article = cases.preview_due(case, Assignment.Mode.LEAD, timezone.localdate())
    part = get(world.coordinator, f"/assign/{case.pk}/dues/")
    shown = next(one.deadline for one in part.context["dues"] if one.name == "answer")
    assert (shown.due_on, shown.limit.article) == (due.due_on, article)
    assert article in text(part)
    assert other.title in text(response)


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        ([("没有这个局", "lead", "")], "No department is called “%s”. Choose one of the list."),
        ([("", "lead", "说明场地")], "Enter the department."),
        ([("LEAD", "co", "")], "Choose the department that answers."),
        ([("LEAD", "lead", ""), ("LEAD", "co", "")], "A department is named twice."),
        ([("LEAD", "sole", ""), ("CO", "co", "")], "A sole handler has no co-handlers; choose “lead” instead."),
        ([("BODY", "lead", "")], "No department is called “%s”. Choose one of the list."),
        ([], "Choose the department that answers."),
    ],
)
def test_assign_says_what_does_not_fit_and_keeps_what_was_typed(world: World, tasks: list[tuple[str, str, str]], message: str) -> None:
    case = world.case()
    names = {d: o.short_name for d, o in (("LEAD", world.lead.department), ("CO", world.co.department), ("BODY", world.body))}
    data = rows(*((names.get(name, name), mode, scope) for name, mode, scope in tasks))
    response = post(world.coordinator, f"/assign/{case.pk}/", data)
    assert response.status_code == 422
    name = data.get("task-0-department", "")
    assert (_(message) % name if "%s" in message else _(message)) in text(response)
    for value in data.values():
        assert value in text(response)
    case.refresh_from_db()
    assert case.state == "registered"


def test_assign_is_refused_to_others_and_twice(world: World) -> None:
    case = world.assigned()
    address = f"/assign/{case.pk}/"
    assert get(world.lead.drafter, address).status_code == 409  # where it stands comes before who asks
    assert post(world.lead.drafter, address).status_code == 403
    again = get(world.coordinator, address)
    assert again.status_code == 409
    assert CASE.label("assigned") in text(again)
    data = rows((world.stranger.department.short_name, "sole", ""))
    late = post(world.coordinator, address, data)
    assert late.status_code == 409
    assert world.stranger.department.short_name in text(late)
    assert not case.assignments.filter(department=world.stranger.department).exists()
    assert get(world.stranger.drafter, address).status_code == 404
