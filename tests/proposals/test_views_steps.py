"""Signing for a case, opinions, contacts and endings on screen, and how each is refused."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.actions import cases, co_handling
from proposals.models import Contact, CoOpinion
from proposals.permissions import PERMISSIONS
from proposals.states import CASE, OPINION
from tests.factories import World
from tests.proposals.pages import get, post, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


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


def test_opinion_is_written_once_the_case_is_signed_for(world: World) -> None:
    opinion = world.opinion_of(world.assigned())
    address = f"/opinions/{opinion.pk}/"
    before = text(get(world.co.co_handler, address))
    assert f'action="/assignments/{opinion.assignment_id}/accept/"' in before
    assert 'name="text"' not in before
    early = post(world.co.co_handler, address, {"text": "写得太早。"})
    assert early.status_code == 409
    assert "写得太早。" in text(early)
    cases.accept_assignment(opinion.assignment, by=world.co.co_handler)
    assert 'name="text"' in text(get(world.co.co_handler, address))


def test_opinion_goes_back_with_a_reason_and_comes_again(world: World, opinion: CoOpinion) -> None:
    address = f"/opinions/{opinion.pk}/"
    assert post(world.co.co_handler, address, {"text": "没有意见。"}).url == address
    assert (
        post(world.lead.drafter, address + "send-back/", {"ground": "empty", "reason": "没有具体措施"}).url == f"/cases/{opinion.case.pk}/"
    )
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
    empty = post(world.lead.drafter, address, {"ground": "empty", "reason": " "})
    assert empty.status_code == 422
    assert _("Please write a reason; the person concerned will read it.") in text(empty)
    co_handling.adopt_opinion(opinion, by=world.lead.drafter)
    late = post(world.lead.drafter, address, {"ground": "no_facts", "reason": "请写明小区名称"})
    assert late.status_code == 409
    assert "请写明小区名称" in text(late)


# Contacts


def contact(**fields: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    return {
        "kind": "phone",
        "phase": "during",
        "held_on": today,
        "with_whom": "顾代表",
        "participants": "陆知行",
        "notes": "希望看到时间表",
    } | fields


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
