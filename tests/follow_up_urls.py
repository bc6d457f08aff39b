"""The addresses of promises, supervision and archives for the table of `test_urls`, with what they name."""

from typing import Any

from proposals.models import CommitmentNote, LookBack
from tests import steps
from tests.factories import Office, World
from tests.proposals.follow_up import SENTENCE, close, note, priority, promise, rows

LEAD = frozenset(f"lead.{role}" for role in Office.ROLES)
CO = frozenset(f"co.{role}" for role in Office.ROLES)
STRANGER = frozenset(f"stranger.{role}" for role in Office.ROLES)
READERS = frozenset({"auditor", "administrator", "without department"})
# The cases here have no co-handler.
HANDLERS = LEAD | READERS | {"coordinator"}
CASE = HANDLERS | {"proposer"}
EVERYONE = LEAD | CO | STRANGER | READERS | {"coordinator", "stranger.coordinator", "proposer", "without role"}
COORDINATORS = frozenset({"coordinator", "stranger.coordinator", "without department"})
TAKERS = frozenset({"lead.drafter", "coordinator"})
COORDINATOR, DRAFTER = frozenset({"coordinator"}), frozenset({"lead.drafter"})


def promised(world: World) -> dict[str, Any]:
    return {"pk": promise(world).pk}


def kept(world: World) -> dict[str, Any]:
    return {"pk": promise(world, "kept").pk}


def proof(world: World) -> dict[str, Any]:
    promise(world, "kept")
    return {"pk": CommitmentNote.objects.get().pk}


def asked_back(world: World) -> dict[str, Any]:
    rows(world, world.reply("dispatched", co=False).case)
    return {"pk": LookBack.objects.get().pk}


def sent(world: World) -> dict[str, Any]:
    return {"pk": world.reply("dispatched", co=False).pk}


def handled(world: World) -> dict[str, Any]:
    return {"pk": world.handled(co=False).pk}


def chosen(world: World) -> dict[str, Any]:
    return {"pk": priority(world).pk}


def asked(world: World) -> dict[str, Any]:
    return {"pk": note(world).pk}


def account(world: World) -> dict[str, Any]:
    return {"pk": note(world, "answered").answers.get().pk}


def closed(world: World) -> dict[str, Any]:
    return {"pk": close(world, world.reply("dispatched", co=False).case).pk}


def archived(world: World) -> dict[str, Any]:
    case = close(world, world.reply("dispatched", co=False).case)
    steps.CASE["archive"](case, world.coordinator, "")
    return {"pk": case.pk}


def table(row: Any) -> dict[str, Any]:
    """Name → `row(who sees, …)`, the Row of `test_urls`."""
    entered = {"sentence": SENTENCE, "owner": "学前教育科", "due_on": "2099-01-01"}
    choosing = {"sponsor": "沈听澜", "office": "副主任", "chosen_by": "主任会议", "chosen_on": "2026-03-02"}
    return {
        "commitment_list": row(EVERYONE, get=EVERYONE),
        "commitment_detail": row(
            CASE, get=CASE, post=DRAFTER, make=promised, data={"act": "report", "step": "progress", "text": "已选址", "on": "2026-03-02"}
        ),
        "commitment_answer": row(CASE, post=DRAFTER, make=kept),
        "commitment_file": row(CASE, get=CASE, make=proof),
        "commitment_new": row(CASE, get=TAKERS, post=TAKERS, make=sent, data=entered),
        "look_back": row(HANDLERS, get=HANDLERS, make=asked_back, got=302),
        "case_archive": row(CASE, post=COORDINATOR, make=closed),
        "archive_download": row(READERS | COORDINATOR, get=READERS | COORDINATOR, make=archived),
        "archive_many": row(EVERYONE, get=COORDINATORS, post=COORDINATORS),
        "case_priority": row(CASE, get=COORDINATOR, post=COORDINATOR, make=handled, data=choosing),
        "case_supervise": row(CASE, get=COORDINATOR, post=COORDINATOR, make=chosen, posted=422),
        "supervision_list": row(EVERYONE, get=EVERYONE),
        "supervision_detail": row(HANDLERS, get=HANDLERS, post=DRAFTER, make=asked, data={"act": "answer", "text": "已选址"}),
        "supervision_file": row(HANDLERS, get=HANDLERS, make=account),
    }
