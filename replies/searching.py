"""Finds public pages by their words: pairs of neighbouring characters, since no search of SQLite or PostgreSQL knows Chinese words.

The index is a table beside the models, made by migration 0009, of the kind that each database has for it: FTS5 on SQLite, an array with GIN
on PostgreSQL. It only proposes; whether the words stand in the text is then asked of the text itself, so that nothing else is found.
"""

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from replies.models import Publication

LONGEST_WORD, MOST_WORDS = 40, 8
PROPOSED = {
    "sqlite": "SELECT rowid FROM replies_public_pairs WHERE replies_public_pairs MATCH %s",
    "postgresql": "SELECT rowid FROM replies_public_pairs WHERE pairs @> %s",
}
SEARCHED = ("reply__assignment__proposal__title", "shown__title", "shown__body")


def words_of(query: str) -> list[str]:
    """The words that are looked for, all of which must be there; what is typed beyond reason is left out."""
    return [word[:LONGEST_WORD] for word in query.replace("\0", "").split()[:MOST_WORDS]]


def matching(publications: QuerySet[Publication], words: list[str]) -> QuerySet[Publication]:
    """Those in which every word stands, in the quoted title or in the text that the page shows."""
    pairs = sorted({token for word in words if len(word) > 1 for token in tokens(word)})
    if pairs:
        wanted: Any = pairs if connection.vendor == "postgresql" else " AND ".join(pairs)
        publications = publications.filter(pk__in=RawSQL(PROPOSED[connection.vendor], [wanted]))  # noqa: S611  # the words go as a parameter
    for word in words:
        stands = Q()
        for field in SEARCHED:
            stands |= Q(**{f"{field}__icontains": word})
        publications = publications.filter(stands)
    return publications


def enter(publication: Publication) -> None:
    """Enters the text that the page shows, in place of an earlier one."""
    leave(publication)
    shown = publication.shown
    assert shown is not None  # a published page has one (published_text_at_and_by)
    found = tokens("\n".join([publication.case.title, shown.title, shown.body]))
    with connection.cursor() as cursor:
        pairs: Any = found if connection.vendor == "postgresql" else " ".join(found)
        cursor.execute("INSERT INTO replies_public_pairs (rowid, pairs) VALUES (%s, %s)", [publication.pk, pairs])


def leave(publication: Publication) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM replies_public_pairs WHERE rowid = %s", [publication.pk])


def tokens(text: str) -> list[str]:
    """Each pair of neighbouring characters, once, as a word of letters and digits that every index takes as it is."""
    small = text.lower()
    return [f"x{pair.encode('utf-8', 'replace').hex()}" for pair in dict.fromkeys(small[n : n + 2] for n in range(len(small) - 1))]
