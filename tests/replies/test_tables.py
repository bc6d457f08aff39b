"""Every state × every step × everyone, for the reply. The table is written by hand, not read from `states.py`."""

import pytest

from proposals import workflow
from proposals.actions import cases, co_handling
from proposals.errors import NotAllowed, NotReady, WrongState
from replies import transitions
from replies.actions import drafts
from replies.models import Reply, ReviewStep
from replies.states import FROZEN, REPLY, ReplyState
from tests.factories import BODY, World, rule_set, user
from tests.steps import REPLY as STEPS
from tests.tables import REASON, Way, check_reasons, check_table, not_ready, refused, way

pytestmark = pytest.mark.django_db


TABLE: dict[str, dict[str, Way]] = {
    "drafting": {
        "submit": way("co_signing", "lead.drafter"),
        # A case that is handled here is not taken over; test_imports walks the way that is.
        "import": not_ready("administrator", "without department"),
    },
    "co_signing": {
        "co_sign": way("office_review", "co.co_handler"),
        "send_back": way("drafting", "co.co_handler"),
        "take_back": way("drafting", "lead.drafter"),
    },
    "office_review": {
        "pass_on": way("deputy_approval", "lead.office_reviewer"),
        "send_back": way("drafting", "lead.office_reviewer"),
        "take_back": way("drafting", "lead.drafter"),
    },
    "deputy_approval": {
        "approve": way("head_approval", "lead.deputy_head"),
        "send_back": way("drafting", "lead.deputy_head"),
    },
    "head_approval": {
        "sign": way("signed", "lead.head"),
        "send_back": way("drafting", "lead.head"),
    },
    "signed": {"number": way("numbered", "lead.document_administrator")},
    "numbered": {},
    "printed": {"dispatch": way("dispatched", "lead.document_administrator")},
    "dispatched": {},
}
WITH_REASON = {"send_back", "take_back"}
STATES = [str(state) for state in REPLY.states]


def test_the_table_names_every_state_and_every_step() -> None:
    assert TABLE.keys() == set(STATES)
    assert set(REPLY.events) == STEPS.keys() | {"print", "follow"}


@pytest.mark.parametrize("state", STATES)
def test_reply(state: str) -> None:
    world = World()
    reply = world.reply(state)
    assert reply.state == state
    check_table(reply, world, STEPS, TABLE[state])
    for event in TABLE[state].keys() & WITH_REASON:
        (name,) = TABLE[state][event].who
        check_reasons(reply, STEPS, event, world.actors()[name])


# From the printed page on the case is still being handled and may yet be withdrawn; once it is answered it may not.
@pytest.mark.parametrize("state", STATES[:-1])
def test_nothing_moves_in_a_withdrawn_case(state: str) -> None:
    world = World()
    reply = world.reply(state)
    cases.withdraw_case(reply.case, by=world.coordinator, reason="撤回")
    check_table(reply, world, STEPS, TABLE[state], ended=True)


@pytest.mark.parametrize("state", [state for state in STATES if state != "drafting"])
def test_only_a_draft_can_be_written_on(state: str) -> None:
    world = World()
    reply = world.reply(state)
    before = reply.versions.count()
    with pytest.raises(WrongState):
        drafts.save_draft(reply, {"title": "对建议的答复", "addressee": "某代表：", "body": "改"}, base=before, by=world.lead.drafter)
    assert reply.versions.count() == before


@pytest.mark.parametrize(
    ("chain", "priority", "way_up"),
    [
        (["office", "deputy_head", "head"], False, ["office_review", "deputy_approval", "head_approval", "signed"]),
        (["office", "deputy_head", "head"], True, ["office_review", "deputy_approval", "head_approval", "signed"]),
        (["office", "deputy_head"], False, ["office_review", "deputy_approval", "signed"]),
        (["office", "deputy_head"], True, ["office_review", "deputy_approval", "head_approval", "signed"]),
        (["office", "head"], False, ["office_review", "head_approval", "signed"]),
        (["office", "head"], True, ["office_review", "head_approval", "signed"]),
    ],
)
def test_the_review_chain_is_the_rule_set_s(chain: list[str], priority: bool, way_up: list[str]) -> None:
    rules = rule_set()
    rules.review_chain = chain
    rules.save()
    world = World()
    reply = world.reply(co=False, is_priority=priority)
    transitions.submit(reply, by=world.lead.drafter)
    seen = [reply.state]
    person = {"office_review": "office_reviewer", "deputy_approval": "deputy_head", "head_approval": "head"}
    step = {"office_review": "pass_on", "deputy_approval": "approve", "head_approval": "sign"}
    while reply.state not in FROZEN:
        transitions.agree(reply, step[reply.state], by=getattr(world.lead, person[reply.state]))
        seen.append(reply.state)
    assert seen == way_up
    assert reply.signed_by == getattr(world.lead, person[way_up[-2]])
    assert reply.signed_version == reply.latest
    assert reply.issued_on is not None


def two_co_handlers() -> tuple[World, Reply]:
    """A reply being co-signed by the offices `co` and `stranger`."""
    world = World()
    case = world.case()
    parts = [(world.lead, "lead"), (world.co, "co"), (world.stranger, "co")]
    cases.assign_case(case, [cases.Task(office.department, mode) for office, mode in parts], by=world.coordinator)
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    for office in (world.co, world.stranger):
        task = case.assignments.get(department=office.department)
        cases.accept_assignment(task, by=office.co_handler)
        co_handling.submit_opinion(task.opinion, "同意。", by=office.co_handler)
        co_handling.adopt_opinion(task.opinion, by=world.lead.drafter)
    reply = drafts.open_reply(world.lead_of(case), by=world.lead.drafter)
    assert reply.latest
    drafts.save_draft(reply, reply.latest.text | {"body": BODY}, base=1, by=world.lead.drafter, outcome="A", publication="full")
    transitions.submit(reply, by=world.lead.drafter)
    return world, reply


