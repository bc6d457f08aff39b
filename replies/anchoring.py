"""Where a paragraph of one version stands in another: by its place, and by its words where it was moved. Pure: works on text alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from replies import differences
from replies.differences import Row

Fate = Literal["same", "changed", "moved", "gone"]


@dataclass(frozen=True)
class Anchor:
    """What became of a paragraph. `number` counts from 1, and is 0 where the paragraph is gone."""

    fate: Fate
    number: int = 0


GONE = Anchor("gone")


def anchors(old: Sequence[str], new: Sequence[str]) -> Mapping[int, Anchor]:
    """The number of each paragraph of `old` → what became of it in `new`. No two of them lead to the same paragraph.

    A paragraph keeps to its place where the comparison pairs it with one there. One that was cut is looked for among the new ones: first
    the same words, then words that are alike, the nearest first; else it is gone.
    """
    rows = differences.compare(old, new)
    found = {row.old_number: Anchor("same" if row.kind == "same" else "changed", row.new_number) for row in rows if _paired(row)}
    cut = {row.old_number: row.old for row in rows if row.kind == "cut"}
    free = {row.new_number: row.new for row in rows if row.kind == "new"}
    for alike in (str.__eq__, differences.alike):
        for number, text in list(cut.items()):
            near = (there for there in sorted(free, key=lambda there: abs(there - number)) if alike(text, free[there]))
            if (there := next(near, 0)) > 0:
                found[number] = Anchor("moved", there)
                del cut[number], free[there]
    return found | dict.fromkeys(cut, GONE)


def _paired(row: Row) -> bool:
    return bool(row.old_number and row.new_number)
