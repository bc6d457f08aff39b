"""My work: the ball moves on with every step, and nobody's list holds what is another's."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from proposals import workflow
from proposals.actions import cases, co_handling, requests
from proposals.errors import CaseError
from proposals.models import Assignment, Proposal, User
from proposals.permissions import ROLES
from proposals.templatetags.desk import short_date
from replies import transitions, work
from replies.actions import batches, drafts, printing
from replies.actions import review as actions
from replies.context import navigation
from replies.states import ReplyState
from replies.views.work_items import work_of
from replies.views.work_kinds import Work
from replies.views.work_sentences import moment
from tests.factories import BODY, World, contacted, hand_over, session, user
from tests.replies import publication_walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def groups(person: User) -> list[Work]:
    return work_of(work.found(person), timezone.localdate())


def verbs(person: User) -> list[str]:
    return [group.code for group in groups(person) for _item in group.items]


def balls(world: World) -> dict[str, list[str]]:
    """Whoever has work → the verbs of it."""
    return {name: found for name, person in world.actors().items() if person.is_active and (found := verbs(person))}


def page(person: User, address: str = "/") -> str:
    client = Client()
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_ball_moves_on_with_every_step(world: World) -> None:
    lead, co = world.lead, world.co
    case = world.case()
    assert balls(world) == {"coordinator": ["assign"]}
    tasks = [
        cases.Task(lead.department, Assignment.Mode.LEAD),
        cases.Task(co.department, Assignment.Mode.CO, "请说明场地情况"),
    ]
    cases.assign_case(case, tasks, by=world.coordinator)
    to_sign = {"lead.drafter": ["accept"], "lead.co_handler": ["accept"]}
    to_sign_co = {"co.drafter": ["accept"], "co.co_handler": ["accept"]}
    assert balls(world) == to_sign | to_sign_co
    cases.accept_assignment(world.lead_of(case), by=lead.drafter)
    assert balls(world) == {"lead.drafter": ["draft"]} | to_sign_co
    opinion = world.opinion_of(case)
    cases.accept_assignment(opinion.assignment, by=co.co_handler)
    assert balls(world) == {"lead.drafter": ["draft"], "co.co_handler": ["opinion"]}
    co_handling.submit_opinion(opinion, "场地已查清。", by=co.co_handler)
    assert balls(world) == {"lead.drafter": ["judge", "draft"]}
    co_handling.send_back_opinion(opinion, by=lead.drafter, reason="请写明处数")
    assert balls(world) == {"lead.drafter": ["draft"], "co.co_handler": ["opinion"]}
    assert "请写明处数" in page(co.co_handler)
    co_handling.submit_opinion(opinion, "场地37处。", by=co.co_handler)
    co_handling.adopt_opinion(opinion, by=lead.drafter)
    reply = drafts.open_reply(world.lead_of(case), by=lead.drafter)
    assert reply.latest
    drafts.save_draft(reply, reply.latest.text | {"body": BODY}, base=1, by=lead.drafter, outcome="A", publication="full")
    contacted(case, by=lead.drafter)
    assert balls(world) == {"lead.drafter": ["draft"]}
    transitions.submit(reply, by=lead.drafter)
    assert balls(world) == {"co.co_handler": ["co_sign"]}
    actions.agree(reply, by=co.co_handler)
    assert balls(world) == {"lead.office_reviewer": ["review"]}
    actions.send_back(reply, by=lead.office_reviewer, reason="请注明截止日期")
    assert balls(world) == {"lead.drafter": ["revise"]}
    assert "请注明截止日期" in page(lead.drafter)
    transitions.submit(reply, by=lead.drafter)
    assert balls(world) == {"lead.office_reviewer": ["review"]}, "the same text; what was co-signed stands"
    actions.agree(reply, by=lead.office_reviewer)
    assert balls(world) == {"lead.deputy_head": ["approve"]}
    actions.agree(reply, by=lead.deputy_head)
    assert balls(world) == {"lead.head": ["sign"]}
    actions.agree(reply, by=lead.head)
    assert balls(world) == {"lead.document_administrator": ["number"]}
    printing.number_reply(reply, by=lead.document_administrator)
    assert balls(world) == {"lead.document_administrator": ["number"]}
    (job,) = batches.number_and_print([reply], by=lead.document_administrator).jobs
    assert balls(world) == {}, "at press, it waits for nobody"
    claimed = transitions.claim_job(job.pk)
    assert claimed
    transitions.fail_job(claimed, "没有字形")
    assert balls(world) == {"lead.document_administrator": ["number"]}
    assert "没有字形" in page(lead.document_administrator)


def test_after_the_print_it_is_dispatched_and_closed(world: World) -> None:
    reply = world.reply(ReplyState.PRINTED)
    assert balls(world) == {"lead.document_administrator": ["dispatch"]}
    hand_over(reply, by=world.lead.document_administrator, words="当面送交")
    to_publish = {"lead.office_reviewer": ["publication_check"], "lead.document_administrator": ["publication_check"]}
    assert balls(world) == {"coordinator": ["close"]} | to_publish
    cases.close_case(Proposal.objects.get(pk=reply.case.pk), by=world.coordinator)
    assert balls(world) == to_publish, "what is public goes on after the case is closed"
    publication = publication_walk.onward(reply.public_record, world, "checked")
    assert balls(world) == {"lead.document_administrator": ["publication_publish"]}
    publication_walk.published(publication, world)
    assert balls(world) == {}


def test_nothing_waits_in_a_withdrawn_case(world: World) -> None:
    reply = world.reply(ReplyState.OFFICE_REVIEW)
    cases.withdraw_case(Proposal.objects.get(pk=reply.case.pk), by=world.coordinator, reason="提出人撤回")
    assert balls(world) == {}


def test_nobody_is_asked_to_judge_a_text_of_his_own(world: World) -> None:
    reply = world.reply(ReplyState.OFFICE_REVIEW, co=False)
    world.lead.drafter.grant("office_reviewer")
    drafter = User.objects.get(pk=world.lead.drafter.pk)
    assert verbs(drafter) == []
    assert verbs(world.lead.office_reviewer) == ["review"]
    assert reply.latest
    assert reply.latest.author == drafter


def test_where_the_chain_ends_with_the_deputy_the_deputy_signs(world: World) -> None:
    rules = world.session.suggestion_rules
    assert rules
    rules.review_chain = ["office", "deputy_head"]
    rules.save()
    world.reply(ReplyState.DEPUTY_APPROVAL)
    assert verbs(world.lead.deputy_head) == ["sign"]


def test_everything_listed_is_open_to_the_person(world: World) -> None:
    """The conditions of the list and the checks of the steps are written twice; here they meet."""
    steps = {"accept": "accept", "opinion": "submit", "judge": "adopt", "co_sign": "co_sign", "review": "pass_on", "approve": "approve"}
    steps |= {"sign": "sign", "dispatch": "dispatch", "assign": "assign", "close": "close", "objection": "accept", "extension": "allow"}
    steps |= {"file": "file", "publication_check": "check", "publication_publish": "publish"}
    world.case()
    world.case(session=session(organ="cppcc"), kind="cppcc_proposal")
    world.assigned()
    for state in ReplyState:
        world.reply(state)
    asked = world.assigned()
    cases.accept_assignment(world.opinion_of(asked).assignment, by=world.co.co_handler)
    given = world.assigned()
    cases.accept_assignment(world.opinion_of(given).assignment, by=world.co.co_handler)
    co_handling.submit_opinion(world.opinion_of(given), "可以。", by=world.co.co_handler)
    ask(world)
    publication_walk.walked(world, "checked")
    seen = set()
    for person in world.actors().values():
        for kind, rows in work.waiting(person).items():
            for row in rows:
                seen.add(kind)
                if kind in steps:
                    workflow.check_move(row, steps[kind], by=person)
                elif kind == "begin":
                    drafts.check_open_reply(row, by=person)
                elif kind in ("draft", "revise"):
                    drafts.check_save_draft(row, by=person)
                else:
                    workflow.check_move(row, "number", by=person) if row.state == "signed" else printing.check_print(row, by=person)
                assert Proposal.objects.visible_to(person).filter(pk=row.case.pk).exists()
    assert seen == {*steps, "begin", "draft", "number"}
    with pytest.raises(CaseError):
        workflow.check_move(Proposal.objects.get(pk=asked.pk), "assign", by=world.coordinator)


def test_late_groups_and_rows_come_first(world: World) -> None:
    today = timezone.localdate()
    world.reply(co=False)
    late = world.assigned(co=False, assigned_on=today - timedelta(days=200))
    later = world.assigned(co=False, assigned_on=today - timedelta(days=190))
    world.assigned(co=False, assigned_on=today)
    found = groups(world.lead.drafter)
    assert [(group.code, group.late) for group in found] == [("accept", 2), ("draft", 0)]
    assert [item.case.pk for item in found[0].items[:2]] == [late.pk, later.pk]
    html = page(world.lead.drafter)
    assert html.index(late.number_label) < html.index(later.number_label)
    assert "count-late" in html


def test_the_next_action_is_on_the_row(world: World) -> None:
    case = world.assigned(co=False)
    html = page(world.lead.drafter)
    assert f'action="{reverse("assignment_accept", args=[world.lead_of(case).pk])}"' in html
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    assert f'action="{reverse("reply_start", args=[world.lead_of(case).pk])}"' in page(world.lead.drafter)


def test_what_others_have_in_hand_is_no_work_but_can_be_found(world: World) -> None:
    reply = world.reply(ReplyState.OFFICE_REVIEW)
    client = Client()
    client.force_login(world.lead.drafter)
    response = client.get("/")
    assert response.context["groups"] == []
    assert [other.pk for other in response.context["others"]] == [reply.pk]
    assert str(escape(_("Nothing waits for you now."))) in response.content.decode()


def test_whoever_has_no_work_of_this_kind_is_told_so(world: World) -> None:
    for person in (world.auditor, world.administrator):
        assert escape(_("Your role handles no cases.")) in page(person)
    assert work.found(world.auditor) == []
    assert work.waiting(user(*ROLES, department=world.lead.department, is_active=False)) == {}


def ask(world: World) -> None:
    """An objection, and a request for more time."""
    requests.raise_objection(world.lead_of(world.assigned()), by=world.lead.drafter, reason="不属我局职责")
    task = world.lead_of(world.handled(co=False))
    assert task.due_on
    requests.ask_extension(task, by=world.lead.drafter, until=task.due_on + timedelta(days=9), reason="需现场勘察")


def many(world: World, n: int) -> None:
    """n cases at every place where something waits."""
    for _again in range(n):
        world.case()
        world.assigned()
        for state in (ReplyState.DRAFTING, ReplyState.CO_SIGNING, ReplyState.OFFICE_REVIEW, ReplyState.SIGNED, ReplyState.DISPATCHED):
            world.reply(state)
        back = world.reply(ReplyState.OFFICE_REVIEW)
        transitions.send_back(back, by=world.lead.office_reviewer, reason="请改")
        given = world.assigned()
        cases.accept_assignment(world.lead_of(given), by=world.lead.drafter)
        cases.accept_assignment(world.opinion_of(given).assignment, by=world.co.co_handler)
        co_handling.submit_opinion(world.opinion_of(given), "可以。", by=world.co.co_handler)
        ask(world)


def queries(person: User, address: str = "/") -> int:
    client = Client()
    client.force_login(person)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_many_rows_need_no_more_queries_than_one(world: World) -> None:
    lead = world.lead
    people = [lead.drafter, lead.office_reviewer, lead.document_administrator, world.co.co_handler, world.coordinator, world.proposer]
    yesterday = timezone.now() - timedelta(days=1)
    User.objects.filter(pk__in=[person.pk for person in people]).update(last_seen_at=timezone.now(), away_since=yesterday)
    many(world, 1)
    before = [queries(person) for person in people]
    many(world, 5)
    for _again in range(8):
        world.assigned()
        world.reply(ReplyState.SIGNED, co=False)
    assert [queries(person) for person in people] == before
    assert max(before) <= 15, before


def test_the_head_of_a_page_costs_one_query_and_none_for_strangers(world: World, rf: Any) -> None:
    many(world, 1)
    for person in world.actors().values():
        request = rf.get("/")
        request.user = User.objects.get(pk=person.pk)
        with CaptureQueriesContext(connection) as seen:
            nav = navigation(request)["nav"]
            waiting, late = nav["work_count"](), nav["late_count"]()
        assert len(seen) <= 1
        assert waiting >= late
        assert waiting == sum(len(group.items) for group in groups(person))
    request.user = AnonymousUser()
    with CaptureQueriesContext(connection) as seen:
        assert navigation(request) == {"nav": {}}
    assert len(seen) == 0


def test_the_row_of_a_signed_reply_names_its_signer(world: World) -> None:
    world.reply(ReplyState.SIGNED)
    assert escape(world.lead.head.display_name) in page(world.lead.document_administrator)


def test_a_moment_of_today_needs_no_date() -> None:
    now = timezone.now()
    assert moment(now) == _("today %s") % timezone.localtime(now).strftime("%H:%M")
    before = timezone.localtime(now) - timedelta(days=3)
    assert moment(before) == f"{short_date(before.date())} {before:%H:%M}"
