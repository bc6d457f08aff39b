"""Sets text into lines: a face for every character, the breaks, the spacing of every line."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from operator import attrgetter

from django.utils.translation import gettext as _

from replies.rendering.fonts import Face, Library, Role
from replies.rendering.grid import BODY_PT, CELL, EM, MM_PER_PT, TIGHTEST, Measure
from replies.rendering.linebreak import Cost, break_lines, costs
from replies.rendering.report import Ledger
from replies.rendering.squeeze import give, shares

# 〓, the printer's mark for a sort that is not in the case.
GETA = "〓"
# A character with the accents that are typed after it, of which a letter has three at most; and what is heaped on it beyond that.
ACCENTS = "\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff"
ACCENT = re.compile(f"[{ACCENTS}]")
COMBINED = re.compile(f"([\\s\\S][{ACCENTS}]{{0,3}})([{ACCENTS}]*)")
# Beyond this the spaces inside a number would show, so the rest is spread outside words and numbers only.
VISIBLE_MM = 0.3
ROUNDING_MM = 1e-3
NARROW = 0.9  # em
AROUND = 6  # characters shown on each side of a place in the text
CLOSE_MM = CELL - EM  # what makes a character of 16 pt as wide as a cell of the grid
FACE = attrgetter("face")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A character with the marks that combine with it; its width in em; whether it is part of a word or number."""

    text: str
    face: Face
    width: float
    latin: bool


@dataclass(frozen=True)
class Run:
    """Characters of one face. In a `closed` run the line's gap is not put between them, only after the last.

    `taken` is how much narrower than the line's the gap after the last is, where marks give way; in mm.
    """

    clusters: tuple[Cluster, ...]
    face: Face
    closed: bool = False
    taken: float = 0.0

    def __len__(self) -> int:
        return len(self.clusters)

    @property
    def text(self) -> str:
        return "".join(cluster.text for cluster in self.clusters)


@dataclass(frozen=True)
class Line:
    """One printed line; `left` and `width` in mm, `left` from the edge that the caller measures from."""

    runs: tuple[Run, ...]
    left: float
    width: float
    gap: float
    size: float = BODY_PT  # points
    stretch: float = 1.0  # how much wider than their face its characters are drawn; `width` and `gap` are as printed


class Case(dict[str, Cluster]):
    """A type case: every character that was ever set in a role, with its face. What no face has becomes 〓."""

    def __init__(self, library: Library, role: Role) -> None:
        self._library, self._role = library, role
        # What is not from the role's own face: a fallback, or None for what no face has.
        self.strange: dict[str, Face | None] = {}

    def __missing__(self, whole: str) -> Cluster:
        char = unicodedata.normalize("NFC", whole)
        face = self._library.face_for(self._role, char)
        if face is not self._library.roles[self._role]:
            self.strange[whole] = face
        if face is None:
            char = GETA
            # The body's own mark is as wide as a cell; that of some faces is not.
            face = self._library.face_for(Role.FANG, GETA) or self._library.roles[self._role]
        made = Cluster(char, face, sum(face.advance(part) for part in char), "!" <= char[0] <= "\u024f")
        if len(whole) == 1:
            self[whole] = made
        return made


@lru_cache(maxsize=32)
def _case(library: Library, role: Role) -> Case:
    return Case(library, role)


def clusters(role: Role, text: str, ledger: Ledger) -> list[Cluster]:
    """A text's characters, each with the face that it is printed in. What no face has becomes 〓."""
    ledger.roles.add(role)
    case = _case(ledger.library, role)
    chars: Sequence[str] = text
    if ACCENT.search(text):
        pairs = COMBINED.findall(text)
        chars = [char for char, _heaped in pairs]
        if any(heaped for _char, heaped in pairs):
            ledger.warn(_("More than three accents on one character: those beyond were left out."))
    found = [case[char] for char in chars]
    if not case.strange.keys().isdisjoint(chars):
        ledger.note((char, case.strange[char]) for char in chars if char in case.strange)
    return found


