"""The workflow machine of both apps: the type of a transition table, and `move()`, the only way from one state to another.

A move locks the case, re-reads the row, asks the table (when) and the permissions (who), writes the new state and an event that is
chained to the case's event before it, all in one transaction.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from proposals import permissions
from proposals.errors import CaseError, NotReady, ReasonMissing, WrongState

if TYPE_CHECKING:
    from proposals.models import Event, Proposal, User
    from proposals.models.stateful import Stateful

# Who acts when nobody does: a worker that finished a print, or a step that follows from another.
SYSTEM = "system"


@dataclass(frozen=True)
class Transition:
    """One row of a table.

    `permission` is a key of PERMISSIONS, or SYSTEM for what follows from another step and is never done by hand.
    `when` names a method of the object that chooses between rows of one event and source: the first row that holds counts.
    `requires` names methods that take the person and return what is still missing, in words, or an empty string.
    """

    event: str
    source: str
    target: str
    permission: str
    label: Promise
    reason: bool = False
    when: str = ""
    requires: tuple[str, ...] = ()


@dataclass(frozen=True)
class Machine:
    """A table of transitions over the states of one kind of object. A state without a row of its own is final."""

    name: str
    initial: str
    states: Mapping[str, Any]
    transitions: tuple[Transition, ...]
    rows: dict[tuple[str, str], list[Transition]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.transitions:
            self.rows.setdefault((row.event, row.source), []).append(row)

    @property
    def events(self) -> list[str]:
        return list(dict.fromkeys(row.event for row in self.transitions))

    def label(self, state: str) -> str:
        return str(self.states[state])

    def find(self, obj: "Stateful", event: str) -> Transition:
        """The row that applies to the object as it stands; raises WrongState."""
        for row in self.rows.get((event, obj.state), ()):
            if not row.when or getattr(obj, row.when)():
                return row
        known = next((row for row in self.transitions if row.event == event), None)
        if known is None:
            raise KeyError(event)
        raise WrongState(
            _("“%(step)s” is not possible now: it stands at “%(state)s”.") % {"step": known.label, "state": self.label(obj.state)}
        )


def check_move(obj: "Stateful", event: str, *, by: "User | None", reason: str | None = None) -> tuple[Transition, str]:
    """The row and the role as which the person would act; raises the very error that `move` would raise.

    A `reason` of None asks only whether the step is open, as a page does before the reason is written.
    """
    row = obj.machine.find(obj, event)
    role = SYSTEM
    if row.permission != SYSTEM:
        if by is None:
            raise CaseError(f"{event} needs a person")
        role = permissions.check(by, row.permission, obj)
    # What leads on from the end of a case stands in its own table; nothing inside it moves any more.
    for requirement in (*(() if obj.case is obj else ("case_ended",)), *row.requires):
        if missing := getattr(obj, requirement)(by):
            raise NotReady(missing)
    if row.reason and reason is not None and not reason.strip():
        raise ReasonMissing(_("Please write a reason; the person concerned will read it."))
    return row, role


def can_move(obj: "Stateful", event: str, *, by: "User | None") -> bool:
    try:
        check_move(obj, event, by=by)
    except CaseError:
        return False
    return True


def move(
    obj: "Stateful", event: str, *, by: "User | None", reason: str = "", changes: Mapping[str, Any] | None = None, data: Any = None
) -> Transition:
    """Takes one step of the object's machine, writes `changes` with it, and records the event; returns the row taken.

    The object is re-read under the lock, so that what the caller held in memory counts for nothing.
    """
    with transaction.atomic():
        case = lock(obj)
        row, role = check_move(obj, event, by=by, reason=reason)
        before = obj.state
        for name, value in (changes or {}).items():
            setattr(obj, name, value)
        obj.write_state(row.target, [*(changes or {})])
        record(case, obj, event, by=by, acting_as=role, source=before, target=row.target, reason=reason.strip(), data=data)
    return row


def lock(obj: "Stateful") -> "Proposal":
    """Locks the case of the object, then the object, and re-reads both; the case comes first everywhere, so that locks never cross."""
    case = obj.case
    case.refresh_from_db(from_queryset=type(case)._base_manager.select_for_update(of=("self",)))
    if obj is not case:
        try:
            obj.refresh_from_db(from_queryset=type(obj)._base_manager.select_for_update(of=("self",)))
        except ObjectDoesNotExist as gone:  # its assignment was taken back while this waited for the lock
            raise WrongState(_("The assignment was taken back at the same moment. Nothing was changed.")) from gone
        # Re-reading drops what the object pointed to; one case must stay one object, or its chain would be continued twice.
        obj.case = case
    return case


def record(
    case: "Proposal",
    subject: Any,
    name: str,
    *,
    by: "User | None",
    acting_as: str = SYSTEM,
    source: str = "",
    target: str = "",
    reason: str = "",
    data: Any = None,
) -> "Event":
    """Appends an event to the chain of a case whose row the caller holds locked.

    Where the person acts in a role that is held for somebody who is away, `data["for"]` names whom.
    """
    if by and acting_as != SYSTEM and acting_as not in by.role_codes and (away := by.principals(acting_as)):
        data = {**(data or {}), "for": "、".join(one.display_name for one in away)}
    event = case.events.model(
        proposal=case,
        sequence=case.chain_length + 1,
        at=timezone.now(),
        actor=by,
        actor_name=by.display_name if by else "",
        acting_as=acting_as,
        subject_type=subject._meta.model_name,
        subject_id=subject.pk,
        name=name,
        source=source,
        target=target,
        reason=reason,
        data=data or {},
        previous_digest=case.chain_head,
    )
    event.digest = event_digest(event)
    event.save(force_insert=True)
    case.chain_length, case.chain_head = event.sequence, event.digest
    case.save(update_fields=["chain_length", "chain_head"])
    return event


DIGESTED = (
    "proposal_id", "sequence", "actor_id", "actor_name", "acting_as", "subject_type", "subject_id",
    "name", "source", "target", "reason", "data", "previous_digest",
)  # fmt: skip


def event_digest(event: "Event | SimpleNamespace") -> str:
    """SHA-256 (hex) over every field of the event that means something, the digest before it included."""
    content = {name: getattr(event, name) for name in DIGESTED}
    content["at"] = instant(event.at)
    return digest(content)


def instant(at: datetime | None) -> str:
    """A time as it goes into a digest: in UTC, whatever zone it was read in; empty where a forged row holds none."""
    return at.astimezone(UTC).isoformat() if at else ""


def digest(content: Any) -> str:
    """SHA-256 (hex) of a JSON value in canonical form."""
    # A forged row may hold bytes where text belongs: it must fail the check, not break it.
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode()).hexdigest()
