"""Breaks a title over lines: words whole, no line of one character, the shape of a 梯形 or a 菱形 (GB/T 9704-2012, 7.3.1)."""

import re
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise, product
from math import ceil, inf
from pathlib import Path

from replies.rendering.linebreak import Cost, costs

ONE_LINE = 16.0  # em: a longer title is set on two lines or more, though 20 would fit
WIDEST = 18.0  # em
NARROWEST = 3.0  # em
MOST_LINES = 4  # a longer title is not balanced, only broken
NEAR = 6.0  # em: how far a line's end may be from its even share

# Words of the titles of replies and of what they answer. A break inside one is bad, between two of them good.
WORDS = Path(__file__).with_name("title_words.txt").read_text("utf-8").split()
WORD = re.compile(
    r"第?[0-9][0-9,.]*(?:[号届次年月日个])?|(?:人大|政协)?[一二三四五六七八九十]+(?:届(?:人大|政协)?(?:[一二三四五六七八九十]+次会议)?|次会议)|[A-Za-z][A-Za-z0-9]*|"
    + "|".join(sorted(WORDS, key=len, reverse=True))
)
# Never at a line's start; never at its end.
TRAILERS, LEADERS = "的了和与及或之等中内外上下后前间", "对在从向把将被为以和与及或就第"
QUOTED = re.compile(r"《[^》]{1,16}》|“[^”]{1,16}”")

Width = Callable[[str], float]


def balance(title: str, width: Width) -> list[str]:
    """The lines of a title. `width` measures a text in em. A newline in the title is a break that its writer wished."""
    return [line for part in title.split("\n") for line in _balance(part, width)]


def _balance(text: str, width: Width) -> list[str]:
    edges = list(accumulate((width(char) for char in text), initial=0.0))
    if edges[-1] <= ONE_LINE:
        return [text]
    penalties = break_penalties(text)
    least = max(2, ceil(edges[-1] / WIDEST))
    for count in range(least, MOST_LINES + 1):
        if cuts := _best_cuts(count, edges, penalties):
            break
    else:
        cuts = _cuts_in_turn(edges, penalties)
    return [text[start:end].strip() for start, end in pairwise((0, *cuts, len(text)))]


def break_penalties(text: str) -> list[float | None]:
    """For each character, how bad a break before it is: 0 between words, None where there must not be one."""
    found: list[float | None] = [None if cost > Cost.FREE else 4.0 for cost in costs(text)]
    starts, ends = set(), set()
    for match in WORD.finditer(text):
        starts.add(match.start())
        ends.add(match.end())
        for inside in range(match.start() + 1, match.end()):
            found[inside] = None
    for match in QUOTED.finditer(text):
        for inside in range(match.start() + 1, match.end()):
            found[inside] = None
    for place in range(1, len(text)):
        if text[place] in TRAILERS or text[place - 1] in LEADERS:
            found[place] = None
        elif found[place] is not None:
            known = (place in starts or text[place] in LEADERS) + (place in ends or text[place - 1] in TRAILERS)
            found[place] = (4.0, 1.5, 0.0)[known]
    return found


def _best_cuts(count: int, edges: Sequence[float], penalties: Sequence[float | None]) -> tuple[int, ...]:
    """The least bad way to cut a title into so many lines, or nothing when no way fits. Each cut is near its even share."""
    share = edges[-1] / count
    near = [
        [place for place in range(1, len(penalties)) if penalties[place] is not None and abs(edges[place] - share * number) <= NEAR]
        for number in range(1, count)
    ]
    best: tuple[float, tuple[int, ...]] = inf, ()
    for cuts in product(*near):
        widths = [edges[end] - edges[start] for start, end in pairwise((0, *cuts, len(penalties)))]
        if min(widths) >= NARROWEST and max(widths) <= WIDEST:
            best = min(best, (_shape(widths) + sum(penalties[place] or 0.0 for place in cuts), cuts))
    return best[1]


def _cuts_in_turn(edges: Sequence[float], penalties: Sequence[float | None]) -> tuple[int, ...]:
    """Every line as full as it can be, with a word cut where a word is wider than a line."""
    cuts: list[int] = []
    start, allowed = 0, 0
    for place in range(1, len(penalties)):
        if edges[place + 1] - edges[start] > WIDEST:
            start = allowed if allowed > start else place
            cuts.append(start)
        if penalties[place] is not None:
            allowed = place
    return tuple(cuts)


def _shape(widths: Sequence[float]) -> float:
    """How far lines are from a good shape: about as wide as each other, and never narrow in the middle."""
    mean = sum(widths) / len(widths)
    uneven = sum((one - mean) ** 2 for one in widths) / len(widths) / 4
    waists = sum(max(0.0, min(before, after) - middle) for before, middle, after in zip(widths, widths[1:], widths[2:], strict=False))
    return uneven + 4 * waists
