"""Rows of saved views, working copies and open drafts that the database refuses, for `test_constraints`."""

from collections.abc import Callable
from typing import Any

from proposals.models import SavedView
from replies.models import Presence, Reply, WorkingCopy
from tests.factories import World


def views(*names: str) -> Callable[[World, Reply], object]:
    """Views of these names; one of the same name may have been removed before, and another person's may bear it."""

    def make(world: World, reply: Reply) -> None:
        SavedView.objects.create(owner=world.coordinator, name="本月")
        SavedView.objects.create(owner=world.lead.drafter, name="本月", removed=True)
        for name in names:
            SavedView.objects.create(owner=world.lead.drafter, name=name)

    return make


def windows(model: Any, *names: str, **fields: Any) -> Callable[[World, Reply], object]:
    def make(world: World, reply: Reply) -> None:
        for name in names:
            model.objects.create(reply=reply, person=world.lead.drafter, window=name, **fields)

    return make


COPY: dict[str, Any] = {"base": 1, "posted": {}}
VIOLATIONS: dict[str, Callable[[World, Reply], object]] = {
    "view_named": views(""),
    "view_named_once": views("本月", "本月"),
    "working_copy_of_a_window": windows(WorkingCopy, "", **COPY),
    "working_copy_once": windows(WorkingCopy, "w1", "w1", **COPY),
    "presence_in_a_window": windows(Presence, ""),
    "presence_once": windows(Presence, "w1", "w1"),
}
