"""Rows of delegations and of telling the proposer that the database refuses, for `test_constraints`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from proposals.models import Delegation, ExtensionRequest
from replies.models import Reply
from tests.factories import World

TODAY = timezone.localdate()


def _delegation(world: World, **fields: Any) -> Delegation:
    made: Delegation = Delegation.objects.create(
        **{
            "principal": world.lead.head,
            "deputy": world.lead.deputy_head,
            "begins_on": TODAY,
            "ends_on": TODAY,
            "reason": "外出",
            "made_by": world.lead.head,
        }
        | fields
    )
    return made


def _told(reply: Reply, **fields: Any) -> ExtensionRequest:
    clock = reply.assignment.clocks.first()
    common = {"assignment": reply.assignment, "clock": clock, "until": TODAY, "reason": "勘察", "asked_by": reply.signed_by}
    made: ExtensionRequest = ExtensionRequest.objects.create(**common, **fields)
    return made


VIOLATIONS: dict[str, Callable[[World, Reply], object]] = {
    "delegation_days_in_order": lambda world, reply: _delegation(world, ends_on=TODAY - timedelta(days=1)),
    "delegation_to_another": lambda world, reply: _delegation(world, deputy=world.lead.head),
    "delegation_has_reason": lambda world, reply: _delegation(world, reason=""),
    "delegation_ended_at_and_by": lambda world, reply: _delegation(world, ended_by=world.lead.head),
    "extension_told_on_and_by": lambda world, reply: _told(reply, told_on=TODAY, told_by=reply.signed_by, told_how="电话"),  # not allowed
}