def set_lines(
    parts: Iterable[tuple[Role, str]],
    ledger: Ledger,
    measures: Sequence[Measure],
    *,
    size: float = BODY_PT,
    ragged: bool = False,
) -> list[Line]:
    """A paragraph's lines, flush at both edges but the last. `measures`: the first line's room, the second's and so on.

    `ragged`: flush at the left only.
    """
    content = [cluster for role, text in parts for cluster in clusters(role, text, ledger)]
    text = "".join([cluster.text[0] for cluster in content])
    em = size * MM_PER_PT
    # A mark of a face in which it is narrow has no blank half.
    given = [] if ragged else give("".join([cluster.text[0] if cluster.width > NARROW else "a" for cluster in content]))
    cost = costs(text)
    spans = list(
        break_lines(
            [cluster.width for cluster in content],
            cost,
            [measure.width * TIGHTEST / em + 1e-6 for measure in measures],
            [char == " " for char in text],
            given or [0.0] * len(text),
        )
    )
    forced = next((start for start, _end in spans[1:] if cost[start] is Cost.FORBIDDEN), None)
    if forced is not None:
        shown = f"{text[max(forced - AROUND, 0) : forced]} | {text[forced : forced + AROUND]}"
        ledger.warn(_("A line ends where none may, for there is no better place near: %(text)s") % {"text": shown})
    last = len(spans) - 1
    return [
        _set_line(
            content[start:end], measures[min(number, len(measures) - 1)], size, given[start : end - 1], flush=not ragged and number < last
        )
        for number, (start, end) in enumerate(spans)
    ]


def set_one(role: Role, text: str, ledger: Ledger, *, size: float = BODY_PT, gap: float | None = None) -> Line:
    """A text on one line of its own, at its natural width, at left 0."""
    content = clusters(role, text, ledger)
    gap = CLOSE_MM * size / BODY_PT if gap is None else gap
    return Line(_runs(content), 0.0, _natural(content, size) + gap * max(len(content) - 1, 0), gap, size)


def _set_line(content: Sequence[Cluster], measure: Measure, size: float, given: Sequence[float], *, flush: bool) -> Line:
    natural = _natural(content, size)
    usual = CLOSE_MM * size / BODY_PT
    gaps = len(content) - 1
    if not gaps or (not flush and natural + usual * gaps <= measure.width):
        return Line(_runs(content), measure.left, natural + usual * gaps, usual, size)
    gap = (measure.width - natural) / gaps
    runs = _runs(content)
    too_wide = natural - measure.width * TIGHTEST
    if too_wide > ROUNDING_MM and any(given):
        em = size * MM_PER_PT
        taken = [share * em for share in shares(given, too_wide / em)]
        gap = (measure.width - natural + sum(taken)) / gaps
        runs = _squeezed_runs(content, taken)
    elif gap > VISIBLE_MM:
        closed = _closed_runs(content)
        places = sum(1 if run.closed else len(run) for run in closed) - 1
        if places >= gaps / 2:
            runs, gap = closed, (measure.width - natural) / places
    return Line(runs, measure.left, measure.width, gap, size)


def _natural(content: Sequence[Cluster], size: float) -> float:
    return sum([cluster.width for cluster in content]) * size * MM_PER_PT


def _runs(content: Sequence[Cluster]) -> tuple[Run, ...]:
    """Neighbours of one face together."""
    return tuple(Run(tuple(members), face) for face, members in groupby(content, key=FACE))


def _closed_runs(content: Sequence[Cluster]) -> tuple[Run, ...]:
    """The same with words and numbers apart, their characters closed up. A blank belongs to what it follows."""
    latin = False
    kinds = [(cluster.face, latin := latin if cluster.text == " " else cluster.latin) for cluster in content]
    ends = [place for place in range(1, len(kinds)) if kinds[place] != kinds[place - 1]]
    return tuple(
        Run(tuple(content[start:end]), kinds[start][0], closed=kinds[start][1]) for start, end in pairwise((0, *ends, len(content)))
    )


def _squeezed_runs(content: Sequence[Cluster], taken: Sequence[float]) -> tuple[Run, ...]:
    """The same with a run's end wherever a gap gives way."""
    runs: list[Run] = []
    start = 0
    for place, cluster in enumerate(content):
        narrower = taken[place] if place < len(taken) else 0.0
        if narrower or place + 1 == len(content) or content[place + 1].face is not cluster.face:
            runs.append(Run(tuple(content[start : place + 1]), cluster.face, taken=narrower))
            start = place + 1
    return tuple(runs)
