"""代办: who may name whom, what a deputy holds and on which days, and what the record says of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from proposals import notifying, permissions
from proposals.actions import delegating
from proposals.errors import CaseError, InvalidInput, NotAllowed, ReasonMissing, WrongState
from proposals.models import Delegation, Event, Notice, User
from proposals.permissions import PERMISSIONS, ROLES, Relation
from replies import transitions, work
from replies.letters import letter_for
from tests.factories import Office, World, user
from tests.factories import department as a_department
from tests.proposals.pages import get, text
from tests.proposals.reminders import clock

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DELEGABLE = {"coordinator", "drafter", "co_handler", "office_reviewer", "deputy_head", "head", "document_administrator"}


@pytest.fixture
def world() -> World:
    return World()


def days(begins: int, ends: int) -> dict[str, date]:
    return {"begins_on": TODAY + timedelta(days=begins), "ends_on": TODAY + timedelta(days=ends)}


def away(principal: User, deputy: User, begins: int = 0, ends: int = 3, **fields: Any) -> Delegation:
    """As the days pass: one that began before today could not be entered today."""
    made: Delegation = Delegation.objects.create(
        **{"principal": principal, "deputy": deputy, "reason": "外出", "made_by": principal} | days(begins, ends) | fields
    )
    return made


def fresh(person: User) -> User:
    """As the next request has it."""
    return User.objects.get(pk=person.pk)


def held(person: User) -> set[str]:
    return {name for name in PERMISSIONS if permissions.holds(person, name)}


# Who may name whom


def test_a_person_names_a_colleague_for_himself(world: World) -> None:
    lead = world.lead
    made = delegating.delegate(lead.head, lead.deputy_head, **days(0, 3), reason=" 出差 ", by=lead.head)
    assert (made.principal, made.deputy, made.reason, made.made_by) == (lead.head, lead.deputy_head, "出差", lead.head)
    by_office = delegating.delegate(lead.drafter, lead.co_handler, **days(1, 1), reason="病假", by=world.administrator)
    assert by_office.made_by == world.administrator
    assert [one.manner for one in (made, by_office)] == ["running", "ahead"]


def test_whoever_may_not(world: World) -> None:
    """Everybody × for everybody of a department: only for oneself, and the system administrator for all."""
    lead = world.lead
    allowed = set()
    for name, actor in world.actors().items():
        for role in Office.ROLES:
            principal = getattr(lead, role)
            try:
                delegating.check_delegating(principal, by=actor)
            except NotAllowed:
                continue
            allowed.add((name, role))
    own = {(f"lead.{role}", role) for role in Office.ROLES}
    # Whoever has every role is a system administrator too.
    assert allowed == own | {(name, role) for name in ("administrator", "without department") for role in Office.ROLES}


def test_roles_that_nobody_else_can_hold(world: World) -> None:
    for person in (world.auditor, world.proposer, world.administrator, user(department=world.lead.department), user("drafter")):
        with pytest.raises(NotAllowed):
            delegating.delegate(person, world.lead.head, **days(0, 1), reason="出差", by=world.administrator)
    assert {code for code, role in ROLES.items() if role.delegable} == DELEGABLE


def test_deputies_and_days_that_cannot_be(world: World) -> None:
    lead, gone = world.lead, user("head", department=world.lead.department, is_active=False)
    wrong: list[tuple[User, tuple[int, int], str, type[CaseError]]] = [
        (lead.head, (0, 1), "出差", InvalidInput),
        (world.stranger.head, (0, 1), "出差", InvalidInput),
        (gone, (0, 1), "出差", InvalidInput),
        (lead.deputy_head, (-1, 1), "出差", InvalidInput),
        (lead.deputy_head, (2, 1), "出差", InvalidInput),
        (lead.deputy_head, (0, 1), " ", ReasonMissing),
    ]
    for deputy, when, reason, error in wrong:
        with pytest.raises(error):
            delegating.delegate(lead.head, deputy, **days(*when), reason=reason, by=lead.head)
    assert not Delegation.objects.exists()


OVERLAPS = [((0, 3), (4, 5), False), ((0, 3), (3, 5), True), ((2, 3), (0, 1), False), ((2, 3), (0, 2), True), ((0, 9), (3, 4), True)]


def test_those_that_overlap(world: World) -> None:
    lead = world.lead

    def possible(principal: User, deputy: User, when: tuple[int, int]) -> bool:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    delegating.delegate(principal, deputy, **days(*when), reason="出差", by=world.administrator)
            except InvalidInput:
                return False
            transaction.set_rollback(True)
        return True

    for first, second, clash in OVERLAPS:
        one = delegating.delegate(lead.head, lead.deputy_head, **days(*first), reason="出差", by=lead.head)
        assert possible(lead.head, lead.drafter, second) is not clash, "two deputies for one"
        assert possible(lead.drafter, lead.head, second) is not clash, "a deputy who is away"
        assert possible(lead.co_handler, lead.deputy_head, second), "two for whom one stands in"
        delegating.end_delegation(one, by=lead.head)
        assert possible(lead.head, lead.drafter, second)


# What a deputy holds


def test_a_deputy_holds_what_the_roles_of_the_department_carry() -> None:
    """Each role × each permission, asked about something of the department: as for the person himself where the role may be passed on."""
    department = a_department()

    class Subject:
        def related_departments(self, relation: Relation) -> set[int | None]:
            return {department.pk}

    for role in ROLES:
        principal, deputy = user(role, department=department), user(department=department)
        away(principal, deputy)
        deputy = fresh(deputy)
        carried = set(ROLES[role].permissions) if role in DELEGABLE else set()
        assert held(deputy) == carried
        for name in PERMISSIONS:
            assert permissions.can(deputy, name, Subject()) is (name in carried)
            if name in carried:
                assert permissions.check(deputy, name, Subject()) == role


def test_on_its_days_alone() -> None:
    lead = Office()
    for begins, ends, counts in ((-2, -1, False), (-1, 0, True), (0, 0, True), (0, 1, True), (1, 2, False)):
        deputy = user(department=lead.department)
        away(lead.head, deputy, begins, ends)
        assert permissions.holds(fresh(deputy), "reply.sign") is counts
        assert permissions.can(fresh(deputy), "reply.sign", lead.department) is counts


def test_what_ends_it(world: World) -> None:
    lead = world.lead
    made = away(lead.head, lead.drafter)
    for person in (lead.drafter, lead.office_reviewer, world.auditor, world.coordinator):
        with pytest.raises(NotAllowed):
            delegating.end_delegation(made, by=person)
    delegating.end_delegation(made, by=lead.head)
    assert not permissions.holds(fresh(lead.drafter), "reply.sign")
    with pytest.raises(WrongState):
        delegating.end_delegation(made, by=lead.head)
    with pytest.raises(WrongState):
        delegating.end_delegation(away(lead.head, lead.drafter, -3, -1), by=lead.head)
    made = away(lead.head, lead.drafter)
    for change in ({"is_active": False}, {"department": world.stranger.department}):
        User.objects.filter(pk=lead.head.pk).update(**change)
        assert not permissions.holds(fresh(lead.drafter), "reply.sign"), "who left or moved passes nothing on"
        User.objects.filter(pk=lead.head.pk).update(is_active=True, department=lead.department)
    assert permissions.holds(fresh(lead.drafter), "reply.sign")
    User.objects.filter(pk=lead.drafter.pk).update(department=world.stranger.department)
    assert not permissions.holds(fresh(lead.drafter), "reply.sign")
    with pytest.raises(TypeError):
        made.delete()


def test_there_are_no_chains(world: World) -> None:
    lead = world.lead
    away(lead.head, lead.deputy_head)
    away(lead.deputy_head, lead.drafter)
    drafter = fresh(lead.drafter)
    assert permissions.holds(drafter, "reply.approve")
    assert not permissions.holds(drafter, "reply.sign")
    # Whoever holds nothing himself has nothing to pass on.
    bare = user(department=lead.department)
    away(lead.office_reviewer, bare)
    assert permissions.holds(fresh(bare), "delegation.make")
    with pytest.raises(NotAllowed):
        delegating.check_delegating(fresh(bare), by=fresh(bare))


# What the deputy does


def test_a_deputy_signs_and_the_record_names_both(world: World) -> None:
    lead = world.lead
    lead.department.shows_signer = True
    lead.department.save()
    reply = world.reply("head_approval")
    with pytest.raises(NotAllowed):
        transitions.agree(reply, "sign", by=lead.deputy_head)
    away(lead.head, lead.deputy_head)
    deputy = fresh(lead.deputy_head)
    assert [item.pk for item in work.waiting(deputy)["sign"]] == [reply.pk]
    transitions.agree(reply, "sign", by=deputy)
    event = Event.objects.get(subject_type="reply", name="sign")
    assert (event.actor, event.acting_as, event.data["for"]) == (deputy, "head", lead.head.display_name)
    reply.refresh_from_db()
    assert reply.signed_by == deputy
    assert letter_for(reply).approvers == (deputy.display_name,), "签发人 is who signed"
    assert f"{deputy.display_name}</b>（代{lead.head.display_name}）" in text(get(world.coordinator, f"/cases/{reply.case.pk}/"))
    # What he does in a role of his own is not done for anybody.
    assert all("for" not in one.data for one in Event.objects.exclude(pk=event.pk))


def test_a_coordinator_s_deputy_sees_and_does_the_coordinator_s_work(world: World) -> None:
    deputy = user(department=world.body)
    case = world.case()
    assert get(deputy, f"/cases/{case.pk}/").status_code == 404
    away(world.coordinator, deputy)
    assert get(deputy, f"/assign/{case.pk}/").status_code == 200
    page = text(get(deputy, "/"))
    assert case.title in page
    assert f"代{world.coordinator.display_name}" in page


def test_the_deputy_is_told_too(world: World) -> None:
    lead = world.lead
    rules = world.session.suggestion_rules
    assert rules
    rules.reminders = [{"clock": "answer", "days": 3, "to": "handler"}, {"clock": "answer", "days": 3, "to": "leader"}]
    rules.save()
    case = world.handled(co=False)
    world.reply()  # another one, which the drafter has in hand
    made = clock(case, world.lead_of(case), date(2025, 6, 20))
    away(lead.drafter, lead.office_reviewer)
    away(lead.deputy_head, lead.head)
    notifying.remind(date(2025, 6, 17))
    told = set(Notice._base_manager.filter(clock=made).values_list("recipient", flat=True))
    assert told == {person.pk for person in (lead.drafter, lead.office_reviewer, lead.deputy_head, lead.head)}
