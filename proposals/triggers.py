"""The triggers that keep `Listing` in step with its cases, and what is made of it, in the words of SQLite and of PostgreSQL.

They are dropped before migrations and made again after them: SQLite loses the triggers of a table that a migration makes anew, and
refuses to rename a table while a trigger names it.
"""

from collections import deque
from typing import Any

from django.db import connections

from proposals import case_index, tally
from proposals.models.cases import Assignment
from proposals.states import CASE_ENDED, IN_HAND, AssignmentState


def _among(values: Any) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


def _due(case: str, state: str) -> str:
    return (
        f"CASE WHEN {state} IN ({_among(CASE_ENDED)}) THEN NULL ELSE (SELECT MIN(due_on) FROM proposals_assignment"  # noqa: S608  # our own words
        f" WHERE proposal_id = {case} AND state IN ({_among(IN_HAND)}) AND mode IN ({_among(Assignment.ANSWERING)})) END"
    )


def _from_session(name: str, session: str) -> str:
    return f"(SELECT COALESCE({name}, 0) FROM proposals_session WHERE id = {session})"  # noqa: S608


TABLE = "proposals_listing"
FIELDS = "session_id, term, meeting, kind, case_no, state, assigning_body_id, open_due"
FILL = f"""
INSERT INTO {TABLE} (proposal_id, outcome, {FIELDS})
SELECT p.id, '', p.session_id, s.term, COALESCE(s.meeting, 0), p.kind, p.case_no, p.state, p.assigning_body_id, {_due("p.id", "p.state")}
FROM proposals_proposal p JOIN proposals_session s ON s.id = p.session_id
"""  # noqa: S608
OF_CASE = f"""
UPDATE {TABLE} SET session_id = NEW.session_id, term = {_from_session("term", "NEW.session_id")},
    meeting = {_from_session("meeting", "NEW.session_id")}, kind = NEW.kind, case_no = NEW.case_no, state = NEW.state,
    assigning_body_id = NEW.assigning_body_id, open_due = {_due("NEW.id", "NEW.state")} WHERE proposal_id = NEW.id
"""  # noqa: S608


def _of_task(row: str) -> str:
    case = f"{row}.proposal_id"
    return f"UPDATE {TABLE} SET open_due = {_due(case, f'{TABLE}.state')} WHERE proposal_id = {case}"  # noqa: S608


# Name → when, on which table, what is done.
TRIGGERS = {
    "listing_case_made": ("INSERT", "proposals_proposal", FILL + " WHERE p.id = NEW.id"),
    "listing_case_changed": ("UPDATE OF session_id, kind, case_no, state, assigning_body_id", "proposals_proposal", OF_CASE),
    "listing_task_made": ("INSERT", "proposals_assignment", _of_task("NEW")),
    "listing_task_changed": ("UPDATE OF proposal_id, department_id, state, mode, due_on", "proposals_assignment", _of_task("NEW")),
    "listing_task_gone": ("DELETE", "proposals_assignment", _of_task("OLD")),
    "listing_session_changed": (
        "UPDATE OF term, meeting",
        "proposals_session",
        f"UPDATE {TABLE} SET term = NEW.term, meeting = COALESCE(NEW.meeting, 0) WHERE session_id = NEW.id",  # noqa: S608
    ),
}
# What departments have in their lists. One whom a case was given again after it gave it back has the later task alone.
DEPARTMENTS = "proposals_departmentlisting"
SAME = "session_id, term, meeting, kind, case_no, state, outcome"
DEPARTMENTS_FILL = f"""
INSERT INTO {DEPARTMENTS} (proposal_id, department_id, {SAME}, due, part)
SELECT l.proposal_id, a.department_id, {", ".join(f"l.{name}" for name in SAME.split(", "))},
    CASE WHEN l.state IN ({_among(CASE_ENDED)}) THEN NULL WHEN a.state = '{AssignmentState.RETURNED}' THEN l.open_due
        WHEN a.state IN ({_among(IN_HAND)}) THEN a.due_on END,
    CASE WHEN a.state = '{AssignmentState.RETURNED}' THEN '' ELSE a.mode END
FROM {TABLE} l JOIN proposals_assignment a ON a.proposal_id = l.proposal_id
WHERE NOT (a.state = '{AssignmentState.RETURNED}' AND EXISTS (
    SELECT 1 FROM proposals_assignment b WHERE b.proposal_id = a.proposal_id AND b.department_id = a.department_id
        AND (b.state <> '{AssignmentState.RETURNED}' OR b.id > a.id)))
"""  # noqa: S608
DEPARTMENTS_GONE = f"DELETE FROM {DEPARTMENTS} WHERE proposal_id = OLD.proposal_id"  # noqa: S608
INTO = f"INSERT INTO {tally.TABLE} ({tally.OF}, cases) VALUES"


