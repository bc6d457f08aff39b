"""Breaks a title over lines: words whole, no line of one character, the shape of a 梯形 or a 菱形 (GB/T 9704-2012, 7.3.1)."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise, product
from math import ceil, inf
from pathlib import Path
from unicodedata import combining

from replies.rendering.linebreak import Cost, costs

ONE_LINE = 16.0  # em: a longer title is set on two lines or more, though 20 would fit
WIDEST = 18.0  # em
NARROWEST = 4.0  # em
MOST_LINES = 4  # a longer title is not balanced, only broken
NEAR = 6.0  # em: how far a line's end may be from its even share
# How bad a way to cut a title is. A line more is tried where the fewest would part what belongs together.
MORE_LINES, EVEN, WAIST = 3.0, 4.0, 4.0

# Words of the titles of replies and of what they answer. A break inside one is bad, between two of them good.
WORDS = Path(__file__).with_name("title_words.txt").read_text("utf-8").split()
WORD = re.compile(
    r"第?[0-9][0-9,.]*(?:号(?:建议|提案|议案)?|[届次年月日个])?"
    r"|(?:人大|政协)?[一二三四五六七八九十]+(?:届(?:人大|政协)?(?:[一二三四五六七八九十]+次会议)?|次会议)|[A-Za-z][A-Za-z0-9+-]*|"
    + "|".join(sorted(WORDS, key=len, reverse=True))
)
# Never at a line's start; never at its end.
TRAILERS, LEADERS = "的了和与及或之等中内外上下后前间", "对在从向把将被为以和与及或就第"
# What ends a name or a compound, and does not begin a line unless a known word begins with it.
SUFFIXES = "省市区县镇乡村路街巷桥河湖江渠坝闸站港园校院局厅委部所队处馆库线者性化率员费难型地"
OPENING = re.compile(r"(?<=[《“])(?:关于|对)")
QUOTED = re.compile(r"《[^》]{1,16}》|“[^”]{1,16}”")
BETWEEN_WORDS, BESIDE_WORD, UNKNOWN, PARTED_NAME, INSIDE_QUOTED = 0.0, 1.5, 4.0, 8.0, 3.0

Width = Callable[[str], float]
Way = tuple[float, tuple[int, ...]]  # how bad it is, the cuts


def balance(title: str, width: Width) -> list[str]:
    """The lines of a title. `width` measures a text in em. A newline in the title is a break that its writer wished."""
    return [line for part in title.split("\n") for line in _balance(part, width)]


def _balance(text: str, width: Width) -> list[str]:
    edges = list(accumulate((width(char) for char in text), initial=0.0))
    if edges[-1] <= ONE_LINE:
        return [text]
    penalties = break_penalties(text)
    least = max(2, ceil(edges[-1] / WIDEST))
    found: list[Way] = []
    for count in range(least, MOST_LINES + 1):
        found += _best_cuts(count, edges, penalties)
        if found and (count > least or found[0][0] < count * MORE_LINES + UNKNOWN):
            break
    cuts = min(found)[1] if found else _cuts_in_turn(edges, penalties)
    return [line for start, end in pairwise((0, *cuts, len(text))) if (line := text[start:end].strip())]


def break_penalties(text: str) -> list[float | None]:
    """For each character, how bad a break before it is: 0 between words, None where there must not be one."""
    found: list[float | None] = [None if cost > Cost.FREE else UNKNOWN for cost in costs(text)]
    starts, ends = set(), set()
    for match in WORD.finditer(text):
        starts.add(match.start())
        ends.add(match.end())
        for inside in range(match.start() + 1, match.end()):
            found[inside] = None
    for place in range(1, len(text)):
        trails = (text[place] in TRAILERS and place not in starts) or combining(text[place])
        if trails or (text[place - 1] in LEADERS and place not in ends):
            found[place] = None
        elif found[place] is not None:
            if text[place] in SUFFIXES and place not in starts:
                found[place] = PARTED_NAME
            else:
                known = (place in starts or text[place] in LEADERS) + (place in ends or text[place - 1] in TRAILERS)
                found[place] = (UNKNOWN, BESIDE_WORD, BETWEEN_WORDS)[known]
    for match in QUOTED.finditer(text):
        for inside in range(match.start() + 1, match.end()):
            if (penalty := found[inside]) is not None:
                found[inside] = penalty + INSIDE_QUOTED
    for match in OPENING.finditer(text):  # a quoted title does not leave its first word behind
        if match.end() < len(text) and found[match.end()] is not None:
            found[match.end()] = PARTED_NAME
    return found


def _best_cuts(count: int, edges: Sequence[float], penalties: Sequence[float | None]) -> list[Way]:
    """The least bad way to cut a title into so many lines, or nothing when no way fits. Each cut is near its even share."""
    share = edges[-1] / count
    near = [
        [place for place in range(1, len(penalties)) if penalties[place] is not None and abs(edges[place] - share * number) <= NEAR]
        for number in range(1, count)
    ]
    best: Way = (inf, ())
    for cuts in product(*near):
        widths = [edges[end] - edges[start] for start, end in pairwise((0, *cuts, len(penalties)))]
        if min(widths) >= NARROWEST and max(widths) <= WIDEST:
            best = min(best, (_shape(widths) + count * MORE_LINES + sum(penalties[place] or 0.0 for place in cuts), cuts))
    return [best] if best[1] else []


def _cuts_in_turn(edges: Sequence[float], penalties: Sequence[float | None]) -> tuple[int, ...]:
    """Lines of about one width, each ending at the best place near it; a word is cut where it is wider than a line."""
    lines = ceil(edges[-1] / (WIDEST - NARROWEST))
    share, total = edges[-1] / lines, len(penalties)
    cuts: list[int] = []
    start = 0
    while edges[-1] - edges[start] > WIDEST:
        full = bisect_right(edges, edges[start] + WIDEST) - 1
        ways = [
            (penalty + (edges[place] - edges[start] - share) ** 2 / EVEN, place)
            for place in range(start + 1, min(full, total - 1) + 1)
            if (penalty := penalties[place]) is not None and min(edges[place] - edges[start], edges[-1] - edges[place]) >= NARROWEST
        ]
        start = min(ways)[1] if ways else max(full, start + 1)
        cuts.append(start)
    return tuple(cuts)


def _shape(widths: Sequence[float]) -> float:
    """How far lines are from a good shape: about as wide as each other, and never narrow in the middle."""
    mean = sum(widths) / len(widths)
    uneven = sum((one - mean) ** 2 for one in widths) / len(widths) / EVEN
    waists = sum(max(0.0, min(before, after) - middle) for before, middle, after in zip(widths, widths[1:], widths[2:], strict=False))
    return uneven + WAIST * waists
