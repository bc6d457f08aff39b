"""Every state × every step × everyone, for the case, a department's task and a co-handler's opinion.

The tables are written by hand from the rules of the trade, not read from `states.py`.
"""

from collections.abc import Callable

import pytest

from proposals import transitions
from proposals.actions import cases, co_handling, intake, requests
from proposals.errors import CaseError, NotReady
from proposals.models import Assignment, CoOpinion, Proposal, ProposalKind
from proposals.states import ASSIGNMENT, CASE, OPINION
from tests import steps
from tests.factories import World, session
from tests.proposals.follow_up import close
from tests.tables import Way, check_reasons, check_table, not_ready, refused, way

pytestmark = pytest.mark.django_db

WITHDRAW = way("withdrawn", "coordinator")
ARCHIVE = way("archived", "coordinator")
CASE_TABLE: dict[str, dict[str, Way]] = {
    # Under the rules of suggestions, which ask for no filing.
    "registered": {
        "file": not_ready("coordinator"),
        "refuse": not_ready("coordinator"),
        "convert": not_ready("coordinator"),
        "assign": way("assigned", "coordinator"),
        "import": way("handling", "administrator", "without department"),
        "withdraw": WITHDRAW,
    },
    "filed": {"assign": way("assigned", "coordinator"), "convert": way("converted", "coordinator"), "withdraw": WITHDRAW},
    "not_filed": {"convert": way("converted", "coordinator"), "archive": ARCHIVE},
    "converted": {"archive": ARCHIVE},
    "assigned": {"unassign": way("registered", "coordinator"), "withdraw": WITHDRAW},
    "handling": {"withdraw": WITHDRAW, "rework": not_ready("coordinator")},
    "answered": {"close": way("closed", "coordinator"), "rework": way("handling", "coordinator")},
    "closed": {"rework": way("handling", "coordinator"), "archive": ARCHIVE},
    "withdrawn": {"archive": ARCHIVE},
    "archived": {},
}


def closed(world: World) -> Proposal:
    return close(world, world.reply("dispatched", co=False).case)


def withdrawn(world: World) -> Proposal:
    case = world.case()
    cases.withdraw_case(case, by=world.coordinator, reason="领衔代表来函撤回")
    return case


def archived(world: World) -> Proposal:
    case = closed(world)
    steps.CASE["archive"](case, world.coordinator, "")
    return case


def proposal(world: World, decision: str = "", **filing: str) -> Proposal:
    """A CPPCC proposal, whose rules ask for a decision on the filing."""
    council = session(organ="cppcc")
    case = world.case(session=council, kind=ProposalKind.CPPCC_PROPOSAL)
    if decision:
        intake.decide_filing(case, intake.Filing(decision, **filing), by=world.coordinator)
    return case


CASE_IN: dict[str, Callable[[World], Proposal]] = {
    "registered": World.case,
    "filed": lambda world: proposal(world, "filed"),
    "not_filed": lambda world: proposal(world, "not_filed", ground="personal"),
    "converted": lambda world: proposal(world, "converted", note="转有关方面参考"),
    "assigned": World.assigned,
    "handling": World.handled,
    "answered": lambda world: world.reply("dispatched", co=False).case,
    "closed": closed,
    "withdrawn": withdrawn,
    "archived": archived,
}


@pytest.mark.parametrize("state", CASE.states)
def test_case(state: str) -> None:
    world = World()
    case = CASE_IN[state](world)
    assert case.state == state
    check_table(case, world, steps.CASE, CASE_TABLE[state])
    if "withdraw" in CASE_TABLE[state]:
        check_reasons(case, steps.CASE, "withdraw", world.coordinator)
    if state in ("answered", "closed"):
        check_reasons(case, steps.CASE, "rework", world.coordinator)


def test_a_case_that_must_be_filed_is_not_assigned_before() -> None:
    world = World()
    case = proposal(world)
    table = {
        "file": way("filed", "coordinator"),
        "refuse": way("not_filed", "coordinator"),
        "convert": way("converted", "coordinator"),
        "assign": not_ready("coordinator"),
        "import": way("handling", "administrator", "without department"),
        "withdraw": WITHDRAW,
    }
    check_table(case, world, steps.CASE, table)
    for event in ("refuse", "convert"):
        check_reasons(case, steps.CASE, event, world.coordinator)
    for state in ("not_filed", "filed"):
        check_reasons(CASE_IN[state](world), steps.CASE, "convert", world.coordinator)


IMPORT_TASK = way("accepted", "administrator", "without department")
ASSIGNMENT_TABLE: dict[tuple[str, str], dict[str, Way]] = {
    ("lead", "to_sign"): {"accept": way("accepted", "lead.drafter", "lead.co_handler"), "import": IMPORT_TASK},
    ("lead", "accepted"): {"put_back": not_ready("lead.drafter", "lead.co_handler")},
    ("lead", "done"): {},
    ("co", "to_sign"): {"accept": way("accepted", "co.drafter", "co.co_handler"), "import": IMPORT_TASK},
    ("co", "accepted"): {"put_back": way("to_sign", "co.drafter", "co.co_handler")},
    ("co", "done"): {},
    ("lead", "returned"): {},
    ("co", "returned"): {},
}


