"""退办 and 延期: who may ask, who decides, until when, and what becomes of the clocks."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from proposals.actions import cases, clocks, requests
from proposals.errors import CaseError, InvalidInput, NotAllowed, NotReady, ReasonMissing, WrongState
from proposals.models import Assignment, Clock, Event, ExtensionRequest, Objection, Proposal, RuleSet
from proposals.states import EXTENSION, OBJECTION
from tests import steps
from tests.factories import Office, World
from tests.tables import Way, check_reasons, check_table, way

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Sets what day it is."""

    def be(day: date) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda *_: day)

    be(MONDAY)
    return be


def with_rules(world: World, code: str) -> Proposal:
    """A case of this place, assigned to a sole handler."""
    from proposals.actions.rule_sets import load_shipped

    load_shipped()
    world.session.suggestion_rules = RuleSet.objects.get(code=f"{code}-suggestion")
    world.session.save()
    return world.assigned(co=False)


def objection(world: World, state: str = "asked") -> Objection:
    case = world.assigned(co=False)
    made = requests.raise_objection(world.lead_of(case), by=world.lead.drafter, reason="不属我局职责", suggested=world.stranger.department)
    if state == "granted":
        other = cases.Task(world.stranger.department, Assignment.Mode.SOLE)
        requests.accept_objection(made, by=world.coordinator, tasks=[other])
    elif state == "refused":
        requests.refuse_objection(made, by=world.coordinator, reason="三定方案中有此职责")
    elif state == "taken_back":
        requests.take_objection_back(made, by=world.lead.drafter)
    return made


def extension(world: World, state: str = "asked") -> ExtensionRequest:
    case = world.handled(co=False)
    task = world.lead_of(case)
    asked = requests.ask_extension(task, by=world.lead.drafter, until=task.due_on + timedelta(days=20), reason="需现场勘察")
    if state == "granted":
        requests.allow_extension(asked, by=world.coordinator)
    elif state == "refused":
        requests.refuse_extension(asked, by=world.coordinator, reason="时间充裕")
    elif state == "taken_back":
        requests.take_extension_back(asked, by=world.lead.drafter)
    return asked


OBJECTION_TABLE: dict[str, dict[str, Way]] = {
    "asked": {
        "accept": way("granted", "coordinator"),
        "refuse": way("refused", "coordinator"),
        "take_back": way("taken_back", "lead.drafter", "lead.co_handler"),
    },
    "granted": {},
    "refused": {},
    "taken_back": {},
}
EXTENSION_TABLE = {
    state: {("allow" if step == "accept" else step): to for step, to in row.items()} for state, row in OBJECTION_TABLE.items()
}


@pytest.mark.parametrize("state", OBJECTION.states)
def test_objection(state: str) -> None:
    world = World()
    made = objection(world, state)
    assert made.state == state
    check_table(made, world, steps.OBJECTION, OBJECTION_TABLE[state])
    if state == "asked":
        check_reasons(made, steps.OBJECTION, "refuse", world.coordinator)


@pytest.mark.parametrize("state", EXTENSION.states)
def test_extension(state: str) -> None:
    world = World()
    asked = extension(world, state)
    assert asked.state == state
    check_table(asked, world, steps.EXTENSION, EXTENSION_TABLE[state])
    if state == "asked":
        check_reasons(asked, steps.EXTENSION, "refuse", world.coordinator)


def test_whoever_takes_over_has_clocks_of_its_own(today: Any) -> None:
    world = World()
    case = with_rules(world, "shanghai")
    old = world.lead_of(case)
    today(MONDAY + timedelta(days=3))
    made = requests.raise_objection(old, by=world.lead.drafter, reason="不属我局职责")
    other = Office()
    (new,) = requests.accept_objection(made, by=world.coordinator, tasks=[cases.Task(other.department, Assignment.Mode.SOLE)])
    old.refresh_from_db()
    assert (old.state, new.state, new.department) == ("returned", "to_sign", other.department)
    assert new.due_on == date(2026, 6, 5)
    assert not Clock.objects.filter(assignment=old, state="running").exists()
    case.refresh_from_db()
    assert case.state == "assigned"
    told = [(event.subject_type, event.name) for event in Event.objects.filter(proposal=case)]
    assert told[-4:] == [("objection", "object"), ("objection", "accept"), ("assignment", "give_back"), ("proposal", "assign")]


