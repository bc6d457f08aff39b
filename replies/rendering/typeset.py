"""Sets text into lines: a face for every character, the breaks, the spacing of every line."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from replies.rendering.fonts import Face, Role
from replies.rendering.grid import BODY_PT, CELL, EM, MM_PER_PT, TIGHTEST, Measure
from replies.rendering.linebreak import break_lines, costs
from replies.rendering.report import Ledger

# 〓, the printer's mark for a sort that is not in the case.
GETA = "〓"
# A character with the accents that are typed after it.
COMBINED = re.compile(r"[\s\S][\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]*")
# Beyond this the spaces inside a number would show, so the rest is spread outside words and numbers only.
VISIBLE_MM = 0.3
CLOSE_MM = CELL - EM  # what makes a character of 16 pt as wide as a cell of the grid


@dataclass(frozen=True)
class Cluster:
    """A character with the marks that combine with it; its width in em."""

    text: str
    face: Face
    width: float

    @property
    def latin(self) -> bool:
        return "!" <= self.text[0] <= "\u024f"


@dataclass(frozen=True)
class Run:
    """Characters of one face. In a `closed` run the line's gap is not put between them, only after the last."""

    clusters: tuple[Cluster, ...]
    face: Face
    closed: bool = False

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


def clusters(role: Role, text: str, ledger: Ledger) -> list[Cluster]:
    """A text's characters, each with the face that it is printed in. What no face has becomes 〓."""
    ledger.roles.add(role)
    own = ledger.library.roles[role]
    found: list[Cluster] = []
    for whole in COMBINED.findall(text):
        char = unicodedata.normalize("NFC", whole) if len(whole) > 1 else whole
        face = ledger.library.face_for(role, char)
        if face is None:
            ledger.missing[whole] = None
            char, face = GETA, ledger.library.face_for(role, GETA) or own
        elif face is not own:
            ledger.fallbacks[char] = face
        found.append(Cluster(char, face, sum(face.advance(part) for part in char)))
    return found


def set_lines(
    parts: Sequence[tuple[Role, str]],
    ledger: Ledger,
    measures: Sequence[Measure],
    *,
    size: float = BODY_PT,
) -> list[Line]:
    """A paragraph's lines, flush at both edges but the last. `measures`: the first line's room, the second's and so on."""
    content = [cluster for role, text in parts for cluster in clusters(role, text, ledger)]
    em = size * MM_PER_PT
    text = "".join(cluster.text[0] for cluster in content)
    spans = list(
        break_lines(
            [cluster.width * em for cluster in content],
            costs(text),
            [measure.width * TIGHTEST + 1e-6 for measure in measures],
            em,
            [char == " " for char in text],
        )
    )
    return [
        _set_line(content[start:end], measures[min(number, len(measures) - 1)], size, flush=number + 1 < len(spans))
        for number, (start, end) in enumerate(spans)
    ]


def set_one(role: Role, text: str, ledger: Ledger, *, size: float = BODY_PT, gap: float | None = None) -> Line:
    """A text on one line of its own, at its natural width, at left 0."""
    content = clusters(role, text, ledger)
    gap = CLOSE_MM * size / BODY_PT if gap is None else gap
    return Line(_runs(content), 0.0, _natural(content, size) + gap * max(len(content) - 1, 0), gap, size)


def _set_line(content: Sequence[Cluster], measure: Measure, size: float, *, flush: bool) -> Line:
    natural = _natural(content, size)
    usual = CLOSE_MM * size / BODY_PT
    gaps = len(content) - 1
    if not gaps or (not flush and natural + usual * gaps <= measure.width):
        return Line(_runs(content), measure.left, natural + usual * gaps, usual, size)
    gap = (measure.width - natural) / gaps
    runs = _runs(content)
    if gap > VISIBLE_MM:
        closed = _closed_runs(content)
        places = sum(1 if run.closed else len(run) for run in closed) - 1
        if places >= gaps / 2:
            runs, gap = closed, (measure.width - natural) / places
    return Line(runs, measure.left, measure.width, gap, size)


def _natural(content: Sequence[Cluster], size: float) -> float:
    return sum(cluster.width for cluster in content) * size * MM_PER_PT


def _runs(content: Sequence[Cluster]) -> tuple[Run, ...]:
    """Neighbours of one face together."""
    return tuple(Run(tuple(members), face) for face, members in groupby(content, key=lambda cluster: cluster.face))


def _closed_runs(content: Sequence[Cluster]) -> tuple[Run, ...]:
    """The same with words and numbers apart, their characters closed up. A blank belongs to what it follows."""
    latin = False
    kinds = []
    for cluster in content:
        latin = latin if cluster.text == " " else cluster.latin
        kinds.append((cluster.face, latin))
    grouped = groupby(zip(kinds, content, strict=True), key=lambda pair: pair[0])
    return tuple(Run(tuple(cluster for _kind, cluster in members), face, closed=latin) for (face, latin), members in grouped)
