"""Breaks a title over lines: words whole, no line of one character, the shape of a 梯形 or a 菱形 (GB/T 9704-2012, 7.3.1)."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

from replies.rendering.linebreak import Cost, costs

ONE_LINE = 16.0  # em: a longer title is set on two lines or more, though 20 would fit
WIDEST = 18.0  # em
NARROWEST = 3.0  # em

# Words of the titles of replies and of what they answer. A break inside one is bad, between two of them good.
WORDS = Path(__file__).with_name("title_words.txt").read_text("utf-8").split()
WORD = re.compile(
    r"第?[0-9][0-9,.]*(?:[号届次年月日个])?|[一二三四五六七八九十]+(?:届|次会议)|[A-Za-z][A-Za-z0-9]*|"
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
    whole = width(text)
    if whole <= ONE_LINE:
        return [text]
    penalties = break_penalties(text)
    for count in range(max(2, int(-(-whole // WIDEST))), len(text)):
        places = [place for place in range(1, len(text)) if penalties[place] is not None]
        if lines := _best(text, count, places, penalties, width):
            return lines
    return [text[start : start + int(WIDEST)] for start in range(0, len(text), int(WIDEST))]


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


def _best(text: str, count: int, places: Sequence[int], penalties: Sequence[float | None], width: Width) -> list[str]:
    """The least bad way to set the text on `count` lines, or nothing when no way fits. More than four lines are taken in turn."""
    if count > 4:
        return _in_turn(text, count, places, width)
    measured = cache(lambda start, end: width(text[start:end]))
    best: tuple[float, list[str]] | None = None
    for chosen in combinations(places, count - 1):
        edges = (0, *chosen, len(text))
        widths = [measured(start, end) for start, end in pairwise(edges)]
        if max(widths) > WIDEST or min(widths) < NARROWEST:
            continue
        cost = _shape(widths) + sum(penalties[place] or 0 for place in chosen)
        if best is None or cost < best[0]:
            best = cost, [text[start:end] for start, end in pairwise(edges)]
    return best[1] if best else []


def _shape(widths: Sequence[float]) -> float:
    """How far lines are from a good shape: about as wide as each other, and never narrow in the middle."""
    mean = sum(widths) / len(widths)
    uneven = sum((one - mean) ** 2 for one in widths) / len(widths) / 4
    waists = sum(max(0.0, min(before, after) - middle) for before, middle, after in zip(widths, widths[1:], widths[2:], strict=False))
    return uneven + 4 * waists


def _in_turn(text: str, count: int, places: Sequence[int], width: Width) -> list[str]:
    """Each line filled up to an even share of the whole."""
    share = width(text) / count
    lines, start = [], 0
    for _number in range(count - 1):
        fitting = [place for place in places if place > start and width(text[start:place]) <= WIDEST]
        if not fitting:
            return []
        end = min(fitting, key=lambda place: abs(width(text[start:place]) - share))
        lines.append(text[start:end])
        start = end
    rest = text[start:]
    return [*lines, rest] if rest and width(rest) <= WIDEST else []