def test_where_the_rules_say_so_the_clock_goes_on(today: Any) -> None:
    world = World()
    case = with_rules(world, "shanghai")
    case.rule_set.policies["reassigned_clock"] = {"value": "goes_on", "assumed": True}
    case.rule_set.save()
    today(MONDAY + timedelta(days=3))
    made = requests.raise_objection(world.lead_of(case), by=world.lead.drafter, reason="不属我局职责")
    task = cases.Task(Office().department, Assignment.Mode.SOLE)
    (new,) = requests.accept_objection(made, by=world.coordinator, tasks=[task])
    assert new.due_on == date(2026, 6, 2)


def test_a_late_objection_is_refused_where_the_rules_refuse_it(today: Any) -> None:
    world = World()
    case = with_rules(world, "shanghai")
    task = world.lead_of(case)
    last = Clock.objects.get(assignment=task, name="objection").due_on
    assert last == date(2026, 3, 11)  # seven working days
    today(last + timedelta(days=1))
    with pytest.raises(NotReady, match="第十四条"):
        requests.raise_objection(task, by=world.lead.drafter, reason="不属我局职责")
    today(last)
    assert requests.raise_objection(task, by=world.lead.drafter, reason="不属我局职责").state == "asked"


def test_after_a_refusal_the_department_goes_on() -> None:
    world = World()
    made = objection(world, "refused")
    with pytest.raises(NotReady):
        requests.raise_objection(made.assignment, by=world.lead.drafter, reason="再次提出")
    cases.accept_assignment(made.assignment, by=world.lead.drafter)
    assert made.assignment.state == "accepted"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"by": "coordinator"}, NotAllowed),
        ({"by": "stranger.drafter"}, NotAllowed),
        ({"reason": "  "}, ReasonMissing),
        ({"suggested": "lead"}, InvalidInput),
    ],
)
def test_what_is_no_objection(change: dict[str, str], error: type[CaseError]) -> None:
    world = World()
    task = world.lead_of(world.assigned(co=False))
    given: dict[str, Any] = {"by": world.lead.drafter, "reason": "不属我局职责", "suggested": None}
    given |= change
    given["by"] = world.actors()[given["by"]] if isinstance(given["by"], str) else given["by"]
    given["suggested"] = world.lead.department if given["suggested"] else None
    with pytest.raises(error):
        requests.raise_objection(task, **given)
    assert not Objection.objects.exists()


def test_a_done_task_is_not_objected_to() -> None:
    world = World()
    task = world.lead_of(world.reply("dispatched", co=False).case)
    with pytest.raises(WrongState):
        requests.raise_objection(task, by=world.lead.drafter, reason="不属我局职责")


def test_the_clock_stands_while_an_objection_is_undecided_where_the_rules_say_so(today: Any) -> None:
    world = World()
    case = with_rules(world, "shanghai")
    case.rule_set.policies["objection_clock"] = {"value": "stands", "assumed": True}
    case.rule_set.save()
    task = world.lead_of(case)
    due = task.due_on
    made = requests.raise_objection(task, by=world.lead.drafter, reason="不属我局职责")
    today(MONDAY + timedelta(days=4))
    requests.refuse_objection(made, by=world.coordinator, reason="属你局职责")
    task.refresh_from_db()
    assert task.due_on == due + timedelta(days=4)  # from the day after the start: the start itself does not count


