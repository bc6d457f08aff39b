"""Finds public pages by their words. The index is made by migration 0009; how such an index works is told in `proposals.pairs`."""

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from proposals.pairs import entered, tokens, wanted, words_of
from replies.models import Publication

__all__ = ["enter", "leave", "matching", "words_of"]

PROPOSED = {
    "sqlite": "SELECT rowid FROM replies_public_pairs WHERE replies_public_pairs MATCH %s",
    "postgresql": "SELECT rowid FROM replies_public_pairs WHERE pairs @> %s",
}
SEARCHED = ("reply__assignment__proposal__title", "shown__title", "shown__body")


def matching(publications: QuerySet[Publication], words: list[str]) -> QuerySet[Publication]:
    """Those in which every word stands, in the quoted title or in the text that the page shows."""
    pairs = sorted({token for word in words if len(word) > 1 for token in tokens(word)})
    if pairs:
        publications = publications.filter(pk__in=RawSQL(PROPOSED[connection.vendor], [wanted(pairs)]))  # noqa: S611  # a parameter
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
    found = entered(tokens("\n".join([publication.case.title, shown.title, shown.body])))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO replies_public_pairs (rowid, pairs) VALUES (%s, %s)", [publication.pk, found])


def leave(publication: Publication) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM replies_public_pairs WHERE rowid = %s", [publication.pk])
