"""What happens when people press at the same moment, on a real PostgreSQL: one wins, the other is told, nothing is lost or done twice."""

import re
from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from proposals.actions import cases, co_handling
from proposals.errors import CaseError, WrongState
from proposals.models import Assignment, CoOpinion, Event, User
from replies import transitions
from replies.actions import batches, drafts, printing
from replies.errors import StaleDraft
from replies.forms import as_posted
from replies.models import DocumentNumber, NumberCounter, RenderJob, Reply, ReplyVersion, ReviewStep
from tests.factories import Office, World, user
from tests.faults.at_once import at_once, events, losers, on

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.faults]


@pytest.mark.parametrize(("state", "step", "role"), [("deputy_approval", "approve", "deputy_head"), ("head_approval", "sign", "head")])
def test_of_two_signers_at_once_one_signs(world: World, state: str, step: str, role: str) -> None:
    reply = world.reply(state)
    first, second = getattr(world.lead, role), user(role, department=world.lead.department)
    results = at_once([on(reply, lambda own, by=by: transitions.agree(own, step, by=by)) for by in (first, second)])
    (lost,) = losers(results)
    assert type(lost) is WrongState
    reply.refresh_from_db()
    assert events(reply.case)[step] == 1
    assert ReviewStep.objects.filter(reply=reply, step=role, decision="agreed").count() == 1
    if step == "sign":
        assert reply.state == "signed"
        assert reply.signed_by in (first, second)
        assert reply.signed_version == reply.latest


def test_fifty_numbers_drawn_at_once_are_unique_and_without_a_gap(world: World) -> None:
    replies = [world.reply("signed", co=False) for _ in range(50)]
    clerks = [world.lead.document_administrator, user("document_administrator", department=world.lead.department)]
    results = at_once(
        [on(reply, lambda own, by=clerks[place % 2]: printing.number_reply(own, by=by)) for place, reply in enumerate(replies)]
    )
    assert losers(results) == []
    assert sorted(DocumentNumber.objects.values_list("serial", flat=True)) == list(range(1, 51))
    assert NumberCounter.objects.get().last == 50
    assert DocumentNumber.objects.values("reply").distinct().count() == 50
    assert all(events(reply.case)["number"] == 1 for reply in replies)


def test_one_reply_numbered_by_ten_at_once_has_one_number_and_the_next_one_follows(world: World) -> None:
    reply, other = world.reply("signed", co=False), world.reply("signed", co=False)
    clerk = world.lead.document_administrator
    results = at_once([on(reply, lambda own: printing.number_reply(own, by=clerk)) for _ in range(10)])
    assert [type(lost) for lost in losers(results)] == [WrongState] * 9
    printing.number_reply(other, by=clerk)
    assert [number.serial for number in DocumentNumber.objects.order_by("serial")] == [1, 2]


def test_of_twenty_saves_over_one_version_one_is_taken_and_the_others_keep_their_text(world: World) -> None:
    reply = world.reply("drafting")
    latest = reply.latest
    assert latest is not None
    base = latest.number
    drafters = [user("drafter", department=world.lead.department) for _ in range(20)]
    bodies = [f"{latest.body}\n第{place}位承办人补写的一句。" for place in range(20)]

    def save(own: Reply, body: str, by: User) -> ReplyVersion:
        return drafts.save_draft(own, latest.text | {"body": body}, base=base, by=by)

    results = at_once([on(reply, lambda own, body=body, by=by: save(own, body, by)) for body, by in zip(bodies, drafters, strict=True)])
    taken = [result for result in results if isinstance(result, ReplyVersion)]
    assert len(taken) == 1
    assert [version.number for version in reply.versions.order_by("number")] == [*range(1, base + 1), taken[0].number]
    for body, result in zip(bodies, results, strict=True):
        if isinstance(result, StaleDraft):
            assert result.mine["body"] == body
            assert result.theirs == taken[0]
        else:
            assert isinstance(result, ReplyVersion)
            assert result.body == body
    assert events(reply.case)["save"] == reply.versions.count()


