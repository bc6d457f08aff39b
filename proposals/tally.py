"""How many cases there are of each combination that the facets count: an account book beside the list.

The database itself enters +1 for a case that comes into a combination and -1 for one that leaves it (`proposals.triggers`). Rows are only
ever added, so that two who write never wait for each other; what the sums are of is always exact. From time to time they are summed up.
"""

from django.db import connection, transaction

TABLE = "proposals_tally"
OF = "assigning_body_id, session_id, kind, state, outcome, open_due"
SUMS = f"SELECT {OF}, SUM(cases) FROM {{}} GROUP BY {OF} HAVING SUM(cases) <> 0"  # noqa: S608  # our own words
# Any number of ours: of two who sum up at once, one does it.
LOCK = 4_180_233


def sum_up() -> None:
    """One row for each combination. What is entered meanwhile stays as it is."""
    into = f"INSERT INTO {TABLE} ({OF}, cases)"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if cursor.fetchone() == (True,):
                cursor.execute(f"WITH old AS (DELETE FROM {TABLE} RETURNING *) {into} {SUMS.format('old')}")  # noqa: S608
            return
        cursor.execute(f"SELECT MAX(id) FROM {TABLE}")  # noqa: S608  # here nobody else writes until the end
        (last,) = cursor.fetchone()
        cursor.execute(f"{into} {SUMS.format(TABLE)}")
        cursor.execute(f"DELETE FROM {TABLE} WHERE id <= %s", [last])  # noqa: S608


def count_anew() -> None:
    """From the list itself."""
    counted = f"INSERT INTO {TABLE} ({OF}, cases) SELECT {OF}, COUNT(*) FROM proposals_listing GROUP BY {OF}"  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # In one statement: of what is written meanwhile it sees neither the case nor its entry, or both.
            cursor.execute(f"WITH old AS (DELETE FROM {TABLE}) {counted}")  # noqa: S608
            return
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608
        cursor.execute(counted)
