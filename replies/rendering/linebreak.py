"""Where a Chinese line may end (禁则), and how far apart its characters then stand so that both its edges are flush.

The rules on marks are those of GB/T 15834-2011, 5.1: no closing mark begins a line, no opening mark ends one, —— and …… stay whole.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import accumulate

from replies.rendering.squeeze import gathered

CLOSING = "，。、；：？！）〕】》〉」』〗”’％‰℃°·～—–-…,.;:?!)]}%/"
OPENING = "（〔【《〈「『〖“‘([{/"
# Measure words that stay with their number. A longer one comes before its own beginning.
UNITS = (
    "平方公里|平方米|立方米|公里|千米|厘米|毫米|公斤|千克|公顷|分钟|小时|周岁|千瓦时|千瓦|兆瓦|"
    "[年月日号届次时分秒个家项人名件条座处所台辆套户亩吨米元倍位种类批期级周岁天场篇份只册间栋株床度]"
)
TOKEN = re.compile(r"[!-~\u00a1-\u024f]+")
NUMBER = re.compile(rf"(?P<number>第?[0-9][0-9,.]*(?:[—–～~-][0-9][0-9,.]*)?[%‰％℃°]?)[多余]?[十百千万亿]{{0,3}}(?:美元|{UNITS})?")
PAIR = re.compile(r"—{2,}|…{2,}")
MARK = re.compile(f'[{re.escape(CLOSING + OPENING)}"]')
NAME = re.compile(r"(?<![^、，（])[\u4e00-\u9fff]{2,4}(?=代表|委员|同志)")
# Where an address, a range of numbers or a document number may be parted when the line would else be too loose.
SEAM = re.compile(r"[/\\?&=_@#](?=[0-9A-Za-z])|[A-Za-z][.-](?=[0-9A-Za-z])|[0-9][—–～~](?=[0-9])|[0-9]〕(?=[0-9])")


class Cost(IntEnum):
    """What a break at a place would do."""

    FREE = 0
    SEAM = 1  # parts a name, a range, or an address at one of its marks
    UNIT = 2  # parts a number from its unit
    WORD = 3  # parts a word or a number
    FORBIDDEN = 4  # leaves a mark where it may not stand


# How much of a line may be left to spread over it before the next dearer kind of break is taken: in em, or as a part of the
# line. Beyond a tenth of an em between characters, programs that take out the text put blanks between them.
LOOSEST_EM = {Cost.FREE: 2.5, Cost.SEAM: 3.5}
LOOSEST_PART = {Cost.UNIT: 0.5, Cost.WORD: 0.5}
# A line with more than this left to spread takes in what follows, if its marks can make room (em).
LOOSE_ENOUGH = 1.0


def costs(text: str) -> list[Cost]:
    """The cost of a break before each character. The first is FORBIDDEN: nothing can be parted there."""
    found = [Cost.FREE] * len(text)

    def hold(start: int, end: int, cost: Cost) -> None:
        for place in range(start + 1, end):
            found[place] = max(found[place], cost)

    for match in TOKEN.finditer(text):
        hold(*match.span(), Cost.WORD)
    for match in NUMBER.finditer(text):
        hold(*match.span(), Cost.WORD)
        if match.end("number") < match.end():
            found[match.end("number")] = Cost.UNIT
    for pattern, cost in ((NAME, Cost.SEAM), (PAIR, Cost.FORBIDDEN)):
        for match in pattern.finditer(text):
            hold(*match.span(), cost)
    for match in SEAM.finditer(text):
        found[match.end()] = Cost.SEAM
    _hold_marks(text, found)
    return found


def _hold_marks(text: str, found: list[Cost]) -> None:
    pairs = {place for match in PAIR.finditer(text) for place in range(*match.span())}
    open_quote = False
    for match in MARK.finditer(text):
        place, char = match.start(), match[0]
        closing, opening = char in CLOSING and place not in pairs, char in OPENING
        if char == '"':  # the same mark on both sides: the first opens
            closing, opening = open_quote, not open_quote
            open_quote = not open_quote
        inside_token = found[place] in (Cost.SEAM, Cost.WORD) and char.isascii()
        if closing and not inside_token:
            found[place] = Cost.FORBIDDEN
        if opening and place + 1 < len(text) and not (char == "/" and found[place + 1] is Cost.SEAM):
            found[place + 1] = Cost.FORBIDDEN
    if found:
        found[0] = Cost.FORBIDDEN


def break_lines(
    widths: Sequence[float], cost: Sequence[Cost], room: Sequence[float], blank: Sequence[bool], given: Sequence[float]
) -> Iterator[tuple[int, int]]:
    """(start, end) of each line. Blanks at a line's end are left out.

    `widths` of the characters; `room` of the first line, the second and so on, the last entry for all that follow; `given`, how much
    the gap after each character may shrink; all in em. Works in time linear in the text.
    """
    edges, gaps = list(accumulate(widths, initial=0.0)), gathered(given)
    start, line, total = 0, 0, len(widths)
    while start < total:
        width = room[min(line, len(room) - 1)]
        end = max(bisect_right(edges, edges[start] + width) - 1, start + 1)
        left = width - edges[end] + edges[start]
        while end < total and blank[end]:  # a blank at the edge takes no room
            end += 1
        if end < total:
            best = _best(start, end, left, edges, cost, width)
            if edges[end] - edges[best] + left > LOOSE_ENOUGH:
                best = _pushed_in(start, end, edges, gaps, cost, width) or best
            end = best
        last = end
        while last > start and blank[last - 1]:
            last -= 1
        if last > start:
            yield start, last
            line += 1
        start = end
        while start < total and blank[start]:
            start += 1


def _best(start: int, limit: int, left: float, edges: Sequence[float], cost: Sequence[Cost], width: float) -> int:
    """The cheapest break at or before `limit` that does not leave the line too loose; `left` is the room behind it."""
    loosest = LOOSEST_EM | {cost: part * width for cost, part in LOOSEST_PART.items()}
    for allowed, most in loosest.items():
        place = limit
        while place > start and edges[limit] - edges[place] + left <= most:
            if cost[place] <= allowed:
                return place
            place -= 1
    return limit


def _pushed_in(start: int, limit: int, edges: Sequence[float], gaps: Sequence[float], cost: Sequence[Cost], width: float) -> int | None:
    """The next break after a full line that the line still holds when its marks give way, or None."""
    for place in range(limit + 1, len(edges)):
        if edges[place] - edges[start] - width > gaps[place - 1] - gaps[start]:
            return None
        if place == len(cost) or cost[place] is Cost.FREE:
            return place
    return None
