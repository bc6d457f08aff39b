"""双主办: joint leads agree on one letter. 分办: each department answers its own part in a letter of its own."""

import pytest

from proposals import audit
from proposals.actions import cases
from proposals.actions.cases import Task
from proposals.errors import NotAllowed, NotReady
from proposals.models import Assignment, Proposal
from replies import transitions, wording
from replies.actions import drafts, printing
from replies.models import Reply
from tests.factories import BODY, Office, World, contacted, hand_over, printed
from tests.replies.test_views_letters import page, waits

pytestmark = pytest.mark.django_db
SCOPES = ("校园一侧", "道路一侧")


@pytest.fixture
def world() -> World:
    return World()


def several(world: World, mode: str) -> tuple[Proposal, list[Assignment], list[Office]]:
    """A case that two departments answer, signed for by both."""
    offices = [world.lead, world.co]
    case = world.case(title="关于学校门口交通安全的建议")
    tasks = [Task(office.department, mode, scope) for office, scope in zip(offices, SCOPES, strict=True)]
    parts = cases.assign_case(case, tasks, by=world.coordinator)
    for part, office in zip(parts, offices, strict=True):
        cases.accept_assignment(part, by=office.drafter)
    for office in offices[: 1 if mode == "joint_lead" else 2]:
        contacted(case, by=office.drafter)
    return Proposal.objects.get(pk=case.pk), [Assignment.objects.get(pk=part.pk) for part in parts], offices


def written(part: Assignment, office: Office, body: str = BODY) -> Reply:
    reply = drafts.open_reply(part, by=office.drafter)
    latest = reply.latest
    assert latest
    drafts.save_draft(reply, latest.text | {"body": body}, base=latest.number, by=office.drafter, outcome="A", publication="full")
    return reply


def finish(reply: Reply, office: Office) -> None:
    """From the office's check to the post."""
    for event, by in (("pass_on", office.office_reviewer), ("approve", office.deputy_head), ("sign", office.head)):
        transitions.agree(reply, event, by=by)
    printing.number_reply(reply, by=office.document_administrator)
    printed(reply, by=office.document_administrator)
    hand_over(reply, by=office.document_administrator, words="邮寄")


# 双主办


def test_joint_leads_answer_in_one_letter_with_both_names(world: World) -> None:
    case, (first, second), (lead, other) = several(world, "joint_lead")
    with pytest.raises(NotReady, match=lead.department.short_name):
        drafts.open_reply(second, by=other.drafter)
    reply = written(first, lead)
    latest = reply.latest
    assert latest
    assert latest.issuers == other.department.full_name
    assert wording.opening(case, first) == f"您提出的“{case.title}”，经会同{other.department.short_name}研究，现答复如下："
    transitions.submit(reply, by=lead.drafter)
    assert reply.state == "co_signing"
    with pytest.raises(NotAllowed):
        transitions.co_sign(reply, by=world.stranger.co_handler)
    transitions.co_sign(reply, by=other.co_handler)
    finish(reply, lead)
    assert [Assignment.objects.get(pk=part.pk).state for part in (first, second)] == ["done", "done"]
    assert Proposal.objects.get(pk=case.pk).state == "answered"
    assert not case.clocks.filter(state="running", name="answer").exists()
    assert {part.clocks.get(name="answer").state for part in (first, second)} == {"met"}
    assert Reply.objects.count() == 1
    assert list(audit.verify_events()) == []


def test_the_other_lead_reads_the_draft_from_its_first_version_and_sends_it_back(world: World) -> None:
    _case, (first, _second), (lead, other) = several(world, "joint_lead")
    reply = written(first, lead)
    assert list(Reply.objects.visible_to(other.drafter)) == [reply]
    assert not Reply.objects.visible_to(world.stranger.drafter).exists()
    shown = page(other.drafter, "reply_detail", reply.pk)
    assert all(scope in shown for scope in SCOPES)
    transitions.submit(reply, by=lead.drafter)
    assert len(waits(other.co_handler, "co_sign")) == 1
    transitions.send_back(reply, by=other.co_handler, reason="道路一侧的数字有误")
    assert reply.state == "drafting"


def test_a_letter_is_not_reviewed_before_every_joint_lead_has_signed_for_the_case(world: World) -> None:
    case = world.case()
    offices = [world.lead, world.co]
    first, second = cases.assign_case(case, [Task(one.department, "joint_lead", "一部分") for one in offices], by=world.coordinator)
    cases.accept_assignment(first, by=world.lead.drafter)
    reply = written(first, world.lead)
    with pytest.raises(NotReady, match=world.co.department.short_name):
        transitions.submit(reply, by=world.lead.drafter)
    cases.accept_assignment(second, by=world.co.drafter)
    transitions.submit(Reply.objects.get(pk=reply.pk), by=world.lead.drafter)


def test_only_the_first_joint_lead_is_asked_to_write(world: World) -> None:
    _case, _parts, (lead, other) = several(world, "joint_lead")
    assert [len(waits(one.drafter, "draft")) for one in (lead, other)] == [1, 0]


# 分办


@pytest.mark.parametrize(
    ("scope", "part"),
    [
        ("道路一侧", "其中有关道路一侧的内容"),
        ("关于道路一侧的内容。", "其中有关道路一侧的内容"),
        ("请答复有关道路建设的内容；", "其中有关道路建设的内容"),
        ("第一部分", "其中第一部分"),
        ("有关停车难问题", "其中停车难问题"),
        ("负责 道路\n建设", "其中有关道路建设的内容"),
    ],
)
def test_the_words_for_a_part(scope: str, part: str) -> None:
    assert wording.part_answered(Assignment(mode="split", scope=scope)) == part
    assert wording.part_answered(Assignment(mode="lead", scope=scope)) == ""


@pytest.mark.parametrize(
    "formula", ["{salutation}提出的“{title}”，{consulted}，现答复如下：", "{salutation}提出的“{title}”，{consulted}答复如下："]
)
def test_the_opening_names_the_part_by_every_formula(world: World, formula: str) -> None:
    case, parts, _offices = several(world, "split")
    case.rule_set.openings = {"person": formula, "group": formula}
    openings = [wording.opening(case, part) for part in parts]
    assert openings == [f"您提出的“{case.title}”，经研究，现就其中有关{scope}的内容答复如下：" for scope in SCOPES]


def test_each_department_answers_its_part_with_a_number_of_its_own(world: World) -> None:
    case, parts, offices = several(world, "split")
    replies = [written(part, office) for part, office in zip(parts, offices, strict=True)]
    assert [waits(office.drafter, "draft") != [] for office in offices] == [True, True]
    for n, (reply, office) in enumerate(zip(replies, offices, strict=True)):
        assert Proposal.objects.get(pk=case.pk).state == "handling"
        first = reply.versions.get(number=1)
        assert SCOPES[n] in first.body
        assert first.issuers == ""
        transitions.submit(reply, by=office.drafter)
        finish(reply, office)
    assert Proposal.objects.get(pk=case.pk).state == "answered"
    titles = {reply.latest.title for reply in replies if reply.latest}
    assert len(titles) == 1
    assert len({reply.number_text for reply in replies}) == 2
    shown = page(world.proposer, "case_detail", case.pk) + page(world.proposer, "work")
    assert all(shown.count(reply.number_text) >= 2 for reply in replies)
