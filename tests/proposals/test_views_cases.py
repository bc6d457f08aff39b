"""The list of cases and the page of one case: what each reader finds there, and what not."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _

from proposals.actions import cases, co_handling
from proposals.models import Assignment, Proposal, User
from proposals.permissions import PERMISSIONS
from proposals.states import CaseState
from proposals.templatetags.desk import relative, short_date, weekday
from replies.models import Reply
from tests.factories import World, department, deputy, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def page(person: User, address: str, status: int = 200) -> str:
    client = Client()
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def case_page(person: User, case: Proposal) -> str:
    return page(person, f"/cases/{case.pk}/")


def closed_button(html: str, label: str) -> str:
    """The reason beside a closed button; fails where the button is open or absent."""
    found = re.search(rf'aria-disabled="true" aria-describedby="([^"]+)">{label}</button> <span class="reason" id="\1">(.*?)</span>', html)
    assert found, label
    return re.sub("<.*?>", "", found[2])


def queries(person: User, address: str) -> int:
    client = Client()
    client.force_login(person)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_list_needs_as_many_queries_for_thirty_cases_as_for_one(world: World) -> None:
    readers = [world.lead.drafter, world.coordinator, world.auditor, world.proposer]
    world.assigned()
    one = [queries(reader, "/cases/") for reader in readers]
    for _n in range(29):
        world.assigned(proposers=[world.person, deputy()])
    assert [queries(reader, "/cases/") for reader in readers] == one


def test_case_page_needs_as_many_queries_for_many_departments_and_proposers_as_for_few(world: World) -> None:
    small = world.assigned()
    large = world.case(proposers=[world.person, *(deputy() for _n in range(10))])
    tasks = [cases.Task(world.lead.department, Assignment.Mode.LEAD), cases.Task(world.co.department, Assignment.Mode.CO)]
    cases.assign_case(large, [*tasks, *(cases.Task(department(), Assignment.Mode.CO) for _n in range(8))], by=world.coordinator)
    assert queries(world.auditor, f"/cases/{large.pk}/") <= queries(world.auditor, f"/cases/{small.pk}/")


def test_pages_hold_twenty_five_cases_and_keep_the_conditions(world: World) -> None:
    for n in range(26):
        world.case(title=f"关于道路的建议{n}")
    first = page(world.coordinator, "/cases/?q=道路&sort=number")
    assert first.count("<tr>") == 1 + 25
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = page(world.coordinator, "/cases/" + following[1].replace("&amp;", "&"))
    assert second.count("<tr>") == 1 + 1
    assert "关于<mark>道路</mark>的建议" in second


def test_a_department_sees_its_own_cases_only(world: World) -> None:
    ours = world.assigned(title="关于托位的建议")
    assert ours.title in page(world.lead.drafter, "/cases/")
    assert ours.title in page(world.co.co_handler, "/cases/")
    assert ours.title not in page(world.stranger.drafter, "/cases/")
    page(world.stranger.drafter, f"/cases/{ours.pk}/", status=404)
    page(user("coordinator", department=department(kind="assigning_body")), f"/cases/{ours.pk}/", status=404)


def test_row_shows_the_own_due_date_else_the_earliest_answer(world: World) -> None:
    case = world.assigned(assigned_on=timezone.localdate() - timedelta(days=10))
    answer, opinion = world.lead_of(case).due_on, world.opinion_of(case).assignment.due_on
    assert answer
    assert opinion
    for reader, due in ((world.lead.drafter, answer), (world.co.co_handler, opinion), (world.coordinator, answer)):
        html = page(reader, "/cases/")
        assert short_date(due) in html
        assert relative(due)[1] in html
    assert short_date(opinion) not in page(world.coordinator, "/cases/")


def test_no_hits_names_the_condition_to_drop(world: World) -> None:
    world.assigned(title="关于老旧小区的建议")
    html = page(world.lead.drafter, "/cases/?q=老旧小区&state=closed")
    assert _("Without “%(words)s” there is %(n)s.") % {"words": f"{_('State')}：{CaseState.CLOSED.label}", "n": 1} in html
    assert "关于<mark>" not in html


def test_case_page_says_who_has_the_ball_until_when(world: World) -> None:
    case = world.assigned()
    task = world.lead_of(case)
    html = case_page(world.co.co_handler, case)
    ball = html[html.index('class="ball"') : html.index('class="track"')]
    assert world.lead.department.short_name in ball
    assert _("signs for the case") in ball
    assert task.due_on
    assert short_date(task.due_on) in ball
    assert task.due_rule in ball
    assert _("Your department") in case_page(world.lead.drafter, case)


def test_the_ball_goes_from_the_lead_to_the_co_handler_and_back(world: World) -> None:
    case = world.assigned()
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    assert f"{world.co.department.short_name}：{_('gives its opinion')}" in case_page(world.auditor, case)
    opinion = world.opinion_of(case)
    cases.accept_assignment(opinion.assignment, by=world.co.co_handler)
    co_handling.submit_opinion(opinion, "已查清。", by=world.co.co_handler)
    assert f"{world.lead.department.short_name}：{_('adopts the opinions or sends them back')}" in case_page(world.auditor, case)
    co_handling.adopt_opinion(opinion, by=world.lead.drafter)
    assert f"{world.lead.department.short_name}：{_('writes the reply and has it signed')}" in case_page(world.auditor, case)


@pytest.mark.parametrize("end", ["withdrawn", "registered"])
def test_the_ball_before_the_assignment_and_after_the_end(world: World, end: str) -> None:
    case = world.case()
    if end == "withdrawn":
        cases.withdraw_case(case, by=world.coordinator, reason="代表来函撤回")
        assert _("Nobody: the case was withdrawn, handling has ended") in case_page(world.coordinator, case)
    else:
        assert f"{_('Your department')}：{_('assigns the departments')}" in case_page(world.coordinator, case)


def test_history_tells_who_as_what_and_why(world: World) -> None:
    case = world.assigned()
    opinion = world.opinion_of(case)
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    cases.accept_assignment(opinion.assignment, by=world.co.co_handler)
    co_handling.submit_opinion(opinion, "没有意见。", by=world.co.co_handler)
    co_handling.send_back_opinion(opinion, by=world.lead.drafter, reason="没有具体措施")
    html = case_page(world.lead.office_reviewer, case)
    story = re.sub("<.*?>", "", html[html.index('id="story"') :])
    sent_back = _("sent the opinion of %(department)s back") % {"department": world.co.department}
    assert f"{world.lead.drafter}（{_('Drafter')}）{sent_back}（{_('Other')}）：“没有具体措施”" in story
    assert f"{world.co.co_handler}（{_('Co-handler')}）{_('signed for the case')}" in story


def test_history_keeps_the_reason_of_a_return_from_other_co_handlers(world: World) -> None:
    case = world.case()
    other = department()
    modes = Assignment.Mode
    tasks = [(world.lead.department, modes.LEAD), (world.co.department, modes.CO), (other, modes.CO)]
    cases.assign_case(case, [cases.Task(*task) for task in tasks], by=world.coordinator)
    theirs = case.assignments.get(department=world.co.department).opinion
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    cases.accept_assignment(theirs.assignment, by=world.co.co_handler)
    co_handling.submit_opinion(theirs, "没有意见。", by=world.co.co_handler)
    co_handling.send_back_opinion(theirs, by=world.lead.drafter, reason="没有具体措施")
    assert "没有具体措施" not in case_page(user("co_handler", department=other), case)
    assert "没有具体措施" in case_page(world.co.drafter, case)
    assert "没有具体措施" in case_page(world.coordinator, case)


def test_proposer_sees_text_departments_and_sent_reply_but_not_the_inside(world: World) -> None:
    case = world.handled()
    co_handling.record_contact(
        case, by=world.lead.drafter, kind="visit", phase="before", held_on=timezone.localdate(), with_whom="顾代表", notes="希望看到时间表"
    )
    html = case_page(world.proposer, case)
    assert case.body in html
    assert world.lead.department.full_name in html
    assert world.co.department.full_name in html
    for hidden in ("希望看到时间表", "场地已经查清", 'id="story"', world.lead.drafter.display_name, _("Record a contact")):
        assert hidden not in html
    assert "希望看到时间表" in case_page(world.lead.head, case)
    stranger = deputy(user=user("proposer")).user
    assert stranger
    page(stranger, f"/cases/{case.pk}/", status=404)


def test_buttons_that_are_closed_say_why(world: World) -> None:
    case = world.case()
    assert closed_button(case_page(world.auditor, case), _("Assign")) == _("Not yours to do:") + str(PERMISSIONS["case.assign"].refusal)
    assert f'href="/assign/{case.pk}/"' in case_page(world.coordinator, case)
    assigned = world.assigned()
    html = case_page(world.lead.office_reviewer, assigned)
    assert closed_button(html, _("Sign for")).endswith(str(PERMISSIONS["assignment.accept"].refusal))
    html = case_page(world.co.co_handler, assigned)
    assert _("Please sign for the case first.") in closed_button(html, _("Write the opinion"))
    assert f'action="/assignments/{world.opinion_of(assigned).assignment_id}/accept/"' in html


def test_what_people_typed_is_text_and_never_markup(world: World) -> None:
    bad = "<script>alert(1)</script>"
    world.person.name = world.person.delegation = bad
    world.person.save()
    case = world.handled(title=bad, body=bad, category=bad)
    co_handling.record_contact(
        case, by=world.lead.drafter, kind="visit", phase="before", held_on=timezone.localdate(), with_whom=bad, notes=bad
    )
    for address in (f"/cases/{case.pk}/", f"/cases/?q={bad}", f"/opinions/{world.opinion_of(case).pk}/"):
        html = page(world.lead.drafter, address)
        assert bad not in html
        assert escape("<script>") in html


def test_the_reply_stands_on_the_case_page(world: World) -> None:
    reply: Reply = world.reply("drafting")
    assert f"/replies/{reply.pk}/" in case_page(world.lead.drafter, reply.case)
    assert f"/replies/{reply.pk}/" not in case_page(world.proposer, reply.case)


def test_attachments_are_downloads_for_those_who_see_the_case(world: World) -> None:
    case = world.assigned(attachments=[SimpleUploadedFile("调研报告.html", b"<script>alert(1)</script>")])
    file = case.attachments.get()
    assert f'href="/attachments/{file.pk}/"' in case_page(world.proposer, case)
    for reader in (world.coordinator, world.lead.drafter, world.co.co_handler, world.proposer, world.auditor):
        client = Client()
        client.force_login(reader)
        response: Any = client.get(f"/attachments/{file.pk}/")
        assert b"".join(response.streaming_content) == b"<script>alert(1)</script>"
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert response["Content-Type"] == "application/octet-stream"
        assert response["X-Content-Type-Options"] == "nosniff"
    page(world.stranger.drafter, f"/attachments/{file.pk}/", status=404)
    page(user("proposer"), f"/attachments/{file.pk}/", status=404)


def test_due_date_is_explained_by_its_rule(world: World) -> None:
    case = world.assigned(assigned_on=timezone.localdate())
    html = case_page(world.lead.drafter, case)
    task = world.lead_of(case)
    assert task.assigned_on
    explained = [
        _("Assigned on %(day)s; that day itself does not count.") % {"day": date_format(task.assigned_on)},
        _("The last day is %(day)s, %(weekday)s.") % {"day": date_format(task.due_on), "weekday": weekday(task.due_on)},
    ]
    assert all(line in html for line in explained)
    rules = case.rule_set
    rules.limits = rules.limits | {"answer": rules.limits["answer"] | {"count": 1}}
    rules.save()
    # A change of the rules changes no date that was told.
    assert all(line in case_page(world.lead.drafter, case) for line in explained)


def test_unassigned_case_of_a_published_reply_has_no_due_date(world: World) -> None:
    assert page(world.coordinator, "/cases/").count("<tr>") == 0
    assert _("There are no cases yet") in page(world.coordinator, "/cases/")
    case = world.case()
    assert "—" in page(world.coordinator, "/cases/")
    assert case.number_label in page(world.coordinator, "/cases/")