def _combination(row: str, cases: int) -> str:
    return f"({', '.join(f'{row}.{name}' for name in tally.OF.split(', '))}, {cases})"


# A task that comes, changes or goes always writes the row of its case, if only what stood there: so these see to the tasks as well.
DERIVING = {
    "departments_row_changed": ("UPDATE", TABLE, f"{DEPARTMENTS_GONE}; {DEPARTMENTS_FILL} AND l.proposal_id = NEW.proposal_id"),
    "departments_row_gone": ("DELETE", TABLE, DEPARTMENTS_GONE),
    "tally_row_made": ("INSERT", TABLE, f"{INTO} {_combination('NEW', 1)}"),
    "tally_row_changed": (
        "UPDATE OF assigning_body_id, session_id, kind, state, outcome, open_due",
        TABLE,
        f"{INTO} {_combination('OLD', -1)}, {_combination('NEW', 1)}",
    ),
    "tally_row_gone": ("DELETE", TABLE, f"{INTO} {_combination('OLD', -1)}"),
}
Triggers = dict[str, tuple[str, str, str]]


def drop(triggers: Triggers, using: str) -> None:
    with connections[using].cursor() as cursor:
        there = connections[using].introspection.table_names(cursor)
        for name, (_when, table, _statement) in triggers.items():
            if table in there:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if _on_postgres(using) else ""))


def make(triggers: Triggers, using: str) -> None:
    drop(triggers, using)
    with connections[using].cursor() as cursor:
        for name, (when, table, statement) in triggers.items():
            if _on_postgres(using):
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN NULL; END $$"
                )
                cursor.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
            else:
                cursor.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table} BEGIN {statement}; END")


def fill(using: str) -> None:
    """Makes all rows anew."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608
        cursor.execute(FILL + " WHERE 1 = 1")


def derive(using: str) -> None:
    """Makes anew what is made of the list, once all its rows are there: the lists of the departments and the numbers of cases."""
    with connections[using].cursor() as cursor:
        there = connections[using].introspection.table_names(cursor)
        if not {DEPARTMENTS, tally.TABLE} <= set(there):
            return
        cursor.execute(f"DELETE FROM {DEPARTMENTS}")  # noqa: S608
        cursor.execute(DEPARTMENTS_FILL)
    tally.count_anew()
    make(DERIVING, using)


def before_migrating(plan: Any, using: str, **_others: Any) -> None:
    if plan:
        drop(TRIGGERS | DERIVING, using)


def after_migrating(using: str, plan: Any = (), **_others: Any) -> None:
    """What migrations wrote while there were no triggers is taken in as well."""
    with connections[using].cursor() as cursor:
        there = connections[using].introspection.table_names(cursor)
    if plan and TABLE in there:
        make(TRIGGERS, using)
        fill(using)
        derive(using)
        if case_index.is_empty():
            deque(case_index.rebuild(), maxlen=0)
    elif {TABLE, tally.TABLE} <= set(there):
        # After a flush: with the rows of the list that it deletes one by one, SQLite enters them once more in a tally that was empty.
        tally.count_anew()


def _on_postgres(using: str) -> bool:
    return connections[using].vendor == "postgresql"
