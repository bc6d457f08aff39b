"""What became of a paragraph from version to version of a text. Pure: works on text alone.

A heading number does not count: a paragraph that only moved takes the number of its new place. Of a paragraph that was rewritten, joined
with another or parted, every piece that is like it or mostly made of it is a descendant: better one too many than one that is lost.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from replies.differences import alike, compare
from replies.structure import LEVELS, parse_body

# A text of which so much stands in the other, and no shorter than this, is a piece of it.
MOSTLY, SHORTEST_PIECE = 0.7, 8


def paragraphs(body: str) -> list[str]:
    """The paragraphs of a body without their numbers."""
    return [bare(element.text) for element in parse_body(body)]


def bare(text: str) -> str:
    """A paragraph without the number of its heading."""
    for _level, number in LEVELS:
        if match := number.match(text):
            return text[match.end() :].strip()
    return text.strip()


def step(carried: Collection[str], old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The descendants, in the text after, of the paragraphs `carried` of the text before.

    What is gone stays carried as it was, so that it is known again when it is put back.
    """
    there = set(new)
    left = {text for text in carried if text in there}
    lost = [text for text in carried if text not in there]
    if not lost:
        return left
    rows = compare(old, new)
    came = [row for row in rows if row.kind in ("mod", "new")]
    for text in lost:
        found = {row.new for row in came if row.old == text or _kin(text, row.new)}
        left |= found or {text}
    return left


def follow(text: str, versions: Iterable[Sequence[str]]) -> set[str]:
    """The descendants of a paragraph in the last of the versions, the first being that in which it came in."""
    carried, before = {text}, None
    for version in versions:
        if before is not None:
            carried = step(carried, before, version)
        before = version
    return carried & set(before or ())


def missing(agreed: Iterable[str], new: Sequence[str]) -> list[str]:
    """Which of these paragraphs, each as often as it stands there, are not in the new text."""
    there = Counter(new)
    there.subtract(agreed)
    return [text for text, count in there.items() if count < 0]


def _kin(old: str, new: str) -> bool:
    if alike(old, new):
        return True
    short, long = sorted((old, new), key=len)
    if len(short) < SHORTEST_PIECE:
        return False
    pairs, others = ({text[k : k + 2] for k in range(len(text) - 1)} for text in (short, long))
    return len(pairs & others) >= MOSTLY * len(pairs)
