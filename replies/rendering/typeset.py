"""Sets text into lines: a face for every character, the breaks, the spacing of every line."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from replies.rendering.fonts import Face, Role
from replies.rendering.grid import BODY_PT, CELL, EM, MM_PER_PT, TIGHTEST, Measure
from replies.rendering.linebreak import break_lines, costs
from replies.rendering.report import Ledger

# 〓, the printer's mark for a sort that is not in the case.
GETA = "〓"
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
    """Characters of one face; `gap` mm is put between them and after the last."""

    text: str
    face: Face
    gap: float | None = None  # None: the line's own
    after: float = 0.0


@dataclass(frozen=True)
class Line:
    """One printed line; `left` and `width` in mm, `left` from the edge that the caller measures from."""

    runs: tuple[Run, ...]
    left: float
    width: float
    gap: float
    size: float = BODY_PT  # points

    @property
    def spans(self) -> Iterator[tuple[str, str, str]]:
        """(class, style, text) of each run, for the template."""
        for number, run in enumerate(self.runs):
            style = f"letter-spacing:{self.gap if run.gap is None else run.gap:.4f}mm"
            if number == 0 and self.left:
                style += f";margin-left:{self.left:.4f}mm"
            if run.after:
                style += f";margin-right:{run.after:.4f}mm"
            if self.size != BODY_PT:
                style += f";font-size:{self.size:g}pt"
            yield run.face.css_class, style, run.text

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def clusters(role: Role, text: str, ledger: Ledger) -> list[Cluster]:
    """A text's characters, each with the face that it is printed in. What no face has becomes 〓."""
    ledger.roles.add(role)
    found: list[Cluster] = []
    for char in text:
        if found and _joins(char):
            found[-1] = Cluster(found[-1].text + char, found[-1].face, found[-1].width)
            continue
        face = ledger.library.face_for(role, char)
        if face is None:
            ledger.missing[char] = None
            char, face = GETA, ledger.library.face_for(role, GETA) or ledger.library.roles[role]
        elif face is not ledger.library.roles[role]:
            ledger.fallbacks[char] = face
        found.append(Cluster(char, face, face.advance(char)))
    return found


def _joins(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me")


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
    outside = sum(not (one.latin and other.latin) for one, other in pairwise(content))
    if gap > VISIBLE_MM and outside >= gaps / 2:
        gap = (measure.width - natural) / outside
        return Line(_runs(content, latin_after=gap), measure.left, measure.width, gap, size)
    return Line(_runs(content), measure.left, measure.width, gap, size)


def _natural(content: Sequence[Cluster], size: float) -> float:
    return sum(cluster.width for cluster in content) * size * MM_PER_PT


def _runs(content: Sequence[Cluster], latin_after: float | None = None) -> tuple[Run, ...]:
    """Neighbours of one face together; with `latin_after`, words and numbers apart, closed up, and that much after them."""

    def kind(cluster: Cluster) -> tuple[Face, bool]:
        return cluster.face, latin_after is not None and cluster.latin

    runs = []
    for (face, latin), members in groupby(content, key=kind):
        text = "".join(cluster.text for cluster in members)
        runs.append(Run(text, face, 0.0, latin_after or 0.0) if latin else Run(text, face))
    return tuple(runs)
