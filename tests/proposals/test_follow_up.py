"""承诺事项 and 督办: every state × every step × everyone, and what each step asks for and leaves behind."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import models
from django.utils import timezone

from proposals.actions import commitments as reports
from proposals.actions import supervision
from proposals.errors import CaseError, InvalidInput, NotAllowed, NotReady, ReasonMissing, WrongState
from proposals.models import Assignment, Commitment, CommitmentNote, Event, Proposal, Supervision
from proposals.states import COMMITMENT, SUPERVISION
from replies.actions import archiving, commitments
from replies.models import Reply
from tests import steps
from tests.factories import World
from tests.proposals.follow_up import CHOSEN, SENTENCE, close, note, priority, promise
from tests.steps import proof
from tests.tables import Way, check_reasons, check_table, way

pytestmark = pytest.mark.django_db
COMMITMENT_TABLE: dict[str, dict[str, Way]] = {
    "promised": {"keep": way("kept", "lead.drafter"), "change": way("changed", "lead.drafter")},
    "kept": {"confirm": way("confirmed", "coordinator"), "reject": way("promised", "coordinator")},
    "confirmed": {},
    "changed": {},
}
SUPERVISION_TABLE: dict[str, dict[str, Way]] = {
    "asked": {"answer": way("answered", "lead.drafter")},
    "answered": {"accept": way("settled", "coordinator"), "ask_again": way("asked", "coordinator")},
    "settled": {},
}


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("state", COMMITMENT.states)
def test_commitment(state: str, closed: bool) -> None:
    """A promise goes on as before once its case is closed."""
    world = World()
    made = promise(world, state)
    if closed:
        close(world, made.case)
        made = Commitment.objects.get(pk=made.pk)
    assert made.state == state
    check_table(made, world, steps.COMMITMENT, COMMITMENT_TABLE[state])
    for event, person in (("change", world.lead.drafter), ("reject", world.coordinator)):
        if event in COMMITMENT_TABLE[state]:
            check_reasons(made, steps.COMMITMENT, event, person)


@pytest.mark.parametrize("state", SUPERVISION.states)
def test_supervision(state: str) -> None:
    world = World()
    made = note(world, state)
    assert made.state == state
    check_table(made, world, steps.SUPERVISION, SUPERVISION_TABLE[state])
    if "ask_again" in SUPERVISION_TABLE[state]:
        check_reasons(made, steps.SUPERVISION, "ask_again", world.coordinator)


def test_supervision_ends_with_the_case() -> None:
    world = World()
    made = note(world, "answered", case=_priority_answered(world))
    close(world, made.proposal)
    check_table(Supervision.objects.get(pk=made.pk), world, steps.SUPERVISION, SUPERVISION_TABLE["answered"], ended=True)


def _priority_answered(world: World) -> Proposal:
    case = world.reply("dispatched", co=False).case
    case.refresh_from_db()
    supervision.choose_priority(case, CHOSEN, by=world.coordinator)
    return case


def test_the_tables_name_every_state_and_every_step() -> None:
    assert COMMITMENT_TABLE.keys() == COMMITMENT.states.keys()
    assert SUPERVISION_TABLE.keys() == SUPERVISION.states.keys()
    assert set(COMMITMENT.events) == steps.COMMITMENT.keys()
    assert set(SUPERVISION.events) == steps.SUPERVISION.keys()


def test_who_enters_promises() -> None:
    """The drafter of the department that promised, and the coordinator of the body that assigned the case; of a letter that was sent."""
    world = World()
    reply = world.reply("dispatched", co=False)
    actors = world.actors()
    may = set()
    for name, actor in actors.items():
        try:
            commitments.check_enter(reply, by=actor)
        except NotAllowed:
            continue
        may.add(name)
    assert may == {"lead.drafter", "coordinator"}
    with pytest.raises(NotReady):
        commitments.check_enter(world.reply("printed", co=False), by=world.lead.drafter)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"sentence": "将建成一百个托育点。"}, InvalidInput),
        ({"sentence": "  "}, InvalidInput),
        ({"owner": " "}, InvalidInput),
        ({"due_on": date(2020, 1, 1)}, InvalidInput),
        ({"by": "lead.head"}, NotAllowed),
        ({"by": "co.drafter"}, NotAllowed),
    ],
)
def test_what_is_no_promise(change: dict[str, Any], error: type[CaseError]) -> None:
    world = World()
    reply = world.reply("dispatched", co=False)
    given: dict[str, Any] = {"sentence": SENTENCE, "owner": "学前教育科", "due_on": timezone.localdate(), "by": "coordinator"} | change
    given["by"] = world.actors()[given["by"]]
    with pytest.raises(error):
        commitments.enter_commitment(reply, **given)
    assert not Commitment.objects.exists()


def test_a_promise_is_entered_once_and_only_where_the_place_follows_promises_up() -> None:
    world = World()
    made = promise(world)
    assert made.article == made.case.rule_set.policy("commitments").article
    with pytest.raises(InvalidInput):
        promise(world, reply=made.assignment.replies.get())
    rules = made.case.rule_set
    rules.policies = rules.policies | {"commitments": {"value": "not_followed", "article": "示例第九条"}}
    rules.save()
    reply = world.reply("dispatched", co=False)
    with pytest.raises(NotReady, match="示例第九条"):
        promise(world, reply=reply)


@pytest.mark.parametrize("step", ["keep", "change"])
def test_kept_and_changed_are_said_with_a_file(step: str) -> None:
    world = World()
    made = promise(world)
    given: dict[str, Any] = {"by": world.lead.drafter, "upload": None}
    bare = {
        "keep": lambda: reports.report_kept(made, text="已完成", on=timezone.localdate(), **given),
        "change": lambda: reports.report_changed(made, reason="规划调整", **given),
    }
    with pytest.raises(InvalidInput):
        bare[step]()
    assert not CommitmentNote.objects.exists()
    steps.COMMITMENT[step](made, world.lead.drafter, "已完成")
    row = CommitmentNote.objects.get()
    assert (row.kind, row.file_name, row.file_size) == ({"keep": "kept", "change": "changed"}[step], "验收报告.pdf", 8)
    with pytest.raises(TypeError):
        row.save()


def test_a_report_says_something_that_has_been() -> None:
    world = World()
    made = promise(world)
    with pytest.raises(ReasonMissing):
        reports.report_progress(made, by=world.lead.drafter, text=" ")
    with pytest.raises(InvalidInput):
        reports.report_progress(made, by=world.lead.drafter, text="已选址", on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(NotAllowed):
        reports.report_progress(made, by=world.coordinator, text="已选址")
    written = reports.report_progress(made, by=world.lead.drafter, text="已选址", upload=proof())
    assert (written.kind, written.text) == ("progress", "已选址")
    steps.COMMITMENT["change"](made, world.lead.drafter, "规划调整")
    with pytest.raises(WrongState):
        reports.report_progress(made, by=world.lead.drafter, text="又")


def test_what_was_not_accepted_stands_again() -> None:
    world = World()
    made = promise(world, "kept")
    assert made.kept_on
    reports.reject_kept(made, by=world.coordinator, reason="现场仍未开工")
    again = Commitment.objects.get()
    assert (again.state, again.kept_on) == ("promised", None)
    assert Event.objects.get(name="reject").reason == "现场仍未开工"


def test_a_case_with_an_open_promise_is_not_archived() -> None:
    world = World()
    made = promise(world)
    case = close(world, made.case)
    told: Any = lambda events, tasks: [""] * len(events)  # noqa: E731
    for state in ("promised", "kept"):
        assert made.state == state
        with pytest.raises(NotReady, match=world.lead.department.short_name):
            archiving.archive_case(case, by=world.coordinator, tell=told)
        if state == "promised":
            steps.COMMITMENT["keep"](made, world.lead.drafter, "已完成")
    steps.COMMITMENT["confirm"](made, world.coordinator, "")
    archiving.archive_case(case, by=world.coordinator, tell=told)
    assert case.state == "archived"


@pytest.mark.parametrize("state", ["kept", "confirmed"])
def test_the_proposer_is_answered_again_once_it_is_kept(state: str) -> None:
    world = World()
    made = promise(world)
    close(world, made.case)
    with pytest.raises(NotReady):
        commitments.answer_again(made, by=world.lead.drafter)
    steps.COMMITMENT["keep"](made, world.lead.drafter, "已完成")
    if state == "confirmed":
        steps.COMMITMENT["confirm"](made, world.coordinator, "")
    with pytest.raises(NotAllowed):
        commitments.answer_again(made, by=world.coordinator)
    reply = commitments.answer_again(made, by=world.lead.drafter)
    case = Proposal.objects.get(pk=made.case.pk)
    assert (reply.round, reply.state, case.state, made.told_round) == (2, "drafting", "handling", 2)
    with pytest.raises(NotReady):
        commitments.answer_again(made, by=world.lead.drafter)


def test_what_was_told_too_early_is_told_again() -> None:
    """The department tells the proposer before the assigning body has confirmed; it is not confirmed, and kept only later."""
    world = World()
    made = promise(world, "kept")
    commitments.answer_again(made, by=world.lead.drafter)
    steps.COMMITMENT["reject"](made, world.coordinator, "未见验收材料")
    made.refresh_from_db()
    assert (made.state, made.told_round) == ("promised", None)
    steps.COMMITMENT["keep"](made, world.lead.drafter, "已完成")
    models.QuerySet(Reply).filter(assignment=made.assignment, round=2).delete()
    models.QuerySet(Assignment).filter(pk=made.assignment_id).update(state="done")
    commitments.answer_again(Commitment.objects.get(pk=made.pk), by=world.lead.drafter)
    assert Commitment.objects.get(pk=made.pk).told_round == 2


def test_one_reply_tells_of_all_that_was_kept_since() -> None:
    world = World()
    first = promise(world, "confirmed")
    others = [promise(world, state, reply=first.assignment.replies.get(), sentence=text) for state, text in
              (("kept", "感谢您对托育工作的关心和支持。"), ("promised", "（一）盘活存量用房。"))]  # fmt: skip
    commitments.answer_again(first, by=world.lead.drafter)
    assert [Commitment.objects.get(pk=one.pk).told_round for one in (first, *others)] == [2, 2, None]


def test_who_chooses_priority_cases_and_asks_about_them() -> None:
    world = World()
    case = world.handled()
    for name, actor in world.actors().items():
        if name != "coordinator":
            with pytest.raises(NotAllowed):
                supervision.choose_priority(case, CHOSEN, by=actor)
    ask: Any = {"by": world.coordinator, "question": "进展？", "due_on": timezone.localdate()}
    with pytest.raises(NotReady):
        supervision.supervise(case, world.lead.department, **ask)
    supervision.choose_priority(case, CHOSEN, by=world.coordinator)
    assert (case.is_priority, case.sponsor, case.chosen_on) == (True, CHOSEN.sponsor, CHOSEN.chosen_on)
    assert Event.objects.get(name="choose").data["sponsor"] == CHOSEN.sponsor
    for wrong in ({"question": " "}, {"due_on": timezone.localdate() - timedelta(days=1)}):
        with pytest.raises(InvalidInput):
            supervision.supervise(case, world.lead.department, **ask | wrong)
    with pytest.raises(InvalidInput):
        supervision.supervise(case, world.stranger.department, **ask)
    with pytest.raises(NotAllowed):
        supervision.supervise(case, world.lead.department, **ask | {"by": world.lead.head})
    assert supervision.supervise(case, world.co.department, **ask).department == world.co.department
    blank = supervision.Sponsorship(" ", "", "", timezone.localdate())
    tomorrow = supervision.Sponsorship("沈听澜", "副主任", "主任会议", timezone.localdate() + timedelta(days=1))
    for chosen in (blank, tomorrow):
        with pytest.raises(InvalidInput):
            supervision.choose_priority(case, chosen, by=world.coordinator)


def test_an_answer_that_will_not_do_keeps_its_reason() -> None:
    world = World()
    made = note(world, "answered")
    day = timezone.localdate() + timedelta(days=5)
    supervision.ask_again(made, by=world.coordinator, reason="未说明时限", due_on=day)
    assert (made.state, made.due_on, made.answers.get().returned_because) == ("asked", day, "未说明时限")
    with pytest.raises(InvalidInput):
        supervision.answer_supervision(made, by=world.lead.drafter, text=" ")
    second = supervision.answer_supervision(made, by=world.lead.drafter, text="九月底前完成。")
    assert second.number == 2
    with pytest.raises(InvalidInput):
        supervision.ask_again(made, by=world.coordinator, reason="过期", due_on=timezone.localdate() - timedelta(days=1))


def test_the_names_of_the_rows() -> None:
    world = World()
    made = promise(world, "kept")
    assert SENTENCE in str(made)
    assert str(timezone.localdate()) in str(CommitmentNote.objects.get())
    asked = note(world, "answered", case=priority(world))
    assert world.lead.department.short_name in str(asked)
    assert str(asked.answers.get()) == f"{asked.pk} (1)"
