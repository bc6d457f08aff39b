"""The trigger by which the list of cases knows the result of the reply that was sent last; as `proposals.triggers`, which keep the rest."""

from typing import Any

from django.db import connections

from proposals.triggers import DERIVING, TABLE, derive, drop, make

# The state is asked for so that no database begins with it: SQLite went through all letters ever sent, for every case.
_OUTCOME = """UPDATE {table} SET outcome = COALESCE((
    SELECT r.outcome FROM replies_reply r JOIN proposals_assignment a ON a.id = r.assignment_id
    WHERE a.proposal_id = {table}.proposal_id AND COALESCE(r.state, '') = 'dispatched' ORDER BY r.dispatched_at DESC, r.id DESC LIMIT 1
), '')"""
_OF_CASE = " WHERE proposal_id = (SELECT proposal_id FROM proposals_assignment WHERE id = NEW.assignment_id)"
OUTCOME = _OUTCOME.format(table=TABLE)
TRIGGERS = {
    "listing_reply_made": ("INSERT", "replies_reply", OUTCOME + _OF_CASE),
    "listing_reply_changed": ("UPDATE OF state, outcome, dispatched_at", "replies_reply", OUTCOME + _OF_CASE),
}


def fill(using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(OUTCOME)


def before_migrating(plan: Any, using: str, **_others: Any) -> None:
    if plan:
        drop(TRIGGERS, using)


def after_migrating(using: str, plan: Any = None, **_others: Any) -> None:
    with connections[using].cursor() as cursor:
        there = {TABLE, "replies_reply"} <= set(connections[using].introspection.table_names(cursor))
    if plan and there:
        make(TRIGGERS, using)
        drop(DERIVING, using)
        fill(using)
        derive(using)