def test_more_time_is_given_and_explained(today: Any) -> None:
    world = World()
    case = with_rules(world, "shanghai")
    task = world.lead_of(case)
    cases.accept_assignment(task, by=world.lead.drafter)
    asked = requests.ask_extension(task, by=world.lead.drafter, until=date(2026, 9, 2), reason="需现场勘察")
    requests.allow_extension(asked, by=world.coordinator)
    task.refresh_from_db()
    clock = Clock.objects.get(assignment=task, name="answer")
    assert task.due_on == clock.due_on == date(2026, 9, 2)
    assert clock.granted == [{"until": "2026-09-02", "by": world.coordinator.display_name, "on": "2026-03-02"}]


@pytest.mark.parametrize(
    ("until", "message"), [(date(2026, 9, 3), "第十九条"), (date(2026, 6, 2), "2026年6月2日"), (date(2026, 5, 1), "2026年6月2日")]
)
def test_no_more_than_the_rules_allow(until: date, message: str, today: Any) -> None:
    world = World()
    task = world.lead_of(with_rules(world, "shanghai"))
    with pytest.raises(InvalidInput, match=message):
        requests.ask_extension(task, by=world.lead.drafter, until=until, reason="需现场勘察")


def test_more_time_is_asked_for_in_time_and_once(today: Any) -> None:
    world = World()
    task = world.lead_of(with_rules(world, "shanghai"))
    requests.ask_extension(task, by=world.lead.drafter, until=date(2026, 7, 1), reason="需现场勘察")
    with pytest.raises(NotReady):
        requests.ask_extension(task, by=world.lead.drafter, until=date(2026, 7, 2), reason="需现场勘察")
    ExtensionRequest.objects.all().delete()
    today(date(2026, 6, 3))
    with pytest.raises(NotReady):
        requests.ask_extension(task, by=world.lead.drafter, until=date(2026, 7, 2), reason="需现场勘察")


def test_a_place_without_an_extension_knows_none(today: Any) -> None:
    world = World()
    task = world.lead_of(with_rules(world, "chongqing"))
    with pytest.raises(NotReady):
        requests.ask_extension(task, by=world.lead.drafter, until=date(2026, 7, 2), reason="需现场勘察")


def test_clocks_of_a_case_begin_and_end_with_its_steps(today: Any) -> None:
    world = World()
    case = with_rules(world, "chongqing")
    task = world.lead_of(case)

    def running() -> dict[str, date]:
        return {clock.name: clock.due_on for clock in Clock.objects.filter(assignment=task, state="running")}

    assert running() == {
        "receipt": date(2026, 3, 5),
        "objection": date(2026, 3, 16),
        "first_contact": date(2026, 3, 30),
        "answer": date(2026, 6, 2),
    }
    today(date(2026, 3, 4))
    cases.accept_assignment(task, by=world.lead.drafter)
    assert running() == {"objection": date(2026, 3, 16), "first_contact": date(2026, 4, 1), "answer": date(2026, 6, 2)}
    cases.withdraw_case(case, by=world.coordinator, reason="领衔代表来函撤回")
    assert running() == {}


def test_a_calendar_that_is_entered_moves_what_runs_over_it(today: Any) -> None:
    from proposals.models import CalendarYear

    world = World()
    today(date(2026, 12, 28))
    case = with_rules(world, "chongqing")
    task = world.lead_of(case)
    clock = Clock.objects.get(assignment=task, name="objection")
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 11), True)
    off = {f"2027-01-0{day}": "元旦" for day in (1, 2, 3)}
    CalendarYear.objects.create(year=2027, off=off, source="国办发明电〔2026〕1号", entered_by=world.administrator)
    before = Event.objects.filter(proposal=case).count()
    assert clocks.work_out_again() > 0
    clock.refresh_from_db()
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 12), False)
    assert Event.objects.filter(proposal=case, name="recalculate", sequence__gt=before, data__limit="objection").count() == 1
    assert clocks.work_out_again() == 0, "a second time changes nothing"
