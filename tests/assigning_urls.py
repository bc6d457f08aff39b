"""The addresses of the desk for assigning for the table of `test_urls`, with what they name."""

from typing import Any

from tests.factories import Office, World

OFFICES = frozenset(f"{office}.{role}" for office in ("lead", "co") for role in Office.ROLES)
STRANGER = frozenset(f"stranger.{role}" for role in Office.ROLES)
READERS = frozenset({"auditor", "administrator", "without department"})
# Nobody else sees a case that is still to be assigned.
NEW = READERS | {"coordinator", "proposer"}
CASE = OFFICES | NEW
EVERYONE = CASE | STRANGER | {"stranger.coordinator", "without role"}
COORDINATOR, COORDINATORS = frozenset({"coordinator"}), frozenset({"coordinator", "stranger.coordinator"})


def case(world: World) -> dict[str, Any]:
    return {"pk": world.case().pk}


def assigned(world: World) -> dict[str, Any]:
    return {"pk": world.assigned().pk}


def table(row: Any) -> dict[str, Any]:
    """The rows, of the type that the table has."""
    return {
        "assign_next": row(EVERYONE, get=COORDINATORS | {"without department"}),
        "assign_deal": row(EVERYONE, get=COORDINATORS | {"without department"}, post=COORDINATORS),
        "case_assign": row(NEW, get=COORDINATOR, post=COORDINATOR, make=case, posted=422),
        "case_assign_dues": row(NEW, get=COORDINATOR, make=case),
        "case_assign_here": row(NEW, post=COORDINATOR, make=case, posted=204),
        "case_skip": row(NEW, post=COORDINATOR, make=case),
        "case_take_up": row(NEW, post=COORDINATOR, make=case),
        "case_unassign": row(CASE, post=COORDINATOR, make=assigned),
    }
