"""Paginated paragraphs to pieces: every line and band at its rows of the page."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from replies.rendering.furniture import row_baseline
from replies.rendering.grid import LEFT, ROW, TOP
from replies.rendering.pagination import Band, Fragment, Item, Paragraph
from replies.rendering.pieces import Anchor, Bookmark, Mark, Page, Path, Piece


def place(paragraphs: Sequence[Paragraph], fragments: Sequence[Fragment], row: int) -> Page:
    """The paragraphs on one page, from a row of the grid on."""
    pieces: list[Piece] = []
    bookmarks: list[Bookmark] = []
    anchors: list[Anchor] = []
    for fragment in fragments:
        paragraph = paragraphs[fragment.paragraph]
        row += fragment.before
        first = row
        if paragraph.label and fragment.lines and fragment.lines[0] is paragraph.lines[0]:
            bookmarks.append(Bookmark(paragraph.depth, paragraph.label, TOP + row * ROW))
        for band in fragment.again:
            pieces += (replace(_lowered(piece, row), path=()) for piece in (*band.pieces, *band.ruled))
            row += band.rows
        path = ((paragraph.tag, fragment.paragraph),)
        for banded, items in groupby(fragment.lines, key=lambda item: isinstance(item, Band)):
            run = list(items)
            pieces += _bands(run, path, row) if banded else [Piece(path, _marks(run, row))]
            row += sum(item.rows if isinstance(item, Band) else 1 for item in run)
        if paragraph.element:
            anchors.append(Anchor(*paragraph.element, TOP + first * ROW, TOP + row * ROW))
    return Page(tuple(pieces), tuple(bookmarks), tuple(anchors))


def _marks(lines: Sequence[Item], row: int) -> tuple[Mark, ...]:
    return tuple(
        Mark(replace(line, left=LEFT + line.left), row_baseline(row + number))
        for number, line in enumerate(lines)
        if not isinstance(line, Band)
    )


def _bands(bands: Sequence[Item], path: Path, row: int) -> list[Piece]:
    pieces: list[Piece] = []
    for band in bands:
        if isinstance(band, Band):
            pieces += (replace(_lowered(piece, row), path=path + piece.path) for piece in band.pieces)
            pieces += (_lowered(piece, row) for piece in (*band.ruled, *(band.closing if band is bands[-1] else ())))
            row += band.rows
    return pieces


def _lowered(piece: Piece, row: int) -> Piece:
    """A piece of a band that begins at a row of the page."""
    down = TOP + row * ROW
    return replace(
        piece,
        marks=tuple(replace(mark, baseline=mark.baseline + down) for mark in piece.marks),
        rules=tuple(replace(rule, top=rule.top + down) for rule in piece.rules),
        pictures=tuple(replace(picture, top=picture.top + down) for picture in piece.pictures),
    )
