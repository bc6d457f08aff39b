"""The index in which the list of cases looks for words: number, title and text of each case, and the letters sent in it.

All these are texts that whoever sees the case may read, so that a hit tells nobody what is not his to know. The names of proposers and
departments are asked of their own tables, where they may change. The tables of the index are made by migration 0013. On SQLite it keeps
no texts and so cannot drop a row: `proposals_case_entry` says which of its rows stands for a case now.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from proposals.pairs import characters, entered, tokens, wanted

SEARCHED = frozenset({"case_no", "title", "body"})
CHUNK = 500
BLANK = "\ue000"  # a character for private use, which no text has
PROPOSED = {
    "sqlite": (
        "SELECT case_id FROM proposals_case_pairs JOIN proposals_case_entry ON entry = proposals_case_pairs.rowid"
        " WHERE proposals_case_pairs MATCH %s"
    ),
    # Always by the index: for a word that many cases have, PostgreSQL would unpack the pairs of all of them, were it free to choose.
    "postgresql": "SELECT case_id FROM proposals_cases_with(%s::text[]) AS case_id",
}
MORE_THAN = {"sqlite": f"{PROPOSED['sqlite']} LIMIT 1 OFFSET %s", "postgresql": "SELECT 1 WHERE proposals_is_common(%s::text[], %s)"}


def matching(word: str) -> RawSQL:
    """The keys of the cases in which the word stands: in a text of theirs, or in the name of a proposer or a department."""
    pairs = _pairs(word)
    sql, params = _matching(several=len(pairs) > 1, cased=word.upper() != word.lower())
    filled = {BLANK: wanted(pairs), f"%{BLANK}%": f"%{connection.ops.prep_for_like_query(word)}%"}
    return RawSQL(sql, [filled.get(one, one) if isinstance(one, str) else one for one in params])  # noqa: S611  # parameters


@lru_cache
def _matching(*, several: bool, cased: bool) -> tuple[str, tuple[Any, ...]]:
    """The question of `matching` with blanks for the word and its pairs: to put it into words takes longer than to answer it."""
    from proposals.models import Listing, Proposal

    rows = Proposal if several else Listing  # of these only the keys are asked, which the narrow table has as well
    found: QuerySet[Any] = rows._base_manager.filter(pk__in=_proposed(BLANK))
    # PostgreSQL puts every text into capitals to leave the case of letters out of account.
    stands = "icontains" if cased else "contains"
    if several:
        number = Concat(Value("第"), "case_no", Value("号"), output_field=CharField())
        letter = "replies__signed_version"
        in_letter = Q(**{f"{letter}__title__{stands}": BLANK}) | Q(**{f"{letter}__body__{stands}": BLANK})
        letters = _letters(in_letter).filter(proposal=OuterRef("pk"))
        found = found.alias(number=number).filter(
            Q(**{f"title__{stands}": BLANK}) | Q(**{f"body__{stands}": BLANK}) | Q(**{f"number__{stands}": BLANK}) | Exists(letters)
        )
    return found.order_by().values("pk").union(*_named(BLANK, stands)).query.sql_with_params()


def stands_in(word: str, key: str) -> Q:
    """The condition that the word of `is_common` stands in the case of that key: each is looked up in the hits as it comes, which costs
    less than to put together the keys of as many cases."""
    found = Q(**{f"{key}__in": _proposed(wanted(_pairs(word)))})
    for keys in _named(word, "icontains"):
        found |= Q(**{f"{key}__in": keys})
    return found


def is_common(word: str, few: int) -> bool:
    """Whether surely more than so many cases have the word, seen without counting them; one query, none for a longer word."""
    pairs = _pairs(word)
    if len(pairs) > 1:
        return False
    with connection.cursor() as cursor:
        cursor.execute(MORE_THAN[connection.vendor], [wanted(pairs), few])
        return cursor.fetchone() is not None


def _proposed(pairs: Any) -> RawSQL:
    return RawSQL(PROPOSED[connection.vendor], [pairs])  # noqa: S611  # a parameter


def _pairs(word: str) -> list[str]:
    return tokens(word) if len(word) > 1 else characters(word)


def _named(word: str, stands: str) -> "Iterator[QuerySet[Any]]":
    # By the keys of the few who bear the name: a join would look at every proposer of every case.
    from proposals.models import Assignment, Department, Group, Person, Proposer

    proposers = Proposer._base_manager.order_by()
    yield proposers.filter(person__in=Person._base_manager.filter(**{f"name__{stands}": word})).values("proposal")
    yield proposers.filter(group__in=Group._base_manager.filter(**{f"name__{stands}": word})).values("proposal")
    departments = Department._base_manager.filter(Q(**{f"full_name__{stands}": word}) | Q(**{f"short_name__{stands}": word}))
    yield Assignment._base_manager.filter(department__in=departments).exclude(state="returned").order_by().values("proposal")


def letters_of(cases: Collection[int]) -> dict[int, list[str]]:
    """Case → title and body of each letter that was sent in it."""
    found: dict[int, list[str]] = defaultdict(list)
    fields = ("proposal", "replies__signed_version__title", "replies__signed_version__body")
    for case, *texts in _letters().filter(proposal__in=cases).order_by("pk").values_list(*fields):
        found[case] += texts
    return found


def _letters(said: Q = Q()) -> "QuerySet[Any]":  # noqa: B008  # never changed
    # All in one condition: in a second one `replies` would be another letter of the same task, one that was not sent.
    from proposals.models import Assignment

    return Assignment._base_manager.filter(said, replies__state="dispatched", replies__signed_version__isnull=False)


def enter(cases: Collection[int]) -> None:
    """Enters the texts of these cases as they stand now, in place of earlier ones."""
    from proposals.models import Proposal

    if not cases:
        return
    letters = letters_of(cases)
    rows = Proposal._base_manager.filter(pk__in=cases).values_list("pk", "case_no", "title", "body")
    found = [(pk, _tokens_of([f"第{number}号", title, body, *letters[pk]])) for pk, number, title, body in rows]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            into = "INSERT INTO proposals_case_pairs (case_id, pairs) VALUES (%s, %s)"
            cursor.executemany(f"{into} ON CONFLICT (case_id) DO UPDATE SET pairs = excluded.pairs", found)
            return
        for pk, pairs in found:
            cursor.execute("DELETE FROM proposals_case_entry WHERE case_id = %s", [pk])
            cursor.execute("INSERT INTO proposals_case_entry (case_id) VALUES (%s)", [pk])
            cursor.execute("INSERT INTO proposals_case_pairs (rowid, pairs) VALUES (last_insert_rowid(), %s)", [entered(pairs)])


def rebuild() -> Iterator[int]:
    """Makes the index anew; yields after each chunk how many cases are in it. Until the end, those that are not are not found."""
    from proposals.models import Proposal

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO proposals_case_pairs (proposals_case_pairs) VALUES ('delete-all')")
            cursor.execute("DELETE FROM proposals_case_entry")
        else:
            cursor.execute("TRUNCATE proposals_case_pairs")
    done = 0
    for chunk in _chunks(Proposal._base_manager.order_by("pk").values_list("pk", flat=True).iterator(CHUNK)):
        enter(chunk)
        done += len(chunk)
        yield done


def is_empty() -> bool:
    rows = {"sqlite": "SELECT 1 FROM proposals_case_entry LIMIT 1", "postgresql": "SELECT 1 FROM proposals_case_pairs LIMIT 1"}
    with connection.cursor() as cursor:
        cursor.execute(rows[connection.vendor])
        return cursor.fetchone() is None


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    chunk: list[int] = []
    for key in keys:
        chunk.append(key)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _tokens_of(texts: Iterable[str]) -> list[str]:
    # Each text for itself: no pair goes from the end of one to the beginning of the next.
    return list(dict.fromkeys(token for text in texts for token in (*tokens(text), *characters(text))))
