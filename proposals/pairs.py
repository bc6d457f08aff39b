"""Finds texts by their words, through pairs of neighbouring characters: no search of SQLite or PostgreSQL knows Chinese words.

An index is a table beside the models, made by a migration, of the kind that each database has for it: FTS5 on SQLite, an array with GIN on
PostgreSQL. For words of three characters and more it only proposes; whether they stand in the text is then asked of the text itself.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.db import connection

LONGEST_WORD, MOST_WORDS = 40, 8


def words_of(query: str) -> list[str]:
    """The words that are looked for, all of which must be there; what is typed beyond reason is left out."""
    return [word[:LONGEST_WORD] for word in query.replace("\0", "").split()[:MOST_WORDS]]


def tokens(text: str) -> list[str]:
    """Each pair of neighbouring characters, once, as a word of letters and digits that every index takes as it is."""
    return list(map(_token, dict.fromkeys(map("".join, pairwise(text.lower())))))


def characters(text: str) -> list[str]:
    """As `tokens`, each character for itself: for the words that have only one."""
    return list(map(_token, dict.fromkeys(text.lower())))


@lru_cache(100_000)  # the pairs of a language are few, and come again in every text
def _token(characters: str) -> str:
    return f"x{characters.encode('utf-8', 'replace').hex()}"


def wanted(found: Iterable[str]) -> Any:
    """Tokens that must all be there, as the query of the index of this database takes them."""
    return list(found) if connection.vendor == "postgresql" else " AND ".join(found)


def entered(found: list[str]) -> Any:
    """Tokens as a row of the index of this database holds them."""
    return found if connection.vendor == "postgresql" else " ".join(found)
