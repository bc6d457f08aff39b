"""Registering a case, its attachments, assigning it, and signing for it."""

import hashlib
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from proposals.actions import cases
from proposals.actions.cases import NewCase, Task
from proposals.errors import InvalidInput, NotAllowed, WrongState
from proposals.models import Assignment, CoOpinion, Department, Proposal, ProposalAttachment, ProposalKind
from tests.factories import World, department, group, rule_set, session

pytestmark = pytest.mark.django_db
Mode = Assignment.Mode


@pytest.fixture
def world() -> World:
    return World()


def new(world: World, **fields: Any) -> NewCase:
    given = {"session": world.session, "kind": "suggestion", "case_no": "0027", "title": "关于托位的建议", "proposers": [world.person]}
    return NewCase(**given | fields)


def test_a_registered_case(world: World) -> None:
    party = group()
    given = new(world, case_no=" 0027 ", title=" 关于托位的建议 ", proposers=[party, world.person], category="民生", is_priority=True)
    case = cases.register_case(given, by=world.coordinator)
    assert (case.state, case.case_no, case.title, case.category, case.is_priority) == ("registered", "0027", "关于托位的建议", "民生", True)
    assert (case.assigning_body, case.rule_set) == (world.body, world.session.suggestion_rules)
    proposers = [(proposer.who, proposer.order, proposer.is_lead) for proposer in case.proposers.all()]
    assert proposers == [(party, 1, True), (world.person, 2, False)]
    event = case.events.get()
    assert (event.name, event.actor, event.actor_name, event.acting_as) == (
        "register", world.coordinator, world.coordinator.display_name, "coordinator"
    )  # fmt: skip
    assert (event.target, case.chain_length, case.chain_head) == ("registered", 1, event.digest)


@pytest.mark.parametrize("fields", [{"case_no": " "}, {"title": " "}, {"proposers": []}, {"kind": "cppcc_proposal", "session": "bare"}])
def test_what_is_missing_is_refused(world: World, fields: dict[str, Any]) -> None:
    if fields.get("session"):
        fields = fields | {"session": session(proposal_rules=None)}
    with pytest.raises(InvalidInput):
        cases.register_case(new(world, **fields), by=world.coordinator)
    assert not Proposal.objects.exists()


def test_a_proposer_is_named_once(world: World) -> None:
    with pytest.raises(InvalidInput):
        cases.register_case(new(world, proposers=[world.person, world.person]), by=world.coordinator)


def test_a_number_is_taken_once_in_a_session_and_kind(world: World) -> None:
    cases.register_case(new(world), by=world.coordinator)
    with pytest.raises(InvalidInput, match="0027"):
        cases.register_case(new(world), by=world.coordinator)
    assert cases.register_case(new(world, case_no="27"), by=world.coordinator).case_no == "27"
    assert cases.register_case(new(world, kind="cppcc_proposal"), by=world.coordinator).number_label == "提案 第0027号"


def test_only_a_coordinator_registers(world: World) -> None:
    for person in (world.lead.drafter, world.auditor, world.administrator, world.proposer):
        with pytest.raises(NotAllowed):
            cases.register_case(new(world), by=person)


def test_an_attachment_is_kept_with_its_digest(world: World) -> None:
    case = cases.register_case(new(world, attachments=[SimpleUploadedFile("附件.pdf", b"content")]), by=world.coordinator)
    attachment = case.attachments.get()
    assert (attachment.name, attachment.size, str(attachment)) == ("附件.pdf", 7, "附件.pdf")
    assert attachment.sha256 == hashlib.sha256(b"content").hexdigest()
    assert attachment.file.read() == b"content"


@pytest.mark.parametrize("size", [0, 11])
def test_an_attachment_that_is_empty_or_too_large_registers_nothing(world: World, settings: Settings, size: int) -> None:
    settings.ATTACHMENT_MAX_BYTES = 10
    with pytest.raises(InvalidInput, match=r"附件\.pdf"):
        cases.register_case(new(world, attachments=[SimpleUploadedFile("附件.pdf", b"x" * size)]), by=world.coordinator)
    assert not Proposal.objects.exists()
    assert not ProposalAttachment.objects.exists()
    largest = cases.register_case(new(world, attachments=[SimpleUploadedFile("附件.pdf", b"x" * 10)]), by=world.coordinator)
    assert largest.attachments.get().size == 10


def test_a_program_is_no_attachment(world: World) -> None:
    with pytest.raises(InvalidInput, match=r"安装\.EXE"):
        cases.register_case(new(world, attachments=[SimpleUploadedFile("安装.EXE", b"MZ")]), by=world.coordinator)
    assert not Proposal.objects.exists()


