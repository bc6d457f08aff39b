"""The addresses of my work, the printing room and the overview for the table of `test_urls`, with what they name."""

from typing import Any

from proposals.actions import cases
from tests.factories import World
from tests.follow_up_urls import CO, EVERYONE, HANDLERS, LEAD, READERS

CLERKS = frozenset(f"{office}.document_administrator" for office in ("lead", "co", "stranger")) | {"without department"}
COUNTERS = EVERYONE - {"proposer", "without role"}


def document(world: World) -> dict[str, Any]:
    return {"pk": world.reply("printed").documents.get().pk}


def co_accepted(world: World) -> dict[str, Any]:
    """The co-handler's task, signed for as the last thing that happened."""
    task = world.opinion_of(world.assigned()).assignment
    cases.accept_assignment(task, by=world.co.co_handler)
    return {"pk": task.pk}


def table(row: Any) -> dict[str, Any]:
    return {
        "start": row(EVERYONE, get=EVERYONE, got=302),
        "assignment_put_back": row(HANDLERS | CO | {"proposer"}, post=frozenset({"co.drafter", "co.co_handler"}), make=co_accepted),
        # The page of these documents is none that could be drawn: whoever sees the reply is told so.
        "document_thumbnail": row(LEAD | CO | READERS, get=LEAD | CO | READERS, make=document, got=409),
        "number_register": row(EVERYONE, get=CLERKS),
        "number_register_file": row(EVERYONE, get=CLERKS),
        "statistics_owed": row(EVERYONE, get=COUNTERS, post=COUNTERS, posted=404),
    }
