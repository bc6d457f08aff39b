"""The steps of a case on screen: registering, assigning, signing for, opinions, contacts, endings; and how each is refused."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.actions import cases, co_handling
from proposals.models import Assignment, Contact, CoOpinion, Group, Person, Proposal, User
from proposals.permissions import PERMISSIONS
from proposals.states import CASE, OPINION
from tests.factories import World, deputy, group

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def get(person: User, address: str) -> Any:
    client = Client()
    client.force_login(person)
    return client.get(address)


def post(person: User, address: str, data: dict[str, Any] | None = None, *, follow: bool = False) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(address, data or {}, follow=follow)


def text(response: Any) -> str:
    html: str = response.content.decode()
    return html


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
    response = post(world.coordinator, f"/cases/{case.pk}/assign/", data)
    assert response.url == f"/cases/{following.pk}/assign/"
    case.refresh_from_db()
    assert case.state == "assigned"
    assert {(a.department, a.mode, a.scope) for a in case.assignments.all()} == {
        (world.lead.department, "lead", ""),
        (world.co.department, "co", "请说明场地"),
    }
    last = post(world.coordinator, f"/cases/{following.pk}/assign/", rows((world.lead.department.short_name, "sole", ""), next="1"))
    assert last.url == f"/cases/{following.pk}/"


def test_assign_shows_the_due_dates_and_the_queue_before(world: World) -> None:
    case, other = world.case(), world.case(title="关于另一件事的建议")
    response = get(world.coordinator, f"/cases/{case.pk}/assign/")
    due, article = cases.preview_due(case, Assignment.Mode.LEAD, timezone.localdate())
    _name, shown, source = response.context["preview"][0]
    assert (shown.due_on, source) == (due.due_on, article)
    assert article in text(response)
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
    response = post(world.coordinator, f"/cases/{case.pk}/assign/", data)
    assert response.status_code == 422
    name = data.get("task-0-department", "")
    assert (_(message) % name if "%s" in message else _(message)) in text(response)
    for value in data.values():
        assert value in text(response)
    case.refresh_from_db()
    assert case.state == "registered"


def test_assign_is_refused_to_others_and_twice(world: World) -> None:
    case = world.assigned()
    address = f"/cases/{case.pk}/assign/"
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


# Signing for


def test_accept_by_a_post_of_the_own_department_alone(world: World) -> None:
    case = world.assigned()
    task = world.lead_of(case)
    address = f"/assignments/{task.pk}/accept/"
    assert get(world.lead.drafter, address).status_code == 405
    refused = post(world.co.co_handler, address)
    assert refused.status_code == 403
    assert str(PERMISSIONS["assignment.accept"].refusal) in text(refused)
    assert post(world.stranger.drafter, address).status_code == 404
    done = post(world.lead.drafter, address, follow=True)
    assert _("Signed for. Next: %s.") % _("the reply") in text(done)
    task.refresh_from_db()
    assert (task.state, task.accepted_by) == ("accepted", world.lead.drafter)
    assert post(world.lead.drafter, address).status_code == 409


def test_a_post_without_a_token_changes_nothing(world: World) -> None:
    task = world.lead_of(world.assigned())
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.lead.drafter)
    response = client.post(f"/assignments/{task.pk}/accept/")
    assert response.status_code == 403
    assert _("This page was open for too long") in text(response)
    task.refresh_from_db()
    assert task.state == "to_sign"


# Opinions


@pytest.fixture
def opinion(world: World) -> CoOpinion:
    opinion = world.opinion_of(world.assigned())
    cases.accept_assignment(world.lead_of(opinion.case), by=world.lead.drafter)
    cases.accept_assignment(opinion.assignment, by=world.co.co_handler)
    return opinion


def test_opinion_goes_back_with_a_reason_and_comes_again(world: World, opinion: CoOpinion) -> None:
    address = f"/opinions/{opinion.pk}/"
    assert post(world.co.co_handler, address, {"text": "没有意见。"}).url == address
    assert post(world.lead.drafter, address + "send-back/", {"reason": "没有具体措施"}).url == f"/cases/{opinion.case.pk}/"
    html = text(get(world.co.co_handler, address))
    assert "没有具体措施" in html
    assert "没有意见。" in html
    post(world.co.co_handler, address, {"text": "可改作托育点。"})
    page = get(world.lead.drafter, address)
    assert [(r.submission.number, bool(r.sent_back)) for r in page.context["rounds"]] == [(2, False), (1, True)]
    post(world.lead.drafter, address + "adopt/")
    opinion.refresh_from_db()
    assert opinion.state == "adopted"


def test_opinion_that_is_empty_or_comes_too_late_keeps_its_text(world: World, opinion: CoOpinion) -> None:
    address = f"/opinions/{opinion.pk}/"
    empty = post(world.co.co_handler, address, {"text": "  "})
    assert empty.status_code == 422
    assert _("Please write the opinion; an empty one is of no use to the lead.") in text(empty)
    co_handling.submit_opinion(opinion, "第一份。", by=world.co.co_handler)
    late = post(world.co.co_handler, address, {"text": "写了很久的第二份。"})
    assert late.status_code == 409
    assert "写了很久的第二份。" in text(late)
    assert OPINION.label("submitted") in text(late)


def test_opinion_is_the_co_handlers_to_give_and_the_leads_to_judge(world: World, opinion: CoOpinion) -> None:
    address = f"/opinions/{opinion.pk}/"
    assert post(world.lead.drafter, address, {"text": "代写"}).status_code == 403
    co_handling.submit_opinion(opinion, "可改作托育点。", by=world.co.co_handler)
    for step in ("adopt/", "send-back/"):
        response = post(world.co.co_handler, address + step, {"reason": "不采纳"})
        assert response.status_code == 403
        assert str(PERMISSIONS["opinion.judge"].refusal) in text(response)
    assert get(world.co.co_handler, address + "send-back/").status_code == 403
    for person in (world.stranger.drafter, world.proposer):
        assert get(person, address).status_code == 404
        assert post(person, address + "adopt/").status_code == 404


def test_sending_an_opinion_back_needs_a_reason(world: World, opinion: CoOpinion) -> None:
    address = f"/opinions/{opinion.pk}/send-back/"
    assert get(world.lead.drafter, address).status_code == 409  # nothing has been submitted
    co_handling.submit_opinion(opinion, "没有意见。", by=world.co.co_handler)
    assert "没有意见。" in text(get(world.lead.drafter, address))
    empty = post(world.lead.drafter, address, {"reason": " "})
    assert empty.status_code == 422
    assert _("Please write a reason; the person concerned will read it.") in text(empty)
    co_handling.adopt_opinion(opinion, by=world.lead.drafter)
    late = post(world.lead.drafter, address, {"reason": "请写明小区名称"})
    assert late.status_code == 409
    assert "请写明小区名称" in text(late)


# Contacts


def contact(**fields: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    return {"kind": "phone", "phase": "during", "held_on": today, "with_whom": "顾代表", "notes": "希望看到时间表"} | fields


def test_contact_is_recorded_by_the_department_that_answers(world: World) -> None:
    case = world.handled()
    address = f"/cases/{case.pk}/contacts/new/"
    assert get(world.lead.drafter, address).context["form"]["with_whom"].value() == world.person.name
    assert post(world.lead.drafter, address, contact()).url == f"/cases/{case.pk}/"
    recorded = Contact.objects.get()
    assert (recorded.kind, recorded.notes, recorded.recorded_by) == ("phone", "希望看到时间表", world.lead.drafter)
    assert post(world.co.co_handler, address, contact()).status_code == 403
    assert post(world.stranger.drafter, address, contact()).status_code == 404


@pytest.mark.parametrize("wrong", [{"held_on": "2999-01-01"}, {"held_on": "昨天"}, {"with_whom": ""}, {"kind": "letter"}])
def test_contact_that_cannot_be_keeps_what_was_typed(world: World, wrong: dict[str, str]) -> None:
    case = world.handled()
    response = post(world.lead.drafter, f"/cases/{case.pk}/contacts/new/", contact(**wrong))
    assert response.status_code == 422
    assert "希望看到时间表" in text(response)
    assert not Contact.objects.exists()


# Endings


def test_withdrawal_needs_a_coordinator_and_a_reason(world: World) -> None:
    case = world.assigned()
    address = f"/cases/{case.pk}/withdraw/"
    assert get(world.lead.drafter, address).status_code == 403
    assert case.title in text(get(world.coordinator, address))
    empty = post(world.coordinator, address, {"reason": ""})
    assert empty.status_code == 422
    assert 'aria-invalid="true"' in text(empty)
    assert post(world.coordinator, address, {"reason": "代表来函撤回"}).url == f"/cases/{case.pk}/"
    case.refresh_from_db()
    assert case.state == "withdrawn"
    late = post(world.coordinator, address, {"reason": "再撤一次"})
    assert late.status_code == 409
    assert "再撤一次" in text(late)
    assert get(world.coordinator, address).status_code == 409


def test_close_is_refused_until_all_have_answered(world: World) -> None:
    case = world.handled()
    address = f"/cases/{case.pk}/close/"
    early = post(world.coordinator, address)
    assert early.status_code == 409
    assert CASE.label("handling") in text(early)
    assert _("Nothing was changed.") in text(early)
    cases.finish_assignment(world.lead_of(case))
    assert post(world.lead.drafter, address).status_code == 403
    assert post(world.coordinator, address).url == f"/cases/{case.pk}/"
    case.refresh_from_db()
    assert case.state == "closed"
    assert _("Nobody: the case is closed") in text(get(world.coordinator, f"/cases/{case.pk}/"))
