"""Where a line may not end: the marks of GB/T 15834-2011, 5.1, and numbers, which habit keeps whole."""

import re
from collections.abc import Iterator

NEVER_FIRST = frozenset("，。、；：？！）〕】》〉」』〗”’％‰℃·～,.;:?!)]}%")
NEVER_LAST = frozenset("（〔【《〈「『〖“‘([{")
PAIRS = frozenset("—…⋯─")
# A word, an address or a number with its measure word, and a name before 代表 or 委员.
WHOLE = re.compile(
    r"第?[0-9A-Za-z\u00c0-\u024f@:/?&=_#.,%‰％℃°~～–—-]+[多余]?[十百千万亿]{0,3}[\u4e00-\u9fff]{0,4}|[\u4e00-\u9fff·]{2,16}(?=代表|委员|同志)"
)
FIGURES = re.compile(r"[0-9.,]+")
# A longer row of figures may be parted: no line could hold it else.
LONGEST_NUMBER = 14


def bad_break(before: str, after: str) -> Iterator[str]:
    """The codes of what is wrong with ending a line after `before` and beginning the next with `after`."""
    last, first = before[-1], after[0]
    pair = last == first and last in PAIRS
    if pair:
        yield "kinsoku-pair"
    elif first in NEVER_FIRST and not (last.isascii() and first.isascii()):
        yield "kinsoku-start"
    if last in NEVER_LAST and not (last.isascii() and first.isascii()):
        yield "kinsoku-end"
    if _parts_number(before, after):
        yield "number-parted"


def _parts_number(before: str, after: str) -> bool:
    head = re.search(r"[0-9.,]*[0-9]$", before)
    tail = FIGURES.match(after)
    if head is None or not (after[0].isdigit() or after.startswith(("年", "％", "%"))):
        return False
    return len(head[0]) + (len(tail[0]) if tail else 0) <= LONGEST_NUMBER


def forced_short(after: str, room: int) -> bool:
    """Whether none of the first `room` characters of the next line could have stood at the end of the one before it."""
    held = {place for whole in WHOLE.finditer(after) for place in range(whole.start() + 1, whole.end())}
    return all(place >= len(after) or place in held or any(bad_break(after[:place], after[place:])) for place in range(1, room + 1))