def given_back(world: World, task: Assignment) -> Assignment:
    office = world.lead if task.answers else world.co
    made = requests.raise_objection(task, by=office.drafter, reason="不属我局职责")
    requests.accept_objection(made, by=world.coordinator, tasks=[cases.Task(world.stranger.department, task.mode)])
    task.refresh_from_db()
    return task


def assignment_in(world: World, part: str, state: str) -> Assignment:
    if state == "returned":
        case = world.assigned()
        return given_back(world, world.lead_of(case) if part == "lead" else case.assignments.get(mode=Assignment.Mode.CO))
    if part == "lead":
        case = {"to_sign": world.assigned, "accepted": world.handled, "done": lambda: world.reply("dispatched").case}[state]()
        return world.lead_of(case)
    case = world.handled() if state == "done" else world.assigned()
    task = case.assignments.get(mode=Assignment.Mode.CO)
    if state == "accepted":
        cases.accept_assignment(task, by=world.co.co_handler)
    return task


@pytest.mark.parametrize("state", ASSIGNMENT.states)
@pytest.mark.parametrize("part", ["lead", "co"])
def test_assignment(part: str, state: str) -> None:
    world = World()
    task = assignment_in(world, part, state)
    assert task.state == state
    check_table(task, world, steps.ASSIGNMENT, ASSIGNMENT_TABLE[part, state])


OPINION_TABLE: dict[str, dict[str, Way]] = {
    "asked": {"submit": way("submitted", "co.co_handler")},
    "submitted": {"send_back": way("sent_back", "lead.drafter"), "adopt": way("adopted", "lead.drafter")},
    "sent_back": {"submit": way("submitted", "co.co_handler")},
    "adopted": {},
}


def opinion_in(world: World, state: str) -> CoOpinion:
    opinion = world.opinion_of(world.assigned())
    cases.accept_assignment(opinion.assignment, by=world.co.co_handler)
    walk = [
        lambda: co_handling.submit_opinion(opinion, "场地可用。", by=world.co.co_handler),
        lambda: co_handling.send_back_opinion(opinion, by=world.lead.drafter, reason="请写明面积"),
    ]
    if state == "adopted":
        walk[1] = lambda: co_handling.adopt_opinion(opinion, by=world.lead.drafter)
    for step in walk:
        if opinion.state != state:
            step()
    return opinion


@pytest.mark.parametrize("state", OPINION.states)
def test_opinion(state: str) -> None:
    world = World()
    opinion = opinion_in(world, state)
    assert opinion.state == state
    check_table(opinion, world, steps.OPINION, OPINION_TABLE[state])
    if state == "submitted":
        check_reasons(opinion, steps.OPINION, "send_back", world.lead.drafter)


def test_nothing_moves_in_a_withdrawn_case() -> None:
    world = World()
    opinion = opinion_in(world, "submitted")
    cases.withdraw_case(opinion.case, by=world.coordinator, reason="撤回")
    check_table(opinion, world, steps.OPINION, OPINION_TABLE["submitted"], ended=True)
    lead = world.lead_of(opinion.case)
    check_table(lead, world, steps.ASSIGNMENT, ASSIGNMENT_TABLE["lead", "to_sign"], ended=True)


def test_an_opinion_waits_for_the_receipt() -> None:
    world = World()
    opinion = world.opinion_of(world.assigned())
    refused(opinion, steps.OPINION["submit"], world.co.co_handler, NotReady, "before signing for the case")


def test_a_person_s_step_needs_a_person() -> None:
    case = World().case()
    refused(case, steps.CASE["withdraw"], None, CaseError, "without a person")


def test_a_case_is_answered_only_when_every_department_has_answered() -> None:
    world = World()
    case = world.handled(co=False)
    refused(case, lambda obj, by, reason: transitions.answer(obj), None, NotReady, "an open task")
    with pytest.raises(NotReady, match=world.lead.department.short_name):
        transitions.answer(case)


def test_the_tables_name_every_state_and_every_step() -> None:
    assert CASE_TABLE.keys() == CASE.states.keys()
    assert {state for _part, state in ASSIGNMENT_TABLE} == ASSIGNMENT.states.keys()
    assert OPINION_TABLE.keys() == OPINION.states.keys()
    assert set(CASE.events) == steps.CASE.keys() | {"begin", "unbegin", "answer", "hand_back", "reopen"}
    assert set(ASSIGNMENT.events) == steps.ASSIGNMENT.keys() | {"finish", "give_back", "reopen"}
    assert set(OPINION.events) == steps.OPINION.keys()
