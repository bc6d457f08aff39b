"""Figures of a body: a picture on whole rows of the grid, and its caption below."""

from collections.abc import Mapping
from math import ceil

from django.utils.translation import gettext as _

from replies.rendering.captions import caption_band
from replies.rendering.errors import RenderError
from replies.rendering.grid import LEFT, ROW, WIDTH
from replies.rendering.pagination import Band, Paragraph
from replies.rendering.pictures import opened
from replies.rendering.pieces import Picture, Piece
from replies.rendering.report import Ledger
from replies.structure import Figure

# As large as a picture of 150 points to the inch; a smaller one would look coarse.
MM_PER_PIXEL = 25.4 / 150
MARGIN = 1.5  # over the picture and under it
# More would leave too much of the page before it blank, where it does not fit there.
MOST_ROWS = 12


def set_figure(figure: Figure, pictures: Mapping[str, bytes], ledger: Ledger) -> Paragraph:
    """A figure as large as it is, but no larger than the type area is wide and twelve rows are high.

    Raises RenderError, naming it, when there is no such picture or it cannot be read.
    """
    if figure.name not in pictures:
        raise RenderError(_("There is no figure called “%(name)s”.") % {"name": figure.name})
    try:
        image, _digest = opened(pictures[figure.name])
    except RenderError as error:
        raise RenderError(_("The figure “%(name)s” cannot be printed: %(error)s") % {"name": figure.name, "error": error}) from error
    scale = min(MM_PER_PIXEL, WIDTH / image.width, (MOST_ROWS * ROW - 2 * MARGIN) / image.height)
    width, height = image.width * scale, image.height * scale
    rows = ceil((height + 2 * MARGIN) / ROW)
    picture = Picture(
        pictures[figure.name], LEFT + (WIDTH - width) / 2, (rows * ROW - height) / 2, width, height, figure.caption or figure.name
    )
    below = [caption_band(figure.caption, ledger)] if figure.caption else []
    return Paragraph("Figure", (Band(rows, (Piece(pictures=(picture,)),)), *below), holds_first=1 + len(below), holds_last=1 + len(below))
