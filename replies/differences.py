"""What changed between two texts, paragraph by paragraph and word by word. Pure: works on text alone.

A Chinese text has no blanks between its words. A number, a Latin word and each other character is one token here, and a short
piece that stayed the same between two changes is counted as changed, so that no lone character is left standing in a rewritten clause.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Op = Literal["same", "ins", "del"]
Kind = Literal["same", "mod", "new", "cut"]
Side = Literal["mine", "theirs"]
Span = tuple[str, int, int, int, int]

TOKEN = re.compile(r"[A-Za-z0-9]+(?:[.,:][0-9]+)*%?|.", re.DOTALL)
SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+")
# Paragraphs less alike than this are one cut and one new, not one rewritten.
ALIKE = 0.4
# Characters that stay between two changes and are swallowed by them.
ISLAND = 2
# Tokens times tokens; beyond it a paragraph is compared by sentences, so that a pasted book cannot hold a worker for minutes.
COSTLY = 1_000_000


@dataclass(frozen=True)
class Piece:
    op: Op
    text: str


@dataclass(frozen=True)
class Row:
    """One paragraph of either side or both. Numbers count from 1 and are 0 on a side that lacks the paragraph."""

    kind: Kind
    old: str
    new: str
    old_number: int
    new_number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Counts:
    changed: int
    added: int
    removed: int


def compare(old: Sequence[str], new: Sequence[str]) -> list[Row]:
    """The paragraphs of both sides in reading order, each once."""
    rows: list[Row] = []
    for op, i1, i2, j1, j2 in _spans(old, new):
        if op == "equal":
            rows += (_row(old, new, i1 + step, j1 + step) for step in range(i2 - i1))
        else:
            rows += (_row(old, new, i, j) for i, j in _pairs(old, new, i1, i2, j1, j2))
    return rows


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The words of both sides: `same` and `del` joined give the old text, `same` and `ins` the new one."""
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    if len(a) * len(b) > COSTLY:
        a, b = SENTENCE.findall(old), SENTENCE.findall(new)
    found: list[Piece] = []
    for op, i1, i2, j1, j2 in _spans(a, b):
        before, after = "".join(a[i1:i2]), "".join(b[j1:j2])
        if op == "equal":
            found.append(Piece("same", before))
        else:
            found += (Piece("del", before), Piece("ins", after))
    return tuple(_without_islands(found))


def old_side(rows: Iterable[Row]) -> list[str]:
    return [row.old for row in rows if row.old_number]


def new_side(rows: Iterable[Row]) -> list[str]:
    return [row.new for row in rows if row.new_number]


def counts(rows: Iterable[Row]) -> Counts:
    kinds = [row.kind for row in rows]
    return Counts(kinds.count("mod"), kinds.count("new"), kinds.count("cut"))


def folded(rows: Iterable[Row]) -> list[tuple[bool, list[Row]]]:
    """Runs of rows: (True, unchanged paragraphs to fold away) or (False, changed ones)."""
    return [(same, list(run)) for same, run in groupby(rows, key=lambda row: row.kind == "same")]


@dataclass(frozen=True)
class Choice:
    """A paragraph of two texts that both grew from one, old being theirs and new mine; `default` is the side to take unasked.

    `both` marks a paragraph that both sides rewrote.
    """

    row: Row
    default: Side
    both: bool


def choices(mine: Sequence[str], theirs: Sequence[str], origin: Collection[str]) -> list[Choice]:
    """What to choose between, paragraph by paragraph; `origin` holds the paragraphs that both sides started from.

    The side that changed a paragraph counts against the one that left it; where both changed it, mine does.
    """
    found = []
    for row in compare(theirs, mine):
        mine_is_old, theirs_is_old = row.new in origin, row.old in origin
        if row.kind == "mod":
            take_theirs = mine_is_old and not theirs_is_old
        elif row.kind == "new":
            take_theirs = mine_is_old  # they took it out
        else:
            take_theirs = row.kind == "cut" and not theirs_is_old  # they added it
        both = row.kind == "mod" and not mine_is_old and not theirs_is_old
        found.append(Choice(row, "theirs" if take_theirs else "mine", both))
    return found


