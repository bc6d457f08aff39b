"""What happens when people press at the same moment in one case, on a real PostgreSQL: each step is taken once, the chain stays whole."""

import pytest

from proposals import audit
from proposals.actions import assigning, cases, co_handling, unassigning
from proposals.errors import NotReady, WrongState
from proposals.models import Assignment, Proposal
from replies import transitions
from replies.actions import drafts, printing
from replies.models import Reply
from tests import factories
from tests.factories import Office, World, hand_over
from tests.faults.at_once import at_once, events, losers, on

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.faults]


def test_an_opinion_and_the_withdrawal_of_its_case_at_once(world: World) -> None:
    case = world.assigned()
    opinion = world.opinion_of(case)
    cases.accept_assignment(opinion.assignment, by=world.co.co_handler)
    other = Proposal.objects.get(pk=case.pk)
    results = at_once(
        [
            lambda: co_handling.submit_opinion(opinion, "场地已经查清。", by=world.co.co_handler),
            lambda: cases.withdraw_case(other, by=world.coordinator, reason="代表撤回"),
        ]
    )
    case.refresh_from_db()
    opinion.refresh_from_db()
    assert case.state == "withdrawn"
    # Either the opinion came first and stands, or it was refused as a whole.
    assert [type(lost) for lost in losers(results)] in ([], [NotReady])
    assert opinion.submissions.count() == events(case)["submit"] == (opinion.state == "submitted")


def test_two_departments_that_sign_for_a_case_at_once_begin_it_once(world: World) -> None:
    second = Office()
    case = world.case()
    modes = [cases.Task(office.department, Assignment.Mode.JOINT_LEAD, "各自部分") for office in (world.lead, second)]
    parts = [Assignment.objects.get(pk=part.pk) for part in cases.assign_case(case, modes, by=world.coordinator)]
    drafters = [world.lead.drafter, second.drafter]
    results = at_once([lambda own=own, by=by: cases.accept_assignment(own, by=by) for own, by in zip(parts, drafters, strict=True)])
    assert losers(results) == []
    assert events(case)["accept"] == 2
    assert events(case)["begin"] == 1


def test_two_replies_dispatched_at_once_answer_the_case_once(world: World) -> None:
    second = Office()
    case = world.case()
    modes = [cases.Task(office.department, Assignment.Mode.SPLIT, "各自部分") for office in (world.lead, second)]
    parts = cases.assign_case(case, modes, by=world.coordinator)
    replies = []
    for part, office in zip(parts, (world.lead, second), strict=True):
        cases.accept_assignment(part, by=office.drafter)
        replies.append(printed_by(part, office))
    results = at_once(
        [
            on(reply, lambda own, by=office.document_administrator: hand_over(own, by=by))
            for reply, office in zip(replies, (world.lead, second), strict=True)
        ]
    )
    assert losers(results) == []
    case.refresh_from_db()
    assert case.state == "answered"
    assert events(case)["answer"] == 1


def printed_by(part: Assignment, office: Office) -> Reply:
    """The reply of a department, walked to “printed”; the page itself does not matter here."""
    reply = drafts.open_reply(part, by=office.drafter)
    latest = reply.latest
    assert latest is not None
    drafts.save_draft(
        reply, latest.text | {"body": "经研究，现答复如下。"}, base=latest.number, by=office.drafter, outcome="A", publication="full"
    )
    factories.contacted(part.proposal, by=office.drafter)
    transitions.submit(reply, by=office.drafter)
    for step, by in (("pass_on", office.office_reviewer), ("approve", office.deputy_head), ("sign", office.head)):
        transitions.agree(reply, step, by=by)
    printing.number_reply(reply, by=office.document_administrator)
    factories.printed(reply, by=office.document_administrator)
    return reply


def test_checkpoints_written_while_the_cases_go_on_stay_true(world: World) -> None:
    replies = [world.reply("signed", co=False) for _ in range(10)]
    clerk = world.lead.document_administrator
    audit.write_checkpoint()
    at_once(
        [
            *[on(reply, lambda own: printing.number_reply(own, by=clerk)) for reply in replies],
            lambda: audit.write_checkpoint(),
            lambda: audit.write_checkpoint(),
        ]
    )
    audit.write_checkpoint()
    assert list(audit.verify_events()) == []
    assert audit.write_checkpoint() is None


def test_two_coordinators_assign_a_case_at_once_and_one_is_refused(world: World) -> None:
    case = world.case()
    colleague = factories.user("coordinator", department=world.body)
    tasks = {
        by: [cases.Task(office.department, Assignment.Mode.SOLE)] for by, office in ((world.coordinator, world.lead), (colleague, world.co))
    }
    results = at_once([lambda by=by: assigning.assign_together(Proposal.objects.get(pk=case.pk), tasks[by], by=by) for by in tasks])
    assert [type(lost) for lost in losers(results)] == [WrongState]
    assert case.assignments.count() == events(case)["assign"] == 1


def test_an_assignment_taken_back_while_its_department_signs_for_it(world: World) -> None:
    case = world.assigned(co=False)
    task, own = world.lead_of(case), Proposal.objects.get(pk=case.pk)
    results = at_once(
        [
            lambda: cases.accept_assignment(task, by=world.lead.drafter),
            lambda: unassigning.take_assignment_back(own, by=world.coordinator),
        ]
    )
    case.refresh_from_db()
    assert [type(lost) for lost in losers(results)] == [WrongState]
    assert (case.state, case.assignments.count()) in (("registered", 0), ("handling", 1))
    assert list(audit.verify_events()) == []
