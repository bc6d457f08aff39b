"""What changed between two texts, paragraph by paragraph and word by word. Pure: works on text alone.

A Chinese text has no blanks between its words. A number with what it counts (37处, 4.1%, 三十七所), a day (9月30日), a Latin word and each
other character is one token here; marks and particles alone join nothing; a short piece that stayed the same between two changes is
counted as changed, so that no lone character is left standing in a rewritten clause; and what was put in begins where a clause begins.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Op = Literal["same", "ins", "del"]
Kind = Literal["same", "mod", "new", "cut"]
Side = Literal["mine", "theirs"]
Span = tuple[str, int, int, int, int]

UNITS = "个|处|名|人|件|所|家|户|座|台|辆|项|条|次|间|张|套|公里|平方米|米|亩|公顷|吨|元|岁|年|月|日|天|小时|分钟|倍|批|期|篇|份|场"
TOKEN = re.compile(
    rf"""\d{{1,2}}月\d{{1,2}}日                         # a day of the year
    | [A-Za-z]*\d+(?:[.,:．，：]\d+)*(?:[%％‰]|[十百千万亿]*(?:{UNITS})?)
    | [〇零一二两三四五六七八九十百千万亿]{{2,}}(?:{UNITS})?
    | [A-Za-z]+ | .""",
    re.DOTALL | re.VERBOSE,
)
# What stands everywhere: where nothing but this is the same, nothing is.
FILLING = frozenset("，。、；：！？,.;:!?“”‘’（）()《》〈〉【】—…· \u3000\n的了和与及或在为对将并也就是")
ENDS = frozenset("。；！？\n")
PAUSES = frozenset("，、：,;:“（《")
SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+")
# Paragraphs less alike than this are one cut and one new, not one rewritten.
ALIKE = 0.4
# Characters that stay between two changes and are swallowed by them: fewer than these always, up to those where both changes are longer.
ISLAND, LONGEST_ISLAND = 2, 4
# A paragraph that was moved and rewritten, too, is known again by so many of its pairs; shorter ones by all of their words or not at all.
MOVED, SHORTEST_MOVED = 0.7, 8
# Tokens times tokens; beyond it a paragraph is compared by sentences, so that a pasted book cannot hold a worker for minutes.
COSTLY = 1_000_000


@dataclass(frozen=True)
class Piece:
    op: Op
    text: str


@dataclass(frozen=True)
class Row:
    """One paragraph of either side or both. Numbers count from 1 and are 0 on a side that lacks the paragraph.

    A paragraph that was moved is one cut and one new, each with the number of the other in `moved`; the new one has in `pieces` what was
    changed on the way.
    """

    kind: Kind
    old: str
    new: str
    old_number: int
    new_number: int
    pieces: tuple[Piece, ...]
    moved: int = 0


@dataclass(frozen=True)
class Counts:
    changed: int
    added: int
    removed: int
    moved: int = 0


def compare(old: Sequence[str], new: Sequence[str]) -> list[Row]:
    """The paragraphs of both sides in reading order, each once."""
    rows: list[Row] = []
    for op, i1, i2, j1, j2 in _spans(old, new):
        if op == "equal":
            rows += (_row(old, new, i1 + step, j1 + step) for step in range(i2 - i1))
        else:
            rows += (_row(old, new, i, j) for i, j in _pairs(old, new, i1, i2, j1, j2))
    return _moves(rows)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """The words of both sides: `same` and `del` joined give the old text, `same` and `ins` the new one."""
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    if len(a) * len(b) > COSTLY:
        a, b = SENTENCE.findall(old), SENTENCE.findall(new)
    found: list[Piece] = []
    for op, i1, i2, j1, j2 in _slid(a, b, list(_spans(a, b, FILLING))):
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
    found = list(rows)
    kinds = [row.kind for row in found if not row.moved]
    moved = sum(row.kind == "new" and row.moved > 0 for row in found)
    return Counts(kinds.count("mod"), kinds.count("new"), kinds.count("cut"), moved)


def folded(rows: Iterable[Row], shown: Collection[int] = ()) -> list[tuple[bool, list[Row]]]:
    """Runs of rows: (True, unchanged paragraphs to fold away) or (False, changed ones and those whose new number is in `shown`)."""
    return [(same, list(run)) for same, run in groupby(rows, key=lambda row: row.kind == "same" and row.new_number not in shown)]


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


def _spans(a: Sequence[str], b: Sequence[str], filling: Collection[str] = ()) -> Iterator[Span]:
    """As difflib's opcodes. What both begin and end with is taken first: most edits touch one place. `filling` alone is no match."""
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
    costly = len(middle_a) * len(middle_b) > COSTLY
    matcher = SequenceMatcher(filling.__contains__ if filling else None, middle_a, middle_b, autojunk=costly)
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


