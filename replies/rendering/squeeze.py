"""Marks that give up their blank half so that a line holds what belongs on it (标点挤压).

A full-width mark is half blank: a closing one at its right, an opening one at its left. Where two marks meet, half a cell of the blank
between them may go, so that both take one and a half (CLREQ, 3.1.6); beside a character a mark may give up as much, but a full stop
only to another mark (JLREQ, table 5). docs/decisions/0006-punctuation.md says when this is done at all.
"""

import re
from collections.abc import Sequence
from itertools import accumulate

CLOSERS, OPENERS = "，、；：。）〕】》〉」』”’", "（〔【《〈「『“‘"
HALF = 0.5  # em
# Each match is the character after which a gap may shrink.
SHRINKING = re.compile(rf".(?=[{OPENERS}])|[{CLOSERS.replace('。', '')}](?=.)|。(?=[{CLOSERS}])")


def give(text: str) -> list[float]:
    """How much narrower the gap after each character may become, in em."""
    found = [0.0] * len(text)
    for match in SHRINKING.finditer(text):
        found[match.start()] = HALF
    return found


def gathered(given: Sequence[float]) -> list[float]:
    """The sums of what the gaps before each place may give."""
    return list(accumulate(given, initial=0.0))


def shares(given: Sequence[float], need: float) -> list[float]:
    """What each gap of a line gives, in em, to make it narrower by `need`: all the same part of what they can."""
    part = min(need / (sum(given) or 1.0), 1.0)
    return [one * part for one in given]