def test_of_twenty_who_save_at_once_on_screen_one_goes_on_and_the_others_get_both_texts(world: World) -> None:
    reply = world.reply("drafting")
    latest = reply.latest
    assert latest is not None
    before = reply.versions.count()
    own_lines = [f"第{place}位承办人补写的一句。" for place in range(100, 120)]
    browsers = [Client() for _ in own_lines]
    for browser in browsers:
        browser.force_login(user("drafter", department=world.lead.department))

    rest = {"base": latest.number, "outcome": "A", "publication": "full", "step": "save"}

    def save(browser: Client, line: str) -> tuple[int, str]:
        """The status of the answer, and its page."""
        answer = browser.post(reverse("reply_edit", args=[reply.pk]), as_posted(latest.text) | rest | {"body": f"{latest.body}\n{line}"})
        return answer.status_code, answer.content.decode()

    results = at_once([lambda one=one, line=line: save(one, line) for one, line in zip(browsers, own_lines, strict=True)])
    assert losers(results) == []
    answers = dict(zip(own_lines, [result for result in results if isinstance(result, tuple)], strict=True))
    assert Counter(status for status, _page in answers.values()) == {302: 1, 409: 19}
    (taken,) = [line for line, (status, _page) in answers.items() if status == 302]
    assert [version.number for version in reply.versions.order_by("number")] == list(range(1, before + 2))
    assert taken in reply.versions.get(number=before + 1).body
    for line, (status, page) in answers.items():
        if status == 409:
            mine, theirs = (strip_tags(re.sub(f"<{other}>.*?</{other}>", "", page)) for other in ("del", "ins"))
            assert line in mine, "one's own text is not on the page"
            assert taken in theirs, "the text saved meanwhile is not on the page"


def test_twenty_who_save_until_they_are_taken_all_leave_their_version(world: World) -> None:
    reply = world.reply("drafting")
    drafters = [user("drafter", department=world.lead.department) for _ in range(20)]
    before = reply.versions.count()

    def insist(own: Reply, by: User) -> list[int]:
        """Adds a line of one's own to the newest text, over and over, as people do who are shown the conflict."""
        latest = own.latest
        bases = []
        while latest:
            bases.append(latest.number)
            text = latest.text | {"body": f"{latest.body}\n{by.display_name}补写的一句。"}
            try:
                drafts.save_draft(own, text, base=latest.number, by=by)
            except StaleDraft as stale:
                latest = stale.theirs
            else:
                return bases
        return bases

    results = at_once([on(reply, lambda own, by=by: insist(own, by)) for by in drafters])
    assert losers(results) == []
    versions = list(reply.versions.order_by("number"))
    assert [version.number for version in versions] == list(range(1, before + 21))
    last = versions[-1].body
    assert all(last.count(f"{by.display_name}补写的一句。") == 1 for by in drafters)


@pytest.mark.parametrize("state", ["signed", "numbered"])
def test_two_clerks_who_print_the_same_replies_at_once_make_one_job_each(world: World, state: str) -> None:
    replies = [world.reply(state, co=False) for _ in range(20)]
    clerks = [world.lead.document_administrator, user("document_administrator", department=world.lead.department)]
    # One begins at the top of the list, the other at the bottom: locks taken in the order of the list would cross.
    lists = [[Reply.objects.get(pk=reply.pk) for reply in order] for order in (replies, replies[::-1])]
    results = at_once([lambda own=own, by=by: batches.number_and_print(own, by=by) for own, by in zip(lists, clerks, strict=True)])
    assert losers(results) == []
    assert Counter(RenderJob.objects.values_list("reply", flat=True)) == {reply.pk: 1 for reply in replies}
    assert sorted(DocumentNumber.objects.values_list("serial", flat=True)) == list(range(1, 21))
    queued = [result for result in results if isinstance(result, batches.Queued)]
    assert sum(len(one.jobs) for one in queued) == 20
    assert sum(len(one.refused) for one in queued) == 20


