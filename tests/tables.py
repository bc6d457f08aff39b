"""Drives a machine through every event as every person, and holds what happened against a table that a test wrote down by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from proposals.errors import CaseError, NotAllowed, NotReady, ReasonMissing, WrongState
from proposals.models import Event, Proposal, User
from proposals.models.stateful import Stateful
from tests.factories import World
from tests.steps import Step

REASON = "数字有误，请改"


@dataclass(frozen=True)
class Way:
    """Where a step leads from a state, and the names (`World.actors`) of those who may take it."""

    target: str
    who: frozenset[str]


def way(target: str, *who: str) -> Way:
    return Way(target, frozenset(who))


def not_ready(*who: str) -> Way:
    """They may take the step, but something that it needs is missing here."""
    return Way("", frozenset(who))


def check_table(obj: Stateful, world: World, steps: Mapping[str, Step], ways: Mapping[str, Way], *, ended: bool = False) -> None:
    """Every step of `steps` as everyone: those in `ways` lead to the target, all else is refused as the right error and leaves nothing.

    With `ended` the case is over: whoever could take one of `ways` is told that nothing moves any more (NotReady).
    """
    actors = world.actors()
    assert ways.keys() <= steps.keys()
    assert all(found.who <= actors.keys() for found in ways.values())
    for event in ways if ended else steps:
        step, found = steps[event], ways.get(event)
        for name, actor in actors.items():
            context = f"{obj.state} --{event}--> as {name}"
            if found is None:
                refused(obj, step, actor, WrongState, context)
            elif name not in found.who:
                refused(obj, step, actor, NotAllowed, context)
            elif ended or not found.target:
                refused(obj, step, actor, NotReady, context)
            else:
                taken(obj, event, step, actor, found.target, context)


def taken(obj: Stateful, event: str, step: Step, actor: User, target: str, context: str) -> None:
    """The step leads to `target` and leaves one event of the machine that says so; everything is undone afterwards."""
    fresh, case_id, source = _fresh(obj), obj.case.pk, obj.state
    before = Proposal.objects.get(pk=case_id).chain_length
    with transaction.atomic():
        step(fresh, actor, REASON)
        assert _fresh(obj).state == target, context
        event_row = Event.objects.get(proposal_id=case_id, name=event, sequence__gt=before, subject_type=obj._meta.model_name)
        assert (event_row.source, event_row.target, event_row.actor) == (source, target, actor), context
        assert event_row.acting_as in actor.role_codes, context
        transaction.set_rollback(True)


def refused(obj: Stateful, step: Step, actor: User | None, error: type[CaseError], context: str, reason: str = REASON) -> None:
    fresh = _fresh(obj)
    case = Proposal.objects.get(pk=obj.case.pk)
    with transaction.atomic():
        raised: CaseError | None = None
        try:
            with transaction.atomic():
                step(fresh, actor, reason)
        except CaseError as refusal:
            raised = refusal
        assert type(raised) is error, f"{context}: {raised!r} instead of {error.__name__}"
        assert str(raised), context
        assert _fresh(obj).state == obj.state, context
        assert Proposal.objects.get(pk=case.pk).chain_length == case.chain_length == Event.objects.filter(proposal=case).count(), context
        transaction.set_rollback(True)


def check_reasons(obj: Stateful, steps: Mapping[str, Step], event: str, actor: User) -> None:
    """Without a written reason the step is refused, and says that the reason is what is missing."""
    for blank in ("", " \n\t"):
        refused(obj, steps[event], actor, ReasonMissing, f"{obj.state} --{event}--> without a reason", reason=blank)


def _fresh(obj: Stateful) -> Any:
    manager: models.Manager[Any] = type(obj)._base_manager
    return manager.get(pk=obj.pk)