def test_every_co_handler_signs_before_the_office_sees_it() -> None:
    world, reply = two_co_handlers()
    transitions.co_sign(reply, by=world.co.co_handler)
    assert reply.state == ReplyState.CO_SIGNING
    refused(reply, STEPS["co_sign"], world.co.co_handler, NotAllowed, "a second co-signature of one department")
    transitions.co_sign(reply, by=world.stranger.co_handler)
    assert reply.state == ReplyState.OFFICE_REVIEW
    steps = reply.review_steps.filter(step="co_sign")
    assert {(step.decision, step.decided_by) for step in steps} == {("agreed", world.co.co_handler), ("agreed", world.stranger.co_handler)}


def test_sent_back_by_one_co_handler_it_needs_no_other() -> None:
    world, reply = two_co_handlers()
    transitions.send_back(reply, by=world.co.co_handler, reason=f" {REASON} ")
    assert reply.state == ReplyState.DRAFTING
    decisions = {step.co_signer.department: (step.decision, step.reason) for step in reply.review_steps.all() if step.co_signer}
    assert decisions == {world.co.department: ("sent_back", REASON), world.stranger.department: ("void", "")}
    transitions.submit(reply, by=world.lead.drafter)
    assert len(reply.open_co_signatures()) == 2


def test_taken_back_the_co_signatures_are_void() -> None:
    world, reply = two_co_handlers()
    transitions.co_sign(reply, by=world.co.co_handler)
    transitions.take_back(reply, by=world.lead.drafter, reason="补充数据")
    assert sorted(reply.review_steps.values_list("decision", flat=True)) == ["agreed", "void"]


@pytest.mark.parametrize(("state", "step"), [("office_review", "office"), ("deputy_approval", "deputy_head"), ("head_approval", "head")])
def test_what_a_reviewer_sent_back_is_kept_with_the_version_that_was_read(state: str, step: str) -> None:
    world = World()
    reply = world.reply(state)
    reviewer = {"office": world.lead.office_reviewer, "deputy_head": world.lead.deputy_head, "head": world.lead.head}[step]
    transitions.send_back(reply, by=reviewer, reason=REASON)
    kept = ReviewStep.objects.get(reply=reply, decision="sent_back")
    assert (kept.step, kept.reason, kept.decided_by, kept.version) == (step, REASON, reviewer, reply.latest)
    assert reply.signed_version is None


@pytest.mark.parametrize(("state", "event"), [("office_review", "pass_on"), ("deputy_approval", "approve"), ("head_approval", "sign")])
def test_four_eyes(state: str, event: str) -> None:
    """Whoever wrote the newest text does not agree to it, whatever roles he or she holds; sending it back is free."""
    world = World()
    everything = user("drafter", "office_reviewer", "deputy_head", "head", department=world.lead.department)
    world.lead.drafter = everything
    reply = world.reply(state)
    refused(reply, STEPS[event], everything, NotReady, "own text")
    transitions.send_back(reply, by=everything, reason=REASON)
    assert reply.state == ReplyState.DRAFTING


def test_what_a_draft_needs_before_it_goes_out() -> None:
    world = World()
    case = world.handled()
    reply = drafts.open_reply(world.lead_of(case), by=world.lead.drafter)
    with pytest.raises(NotReady) as refusal:
        transitions.submit(reply, by=world.lead.drafter)
    assert str(refusal.value) == reply.missing_outcome(None) != ""
    empty = Reply.objects.create(assignment=reply.assignment, round=2, created_by=world.lead.drafter, outcome="A", publication="full")
    with pytest.raises(NotReady) as refusal:
        transitions.submit(empty, by=world.lead.drafter)
    assert str(refusal.value) == empty.missing_text(None) != ""


def test_a_draft_waits_for_the_opinions_of_the_co_handlers() -> None:
    world = World()
    case = world.assigned()
    cases.accept_assignment(world.lead_of(case), by=world.lead.drafter)
    reply = drafts.open_reply(world.lead_of(case), by=world.lead.drafter)
    assert reply.latest
    drafts.save_draft(reply, reply.latest.text, base=1, by=world.lead.drafter, outcome="B")
    with pytest.raises(NotReady, match=world.co.department.short_name):
        transitions.submit(reply, by=world.lead.drafter)


def test_a_number_needs_a_document_word() -> None:
    world = World()
    world.lead.department.suggestion_word = ""
    world.lead.department.save()
    reply = world.reply("signed")
    refused(reply, STEPS["number"], world.lead.document_administrator, NotReady, "no document word")


def test_the_buttons_ask_what_the_steps_ask() -> None:
    """can_move says of every person what the table says."""
    world = World()
    actors = world.actors()
    for state in ("drafting", "co_signing", "head_approval"):
        reply = world.reply(state)
        for event in REPLY.events:
            found = TABLE[state].get(event)
            able = {name for name, actor in actors.items() if workflow.can_move(reply, event, by=actor)}
            assert able == (found.who if found and found.target else frozenset()), (state, event)