def two_co_handlers(world: World) -> tuple[Reply, list[Office]]:
    """A draft that waits for the co-signatures of two departments, their opinions adopted."""
    offices = [world.co, Office()]
    case = world.case()
    tasks = [cases.Task(world.lead.department, Assignment.Mode.LEAD)]
    cases.assign_case(case, tasks + [cases.Task(office.department, Assignment.Mode.CO, "场地") for office in offices], by=world.coordinator)
    lead = case.assignments.get(mode=Assignment.Mode.LEAD)
    cases.accept_assignment(lead, by=world.lead.drafter)
    for office in offices:
        opinion = CoOpinion.objects.get(assignment__proposal=case, assignment__department=office.department)
        cases.accept_assignment(opinion.assignment, by=office.co_handler)
        co_handling.submit_opinion(opinion, "场地已经查清。", by=office.co_handler)
        co_handling.adopt_opinion(opinion, by=world.lead.drafter)
    reply = drafts.open_reply(lead, by=world.lead.drafter)
    latest = reply.latest
    assert latest is not None
    drafts.save_draft(
        reply, latest.text | {"body": "经研究，现答复如下。"}, base=latest.number, by=world.lead.drafter, outcome="A", publication="full"
    )
    transitions.submit(reply, by=world.lead.drafter)
    return reply, offices


def test_two_departments_that_co_sign_at_once_send_the_draft_on_once(world: World) -> None:
    reply, offices = two_co_handlers(world)
    results = at_once([on(reply, lambda own, by=office.co_handler: transitions.co_sign(own, by=by)) for office in offices])
    assert losers(results) == []
    reply.refresh_from_db()
    assert reply.state == "office_review"
    moves = Event.objects.filter(proposal=reply.case, name="co_sign").order_by("sequence").values_list("source", "target")
    assert list(moves) == [("co_signing", "co_signing"), ("co_signing", "office_review")]


def test_co_signing_and_sending_back_at_once_leave_no_open_co_signature(world: World) -> None:
    reply, offices = two_co_handlers(world)
    results = at_once(
        [
            on(reply, lambda own: transitions.co_sign(own, by=offices[0].co_handler)),
            on(reply, lambda own: transitions.send_back(own, by=offices[1].co_handler, reason="数字不符")),
        ]
    )
    assert all(isinstance(lost, CaseError) for lost in losers(results))
    reply.refresh_from_db()
    assert reply.state == "drafting"
    assert not reply.review_steps.filter(decision="pending").exists()
    assert events(reply.case)["send_back"] == 1


def test_of_passing_on_and_taking_back_at_once_one_happens(world: World) -> None:
    reply = world.reply("office_review")
    results = at_once(
        [
            on(reply, lambda own: transitions.agree(own, "pass_on", by=world.lead.office_reviewer)),
            on(reply, lambda own: transitions.take_back(own, by=world.lead.drafter, reason="还要改")),
        ]
    )
    assert [type(lost) for lost in losers(results)] == [WrongState]
    count = events(reply.case)
    assert count["pass_on"] + count["take_back"] == 1


def test_a_reply_opened_by_ten_at_once_is_one_reply(world: World) -> None:
    case = world.handled()
    lead = world.lead_of(case)
    tasks = [Assignment.objects.get(pk=lead.pk) for _ in range(10)]
    results = at_once([lambda own=own: drafts.open_reply(own, by=world.lead.drafter) for own in tasks])
    assert losers(results) == []
    assert lead.replies.count() == 1
    assert events(case)["save"] == 1


def test_one_job_taken_by_ten_workers_at_once_is_held_by_one(world: World) -> None:
    reply = world.reply("signed", co=False)
    (job,) = batches.number_and_print([reply], by=world.lead.document_administrator).jobs
    results = at_once([lambda: transitions.claim_job(job.pk) for _ in range(10)])
    assert losers(results) == []
    (held,) = [result for result in results if result is not None]
    job.refresh_from_db()
    assert (job.attempts, job.lease) == (1, held.lease)