def merge(found: Sequence[Choice], chosen: Mapping[int, str]) -> list[str]:
    """The paragraphs of the sides chosen; `chosen` maps the index of a choice to a side, else its default counts."""
    text: list[str] = []
    for index, choice in enumerate(found):
        side = chosen.get(index, choice.default)
        text += old_side([choice.row]) if side == "theirs" else new_side([choice.row])
    return text


def _spans(a: Sequence[str], b: Sequence[str]) -> Iterator[Span]:
    """As difflib's opcodes. What both begin and end with is taken first: most edits touch one place."""
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    middle_a, middle_b = a[head : len(a) - tail], b[head : len(b) - tail]
    if head:
        yield "equal", 0, head, 0, head
    # Beyond the limit difflib may leave out what occurs everywhere: the result is coarser, and still true.
    matcher = SequenceMatcher(None, middle_a, middle_b, autojunk=len(middle_a) * len(middle_b) > COSTLY)
    for op, i1, i2, j1, j2 in matcher.get_opcodes():
        yield op, i1 + head, i2 + head, j1 + head, j2 + head
    if tail:
        yield "equal", len(a) - tail, len(a), len(b) - tail, len(b)


def _pairs(old: Sequence[str], new: Sequence[str], i1: int, i2: int, j1: int, j2: int) -> Iterator[tuple[int | None, int | None]]:
    """Which old paragraph became which new one, in order; None on a side that has none."""
    i = i1
    for j in range(j1, j2):
        # A few paragraphs ahead is as far as one looks for the one that was rewritten.
        match = next((k for k in range(i, min(i2, i + 8)) if alike(old[k], new[j])), None)
        if match is None:
            yield None, j
            continue
        yield from ((k, None) for k in range(i, match))
        yield match, j
        i = match + 1
    yield from ((k, None) for k in range(i, i2))


def alike(a: str, b: str) -> bool:
    """Whether two paragraphs share so many pairs of neighbouring characters that one is the other rewritten."""
    pairs_a, pairs_b = ({text[k : k + 2] for k in range(len(text) - 1)} or {text} for text in (a, b))
    return 2 * len(pairs_a & pairs_b) >= ALIKE * (len(pairs_a) + len(pairs_b))


def _row(old: Sequence[str], new: Sequence[str], i: int | None, j: int | None) -> Row:
    if i is None and j is not None:
        return Row("new", "", new[j], 0, j + 1, (Piece("ins", new[j]),))
    if j is None and i is not None:
        return Row("cut", old[i], "", i + 1, 0, (Piece("del", old[i]),))
    assert i is not None and j is not None  # noqa: PT018  # one statement for mypy; a row has a side
    if old[i] == new[j]:
        return Row("same", old[i], new[j], i + 1, j + 1, (Piece("same", new[j]),))
    return Row("mod", old[i], new[j], i + 1, j + 1, pieces(old[i], new[j]))


def _without_islands(found: Sequence[Piece]) -> Iterator[Piece]:
    """Joins changes that only a few characters part, and gives each change as what went, then what came."""
    cut = came = ""
    for index, piece in enumerate(found):
        if piece.op == "del":
            cut += piece.text
        elif piece.op == "ins":
            came += piece.text
        elif (cut or came) and len(piece.text) < ISLAND and index < len(found) - 1:
            cut, came = cut + piece.text, came + piece.text
        else:
            yield from _change(cut, came)
            cut = came = ""
            yield piece
    yield from _change(cut, came)


def _change(cut: str, came: str) -> Iterator[Piece]:
    if cut:
        yield Piece("del", cut)
    if came:
        yield Piece("ins", came)
