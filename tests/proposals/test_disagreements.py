"""Disagreements between departments: who raises and settles them, what waits meanwhile, who reads them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proposals.actions import cases, disagreements
from proposals.errors import CaseError, InvalidInput, NotAllowed, NotReady, ReasonMissing, WrongState
from proposals.models import Assignment, Disagreement, Event, Proposal, User
from proposals.states import DISAGREEMENT
from replies import transitions
from replies.actions import drafts
from replies.work import waiting
from tests import steps
from tests.factories import Office, World
from tests.tables import Way, check_reasons, check_table, not_ready, way

pytestmark = pytest.mark.django_db


def raised(world: World, case: Proposal | None = None, **more: Any) -> Disagreement:
    case = case or world.assigned()
    task = case.assignments.get(department=world.co.department)
    given: dict[str, Any] = {
        "by": world.co.co_handler,
        "against": world.lead_of(case),
        "reason": "主办称场地可用。",
        "wanted": "删去该段。",
    }
    return disagreements.raise_disagreement(task, **given | more)


def in_state(world: World, state: str) -> Disagreement:
    made = raised(world)
    if state == "settled":
        disagreements.settle_disagreement(made, by=world.coordinator, decision="照会办意见改")
    elif state == "taken_back":
        disagreements.take_disagreement_back(made, by=world.co.drafter)
    return made


TABLE: dict[str, dict[str, Way]] = {
    "raised": {
        "settle": way("settled", "coordinator"),
        "let_go_on": way("raised", "coordinator"),
        "take_back": way("taken_back", "co.drafter", "co.co_handler"),
    },
    "settled": {},
    "taken_back": {},
}


@pytest.mark.parametrize("state", DISAGREEMENT.states)
def test_every_step(state: str) -> None:
    world = World()
    made = in_state(world, state)
    assert made.state == state
    check_table(made, world, steps.DISAGREEMENT, TABLE[state])
    if state == "raised":
        check_reasons(made, steps.DISAGREEMENT, "settle", world.coordinator)


def test_nothing_is_settled_in_an_ended_case() -> None:
    world = World()
    made = raised(world)
    cases.withdraw_case(made.case, by=world.coordinator, reason="撤回")
    check_table(made, world, steps.DISAGREEMENT, TABLE["raised"], ended=True)


def test_the_lead_is_let_go_on_once_and_only_about_the_text() -> None:
    world = World()
    made = raised(world)
    disagreements.let_lead_go_on(made, by=world.coordinator)
    check_table(made, world, {"let_go_on": steps.DISAGREEMENT["let_go_on"]}, {"let_go_on": not_ready("coordinator")})
    other = raised(World(), about_text=False)
    with pytest.raises(NotReady):
        disagreements.let_lead_go_on(other, by=User.objects.filter(department=other.case.assigning_body).first())


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"by": "lead.drafter"}, NotAllowed),  # for the other side
        ({"by": "co.office_reviewer"}, NotAllowed),
        ({"by": "coordinator"}, NotAllowed),
        ({"reason": " "}, ReasonMissing),
        ({"wanted": ""}, ReasonMissing),
        ({"against": "own"}, InvalidInput),
        ({"against": "foreign"}, InvalidInput),
    ],
)
def test_what_is_no_disagreement(change: dict[str, str], error: type[CaseError]) -> None:
    world = World()
    case = world.assigned()
    given: dict[str, Any] = dict(change)
    if "by" in given:
        given["by"] = world.actors()[given["by"]]
    if "against" in given:
        given["against"] = (
            case.assignments.get(department=world.co.department) if given["against"] == "own" else world.lead_of(world.assigned())
        )
    with pytest.raises(error):
        raised(world, case, **given)
    assert not Disagreement.objects.exists()


def test_one_at_a_time_between_the_same_two_and_while_it_is_handled() -> None:
    world = World()
    case = world.assigned()
    first = raised(world, case)
    with pytest.raises(NotReady):
        disagreements.raise_disagreement(
            world.lead_of(case), by=world.lead.drafter, against=first.raised_for, reason="会办意见有误", wanted="改"
        )
    disagreements.settle_disagreement(first, by=world.coordinator, decision="照改")
    assert raised(world, case).state == "raised"
    alone = world.assigned(co=False)
    with pytest.raises(NotReady):
        disagreements.check_raising(world.lead_of(alone), by=world.lead.drafter)
    answered = world.reply("dispatched").case
    with pytest.raises(WrongState):
        disagreements.check_raising(world.lead_of(answered), by=world.lead.drafter)


@pytest.mark.parametrize(
    ("meeting", "fine"),
    [
        ({"met_on": 0, "participants": "甲、乙"}, True),
        ({}, True),
        ({"met_on": 1, "participants": "甲、乙"}, False),
        ({"met_on": 0}, False),
        ({"participants": "甲"}, False),
    ],
)
def test_a_meeting_has_a_day_that_is_past_and_participants(meeting: dict[str, Any], fine: bool) -> None:
    world = World()
    made = raised(world)
    given = {**meeting}
    if "met_on" in given:
        given["met_on"] = timezone.localdate() + timedelta(days=given["met_on"])
    if fine:
        disagreements.settle_disagreement(made, by=world.coordinator, decision="照改", **given)
        event = Event.objects.get(subject_type="disagreement", name="settle")
        assert ("met_on" in event.data) == ("met_on" in given)
        assert (made.state, made.decided_by, made.decision) == ("settled", world.coordinator, "照改")
    else:
        with pytest.raises(InvalidInput):
            disagreements.settle_disagreement(made, by=world.coordinator, decision="照改", **given)


# How the sides stand to the reply of `lead` → whether the draft waits.
@pytest.mark.parametrize(
    ("sides", "more", "waits"),
    [
        (("co", "lead"), {}, True),
        (("lead", "co"), {}, True),
        (("co", "lead"), {"about_text": False}, False),
        (("co", "stranger"), {}, True),  # two who do not answer: whose text it is then, is the lead's
        (("co", "other"), {}, False),  # about the part of another department
        (("lead", "other"), {}, True),
    ],
)
def test_when_the_draft_waits(sides: tuple[str, str], more: dict[str, Any], waits: bool) -> None:
    world, other = World(), Office()
    offices = {"lead": world.lead, "co": world.co, "stranger": world.stranger, "other": other}
    modes = {"lead": Assignment.Mode.SPLIT, "other": Assignment.Mode.SPLIT, "co": Assignment.Mode.CO, "stranger": Assignment.Mode.CO}
    case = world.case()
    parts = [cases.Task(offices[name].department, mode, "一部分") for name, mode in modes.items()]
    tasks = dict(zip(modes, cases.assign_case(case, parts, by=world.coordinator), strict=True))
    cases.accept_assignment(tasks["lead"], by=world.lead.drafter)
    reply = drafts.open_reply(tasks["lead"], by=world.lead.drafter)
    one, against = sides
    made = disagreements.raise_disagreement(
        tasks[one], by=offices[one].drafter, against=tasks[against], reason="不同意", wanted="改", **more
    )
    assert bool(reply.open_disagreements(None)) is waits
    if waits:
        disagreements.let_lead_go_on(made, by=world.coordinator)
        assert reply.open_disagreements(None) == ""


def test_a_draft_that_waits_is_not_sent_and_is_after_the_decision() -> None:
    world = World()
    reply = world.reply()
    made = raised(world, reply.case)
    with pytest.raises(NotReady, match=world.co.department.short_name):
        transitions.submit(reply, by=world.lead.drafter)
    assert list(waiting(world.coordinator)["disagreement"]) == [made]
    assert "disagreement" not in waiting(world.lead.drafter)
    disagreements.settle_disagreement(made, by=world.coordinator, decision="照主办意见")
    transitions.submit(reply, by=world.lead.drafter)
    assert not waiting(world.coordinator)["disagreement"]


def test_both_sides_and_the_coordinator_read_it_and_no_other_co_handler() -> None:
    world = World()
    case = world.case()
    offices = [(world.lead, Assignment.Mode.LEAD), (world.co, Assignment.Mode.CO), (world.stranger, Assignment.Mode.CO)]
    cases.assign_case(case, [cases.Task(office.department, mode) for office, mode in offices], by=world.coordinator)
    made = raised(world, case)
    disagreements.settle_disagreement(made, by=world.coordinator, decision="以联席会议纪要为准")
    for person, sees in (
        (world.lead.head, True),
        (world.co.co_handler, True),
        (world.coordinator, True),
        (world.auditor, True),
        (world.stranger.co_handler, False),
        (world.proposer, False),
    ):
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        html = client.get(reverse("case_detail", args=[case.pk])).content.decode()
        assert ("以联席会议纪要为准" in html) is sees, person
        assert client.get(reverse("disagreement_detail", args=[made.pk])).status_code == (200 if sees else 404)


def test_it_is_raised_and_settled_on_screen() -> None:
    world = World()
    case = world.reply().case
    task = case.assignments.get(department=world.co.department)

    def client(person: User) -> Client:
        made = Client()
        made.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return made

    url = reverse("disagreement_raise", args=[task.pk])
    at = client(world.co.co_handler)
    assert at.get(url).status_code == 200
    given = {"against": world.lead_of(case).pk, "reason": "主办称场地可用。", "wanted": "删去该段。", "about_text": "on"}
    assert "主办称场地可用。" in at.post(url, {**given, "wanted": ""}).content.decode()
    assert at.post(url, given).status_code == 302
    assert at.post(url, given).status_code == 409
    page = reverse("disagreement_detail", args=[Disagreement.objects.get().pk])
    at = client(world.coordinator)
    assert at.post(page, {"decision": ""}).status_code == 422
    assert at.post(page, {"step": "let_go_on"}).status_code == 302
    assert at.post(page, {"step": "let_go_on"}).status_code == 409
    assert at.post(page, {"decision": "照改", "participants": "甲"}).status_code == 422
    assert at.post(page, {"decision": "照改"}).status_code == 302
    assert at.post(page, {"decision": "照改"}).status_code == 409
    assert Disagreement.objects.get().decision == "照改"
