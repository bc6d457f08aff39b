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
NUMBER = re.compile(rf"(?P<number>第?[0-9][0-9,.]*(?:[—–～~-][0-9][0-9,.]*)?[%‰％℃°]?)[多余]?[十百千万亿]{{0,3}}(?:美元|{UNITS})?")
PAIR = re.compile(r"—{2,}|…{2,}")
NAME = re.compile(r"(?<![^、，（])[\u4e00-\u9fff]{2,4}(?=代表|委员|同志)")
# Where an address, a range of numbers or a document number may be parted when the line would else be too loose.
SEAM = re.compile(r"(?<=[/\\?&=_@#])(?=[0-9A-Za-z])|(?<=[A-Za-z][.-])(?=[0-9A-Za-z])|(?<=[0-9][—–～~])(?=[0-9])|(?<=[0-9]〕)(?=[0-9])")


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


def costs(text: str) -> list[Cost]:
    """The cost of a break before each character. The first is FORBIDDEN: nothing can be parted there."""
    found = [Cost.FREE] * len(text)

    def hold(start: int, end: int, cost: Cost) -> None:
        for place in range(start + 1, end):
            found[place] = max(found[place], cost)

    for pattern, cost in ((TOKEN, Cost.WORD), (NUMBER, Cost.WORD), (NAME, Cost.SEAM), (PAIR, Cost.FORBIDDEN)):
        for match in pattern.finditer(text):
            hold(*match.span(), cost)
    for match in NUMBER.finditer(text):
        if match.end("number") < match.end():
            found[match.end("number")] = Cost.UNIT
    for match in SEAM.finditer(text):
        found[match.start()] = Cost.SEAM
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
    loosest = {cost: part * em for cost, part in LOOSEST_EM.items()} | {cost: part * width for cost, part in LOOSEST_PART.items()}
    for allowed, most in loosest.items():
        place, spread = limit, left
        while place > start and spread <= most:
            if cost[place] <= allowed:
                return place
            place -= 1
            spread += widths[place]
    return limit
