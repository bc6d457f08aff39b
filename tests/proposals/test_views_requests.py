"""退办 and 延期 on screen: the buttons, the forms, the decision, and what each reader sees of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from proposals.actions import cases, requests
from proposals.models import Clock, ExtensionRequest, Objection, Proposal
from proposals.templatetags.desk import short_date
from tests.factories import World, hand_over
from tests.proposals.pages import get, post, text

pytestmark = pytest.mark.django_db
REASON = "用地审批不属我局职责"


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def case(world: World) -> Proposal:
    return world.assigned()


def objected(world: World, case: Proposal) -> Objection:
    return requests.raise_objection(world.lead_of(case), by=world.lead.drafter, reason=REASON, suggested=world.stranger.department)


def more_time(world: World, case: Proposal) -> ExtensionRequest:
    task = world.lead_of(case)
    assert task.due_on
    return requests.ask_extension(task, by=world.lead.drafter, until=task.due_on + timedelta(days=20), reason=REASON)


def test_the_buttons_are_for_those_who_may_ask(world: World, case: Proposal) -> None:
    task = world.lead_of(case)
    for person, shown in ((world.lead.drafter, True), (world.lead.co_handler, True), (world.lead.head, False), (world.coordinator, False)):
        html = text(get(person, f"/cases/{case.pk}/"))
        assert (f"/assignments/{task.pk}/object/" in html) == (f"/assignments/{task.pk}/more-time/" in html) == shown


def test_a_button_that_is_closed_says_why(world: World, case: Proposal) -> None:
    objected(world, case)
    more_time(world, case)
    html = text(get(world.lead.drafter, f"/cases/{case.pk}/"))
    for reason in (_("The objection is not decided yet."), _("The request before this one is not decided yet.")):
        assert escape(reason) in html
    task = world.lead_of(case)
    assert get(world.lead.drafter, f"/assignments/{task.pk}/object/").status_code == 409
    assert get(world.lead.drafter, f"/assignments/{task.pk}/more-time/").status_code == 409


def test_an_objection_with_a_mistake_keeps_its_words(world: World, case: Proposal) -> None:
    address = f"/assignments/{world.lead_of(case).pk}/object/"
    html = text(get(world.lead.drafter, address))
    assert world.stranger.department.full_name in html
    assert f'value="{world.lead.department.short_name}"' not in html
    limit = Clock.objects.get(assignment=world.lead_of(case), name="objection")
    assert short_date(limit.due_on) in html
    for given in ({"reason": "", "suggested": ""}, {"reason": REASON, "suggested": "没有这个局"}, {"reason": REASON, "suggested": "own"}):
        if given["suggested"] == "own":
            given["suggested"] = world.lead.department.short_name
        answer = post(world.lead.drafter, address, given)
        assert answer.status_code == 422
        assert given["reason"] in text(answer)
    assert not Objection.objects.exists()
    Clock.objects.filter(name="objection").update(due_on=timezone.localdate() - timedelta(days=1))
    case.rule_set.policies = case.rule_set.policies | {"late_objection": {"value": "refused", "article": "示例第十四条"}}
    case.rule_set.save()
    late = post(world.lead.drafter, address, {"reason": REASON, "suggested": ""})
    assert late.status_code == 409
    assert REASON in text(late)
    assert limit.limit.article in text(late)


def test_more_time_within_what_the_rules_allow(world: World, case: Proposal) -> None:
    task = world.lead_of(case)
    address = f"/assignments/{task.pk}/more-time/"
    page = get(world.lead.drafter, address)
    latest, rule = page.context["latest"]
    html = text(page)
    assert rule.article in html
    assert f'max="{latest.isoformat()}"' in html
    far = post(world.lead.drafter, address, {"until": (latest + timedelta(days=1)).isoformat(), "reason": REASON})
    assert far.status_code == 422
    assert REASON in text(far)
    assert rule.article in text(far)
    assert post(world.lead.drafter, address, {"until": "", "reason": ""}).status_code == 422
    assert post(world.lead.drafter, address, {"until": latest.isoformat(), "reason": REASON}).url == f"/cases/{case.pk}/"
    again = post(world.lead.drafter, address, {"until": latest.isoformat(), "reason": "又一次"})
    assert again.status_code == 409
    assert "又一次" in text(again)


def test_the_decision_is_prepared_with_the_suggested_department(world: World, case: Proposal) -> None:
    objection = objected(world, case)
    address = f"/objections/{objection.pk}/"
    page = get(world.coordinator, address)
    assert page.context["formset"].forms[0].initial["department"] == world.stranger.department.short_name
    assert short_date(page.context["preview"][0].due_on) in text(page)
    nobody = {"task-TOTAL_FORMS": "1", "task-INITIAL_FORMS": "1", "task-0-mode": "lead", "decision": "accept"}
    nowhere = post(world.coordinator, address, nobody | {"task-0-department": ""})
    assert nowhere.status_code == 422
    assert REASON in text(nowhere)
    handed = post(world.coordinator, address, nobody | {"task-0-department": world.stranger.department.short_name})
    assert handed.url == f"/cases/{case.pk}/"
    html = text(get(world.lead.drafter, address))
    assert _("Granted") in html
    assert 'name="decision"' not in html
    assert 'name="decision"' not in text(get(world.coordinator, address))


def test_a_refusal_needs_its_reason_and_is_read_by_the_department(world: World, case: Proposal) -> None:
    for asked, address in ((objected(world, case), "objections"), (more_time(world, case), "more-time")):
        assert post(world.coordinator, f"/{address}/{asked.pk}/", {"decision": "refuse", "reason": " "}).status_code == 422
        assert (
            post(world.coordinator, f"/{address}/{asked.pk}/", {"decision": "refuse", "reason": f"由你局办理{address}"}).status_code == 302
        )
        assert f"由你局办理{address}" in text(get(world.lead.drafter, f"/cases/{case.pk}/"))
        late = post(world.coordinator, f"/{address}/{asked.pk}/", {"decision": "refuse", "reason": "再说一次"})
        assert late.status_code == 409
        assert f"由你局办理{address}" in text(late)


def test_what_is_past_is_not_granted(world: World) -> None:
    """The letter went out while the request lay there."""
    reply = world.reply("printed", co=False)
    objection, asked = objected(world, reply.case), more_time(world, reply.case)
    hand_over(reply, by=world.lead.document_administrator)
    done = escape(_("The department has done its part already; there is nothing to hand to another."))
    assert done in text(get(world.coordinator, f"/objections/{objection.pk}/"))
    put_off = escape(_("What was asked for is done already; there is nothing to put off."))
    assert put_off in text(get(world.coordinator, f"/more-time/{asked.pk}/"))
    assert post(world.coordinator, f"/more-time/{asked.pk}/", {"decision": "allow"}).status_code == 409


def test_other_departments_do_not_read_the_reasons(world: World, case: Proposal) -> None:
    objection = objected(world, case)
    for person, reads in ((world.lead.head, True), (world.coordinator, True), (world.auditor, True), (world.co.drafter, False)):
        assert (REASON in text(get(person, f"/cases/{case.pk}/"))) == reads
    assert get(world.co.drafter, f"/objections/{objection.pk}/").status_code == 404
    assert REASON not in text(get(world.proposer, f"/cases/{case.pk}/"))


def test_a_request_is_taken_back_by_a_post(world: World, case: Proposal) -> None:
    for asked, address in ((objected(world, case), "objections"), (more_time(world, case), "more-time")):
        assert f'action="/{address}/{asked.pk}/take-back/"' in text(get(world.lead.drafter, f"/cases/{case.pk}/"))
        assert post(world.lead.drafter, f"/{address}/{asked.pk}/take-back/").status_code == 302
        asked.refresh_from_db()
        assert asked.state == "taken_back"


def test_the_page_of_a_case_asks_no_more_with_more_requests(world: World, case: Proposal) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert get(world.auditor, f"/cases/{case.pk}/").status_code == 200
        return len(seen)

    for _once in range(2):
        requests.take_objection_back(objected(world, case), by=world.lead.drafter)
        requests.take_extension_back(more_time(world, case), by=world.lead.drafter)
    before = queries()
    for _again in range(8):
        requests.take_objection_back(objected(world, case), by=world.lead.drafter)
        requests.take_extension_back(more_time(world, case), by=world.lead.drafter)
    assert queries() == before


def test_whoever_gave_a_case_back_sees_what_became_of_it_and_does_nothing_more(world: World, case: Proposal) -> None:
    objection = objected(world, case)
    taken = cases.Task(world.stranger.department, "lead")
    requests.accept_objection(objection, by=world.coordinator, tasks=[taken])
    html = text(get(world.lead.drafter, f"/cases/{case.pk}/"))
    assert _("Given back") in html
    assert f"/assignments/{objection.assignment_id}/accept/" not in html
    assert f"/assignments/{objection.assignment_id}/object/" not in html
