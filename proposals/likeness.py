"""How like two titles are, by the pairs of characters that they share. Pure functions on text."""

import re
import unicodedata
from collections.abc import Collection

# Nearly every title is 关于…的建议: what all share tells nothing of what it is about.
FRAME = re.compile(r"^关于|(?:的)?(?:若干)?(?:建议|提案|意见|议案)+$|进一步|加快|加强|推进|推动|完善|我市|全市|本市")
NOT_TEXT = re.compile(r"[\W_]+")
# No title is longer than 200 characters; a longer text is not one to compare in full.
MOST = 64


def subject(title: str) -> str:
    """What a title is about: without its frame, punctuation and spaces, in plain widths and lower case."""
    plain = NOT_TEXT.sub("", unicodedata.normalize("NFKC", title).lower())
    return FRAME.sub("", plain) or plain


def pairs(title: str) -> frozenset[str]:
    """The pairs of neighbouring characters of its subject, at most the first `MOST` different ones; a single character is its own pair."""
    text = subject(title)
    found = dict.fromkeys(text[n : n + 2] for n in range(max(len(text) - 1, min(len(text), 1))))
    return frozenset(list(found)[:MOST])


def likeness(one: Collection[str], other: Collection[str]) -> float:
    """Dice's coefficient of two sets of pairs: 0 where they share none, 1 where they are equal."""
    total = len(one) + len(other)
    return 2 * len(set(one) & set(other)) / total if total else 0.0
