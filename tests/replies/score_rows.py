"""Rows of the scores and the yearly report that the database must refuse."""

from collections.abc import Callable
from typing import Any

from replies.models import Reply, ReportDraft, ScoreEntry
from tests.factories import World


def _entry(world: World, reply: Reply) -> ScoreEntry:
    fields: dict[str, Any] = {"body": world.body, "department": reply.department, "entered_by": world.coordinator}
    return ScoreEntry.objects.create(year=2026, row="organisation", points=1, reason="", **fields)


def _drafts(world: World, reply: Reply) -> list[ReportDraft]:
    return [ReportDraft.objects.create(body=world.body, year=2026, changed_by=world.coordinator) for _time in range(2)]


VIOLATIONS: dict[str, Callable[[World, Reply], object]] = {
    "report_draft_once": _drafts,
    "score_entry_has_reason": _entry,
}
