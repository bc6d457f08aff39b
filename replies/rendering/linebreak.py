"""Where a Chinese line may end (禁则), and how far apart its characters then stand so that both its edges are flush.

WeasyPrint justifies at spaces only, so lines are broken here and each gets a letter-spacing of its own. The rules on
marks are those of GB/T 15834-2011, 5.1: no closing mark begins a line, no opening mark ends one, —— and …… stay whole.
"""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum

CLOSING = "，。、；：？！）〕】》〉」』〗”’％‰℃°·～—–-…,.;:?!)]}%/"
OPENING = "（〔【《〈「『〖“‘([{/"
# Measure words that stay with their number. A longer one comes before its own beginning.
UNITS = (
    "平方公里|平方米|立方米|公里|千米|厘米|毫米|公斤|千克|公顷|分钟|小时|周岁|千瓦时|千瓦|兆瓦|"
    "[年月日号届次时分秒个家项人名件条座处所台辆套户亩吨米元倍位种类批期级周岁天场篇份只册间栋株床度]"
)
TOKEN = re.compile(r"[!-~\u00a1-\u024f]+")
NUMBER = re.compile(rf"第?[0-9][0-9,.]*(?:[—–~～-][0-9][0-9,.]*)?(?:[%‰％℃°])?[多余]?(?:[十百千万亿]{{1,3}})?(?:美元|{UNITS})?")
DOCUMENT_NUMBER = re.compile(r"〔[0-9]{4}〕[0-9]+号")
PAIR = re.compile(r"—{2,}|…{2,}")
SEAM = re.compile(r"(?<=[/\\?&=_@#:])(?=[0-9A-Za-z])|(?<=[A-Za-z)][.-])(?=[0-9A-Za-z])|(?<=[0-9]-)(?=[0-9])")


class Cost(IntEnum):
    """What a break at a place would do."""

    FREE = 0
    SEAM = 1  # parts a number from its unit, or an address at one of its marks
    WORD = 2  # parts a word or a number
    FORBIDDEN = 3  # leaves a mark where it may not stand


# How much of a line, in em or as a part of it, may be left to spread before the next dearer kind of break is taken.
LOOSEST_EM = 3.0
LOOSEST_PART = 0.5


def costs(text: str) -> list[Cost]:
    """The cost of a break before each character. The first is FORBIDDEN: nothing can be parted there."""
    found = [Cost.FREE] * len(text)

    def hold(start: int, end: int, cost: Cost) -> None:
        for place in range(start + 1, end):
            found[place] = max(found[place], cost)

    for match in TOKEN.finditer(text):
        hold(*match.span(), Cost.WORD)
        for seam in SEAM.finditer(match.group()):
            if seam.start():
                found[match.start() + seam.start()] = Cost.SEAM
    for pattern, cost in ((NUMBER, Cost.SEAM), (DOCUMENT_NUMBER, Cost.SEAM), (PAIR, Cost.FORBIDDEN)):
        for match in pattern.finditer(text):
            hold(*match.span(), cost)
    _hold_marks(text, found)
    return found


def _hold_marks(text: str, found: list[Cost]) -> None:
    pairs = {place for match in PAIR.finditer(text) for place in range(*match.span())}
    open_quote = False
    for place, char in enumerate(text):
        closing, opening = char in CLOSING and place not in pairs, char in OPENING
        if char == '"':  # the same mark on both sides: the first opens
            closing, opening = open_quote, not open_quote
            open_quote = not open_quote
        inside_token = place > 0 and found[place] in (Cost.SEAM, Cost.WORD) and char.isascii()
        if closing and place > 0 and not inside_token:
            found[place] = Cost.FORBIDDEN
        if opening and place + 1 < len(text) and not (char == "/" and found[place + 1] is Cost.SEAM):
            found[place + 1] = Cost.FORBIDDEN
    if found:
        found[0] = Cost.FORBIDDEN


def break_lines(
    widths: Sequence[float], cost: Sequence[Cost], room: Sequence[float], em: float, blank: Sequence[bool]
) -> Iterator[tuple[int, int]]:
    """(start, end) of each line. Blanks at a line's end are left out.

    `widths` of the characters; `room` of the first line, the second and so on, the last entry for all that follow;
    `em` the size of the type; all in one unit. Works in time linear in the text.
    """
    start, line, total = 0, 0, len(widths)
    while start < total:
        width = room[min(line, len(room) - 1)]
        end, used = start, 0.0
        while end < total and (used + widths[end] <= width or end == start):
            used += widths[end]
            end += 1
        while end < total and blank[end]:  # a blank at the edge takes no room
            end += 1
        if end < total:
            end = _best(start, end, width - used, widths, cost, width, em)
        last = end
        while last > start and blank[last - 1]:
            last -= 1
        if last > start:
            yield start, last
            line += 1
        start = end
        while start < total and blank[start]:
            start += 1


def _best(start: int, limit: int, left: float, widths: Sequence[float], cost: Sequence[Cost], width: float, em: float) -> int:
    """The cheapest break at or before `limit` that does not leave the line too loose; `left` is the room behind it."""
    loosest = {Cost.FREE: LOOSEST_EM * em, Cost.SEAM: LOOSEST_PART * width, Cost.WORD: LOOSEST_PART * width}
    for allowed, most in loosest.items():
        place, spread = limit, left
        while place > start and spread <= most:
            if cost[place] <= allowed:
                return place
            place -= 1
            spread += widths[place]
    return limit
