"""The part of the random walks that objects and asks for more time, and what must hold of clocks after any step."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from proposals.actions import clocks, requests
from proposals.errors import InvalidInput, NotAllowed, NotReady, ReasonMissing, WrongState
from proposals.models import Assignment, CalendarYear, Clock, Objection
from proposals.states import CASE_ENDED, IN_HAND

REASONS = st.sampled_from(["数据有误", "", "  "])


class WalkOfRequests(RuleBasedStateMachine):
    actors: dict[str, Any]

    @rule(
        data=st.data(),
        actor=st.sampled_from(["lead.drafter", "lead.head", "co.co_handler", "stranger.drafter", "coordinator"]),
        reason=REASONS,
    )
    def someone_objects(self, data: st.DataObject, actor: str, reason: str) -> None:
        tasks = list(Assignment.objects.order_by("pk"))
        if not tasks:
            return
        task = data.draw(st.sampled_from(tasks))
        try:
            with transaction.atomic():
                requests.raise_objection(task, by=self.actors[actor], reason=reason)
        except (NotAllowed, NotReady, WrongState):
            pass
        except ReasonMissing:
            assert not reason.strip()
        else:
            assert task.department_id == self.actors[actor].department_id

    @rule(data=st.data(), actor=st.sampled_from(["lead.drafter", "co.co_handler", "stranger.drafter"]), days=st.integers(-3, 120))
    def someone_asks_for_more_time(self, data: st.DataObject, actor: str, days: int) -> None:
        tasks = list(Assignment.objects.filter(due_on__isnull=False).order_by("pk"))
        if not tasks:
            return
        task = data.draw(st.sampled_from(tasks))
        try:
            with transaction.atomic():
                requests.ask_extension(task, by=self.actors[actor], until=task.due_on + timedelta(days=days), reason="需现场勘察")
        except (NotAllowed, NotReady, InvalidInput):
            pass
        else:
            assert days > 0

    @invariant()
    def clocks_run_where_something_is_due_and_nowhere_else(self) -> None:
        running = list(Clock.objects.filter(state=Clock.State.RUNNING).select_related("proposal", "assignment"))
        named = [(clock.proposal_id, clock.assignment_id, clock.name) for clock in running]
        assert len(named) == len(set(named))
        for clock in running:
            assert clock.assignment is None or clock.assignment.state in IN_HAND
            assert clock.assignment is None or clock.proposal.state not in CASE_ENDED

    @invariant()
    def every_due_date_is_what_its_explanation_says(self) -> None:
        days = CalendarYear.objects.calendar()
        for clock in Clock.objects.filter(state=Clock.State.RUNNING).select_related("assignment"):
            made = clock.deadline(days)
            assert (made.due_on, made.provisional) == (clock.due_on, clock.provisional)
            assert made.adds_up()
            if clock.assignment and clock.name in clocks.SHOWN:
                assert clock.assignment.due_on == clock.due_on

    @invariant()
    def nothing_that_is_past_waits_to_be_decided(self) -> None:
        assert not Objection.objects.filter(state="granted").exclude(assignment__state="returned").exists()
        assert not Assignment.objects.filter(state="returned").exclude(objections__state="granted").exists()