PARTS: list[tuple[list[str], bool]] = [
    (["sole"], True),
    (["lead"], True),
    (["lead", "co", "co"], True),
    (["joint_lead", "joint_lead"], True),
    (["split", "split", "split", "co"], True),
    ([], False),
    (["co"], False),
    (["sole", "co"], False),
    (["sole", "sole"], False),
    (["lead", "lead"], False),
    (["lead", "sole"], False),
    (["joint_lead"], False),
    (["split"], False),
    (["joint_lead", "split"], False),
]


@pytest.mark.parametrize(("modes", "fit"), PARTS)
def test_the_parts_must_fit_together(modes: list[str], fit: bool) -> None:
    tasks = [Task(department(), mode, "某一部分") for mode in modes]
    if fit:
        cases.check_tasks(tasks)
    else:
        with pytest.raises(InvalidInput):
            cases.check_tasks(tasks)


def test_other_reasons_to_refuse_an_assignment(world: World) -> None:
    one, two = department(), department()
    closed_down = department(active=False)
    for tasks in (
        [Task(one, Mode.LEAD), Task(one, Mode.CO)],
        [Task(one, Mode.SPLIT, "前一部分"), Task(two, Mode.SPLIT, " ")],
        [Task(world.body, Mode.SOLE)],
        [Task(closed_down, Mode.SOLE)],
    ):
        with pytest.raises(InvalidInput):
            cases.check_tasks(tasks)


def test_assigning_makes_the_tasks_with_their_due_dates(world: World) -> None:
    case = world.case()
    tasks = [Task(world.lead.department, Mode.LEAD), Task(world.co.department, Mode.CO, " 请说明场地 ")]
    lead, co = cases.assign_case(case, tasks, by=world.coordinator, assigned_on=date(2026, 3, 31))
    assert case.state == "assigned"
    assert (lead.due_on, lead.due_rule, lead.due_is_provisional) == (date(2026, 6, 30), "代表法（2025）第五十一条", False)
    assert (co.due_on, co.scope, co.state) == (date(2026, 4, 30), "请说明场地", "to_sign")
    assert [opinion.assignment for opinion in CoOpinion.objects.all()] == [co]
    event = case.events.last()
    assert event
    assert [world.lead.department.short_name in text for text in event.data["departments"]] == [True, False]
    with pytest.raises(WrongState):
        cases.assign_case(case, tasks, by=world.coordinator)
    assert case.assignments.count() == 2


def test_a_case_is_assigned_today_unless_told_otherwise(world: World) -> None:
    case = world.assigned()
    assert world.lead_of(case).assigned_on == timezone.localdate()


def test_without_a_limit_for_opinions_the_answer_s_counts(world: World) -> None:
    rules = rule_set()
    rules.limits = {"answer": {"unit": "days", "count": 30, "anchor": "assigned", "article": "某条"}}
    rules.save()
    case = world.case()
    for mode in (Mode.CO, Mode.SOLE):
        deadline, article = cases.preview_due(case, mode, date(2026, 3, 1))
        assert (deadline.due_on, article) == (date(2026, 3, 31), "某条")


def test_a_refused_assignment_leaves_nothing(world: World) -> None:
    case = world.case()
    with pytest.raises(NotAllowed):
        cases.assign_case(case, [Task(world.lead.department, Mode.SOLE)], by=world.lead.drafter)
    case.refresh_from_db()
    assert (case.state, case.assignments.count(), case.events.count()) == ("registered", 0, 1)


def test_the_first_department_that_answers_begins_the_handling(world: World) -> None:
    case = world.assigned()
    co = world.opinion_of(case).assignment
    cases.accept_assignment(co, by=world.co.co_handler)
    case.refresh_from_db()
    assert case.state == "assigned"
    lead = world.lead_of(case)
    cases.accept_assignment(lead, by=world.lead.drafter)
    case.refresh_from_db()
    assert case.state == "handling"
    assert (lead.accepted_by, lead.state) == (world.lead.drafter, "accepted")
    assert lead.accepted_at


def test_the_second_of_two_leads_begins_nothing_anew(world: World) -> None:
    case = world.case()
    tasks = [Task(office.department, Mode.JOINT_LEAD, "一部分") for office in (world.lead, world.co)]
    first, second = cases.assign_case(case, tasks, by=world.coordinator)
    cases.accept_assignment(first, by=world.lead.drafter)
    cases.accept_assignment(second, by=world.co.drafter)
    assert case.events.filter(name="begin").count() == 1


def test_kinds_have_the_words_of_the_letter() -> None:
    assert Proposal(kind=ProposalKind.SUGGESTION, case_no="0001").number_label == "建议 第0001号"
    assert Department(full_name="云澜市水务局", contact_phone="1").contact_line == "云澜市水务局，1"
    assert Department(full_name="云澜市水务局").contact_line == ""