def alike(a: str, b: str, least: float = ALIKE) -> bool:
    """Whether two paragraphs share so many pairs of neighbouring characters that one is the other rewritten."""
    pairs_a, pairs_b = ({text[k : k + 2] for k in range(len(text) - 1)} or {text} for text in (a, b))
    return 2 * len(pairs_a & pairs_b) >= least * (len(pairs_a) + len(pairs_b))


def _moves(rows: list[Row]) -> list[Row]:
    """The rows, those of a paragraph that stands elsewhere now with each other's number: the same words first, then words much alike."""
    cut = [n for n, row in enumerate(rows) if row.kind == "cut"]
    new = [n for n, row in enumerate(rows) if row.kind == "new"]
    for same in (True, False):
        for n in list(cut):
            old = rows[n].old
            if same:
                there = next((k for k in new if rows[k].new == old), None)
            else:
                there = next((k for k in new if _known_again(old, rows[k].new)), None)
            if there is not None and old.strip():
                cut.remove(n)
                new.remove(there)
                rows[n] = replace(rows[n], moved=rows[there].new_number)
                rows[there] = replace(rows[there], moved=rows[n].old_number, pieces=pieces(old, rows[there].new))
    return rows


def _known_again(old: str, new: str) -> bool:
    return min(len(old), len(new)) >= SHORTEST_MOVED and alike(old, new, MOVED)


def _slid(a: Sequence[str], b: Sequence[str], found: list[Span]) -> list[Span]:
    """The spans, what was only put in or only taken out slid to where a sentence begins or a clause, where the words allow it.

    “一，二” → “一，三，二” is the same text with “三，” put in as with “，三”; a person puts in “三，”.
    """
    for n in range(1, len(found) - 1):
        (before, i0, i1, j0, j1), (op, _i, i2, _j, j2), (after, _i2, i3, _j2, j3) = found[n - 1 : n + 2]
        if (before, after) != ("equal", "equal") or op == "replace":
            continue
        text, start, end = (b, j1, j2) if op == "insert" else (a, i1, i2)
        left = right = 0
        while left < i1 - i0 and text[start - 1 - left] == text[end - 1 - left]:
            left += 1
        while right < i3 - i2 and text[start + right] == text[end + right]:
            right += 1
        best = max(range(-left, right + 1), key=lambda by: (_opens(text, start + by), -abs(by)))
        found[n - 1] = (before, i0, i1 + best, j0, j1 + best)
        found[n] = (op, i1 + best, i2 + best, j1 + best, j2 + best)
        found[n + 1] = (after, i2 + best, i3, j2 + best, j3)
    return found


def _opens(text: Sequence[str], at: int) -> int:
    """How well a piece may begin here: at the start of a sentence, of a clause, or anywhere."""
    if at == 0 or text[at - 1] in ENDS:
        return 2
    return int(text[at - 1] in PAUSES)


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
        elif (cut or came) and index < len(found) - 1 and _is_island(piece.text, max(len(cut), len(came)), found[index + 1 : index + 3]):
            cut, came = cut + piece.text, came + piece.text
        else:
            yield from _change(cut, came)
            cut = came = ""
            yield piece
    yield from _change(cut, came)


def _is_island(text: str, before: int, following: Sequence[Piece]) -> bool:
    """Whether what stayed says nothing between two changes: a character, or a few where more went or came on both sides."""
    after = max((len(piece.text) for piece in following if piece.op != "same"), default=0)
    few = len(text) <= LONGEST_ISLAND and len(text) < min(before, after) and not any(mark in text for mark in ENDS)
    return len(text) < ISLAND or (few and not any(character.isdigit() for character in text))


def _change(cut: str, came: str) -> Iterator[Piece]:
    if cut:
        yield Piece("del", cut)
    if came:
        yield Piece("ins", came)
